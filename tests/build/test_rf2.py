"""A SNOMED CT snapshot becomes graphs, and a broken one is named with file and line."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nosograph.build.importing.home import imports_of
from nosograph.build.importing.record import Record
from nosograph.build.importing.rf2 import SNOMED_RF2
from nosograph.domain.check_digits import verhoeff_digit
from nosograph.domain.identifiers import iri
from nosograph.domain.snomed import DESCRIPTION, is_identifier
from nosograph.errors import SourceError

SNAPSHOT = Path(__file__).resolve().parents[1] / "data" / "rf2"
#: Concepts of the made-up snapshot.
FINDING, OEDEMA, OF_LEG, OF_FOOT, OLD = "1001000", "1003002", "1004008", "1005009", "1006005"
LEG, FOOT, SITE, COUNT, REFSET = "2001002", "2002009", "9002005", "9004006", "9001003"
GRAPH = "https://w3id.org/nosograph/graph/snomed-rf2/2026-01-01"
PREFIXES = """
PREFIX s: <http://snomed.info/id/> PREFIX nos: <https://w3id.org/nosograph/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX obo: <http://purl.obolibrary.org/obo/>
PREFIX oboInOwl: <http://www.geneontology.org/formats/oboInOwl#>
PREFIX sssom: <https://w3id.org/sssom/>
"""
Ask = Callable[[str], list[tuple[str, ...]]]


def take_in(home: Path, *paths: Path, version: str | None = None) -> Record:
    return SNOMED_RF2.take_in(home, paths, lambda *step: None, version)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return take_in(tmp_path_factory.mktemp("home"), SNAPSHOT)


@pytest.fixture(scope="module")
def ask(record: Record) -> Ask:
    store = ox.Store()
    for path in record.paths:
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)

    def rows(pattern: str) -> list[tuple[str, ...]]:
        query = f"{PREFIXES} SELECT * WHERE {{ {pattern} }}"
        found = store.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        return sorted(tuple(str(cell.value) for cell in row if cell is not None) for row in found)

    return rows


def test_it_says_which_edition_and_version_it_is(record: Record) -> None:
    about = record.about
    assert (about.version, about.prefix, about.licence_bound) == ("2026-01-01", "SNOMEDCT", True)
    assert about.version_iri == "http://snomed.info/sct/900000000000207008/version/20260101"
    assert record.concepts == 28
    assert set(record.graphs) == {
        GRAPH,
        f"{GRAPH}/closure",
        "https://w3id.org/nosograph/graph/mappings/snomed-icd10/2026-01-01",
    }


def test_the_label_is_the_preferred_synonym_of_each_language(ask: Ask) -> None:
    assert ask(f"s:{OEDEMA} rdfs:label ?label FILTER(LANG(?label) = 'en')") == [("Edema",)]
    assert ask(f"s:{OLD} rdfs:label ?label") == [("Old name of oedema (made up)",)]
    names = ask(f"s:{OEDEMA} oboInOwl:hasExactSynonym ?name")
    assert names == [("Edema inventado",), ("Oedema",), ('Swollen with "water"',)]
    assert ask(f"s:{OEDEMA} nos:fullySpecifiedName ?name") == [("Oedema (made up)",)]
    assert ask(f"s:{OEDEMA} obo:IAO_0000115 ?text") == [
        ("Too much fluid where there should be less.",)
    ]


def test_names_say_in_which_dialect_they_are_preferred(ask: Ask) -> None:
    british = f"s:{OEDEMA} <https://w3id.org/nosograph/%s.900000000000508004> ?name"
    assert ask(british % "preferredIn") == [("Oedema",), ("Oedema (made up)",)]
    assert ask(british % "acceptableIn") == [("Edema",), ('Swollen with "water"',)]


def test_hierarchy_and_closure_are_those_in_force(ask: Ask) -> None:
    parents = ask(f"GRAPH <{GRAPH}> {{ s:{OF_LEG} rdfs:subClassOf ?parent }}")
    assert parents == [(iri(f"SNOMEDCT:{code}"),) for code in ("1002007", OEDEMA)]
    below = ask(f"GRAPH <{GRAPH}/closure> {{ ?below rdfs:subClassOf s:{OEDEMA} }}")
    assert below == [(iri(f"SNOMEDCT:{code}"),) for code in (OEDEMA, OF_LEG, OF_FOOT)]


def test_an_inactive_concept_stays_and_says_what_replaces_it(ask: Ask) -> None:
    assert ask(f"s:{OLD} owl:deprecated true ; obo:IAO_0100001 ?now") == [
        (iri(f"SNOMEDCT:{OEDEMA}"),)
    ]
    assert ask(f"GRAPH <{GRAPH}/closure> {{ s:{OLD} rdfs:subClassOf ?above }}") == []


def test_attributes_stand_plainly_and_in_their_groups(ask: Ask) -> None:
    assert ask(f"s:{OF_FOOT} s:{SITE} ?site") == [(iri(f"SNOMEDCT:{FOOT}"),)]
    together = f"s:{OF_FOOT} nos:roleGroup ?g . ?g s:{SITE} s:{FOOT} ; s:9003000 s:3001009"
    assert len(ask(together)) == 1
    assert ask(f"s:{OF_FOOT} s:{COUNT} ?count") == [("2",)]
    assert ask(f"s:{OEDEMA} s:{SITE} ?additional") == []
    assert len(ask(f"s:1002007 nos:selfGroup ?g . ?g s:{SITE} s:{LEG}")) == 1


def test_members_of_reference_sets_are_those_in_force(ask: Ask) -> None:
    members = ask(f"s:{REFSET} nos:member ?member")
    assert members == [(iri(f"SNOMEDCT:{code}"),) for code in (OF_LEG, OLD)]


def test_axioms_are_kept_for_a_reasoner(ask: Ask) -> None:
    assert ask(f"s:{OF_LEG} nos:owlAxiom ?axiom") == [(f"SubClassOf(:{OF_LEG} :{OEDEMA})",)]


def test_a_map_is_broad_unless_it_says_that_it_is_exact(ask: Ask) -> None:
    rows = ask(
        "?m a sssom:Mapping ; owl:annotatedSource ?a ; owl:annotatedProperty ?p ; "
        "nos:notation ?code ; nos:mapRule ?rule ; sssom:mapping_justification ?j"
    )
    assert len(rows) == 3
    assert len(ask("?a skos:broadMatch ?code")) == 1
    assert ask("?a skos:exactMatch ?code") == [(iri(f"SNOMEDCT:{OF_LEG}"), iri("ICD10WHO:R60.0"))]


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*.txt")):
            archive.write(file, f"Release/{file.relative_to(folder)}")
    return path


def test_an_archive_says_the_same_as_the_folder(record: Record, tmp_path: Path) -> None:
    again = take_in(tmp_path, zipped(SNAPSHOT, tmp_path / "rf2.zip"))
    assert again.files == record.files


def test_what_a_later_release_says_goes_before_what_an_earlier_one_says(tmp_path: Path) -> None:
    later = tmp_path / "later"
    shutil.copytree(SNAPSHOT, later)
    change(later, "Description_Snapshot-es", "Edema inventado", "Otro edema")
    record = take_in(tmp_path, SNAPSHOT, later)
    written = record.paths[0].read_text(encoding="utf-8")
    assert "Otro edema" in written
    assert "Edema inventado" not in written


def change(folder: Path, name: str, old: str, new: str) -> Path:
    """Change the first place in a file of a snapshot where a text stands."""
    (path,) = folder.rglob(f"*{name}*")
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("sct2_Concept", "1001000\t", "1001001\t", r"line \d+: wrong check digit or kind: 1001001"),
        ("sct2_Concept", "1001000\t", "x001000\t", r"line \d+: not an SCTID: 'x001000'"),
        ("sct2_Concept", "1003002\t", "1001000\t", r"line \d+: 1001000 stands twice"),
        (
            "sct2_Concept",
            "1\t900000000000207008",
            "1\t900000000000012004",
            r"unknown module 900000000000012004",
        ),
        ("sct2_Concept", "20260101\t1", "2026\t1", r"line 2: effectiveTime is a date of eight"),
        ("sct2_Concept", "\t1\t", "\tyes\t", r"line 2: active is 0 or 1, not 'yes'"),
        ("sct2_Concept", "\t1\t", "\t1\t1\t", r"line 2: 6 columns instead of 5"),
        (
            "Description_Snapshot-en",
            "\t138875005\t",
            "\t2003004\t",
            r"line 2: unknown concept 2003004",
        ),
        ("Description_Snapshot-en", "\ten\t", "\tenglish!\t", r"line 2: languageCode is not one"),
        ("Relationship_Snapshot", "\t0\t116680003", "\tx\t9002005", "relationshipGroup is a whole"),
        ("ConcreteValues", "#2", "two", r"line 2: a value is a #number or a string in quotes"),
        (
            "AssociationSnapshot",
            "1003002",
            "1003009",
            r"line 2: wrong check digit or kind",
        ),
        ("SimpleSnapshot", "\t1004008", "\t2003004", r"line 2: unknown concept 2003004"),
        (
            "Relationship_Snapshot",
            "1\t900000000000207008\t1001000\t138875005",
            "1\t900000000000207008\t1001000\t1005009",
            r"the hierarchy has a cycle: \d+( < \d+)+",
        ),
    ],
)
def test_a_broken_snapshot_is_named_with_file_and_line(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    take_in(tmp_path, SNAPSHOT)
    before = imports_of(tmp_path)
    folder = tmp_path / "broken"
    shutil.copytree(SNAPSHOT, folder)
    file = change(folder, name, old, new)
    with pytest.raises(SourceError, match=message) as caught:
        take_in(tmp_path, folder)
    assert caught.value.file == str(file.relative_to(folder))
    assert imports_of(tmp_path) == before


def test_a_cycle_names_its_concepts(tmp_path: Path) -> None:
    folder = tmp_path / "cyclic"
    shutil.copytree(SNAPSHOT, folder)
    change(folder, "Relationship_Snapshot", "\t1003002\t1001000\t0", "\t1003002\t1005009\t0")
    with pytest.raises(SourceError) as caught:
        take_in(tmp_path, folder)
    assert caught.value.reason == (
        "the hierarchy has a cycle: 1003002 < 1005009 < 1004008 < 1003002"
    )


def test_text_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "latin"
    shutil.copytree(SNAPSHOT, folder)
    (path,) = folder.rglob("*Description_Snapshot-en*")
    path.write_bytes(path.read_bytes().replace(b"Ailment (", b"Ail\xfcment (", 1))
    with pytest.raises(SourceError, match=r"Description_Snapshot-en.*, line \d+: not UTF-8"):
        take_in(tmp_path, folder)


def test_an_archive_that_was_cut_short_is_named(tmp_path: Path) -> None:
    path = zipped(SNAPSHOT, tmp_path / "rf2.zip")
    path.write_bytes(path.read_bytes()[:-3_000])
    with pytest.raises(SourceError, match=r"rf2\.zip: no zip archive, or cut short"):
        take_in(tmp_path, path)


def test_a_folder_without_concepts_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(SourceError, match=r"no sct2_Concept_Snapshot….txt there"):
        take_in(tmp_path, tmp_path)


def test_a_user_may_say_the_version(tmp_path: Path) -> None:
    assert take_in(tmp_path, SNAPSHOT, version="mine").about.version == "mine"


def test_identifiers_have_a_check_digit_and_a_kind() -> None:
    assert is_identifier("900000000000207008")
    assert not is_identifier("900000000000207009")
    assert not is_identifier("404684003", DESCRIPTION)
    assert not is_identifier("")
    for digits in ("10000000", "999999900", "12345678901234500"):
        good = digits + verhoeff_digit(digits)
        wrong = [digits + digit for digit in "0123456789" if digits + digit != good]
        assert is_identifier(good)
        assert not any(map(is_identifier, wrong))


@pytest.mark.shared
def test_the_snapshot_of_another_project_is_taken_in(shared: Path, tmp_path: Path) -> None:
    record = take_in(tmp_path, shared / "data" / "rf2")
    assert (record.concepts, record.about.version) == (103, "2018-07-31")
    assert record.graphs["https://w3id.org/nosograph/graph/snomed-rf2/2018-07-31/closure"] > 400
