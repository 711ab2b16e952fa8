"""The names of one concept: which to show, whether a name that was sent is one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from nosograph.terminology.codes import Designation
from nosograph.terminology.languages import Depth, Language, Languages

#: The use of a name that may stand for the concept: HL7's, and SNOMED CT's "preferred".
PREFERRED = (
    ("http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra", "preferredForLanguage"),
    ("http://snomed.info/sct", "900000000000548007"),
)


class Likeness(Enum):
    """How a name that was sent is like a name of the concept."""

    SAME = auto()
    SPACED = auto()
    DIFFERENT = auto()


def may_be_shown(name: Designation) -> bool:
    """Tell whether a name may stand for its concept."""
    return not name.use or (name.use.get("system"), name.use.get("code")) in PREFERRED


@dataclass(frozen=True, slots=True)
class Displays:
    """The names of a concept, and what a client wants to read them in."""

    names: tuple[Designation, ...]
    languages: Languages | None = None

    def preferred(self) -> Designation | None:
        """Return the name to show: the first that fits the languages wanted, in their order."""
        if self.languages is None:
            return next(self._by_default(), None)
        for language in self.languages.wanted:
            if language.quality > 0 and (found := self._first_in(language)):
                return found
        unmarked = (name for name in self.names if not name.language and may_be_shown(name))
        found = next(unmarked, None)
        return found or (None if self.languages.is_strict else next(self._by_default(), None))

    def _by_default(self) -> Iterator[Designation]:
        shown = [name for name in self.names if may_be_shown(name)]
        yield from (name for name in shown if name.is_active)
        yield from shown
        yield from self.names

    def _first_in(self, language: Language) -> Designation | None:
        for depth in (Depth.FULL, Depth.REGION, Depth.LANGUAGE):
            fitting = [
                name for name in self.names if name.is_active and _is_in(name, language, depth)
            ]
            ranked = sorted(fitting, key=lambda name: not may_be_shown(name))
            if ranked:
                return ranked[0]
        return None

    def likeness(
        self, text: str, default: str | None = None, *, is_active: bool = False
    ) -> Likeness:
        """Tell how like a text is to a name in the languages wanted or the default one."""
        names = [
            name.value
            for name in self.names
            if self._counts(name, default) and (name.is_active or not is_active)
        ]
        if text.casefold() in (name.casefold() for name in names):
            return Likeness.SAME
        if _spaced(text) in map(_spaced, names):
            return Likeness.SPACED
        return Likeness.DIFFERENT

    def _counts(self, name: Designation, default: str | None) -> bool:
        if default and name.language.lower() == default.lower():
            return True
        if not name.language or self.languages is None:
            return True
        return self.languages.fits(name.language, Depth.LANGUAGE)

    def count(self, *, shown_only: bool) -> int:
        """Return how many names there are in the languages wanted, at the best depth."""
        names = list(self._candidates(shown_only=shown_only))
        for depth in (Depth.FULL, Depth.REGION, Depth.LANGUAGE):
            found = sum(1 for name in names if self._fits(name, depth))
            if found:
                return found
        return 0

    def allowed(self, *, shown_only: bool) -> str:
        """Name what would be right, in a sentence."""
        names = list(self._candidates(shown_only=shown_only))
        wanted = [name for name in names if self._fits(name, Depth.LANGUAGE)]
        return _joined(_rendered(name) for name in wanted or names)

    def _candidates(self, *, shown_only: bool) -> Iterator[Designation]:
        return (name for name in self.names if may_be_shown(name) or not shown_only)

    def _fits(self, name: Designation, depth: Depth) -> bool:
        if not name.language or self.languages is None:
            return True
        return self.languages.fits(name.language, depth)

    def status(self, text: str) -> str:
        """Return the status of a name."""
        return next((name.status for name in self.names if name.value == text), "")

    def current(self) -> list[str]:
        """Return the names that may be shown and are in use."""
        names = (name for name in self.names if name.is_active and may_be_shown(name))
        return list(dict.fromkeys(name.value for name in names))


def _is_in(name: Designation, language: Language, depth: Depth) -> bool:
    if not name.language:
        return language.code == "*"
    return language.fits(name.language, depth)


def _spaced(text: str) -> str:
    return " ".join(text.split()).casefold()


def _rendered(name: Designation) -> str:
    return f"'{name.value}' ({name.language})" if name.language else f"'{name.value}'"


def _joined(names: Iterable[str]) -> str:
    """Join names as a choice.

    >>> _joined(["a", "b", "c"])
    'a, b or c'
    """
    items = list(names)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} or {items[-1]}"
