"""The tiny world, to be read, broken and built."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st

from nosograph.build.hierarchy import Hierarchy, classified, module, taxonomy
from nosograph.build.sources import Read, Sources, read_sources
from nosograph.knowledge.release import Release, current_release
from nosograph.reasoning.engine import ElkEngine

Mutation = Callable[[bytes], bytes]
#: What the files are held together with.
TELLING = [b"\t", b"\n", b"\r", b"\x85", b":", b"|", b"/", b"%", b'"', b"\\", b"[", b"#", b"\xff"]


@pytest.fixture
def fresh_sources(mini_sources: Sources, tmp_path: Path) -> Sources:
    """Return a copy of the tiny world's sources that may be changed."""
    folder = tmp_path / "sources"
    shutil.copytree(mini_sources.hpo.parent, folder)
    return Sources(
        folder / "hp.obo", folder / "phenotype.hpoa", folder / "ontology", folder / "queries"
    )


@pytest.fixture
def table_path(fresh_sources: Sources) -> Callable[[str], Path]:
    """Return where a table that may be changed stands: one file, or a folder of them."""

    def find(table: str) -> Path:
        single = fresh_sources.ontology / f"{table}.tsv"
        return single if single.exists() else fresh_sources.ontology / table / "mini.tsv"

    return find


@pytest.fixture(scope="session")
def mini_read(mini_sources: Sources) -> Read:
    return read_sources(mini_sources)


@pytest.fixture(scope="session")
def mini_hierarchy(mini_read: Read) -> Hierarchy:
    closed = taxonomy(mini_read.hpo.terms)
    axioms = module(mini_read.axioms, mini_read.curated, mini_read.hpo.terms, closed)
    with ElkEngine(axioms) as engine:
        return classified(engine, closed, (row["id"] for row in mini_read.curated.sites))


@pytest.fixture(scope="session")
def mini_release(mini_home: Path) -> Release:
    return current_release(mini_home)


@pytest.fixture(scope="session")
def mutations() -> st.SearchStrategy[Mutation]:
    """Return small changes to a file: a few bytes somewhere become a few others."""
    return st.builds(
        change,
        st.floats(0, 1),
        st.integers(0, 30),
        st.sampled_from(TELLING) | st.binary(max_size=4) | st.text(max_size=4).map(str.encode),
    )


def change(place: float, removed: int, inserted: bytes) -> Mutation:
    def changed(content: bytes) -> bytes:
        start = round(place * len(content))
        return content[:start] + inserted + content[start + removed :]

    return changed
