"""A release that breaks a shape or a quality query is refused, and the record is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nosograph.artefacts import ontology_folder, queries_folder
from nosograph.build.pipeline import build
from nosograph.build.sources import Sources
from nosograph.build.validate import check_consistency, check_release
from nosograph.domain.identifiers import PREFIXES
from nosograph.errors import InvalidRelease, NosographError, SourceError
from nosograph.knowledge import graphs
from nosograph.knowledge.release import Release, current_release

HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
SOURCE = 'nos:source dcterms:title "t" ; dcterms:license "l" ; a nos:Source .'
CAUSE = """nos:cause a nos:Cause ; nos:complaint nos:C ; nos:condition nos:D ;
    nos:band nos:RareCause ; nos:reason "a sentence of a reason" ; dcterms:source nos:source ."""
NAMED = 'nos:C rdfs:label "c" . nos:D rdfs:label "d" . HP:1 rdfs:label "f" .'
ANNOTATED = """nos:annotation a nos:Annotation ; nos:condition nos:D ; nos:finding HP:1 ;
    nos:reference "judgement" ; nos:evidenceCode "IC" ."""
SOUND = f"{SOURCE} {CAUSE} {NAMED} {ANNOTATED}"

Check = Callable[..., list[str]]


@pytest.fixture
def violations(tmp_path: Path) -> Check:
    """Return a function that lists what is wrong with a store of a few statements."""

    def check(curated: str, hpo: str = "", inferred: str = "") -> list[str]:
        store = ox.Store(str(tmp_path / "store"))
        parts = ((graphs.CURATED, curated), (graphs.HPO, hpo), (graphs.INFERRED, inferred))
        for name, turtle in parts:
            store.load(HEADER + turtle, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(name))
        store.flush()
        del store
        try:
            check_release(tmp_path, ontology_folder(), queries_folder())
        except InvalidRelease as error:
            return sorted(error.violations)
        return []

    return check


def test_a_sound_store_is_let_through(violations: Check) -> None:
    assert violations(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("nos:band nos:RareCause ;", "", "nos:cause: a cause has one band"),
        ("nos:RareCause", "nos:NoBand", "nos:cause: a cause has one band"),
        ("a sentence of a reason", "no", "nos:cause: a cause gives its reason"),
        ("nos:complaint nos:C ;", "", "nos:cause: a cause names one complaint"),
        ("dcterms:source nos:source", "dcterms:source nos:hearsay", "nos:cause: a cause names a s"),
        ('nos:reference "judgement" ;', "", "nos:annotation: an annotation says where it comes"),
        ('"IC"', '"XX"', "nos:annotation: evidence is PCS, TAS, IEA or IC"),
        ('dcterms:license "l" ;', "", "nos:source: a source has a licence"),
        ("nos:finding HP:1 ;", "", "cause-without-annotation-violation: nos:D nos:cond"),
        ('nos:C rdfs:label "c" .', "", "missing-label-violation: nos:C nos:complaint has no label"),
        ('HP:1 rdfs:label "f" .', "", "missing-label-violation: HP:1 nos:finding has no label"),
    ],
)
def test_what_is_wrong_is_named_with_its_record(
    violations: Check, old: str, new: str, expected: str
) -> None:
    assert old in SOUND
    found = violations(SOUND.replace(old, new, 1))
    assert any(violation.startswith(expected) for violation in found), found
    assert len(found) <= 3


def test_an_obsolete_finding_is_named(violations: Check) -> None:
    assert violations(SOUND, hpo="HP:1 owl:deprecated true .") == [
        "obsolete-finding-violation: nos:D nos:finding http://purl.obolibrary.org/obo/HP_1 "
        "is obsolete"
    ]


def test_a_danger_without_urgency_is_named(violations: Check) -> None:
    danger = "nos:D rdfs:subClassOf nos:DoNotMissCondition ."
    danger += """ nos:why a nos:Inference ; nos:condition nos:D ; nos:words "it can end badly" ;
        nos:riskTier nos:DoNotMissCondition ; nos:axioms "D SubClassOf: DoNotMiss" ."""
    assert violations(SOUND, inferred=danger) == [
        "unexplained-danger-violation: nos:D nos:urgency must not be missed, but has no urgency"
    ]
    urgent = f"{SOUND} nos:D nos:urgency nos:WithinHours ; dcterms:source nos:source ."
    assert violations(urgent, inferred=danger) == []


def test_an_inference_must_be_explained(violations: Check) -> None:
    found = violations(SOUND, inferred="nos:inference a nos:Inference .")
    assert found == [
        "nos:inference: an inference is explained by axioms",
        "nos:inference: an inference is explained in words",
    ]


def test_every_violation_is_listed(violations: Check) -> None:
    assert len(violations(f"{CAUSE} {NAMED}")) == 2


def test_a_folder_without_store_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(InvalidRelease, match="its store cannot be read"):
        check_release(tmp_path, ontology_folder(), queries_folder())


def test_the_tiny_release_passes_its_checks(mini_release: Release, mini_sources: Sources) -> None:
    check_release(mini_release.folder, mini_sources.ontology, mini_sources.queries)


@pytest.mark.java
def test_an_inconsistent_ontology_is_refused(fresh_sources: Sources) -> None:
    path = fresh_sources.ontology / "outcomes.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("nos:SevereOutcome", "nos:SevereOutcome|nos:Condition", 1))
    with pytest.raises(InvalidRelease, match="nos:Death can have no instance") as caught:
        check_consistency(fresh_sources.ontology)
    assert "MONDO:0005279 can have no instance" in caught.value.violations


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("annotations", "\tHP:0012452\tmade-up", "\tHP:9990002\tmade-up", "obsolete-finding"),
        ("annotations", "\tHP:0012452\tmade-up", "\tHP:0025301\tmade-up", "is no finding"),
        ("causes/LegOrButtockSpasm", "dystonia begins in a leg at times", "yes", "its reason"),
        ("conditions", "\tcommon\thours", "\tcommon\t", "unexplained-danger-violation"),
    ],
)
def test_a_broken_record_leaves_the_old_release(
    table: str,
    old: str,
    new: str,
    error: str,
    table_path: Callable[[str], Path],
    fresh_sources: Sources,
    mini_home: Path,
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    shutil.copytree(mini_home, home)
    before = current_release(home)
    path = table_path(table)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(NosographError, match=error):
        build(home, fresh_sources, lambda *step: None)
    assert current_release(home) == before
    assert list((home / "releases").iterdir()) == [before.folder]


@pytest.mark.parametrize("file", ["hp.obo", "ontology/upper.ofn", "ontology/outcomes.tsv"])
def test_a_missing_source_is_named(file: str, fresh_sources: Sources, tmp_path: Path) -> None:
    (fresh_sources.hpo.parent / file).unlink()
    with pytest.raises(SourceError, match=Path(file).name):
        build(tmp_path / "home", fresh_sources, lambda *step: None)
