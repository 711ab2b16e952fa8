"""Compares an answer with the template that a suite expects, as the suites' documentation says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
CONTROLS = ("$optional$", "$optional-properties$", "$count-arrays$", "$only$", "$optional")


def difference(expected: Any, actual: Any, path: str = "", *, is_subset: bool = False) -> str:
    """Return the first difference, empty where there is none.

    With ``is_subset`` an answer may say more than the template.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        return object_difference(expected, actual, path, is_subset=is_subset)
    if isinstance(expected, list) and isinstance(actual, list):
        return array_difference(expected, actual, path, is_subset=is_subset)
    if isinstance(expected, str) and isinstance(actual, str):
        return "" if fits(expected, actual) else f"{path}: {actual!r} is not {expected!r}"
    same = type(expected) is type(actual) or all(
        isinstance(each, (int, float)) and not isinstance(each, bool) for each in (expected, actual)
    )
    return "" if same and expected == actual else f"{path}: {actual!r} is not {expected!r}"


def object_difference(
    expected: Mapping[str, Any], actual: Mapping[str, Any], path: str, *, is_subset: bool
) -> str:
    optional = expected.get("$optional-properties$", [])
    for name in actual:
        if name not in expected and not is_subset:
            return f"{path}.{name} is not expected"
    for name, wanted in expected.items():
        if name in CONTROLS:
            continue
        if name not in actual:
            if name in optional or "*" in optional:
                continue
            return f"{path}.{name} is missing"
        if name in expected.get("$count-arrays$", []):
            if len(wanted) != len(actual[name]):
                return f"{path}.{name} has {len(actual[name])} items, not {len(wanted)}"
        elif found := difference(wanted, actual[name], f"{path}.{name}", is_subset=is_subset):
            return found
    return ""


def array_difference(
    expected: Sequence[Any], actual: Sequence[Any], path: str, *, is_subset: bool
) -> str:
    """Pair every item of the answer with one that is expected, in any order."""
    wanted = [each for each in expected if not is_prohibited(each)]
    fitting = [
        [i for i, each in enumerate(actual) if not difference(want, each, is_subset=is_subset)]
        for want in wanted
    ]
    paired = pairs(fitting)
    for index, want in enumerate(wanted):
        if index not in paired.values() and not is_optional(want):
            return f"{path}: nothing is like {labelled(want)}{hint(want, actual)}"
    if is_subset:
        return ""
    for i, each in enumerate(actual):
        if i not in paired:
            return f"{path}: {labelled(each)} is not expected{hint(each, wanted)}"
    return ""


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
    return applies(said, is_optional=True)


def is_prohibited(item: Any) -> bool:
    said = item.get("$only$") if isinstance(item, dict) else None
    return isinstance(said, str) and not applies(said)


def applies(said: str, *, is_optional: bool = False) -> bool:
    if said.startswith("warning:"):
        return True
    if said.startswith("version:"):
        return VERSION.startswith(said.removeprefix("version:"))
    if said.startswith("!"):
        return said[1:] not in MODES
    return said not in MODES if is_optional else said in MODES


def labelled(item: Any) -> str:
    if not isinstance(item, dict):
        return repr(item)
    text = (item.get("details") or {}).get("text", "") if "severity" in item else ""
    named = item.get("name") or item.get("code") or item.get("url")
    return f"{named} {text}".strip()


def hint(item: Any, others: Sequence[Any]) -> str:
    """Say how it differs from what has the same name."""
    for other in others:
        if labelled(other).split(" ")[:1] == labelled(item).split(" ")[:1]:
            found = difference(item, other) or difference(other, item)
            return f" ({found[:300]})"
    return ""


def fits(expected: str, actual: str) -> bool:
    if not (expected.startswith("$") and expected.endswith("$")):
        return expected.replace("$version$", VERSION) == actual
    kind, _, rest = expected.strip("$").partition(":")
    if kind == "choice":
        return actual in rest.split("|")
    if kind == "external":
        rest = rest.partition(":")[2]
    if kind in ("external", "fragments"):
        return all(each.lower() in actual.lower() for each in rest.split("|"))
    return re.fullmatch(PATTERNS[expected], actual) is not None
