"""Expands value sets: every code that is in them, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from nosograph.domain.versions import age
from nosograph.errors import TerminologyError
from nosograph.terminology.code_system import CodeSystem
from nosograph.terminology.codes import Concept
from nosograph.terminology.entry import Entry, Expansion, common
from nosograph.terminology.finder import Finder
from nosograph.terminology.issues import failure
from nosograph.terminology.listed import begins, tokens
from nosograph.terminology.nesting import nested
from nosograph.terminology.selecting import require_filter
from nosograph.terminology.status import status_of_system, status_of_value_set
from nosograph.terminology.unknown import missing_import, unknown_for_expansion
from nosograph.terminology.unread import unread
from nosograph.terminology.value_set import ConceptReference, Selection, ValueSet

#: Codes of one answer without a page; the ecosystem's tests take 1,000 for enough.
MOST_CODES = 10_000
#: Codes that are gone through for one answer.
MOST_LOOKED_AT = 500_000
#: Value sets inside value sets; published ones have fewer than 10.
DEEPEST = 50


class Expander:
    """Expands one value set for one request."""

    def __init__(
        self,
        finder: Finder,
        value_set: ValueSet,
        above: tuple[ValueSet, ...] = (),
        known: dict[str, Expansion] | None = None,
    ) -> None:
        self._finder = finder
        self._options = finder.options
        self._value_set = value_set
        self._above = above
        self._known = {} if known is None else known
        self._result = Expansion(value_set, finder)
        self._can_nest = not self._options.exclude_nested and not self._options.offset
        self._words = tokens(self._options.text)

    def expand(self) -> Expansion:
        """Return the codes of the value set, or of the page that is asked for."""
        self._refuse_locked()
        self._remark(self._value_set)
        self._settle_versions()
        if not self._expand_unread():
            entries = self._gathered()
            self._result.gathered = entries
            self._result.total = len(entries)
            self._result.entries = self._page(entries)
        self._finder.require_supplements()
        return self._result

    def _expand_unread(self) -> bool:
        """Expand from codes alone where that can be done, and tell whether it could."""
        found = unread(self._value_set, self._options, self._including)
        if found is None:
            return False
        count, offset = self._options.count, self._options.offset or 0
        if count is None:
            self._refuse_costly(found.total)
            if self._can_nest and not self._words:
                return False
            count = found.total
        self._result.total = found.total
        for system, concept in found.page(offset, count):
            self._finder.deadline.check()
            self._result.entries.append(Entry(concept, system))
        return True

    def _including(self, selection: Selection) -> CodeSystem:
        """Return the system of an include, whose filters it understands."""
        system = self._system(selection, is_excluding=False)
        if system is None:
            raise unknown_for_expansion(self._finder, selection.system, selection.version)
        place = f"include[{self._value_set.include.index(selection)}]"
        self._require_filters(system, selection, place)
        return system

    def _require_filters(self, system: CodeSystem, selection: Selection, place: str) -> None:
        for index, condition in enumerate(selection.filters):
            where = f"ValueSet.compose.{place}.filter[{index}]"
            require_filter(system, condition, self._value_set, where)

    def _refuse_locked(self) -> None:
        if self._value_set.is_locked:
            raise failure("business-rule", "vs-invalid", "LOCKED_DATE", self._value_set.url)

    def _remark(self, other: ValueSet) -> None:
        source = status_of_value_set(self._value_set)
        status = status_of_value_set(other)
        for remark in status.remarks(source):
            self._result.use(f"warning-{remark}", status.canonical)

    def _settle_versions(self) -> None:
        """Let versions match where what is excluded is of other versions than what is included."""
        include, exclude = self._value_set.include, self._value_set.exclude
        stated = self._options.versions_match
        self._result.versions_match = bool(stated)
        if stated is not None or not include or not exclude:
            return
        both = (*include, *exclude)
        same = {each.system for each in both} == {include[0].system}
        apart = {each.version for each in include}.isdisjoint(each.version for each in exclude)
        if same and apart and all(each.version for each in both):
            self._result.versions_match = True
            self._result.use("versionsMatch", "true")

    @property
    def _shows_versions(self) -> bool:
        """Whether one system is used in several versions."""
        stated: dict[str, set[str]] = {}
        for each in (*self._value_set.include, *self._value_set.exclude):
            stated.setdefault(each.system, set()).add(each.version)
        return any(len(each) > 1 for each in stated.values())

    def _key(self, entry: Entry) -> tuple[str, str, str]:
        system, code = entry.key
        is_apart = entry.shows_version and not self._result.versions_match
        return system, code, entry.system.description.version if is_apart else ""

    def _gathered(self) -> list[Entry]:
        if self._value_set.listed is not None:
            return self._already_listed()
        excluded = {self._key(entry) for entry in self._excluded()}
        self._finder.deadline.check()
        found: dict[tuple[str, str, str], Entry] = {}
        for entry in self._included():
            self._finder.deadline.check()
            key = self._key(entry)
            if key in excluded:
                continue
            if key in found:
                self._can_nest = False
            else:
                found[key] = entry
            self._refuse_costly(len(found))
        return list(found.values())

    def _refuse_costly(self, count: int) -> None:
        is_paged = self._options.count is not None
        most = MOST_LOOKED_AT if is_paged else MOST_CODES
        if count > most:
            name = (self._value_set.canonical, f">{most}")
            raise failure("too-costly", "too-costly", "VALUESET_TOO_COSTLY", *name)

    def _already_listed(self) -> list[Entry]:
        entries = []
        for coding in self._value_set.listed or ():
            system = self._finder.code_system(coding.system, coding.version)
            concept = system.locate(coding.code) if system else None
            if system and concept:
                entries.append(Entry(concept, system))
        return entries

    def _included(self) -> Iterator[Entry]:
        include = self._value_set.include
        for each in sorted(include, key=lambda each: age(each.version), reverse=True):
            place = f"include[{include.index(each)}]"
            for entry in self._selected(each, place):
                if not self._is_left_out(entry.concept):
                    yield entry

    def _is_left_out(self, concept: Concept) -> bool:
        wants_active = self._options.active_only or self._value_set.inactive is False
        if wants_active and concept.is_inactive:
            return True
        return self._options.exclude_not_for_ui and concept.is_abstract

    def _excluded(self) -> Iterator[Entry]:
        for index, each in enumerate(self._value_set.exclude):
            yield from self._selected(each, f"exclude[{index}]", is_excluding=True)

    def _selected(
        self, selection: Selection, place: str, *, is_excluding: bool = False
    ) -> Iterator[Entry]:
        imports = [self._imported(reference) for reference in selection.value_sets]
        if imports or selection.concepts or len(selection.filters) > 1:
            self._can_nest = False
        if not selection.system:
            yield from common(imports)
            return
        system = self._system(selection, is_excluding=is_excluding)
        if system is None:
            return
        allowed = [{entry.key for entry in each} for each in imports]
        shows = self._shows_versions
        for concept, reference in self._of_system(system, selection, place):
            entry = Entry(concept, system, reference, shows)
            if all(entry.key in each for each in allowed):
                yield entry

    def _imported(self, reference: str) -> list[Entry]:
        value_set = self._finder.value_set(reference, self._value_set)
        if value_set is None:
            raise missing_import(self._finder.pinned(reference))
        self._refuse_circle(value_set)
        inner = self._expanded(value_set)
        for name, value in inner.used:
            self._result.use(name, value)
        self._remark(value_set)
        if not value_set.is_contained:
            self._result.use("used-valueset", value_set.canonical)
        return inner.entries

    def _expanded(self, value_set: ValueSet) -> Expansion:
        """Return the expansion of an imported value set, which is expanded once."""
        if value_set.is_contained or value_set.canonical not in self._known:
            options = replace(self._options, count=None, offset=None, exclude_nested=True)
            finder = replace(self._finder, options=options)
            above = (*self._above, self._value_set)
            made = Expander(finder, value_set, above, self._known).expand()
            if value_set.is_contained:
                return made
            self._known[value_set.canonical] = made
        return self._known[value_set.canonical]

    def _refuse_circle(self, found: ValueSet) -> None:
        path = [each.canonical for each in (*self._above, self._value_set)]
        is_circle = not found.is_contained and found.canonical in path
        if is_circle or len(path) > DEEPEST:
            named = (found.canonical, ", ".join(path))
            raise failure("processing", "vs-invalid", "VALUESET_CIRCULAR", *named)

    def _system(self, selection: Selection, *, is_excluding: bool) -> CodeSystem | None:
        system = self._finder.code_system(selection.system, selection.version)
        if system is None:
            if is_excluding:
                return None
            raise unknown_for_expansion(self._finder, selection.system, selection.version)
        for issue in self._finder.version_issues(system):
            raise TerminologyError(
                issue.text, code=issue.code, kind=issue.kind, message_id=issue.message_id
            )
        self._see(system)
        return system

    def _see(self, system: CodeSystem) -> None:
        said = system.description
        self._result.use("used-codesystem", said.canonical)
        for supplement in system.supplements:
            self._result.use("used-supplement", supplement)
        for remark in status_of_system(system).remarks(status_of_value_set(self._value_set)):
            self._result.use(f"warning-{remark}", said.canonical)
        if not said.is_complete:
            self._result.use("used-fragment", said.canonical)
            reason = f"This extension is based on a fragment of the code system {said.url}"
            self._result.unclosed = reason

    def _of_system(
        self, system: CodeSystem, selection: Selection, place: str
    ) -> Iterator[tuple[Concept, ConceptReference | None]]:
        for reference in selection.concepts:
            self._finder.deadline.check()
            concept = system.locate(reference.code)
            if concept and self._is_searched(Entry(concept, system, reference)):
                yield concept, reference
        if selection.concepts and not selection.filters:
            return
        for concept in self._filtered(system, selection, place):
            yield concept, None

    def _filtered(self, system: CodeSystem, selection: Selection, place: str) -> Iterable[Concept]:
        self._require_filters(system, selection, place)
        if self._words and not selection.filters:
            self._can_nest = False
            return system.search(self._options.text)
        self._refuse_large(system, selection)
        found = system.select(selection.filters, self._finder.deadline)
        return (each for each in found if self._is_searched(Entry(each, system)))

    def _refuse_large(self, system: CodeSystem, selection: Selection) -> None:
        """Refuse a whole code system before all of it is read."""
        if not selection.filters and not selection.value_sets:
            self._refuse_costly(system.size())

    def _is_searched(self, entry: Entry) -> bool:
        if not self._words:
            return True
        texts = (entry.concept.code, *(name.value for name in entry.names()))
        return any(begins(self._words, tokens(text)) for text in texts)

    def _page(self, entries: list[Entry]) -> list[Entry]:
        count, offset = self._options.count, self._options.offset or 0
        if self._can_nest and (count is None or count > len(entries)):
            is_whole = all(not each.filters for each in self._value_set.include)
            return nested(entries, through_missing=is_whole)
        return entries[offset:] if count is None else entries[offset : offset + count]
