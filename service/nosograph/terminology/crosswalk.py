"""Any code in, any system out, and how each answer is known.

What a source says in so many words is taken as it is. What nobody says directly is looked for in
two steps through a hub, and is never nearer than the two steps together allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from nosograph.domain.identifiers import PREFIXES
from nosograph.domain.mapping import Correspondence, MappingPredicate
from nosograph.knowledge.graphs import MAPPINGS
from nosograph.knowledge.store import Store
from nosograph.terminology.mapping_rows import MappingRows
from nosograph.terminology.said import Rows, Said

#: Through which systems two steps may lead: those whose classes are mapped one by one, here and by
#: their authors. Classifications would join what only shares a residual category.
HUBS = frozenset({"MONDO", "HP", "nos"})
NEARNESS = {predicate: rank for rank, predicate in enumerate(MappingPredicate)}
Path = tuple[tuple[str, Said], ...]
Candidate = tuple[MappingPredicate, str, Path]


class Crosswalk:
    """The crosswalk over every mapping set and cross-reference of a store.

    ``versions`` gives the version of graphs that do not say theirs.
    """

    def __init__(self, store: Store, versions: Mapping[str, str] | None = None) -> None:
        self._rows = MappingRows(store, versions or {})

    def codes(self) -> list[str]:
        """Return every code of a known system that some row names, sorted."""
        return sorted(code for code in self._rows.every() if _prefix(code) in PREFIXES)

    def translate(
        self, codes: Sequence[str], to: str | None = None
    ) -> dict[str, tuple[Correspondence, ...]]:
        """Return what each code (a CURIE) corresponds to, the nearest first.

        ``to`` is the prefix of a system; without it, every other system is answered.
        """
        wanted = list(dict.fromkeys(codes))
        rows = self._rows.every() if self._rows.fewer_than(len(wanted)) else self._around(wanted)
        return {code: tuple(self._correspondences(code, to, rows)) for code in wanted}

    def _around(self, codes: Sequence[str]) -> Rows:
        """Return what is said of some codes, and of the hubs that they lead to."""
        first = self._rows.of(codes)
        hubs = {said.other for code in codes for said in first.get(code, ())}
        missing = sorted(hub for hub in hubs.difference(codes) if _prefix(hub) in HUBS)
        return {**self._rows.of(missing), **{code: first.get(code, []) for code in codes}}

    def _correspondences(self, code: str, to: str | None, rows: Rows) -> Iterator[Correspondence]:
        fits = _fits(code, to)
        for predicate, target, path in nearest(candidates(code, rows, fits)):
            steps = tuple(self._rows.step(source, said) for source, said in path)
            yield Correspondence(code, predicate, target, steps)


def candidates(code: str, rows: Rows, fits: Callable[[str], bool]) -> Iterator[Candidate]:
    """Yield every way from a code to another of the wanted systems."""
    for said in rows.get(code, ()):
        if fits(said.other):
            yield said.predicate, said.other, ((code, said),)
        if _prefix(said.other) in HUBS:
            yield from _through(code, said, rows.get(said.other, ()), fits)


def _through(
    code: str, first: Said, onward: Iterable[Said], fits: Callable[[str], bool]
) -> Iterator[Candidate]:
    for second in onward:
        if fits(second.other):
            together = first.predicate.then(second.predicate)
            if together is not None:
                yield together, second.other, ((code, first), (first.other, second))


def nearest(found: Iterable[Candidate]) -> list[Candidate]:
    """Return one candidate for each target and predicate: the shortest path, our own first.

    A target that is only related is left out where anything nearer is known of it.
    """
    best: dict[tuple[str, MappingPredicate], Candidate] = {}
    for candidate in found:
        key = (candidate[1], candidate[0])
        if key not in best or _order(candidate) < _order(best[key]):
            best[key] = candidate
    nearer = {target for target, predicate in best if predicate is not MappingPredicate.RELATED}
    kept = (
        candidate
        for (target, predicate), candidate in best.items()
        if predicate is not MappingPredicate.RELATED or target not in nearer
    )
    return sorted(kept, key=_order)


def _order(candidate: Candidate) -> tuple[int, int, str, tuple[tuple[bool, str, str], ...]]:
    predicate, target, path = candidate
    steps = tuple((said.graph != MAPPINGS, said.graph, said.other) for _, said in path)
    return NEARNESS[predicate], len(path), target, steps


def _fits(code: str, to: str | None) -> Callable[[str], bool]:
    own = f"{_prefix(code)}:"
    if to is None:
        return lambda other: not other.startswith(own)
    start = f"{to}:"
    return lambda other: other.startswith(start) and other != code


def _prefix(code: str) -> str:
    return code.partition(":")[0]
