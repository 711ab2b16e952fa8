"""Typed reading of parsed JSON; a refusal names the position, never the content."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress

from nosograph.domain.codes import normalised
from nosograph.domain.presentation import require_curie
from nosograph.errors import InvalidCode, InvalidInput


def within(where: str, member: str) -> str:
    """Name a member's position.

    >>> within("findings[2]", "id"), within("", "age")
    ('findings[2].id', 'age')
    """
    return f"{where}.{member}" if where else member


def read_object(value: object, where: str) -> Mapping[str, object]:
    """Return a JSON object, or refuse."""
    if not isinstance(value, dict):
        raise InvalidInput(f"{where or 'the document'} must be an object")
    return value


def require_members(value: Mapping[str, object], known: Collection[str], where: str) -> None:
    """Refuse members that nothing reads: a misspelt ``status`` must not turn absent to present."""
    if not value.keys() <= set(known):
        raise InvalidInput(
            f"{where or 'the document'} has an unknown member; known are {', '.join(known)}"
        )


def read_array(value: Mapping[str, object], member: str, where: str) -> Sequence[object]:
    """Return a member that is an array, empty where it is missing."""
    found = value.get(member, [])
    if not isinstance(found, list):
        raise InvalidInput(f"{within(where, member)} must be an array")
    return found


def positions(items: Sequence[object], where: str) -> Iterator[tuple[str, object]]:
    """Pair each element of an array with its position."""
    return ((f"{where}[{index}]", item) for index, item in enumerate(items))


def read_text(value: Mapping[str, object], member: str, where: str) -> str | None:
    """Return a member that is a string, or None where it is missing or null."""
    found = value.get(member)
    if found is not None and not isinstance(found, str):
        raise InvalidInput(f"{within(where, member)} must be a string")
    return found


def read_code(value: object, where: str) -> str:
    """Return a code of any system as a CURIE; one that has its form is kept though it be wrong."""
    if not isinstance(value, str):
        raise InvalidInput(f"{where} must be a code such as HP:0003394")
    with suppress(InvalidCode):
        return require_curie(normalised(value))
    try:
        return require_curie(value)
    except ValueError:
        raise InvalidInput(f"{where} is not a code such as HP:0003394") from None


def read_optional_code(value: Mapping[str, object], member: str, where: str) -> str | None:
    """Return a member that is a code, or None where it is missing or null."""
    found = value.get(member)
    return None if found is None else read_code(found, within(where, member))
