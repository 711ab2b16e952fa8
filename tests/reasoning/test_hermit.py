"""HermiT, the authority, agrees with the embedded reasoner and finds what EL cannot say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.reasoning.taxonomies import Taxonomy, closed

from nosograph.artefacts import ontology_folder
from nosograph.build.axioms import axioms_of
from nosograph.build.curated import Curated
from nosograph.build.ontology import owl_document
from nosograph.build.validate import check_consistency
from nosograph.domain.identifiers import NOS, curie
from nosograph.errors import ReasonerError
from nosograph.reasoning import hermit
from nosograph.reasoning.axioms import Axiom, document
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.owl_file import to_rdf_xml

pytestmark = pytest.mark.java

NONE = frozenset[str]()
DECLARED = [f"Declaration(Class(<{NOS}{name}>))" for name in "ABCDEF"] + [
    f"Declaration(ObjectProperty(<{NOS}{name}>))" for name in "pqr"
]


def oracle(functional: bytes, folder: Path) -> Taxonomy:
    """Return the named superclasses of every named class as HermiT classifies them."""
    source, target = folder / "ontology.owl", folder / "taxonomy.ofn"
    source.write_bytes(to_rdf_xml(functional))
    done = hermit.run(["--classify", f"--output={target}", source.as_uri()], hermit.DEADLINE)
    assert done.returncode == 0, done.stderr
    return closed(target.read_text(encoding="utf-8").splitlines())


def test_both_reasoners_classify_our_ontology_alike(ours: Curated, tmp_path: Path) -> None:
    axioms = axioms_of(ours)
    authority = oracle(owl_document(ours, axioms), tmp_path)
    with ElkEngine(axioms) as engine:
        embedded = engine.classify()
    assert len(embedded) > 250
    for name in sorted(authority.keys() | embedded.keys()):
        differing = authority.get(name, NONE) ^ embedded.get(name, NONE)
        assert not differing, f"the reasoners differ about {name}"


@settings(deadline=None, max_examples=2, phases=[Phase.generate])
@given(data=st.data())
def test_both_reasoners_classify_random_ontologies_alike(
    data: st.DataObject,
    ontologies: st.SearchStrategy[tuple[Axiom, ...]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Several ontologies with names of their own go in one document: Java starts slowly."""
    worlds = data.draw(st.lists(ontologies, min_size=5, max_size=5))
    lines = [
        line.replace("nosograph/", f"nosograph/{number}.")
        for number, world in enumerate(worlds)
        for line in (*DECLARED, *(axiom.functional() for axiom in world))
    ]
    text = "\n".join(["Ontology(<https://example.org/o>", *lines, ")"])
    taxonomy = oracle(text.encode(), tmp_path_factory.mktemp("owl"))
    for number, world in enumerate(worlds):
        with ElkEngine(world) as engine:
            embedded = engine.classify()
        assert of_world(taxonomy, number, embedded.keys()) == embedded


def of_world(taxonomy: Taxonomy, number: int, names: Iterable[str]) -> Taxonomy:
    """Return the part about the names of one of several ontologies, whose names were numbered."""
    mark = f"nos:{number}."
    return {
        name: frozenset(
            above.replace(mark, "nos:") for above in taxonomy.get(name.replace("nos:", mark), ())
        )
        for name in names
    }


def test_our_ontology_is_consistent() -> None:
    check_consistency(ontology_folder())


@pytest.mark.parametrize(
    ("axioms", "found"),
    [
        (
            """SubClassOf(nos:A nos:Sound) DisjointClasses(nos:A nos:Sound)
            SubClassOf(nos:B nos:C) SubClassOf(nos:C owl:Nothing)
            SubClassOf(nos:D ObjectComplementOf(nos:D))
            SubClassOf(nos:E ObjectMinCardinality(2 nos:p)) FunctionalObjectProperty(nos:p)""",
            ["nos:A", "nos:B", "nos:C", "nos:D", "nos:E"],
        ),
        ("SubClassOf(owl:Thing owl:Nothing)", ["owl:Thing"]),
        (
            """DisjointClasses(nos:A nos:B)
            ClassAssertion(nos:A nos:x) ClassAssertion(nos:B nos:x)""",
            ["owl:Thing"],
        ),
    ],
    ids=["classes", "nothing at all", "an individual"],
)
def test_what_cannot_exist_is_named(axioms: str, found: list[str]) -> None:
    text = f"""Prefix(nos:=<{NOS}>) Prefix(owl:=<http://www.w3.org/2002/07/owl#>)
        Ontology(<https://example.org/o> Declaration(ObjectProperty(nos:p)) {axioms})"""
    assert list(map(curie, hermit.inconsistencies(text.encode()))) == found


def test_a_reasoner_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(ReasonerError, match=r"did not finish within 0\.05 s"):
        hermit.inconsistencies(document([]), deadline=0.05)


def test_an_ontology_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ReasonerError, match="the ontology cannot be read"):
        hermit.inconsistencies(b"Ontology(<https://example.org/o>\nSubClassOf(<a> <b>\n)")


def test_an_ontology_outside_owl_dl_is_an_error() -> None:
    p, q = f"<{NOS}p>", f"<{NOS}q>"
    text = f"""Ontology(<https://example.org/o>
        Declaration(ObjectProperty({p})) Declaration(ObjectProperty({q}))
        SubObjectPropertyOf(ObjectPropertyChain({p} {q}) {p}) IrreflexiveObjectProperty({p}))"""
    with pytest.raises(ReasonerError, match=r"HermiT failed: .*IllegalArgumentException"):
        hermit.inconsistencies(text.encode())


def test_a_missing_reasoner_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "find_spec", lambda name: None)
    with pytest.raises(ReasonerError, match="owlready2, which carries HermiT, is not installed"):
        hermit.inconsistencies(document([]))
