"""The closure of a hierarchy of up to some hundred thousand concepts, and its cycles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

Parents = Sequence[Sequence[int]]


def closure(parents: Parents) -> list[tuple[int, ...]]:
    """Return everything above each concept, itself included, sorted.

    Concepts are numbered from 0; ``parents[n]`` are those of concept n. A cycle must have been
    refused before (see ``cycle``).

    >>> closure([[], [0], [0, 1]])
    [(0,), (0, 1), (0, 1, 2)]
    """
    above: list[tuple[int, ...]] = [()] * len(parents)
    for concept in upwards(parents):
        found = {concept}
        found.update(*(above[parent] for parent in parents[concept]))
        above[concept] = tuple(sorted(found))
    return above


def upwards(parents: Parents) -> Iterator[int]:
    """Yield every concept after its parents, unless it lies on a cycle or below one."""
    children: list[list[int]] = [[] for _ in parents]
    waiting = [len(set(found)) for found in parents]
    for concept, found in enumerate(parents):
        for parent in set(found):
            children[parent].append(concept)
    ready = [concept for concept, left in enumerate(waiting) if not left]
    while ready:
        concept = ready.pop()
        yield concept
        for child in children[concept]:
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)


def cycle(parents: Parents) -> tuple[int, ...]:
    """Return the concepts of one cycle, each followed by a parent of it; nothing if there is none.

    >>> cycle([[], [2, 0], [1]]), cycle([[], [0]])
    ((1, 2), ())
    """
    placed = set(upwards(parents))
    if len(placed) == len(parents):
        return ()
    path: dict[int, int] = {}
    concept = min(set(range(len(parents))) - placed)
    while concept not in path:
        path[concept] = len(path)
        concept = next(parent for parent in parents[concept] if parent not in placed)
    return tuple(path)[path[concept] :]


def named_cycle(parents: Parents, name: Callable[[int], str]) -> str:
    """Return a cycle in words, closed; nothing if there is none.

    >>> named_cycle([[1], [0]], "ab".__getitem__)
    'a < b < a'
    """
    found = cycle(parents)
    return " < ".join(map(name, (*found, found[0]))) if found else ""
