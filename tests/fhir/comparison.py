"""Compares an answer with the template that a suite expects, as the suites' documentation says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fhir.modes import MODES, VERSION

PATTERNS: Mapping[str, str] = {
    "$$": r"(?s).*",
    "$id$": r"[A-Za-z0-9\-.]{1,64}",
    "$uuid$": r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "$url$": r"[a-z]+:\S+",
    "$token$": r"\S+",
    "$string$": r"(?s)\S(.*\S)?",
    "$date$": r"\d{4}(-\d\d(-\d\d(T\S+)?)?)?",
    "$instant$": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)",
    "$semver$": r"\d+(\.\d+)+(-\S+)?",
    "$version$": re.escape(VERSION),
}
#: The templates contradict each other on the place of an issue (R5 has deprecated ``location`` for
#: ``expression``, and they require it, forbid it and leave it open beside the same expression).
UNDECIDED = ("location",)
CONTROLS = ("$optional$", "$optional-properties$", "$count-arrays$", "$only$", "$optional")


@dataclass(frozen=True)
class Comparison:
    """Compares with one template; ``messages`` are what known servers say where it does not.

    With ``is_subset`` an answer may say more than the template, as in capability statements.
    """

    messages: frozenset[tuple[str, str]] = frozenset()
    is_subset: bool = False

    def difference(self, expected: Any, actual: Any, path: str = "") -> str:
        """Return the first difference, empty where there is none."""
        if isinstance(expected, dict) and isinstance(actual, dict):
            return self._of_objects(expected, actual, path)
        if isinstance(expected, list) and isinstance(actual, list):
            return self._of_arrays(expected, actual, path)
        if isinstance(expected, str) and isinstance(actual, str):
            fits = self._fits(expected, actual)
        else:
            fits = number_or_same(expected, actual)
        return "" if fits else f"{path}: {actual!r} is not {expected!r}"

    def _of_objects(self, expected: Mapping[str, Any], actual: Mapping[str, Any], path: str) -> str:
        unexpected = [name for name in actual if name not in expected]
        if unexpected and not self.is_subset and not set(unexpected) <= set(UNDECIDED):
            return f"{path}.{unexpected[0]} is not expected"
        for name, wanted in expected.items():
            if name in actual and name in expected.get("$count-arrays$", []):
                found = "" if len(wanted) == len(actual[name]) else f"{path}.{name}: other length"
            elif name in actual:
                found = self.difference(wanted, actual[name], f"{path}.{name}")
            else:
                found = "" if may_be_missing(name, expected) else f"{path}.{name} is missing"
            if found:
                return found
        return ""

    def _of_arrays(self, expected: Sequence[Any], actual: Sequence[Any], path: str) -> str:
        """Pair every item of the answer with one that is expected, in any order."""
        wanted = [each for each in expected if not is_prohibited(each)]
        fitting = [
            [i for i, each in enumerate(actual) if not self.difference(want, each)]
            for want in wanted
        ]
        paired = pairs(fitting)
        for index, want in enumerate(wanted):
            if index not in paired.values() and not is_optional(want):
                return f"{path}: nothing is like {labelled(want)}{self._hint(want, actual)}"
        if self.is_subset:
            return ""
        for i, each in enumerate(actual):
            if i not in paired:
                return f"{path}: {labelled(each)} is not expected"
        return ""

    def _hint(self, want: Any, actual: Sequence[Any]) -> str:
        """Say how what has the same name differs."""
        for each in actual:
            if labelled(each).partition(" ")[0] == labelled(want).partition(" ")[0]:
                return f" ({self.difference(want, each)})"
        return ""

    def _fits(self, expected: str, actual: str) -> bool:
        if not (expected.startswith("$") and expected.endswith("$")):
            return expected.replace("$version$", VERSION) == actual
        kind, _, rest = expected.strip("$").partition(":")
        if kind == "choice":
            return actual in rest.split("|")
        if kind == "fragments":
            return has_all(rest, actual)
        if kind == "external":
            number, _, fragments = rest.partition(":")
            is_like = bool(fragments) and has_all(fragments, actual)
            return is_like or (number, actual) in self.messages
        return re.fullmatch(PATTERNS[expected], actual) is not None


def number_or_same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def has_all(fragments: str, text: str) -> bool:
    return all(each.lower() in text.lower() for each in fragments.split("|"))


def may_be_missing(name: str, expected: Mapping[str, Any]) -> bool:
    optional = expected.get("$optional-properties$", [])
    if name in CONTROLS or name in UNDECIDED:
        return True
    return name in optional or "*" in optional or is_optional(expected[name])


def pairs(fitting: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return the largest pairing of actual to expected items (Kuhn's algorithm)."""
    paired: dict[int, int] = {}

    def place(want: int, tried: set[int]) -> bool:
        for i in fitting[want]:
            if i not in tried:
                tried.add(i)
                if i not in paired or place(paired[i], tried):
                    paired[i] = want
                    return True
        return False

    for want in range(len(fitting)):
        place(want, set())
    return paired


def is_optional(item: Any) -> bool:
    said = item.get("$optional$", False) if isinstance(item, dict) else False
    if isinstance(said, bool):
        return said
    return applies(said, where_not_in_mode=True)


def is_prohibited(item: Any) -> bool:
    said = item.get("$only$") if isinstance(item, dict) else None
    return isinstance(said, str) and not applies(said)


def applies(said: str, *, where_not_in_mode: bool = False) -> bool:
    """Tell whether a condition of a template holds for what the suites are run as."""
    if said.startswith("warning:"):
        return True
    if said.startswith("version:"):
        return VERSION.startswith(said.removeprefix("version:"))
    if said.startswith("!"):
        return said[1:] not in MODES
    return (said in MODES) is not where_not_in_mode


def labelled(item: Any) -> str:
    if not isinstance(item, dict):
        return repr(item)
    text = (item.get("details") or {}).get("text", "") if "severity" in item else ""
    named = item.get("name") or item.get("code") or item.get("url")
    return f"{named} {text}".strip()
