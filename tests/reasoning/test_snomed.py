"""SNOMED CT's files as axioms: from OWL text and from stated relationships."""

from __future__ import annotations

from pathlib import Path
from shutil import make_archive

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.assembly.classifying import classify, stated_axioms
from nosograph.build.importing.rf2.package import files_of, kind_of
from nosograph.errors import SourceError
from nosograph.reasoning.axioms import (
    And,
    Axiom,
    EquivalentClasses,
    Expression,
    Named,
    PropertyChain,
    ReflexiveProperty,
    Some,
    SubClassOf,
    document,
)
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.functional import UnreadableAxiom, parse_axiom
from nosograph.reasoning.index import DefinitionIndex

A, B, C = (Named(f"SNOMEDCT:{number}") for number in (11, 22, 33))
P, Q = "SNOMEDCT:77", "SNOMEDCT:88"
READ: list[tuple[str, list[Axiom]]] = [
    ("SubClassOf(:11 :22)", [SubClassOf(A, B)]),
    ("SubClassOf(ObjectIntersectionOf(:11 :22) :33)", [SubClassOf(And((A, B)), C)]),
    (
        "EquivalentClasses(:11 ObjectIntersectionOf(:22 ObjectSomeValuesFrom(:77 "
        "ObjectIntersectionOf(ObjectSomeValuesFrom(:88 :33) ObjectSomeValuesFrom(:88 :22)))))",
        [EquivalentClasses(A, And((B, Some(P, And((Some(Q, C), Some(Q, B)))))))],
    ),
    ("EquivalentClasses(ObjectSomeValuesFrom(:77 :11) :22)", [EquivalentClasses(B, Some(P, A))]),
    ("EquivalentClasses(:11 :22 :33)", [EquivalentClasses(A, B), EquivalentClasses(B, C)]),
    ("SubObjectPropertyOf(:77 :88)", [PropertyChain((P,), Q)]),
    ("SubObjectPropertyOf(ObjectPropertyChain(:77 :88) :77)", [PropertyChain((P, Q), P)]),
    ("TransitiveObjectProperty(:77)", [PropertyChain((P, P), P)]),
    ("ReflexiveObjectProperty(:77)", [ReflexiveProperty(P)]),
    (
        'SubClassOf(:11 DataHasValue(:77 "10"^^xsd:decimal))',
        [SubClassOf(A, Some(P, Named("nos:value/%2210%22%5E%5Exsd%3Adecimal")))],
    ),
    ('AnnotationAssertion(rdfs:label :11 "two (words) \\"quoted\\""@en)', []),
    ("Declaration(Class(:11))", []),
]
BROKEN = {
    "SubClassOf(:11 :22": "brackets are missing",
    "SubClassOf(:11 :22))": "a bracket closes that was not opened",
    "(:11)": "a bracket opens without a kind",
    "": "brackets are missing",
    ":11": "brackets are missing",
    "SubClassOf(:11)": "SubClassOf is no axiom",
    "SubClassOf(:11 11)": "a name such as :404684003 is expected",
    "SubClassOf(:11 ObjectUnionOf(:22 :33))": "outside the EL",
    "SubClassOf(:11 ObjectIntersectionOf())": "outside the EL",
    "DisjointClasses(:11 :22)": "DisjointClasses is no axiom",
    'SubClassOf(:11 "open)': "column 15 cannot be read",
    "SubClassOf(:11 DataHasValue(:77 10))": "a literal is expected",
}


@pytest.mark.parametrize(("text", "axioms"), READ)
def test_what_snomed_ct_says_in_owl_is_read(text: str, axioms: list[Axiom]) -> None:
    assert list(parse_axiom(text)) == axioms


@pytest.mark.parametrize(("text", "message"), BROKEN.items())
def test_what_cannot_be_read_is_an_error(text: str, message: str) -> None:
    with pytest.raises(UnreadableAxiom, match=message):
        list(parse_axiom(text))


@given(st.text(alphabet='():"\\^ 12abSubClassOf\n\t', max_size=40))
def test_no_text_fails_in_any_other_way(text: str) -> None:
    try:
        assert list(parse_axiom(text)) is not None
    except UnreadableAxiom:
        return


CONCEPTS = """1\t20260101\t1\t9\t900000000000074008
2\t20260101\t1\t9\t900000000000073002
3\t20260101\t1\t9\t900000000000074008
"""


def silent(*_: object) -> None:
    pass


def read(folder: Path) -> list[Axiom]:
    return list(stated_axioms(files_of([folder], silent)))


def release(folder: Path, **files: str) -> Path:
    """Write files with their headers."""
    folder.mkdir(exist_ok=True)
    for name, rows in files.items():
        path = folder / f"sct2_{name}_INT_20260101.txt"
        kind = kind_of(path.name)
        assert kind
        header = "\t".join(kind.columns)
        path.write_text(f"{header}\n{rows}", encoding="utf-8", newline="\n")
    return folder


def owl_row(text: str, active: str = "1", refset: str = "733073007") -> str:
    return f"x\t20260101\t{active}\t9\t{refset}\t11\t{text}\r\n"


def relationship(source: str, target: str, group: str = "0", kind: str = "116680003") -> str:
    return f"7\t20260101\t1\t9\t{source}\t{target}\t{group}\t{kind}\t0\t0\n"


def test_only_active_rows_of_the_axiom_refset_count(tmp_path: Path) -> None:
    rows = owl_row("SubClassOf(:11 :22)") + owl_row("SubClassOf(:22 :33)", active="0")
    rows += owl_row("Prefix(:=<http://snomed.info/id/>)", refset="762103008")
    folder = release(tmp_path, **{"sRefset_OWLExpressionSnapshot": rows})
    assert read(folder) == [SubClassOf(A, B)]


def test_stated_relationships_are_definitions_with_role_groups(tmp_path: Path) -> None:
    stated = relationship("1", "3") + relationship("2", "1")
    stated += relationship("2", "5", "1", "77") + relationship("2", "6", "1", "88")
    stated += relationship("2", "7", "0", "123005000") + relationship("2", "8", "0", "77")
    stated += relationship("77", "410662002") + relationship("88", "77")
    folder = release(tmp_path, StatedRelationship_Snapshot=stated, Concept_Snapshot=CONCEPTS)
    one, two, three = (Named(f"SNOMEDCT:{number}") for number in (1, 2, 3))
    group = "SNOMEDCT:609096000"
    meaning = And(
        (
            one,
            Some(group, And((Some(P, Named("SNOMEDCT:5")), Some(Q, Named("SNOMEDCT:6"))))),
            Some("SNOMEDCT:123005000", Named("SNOMEDCT:7")),
            Some(group, Some(P, Named("SNOMEDCT:8"))),
        )
    )
    found = read(folder)
    assert SubClassOf(one, three) in found
    assert EquivalentClasses(two, meaning) in found
    assert PropertyChain((Q,), P) in found


def test_what_follows_is_compared_with_what_is_published(tmp_path: Path) -> None:
    rows = owl_row("EquivalentClasses(:11 ObjectIntersectionOf(:22 ObjectSomeValuesFrom(:77 :33)))")
    rows += owl_row("SubClassOf(:44 ObjectIntersectionOf(:22 ObjectSomeValuesFrom(:77 :33)))")
    published = relationship("11", "22") + relationship("44", "22") + relationship("44", "55")
    files = {"sRefset_OWLExpressionSnapshot": rows, "Relationship_Snapshot": published}
    figures = classify(release(tmp_path, **files), silent)
    assert figures["missing_first"] == ["SNOMEDCT:44 SubClassOf SNOMEDCT:55"]
    assert figures["added_first"] == ["SNOMEDCT:44 SubClassOf SNOMEDCT:11"]


def test_a_release_is_read_from_its_archive(tmp_path: Path) -> None:
    rows = owl_row("SubClassOf(:11 :22)") + owl_row("SubClassOf(:22 :33)")
    folder = release(tmp_path / "release", **{"sRefset_OWLExpressionSnapshot": rows})
    archive = make_archive(str(tmp_path / "release"), "zip", folder)
    assert classify(Path(archive), silent)["subsumptions"] == 3


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (owl_row("SubClassOf(:11 :22)") + owl_row("SubClassOf(:11"), "line 3: brackets"),
        ("x\t1\n", "line 2: 2 columns instead of 7"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(release(tmp_path, **{"sRefset_OWLExpressionSnapshot": rows}))


def test_a_folder_without_a_release_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no OWL axioms and no stated relationships"):
        classify(tmp_path, silent)


@pytest.mark.shared
def test_the_sample_release_is_classified_as_its_publisher_did(shared: Path) -> None:
    """Two concepts have a stated parent there and no inferred one."""
    figures = classify(shared / "data" / "rf2", silent)
    assert figures["missing"] == 0
    assert figures["concepts"] > 100
    lacking = ("SNOMEDCT:900000000000227009", "SNOMEDCT:900000000000534007")
    assert figures["added_first"]
    assert all(line.startswith(lacking) for line in figures["added_first"])


def expression_texts() -> st.SearchStrategy[Expression]:
    names = st.sampled_from((A, B, C))
    return st.recursive(names, lambda inner: st.builds(Some, st.sampled_from((P, Q)), inner))


@given(sub=expression_texts(), sup=expression_texts())
def test_what_we_write_is_read_back(sub: Expression, sup: Expression) -> None:
    axiom = SubClassOf(sub, sup)
    text = axiom.functional().replace("<http://snomed.info/id/", ":").replace(">", "")
    assert list(parse_axiom(text)) == [axiom]


def test_reflexive_properties_reach_the_reasoner() -> None:
    axioms = (ReflexiveProperty(P), SubClassOf(Some(P, A), B))
    assert DefinitionIndex(axioms).superclasses(A) == {A.name, B.name}
    assert b"ReflexiveObjectProperty" in document(axioms)
    with ElkEngine(axioms) as engine:
        assert engine.superclasses(A) == {A.name, B.name}
