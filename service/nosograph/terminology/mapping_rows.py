"""Reading what every mapping set and cross-reference of a store says of some codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import Lock

from nosograph.domain.identifiers import GRAPH
from nosograph.domain.mapping import MappingStep
from nosograph.knowledge.store import Store
from nosograph.terminology import mapping_queries as queries
from nosograph.terminology.compact import expanded
from nosograph.terminology.every_row import every_row
from nosograph.terminology.said import OWN, Found, Rows, Said, add_references, add_rows, spellings

#: Codes that are asked of in one query.
BATCH = 1_000
#: To ask of one code and its hubs takes as long as to read at least so many rows of whole sets:
#: 1.4 ms of processor time to 0.04 ms, over 97,000 rows.
ROWS_PER_CODE = 30


class MappingRows:
    """The mapping sets and cross-references of a store; ``versions`` are of graphs without one."""

    def __init__(self, store: Store, versions: Mapping[str, str]) -> None:
        self._store = store
        self._given = versions
        self._named: dict[str, tuple[str, str]] = {}
        self._read: Rows | None = None
        self._reading = Lock()

    @cached_property
    def _versions(self) -> Mapping[str, str]:
        said = self._store.select(queries.VERSIONS)
        return {**self._given, **{row["graph"]: row["version"] for row in said}}

    @cached_property
    def _count(self) -> int:
        return int(self._store.select(queries.COUNT)[0]["count"])

    def of(self, codes: Sequence[str]) -> Rows:
        """Return what is said of each of some codes (CURIEs)."""
        if self._read is not None:
            return {code: self._read.get(code, []) for code in codes}
        found: Found = {}
        for begin in range(0, len(codes), BATCH):
            self._batch(codes[begin : begin + BATCH], found)
        return found

    def fewer_than(self, codes: int) -> bool:
        """Whether there are so few rows for so many codes that reading them all is faster."""
        return codes > BATCH and (self._read is not None or self._count < ROWS_PER_CODE * codes)

    def every(self) -> Rows:
        """Return every row, from both ends; they are read once."""
        with self._reading:
            if self._read is None:
                self._read = every_row(self._store)
            return self._read

    def step(self, code: str, said: Said) -> MappingStep:
        """Return a row as a step of a path."""
        name, version = self._set(said.graph)
        return MappingStep(
            source=code,
            predicate=said.predicate,
            target=said.other,
            justification=said.justification,
            mapping_set=name,
            version=version,
            inverted=said.inverted,
            stated=said.stated,
        )

    def _set(self, graph: str) -> tuple[str, str]:
        """Return name and version of a mapping set by its graph."""
        if graph not in self._named:
            path = graph.removeprefix(GRAPH).removeprefix("mappings").strip("/")
            name, _, version = path.partition("/")
            self._named[graph] = (name or OWN, self._versions.get(graph, version))
        return self._named[graph]

    def _batch(self, codes: Sequence[str], found: Found) -> None:
        named = " ".join(map(expanded, codes))
        add_rows(
            self._store.select(queries.rows_of(named, "Source", "Target")), found, inverted=False
        )
        add_rows(
            self._store.select(queries.rows_of(named, "Target", "Source")), found, inverted=True
        )
        wanted = " ".join(f'"{spelt}"' for code in codes for spelt in spellings(code))
        rows = self._store.select(queries.references_to(wanted)) if wanted else []
        add_references([*rows, *self._store.select(queries.references_from(named))], found)
