from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from nosograph.build.importing.importers import IMPORTERS
from nosograph.build.importing.orphanet import ORPHANET
from nosograph.build.importing.record import Record
from nosograph.domain.identifiers import GRAPH, curie, iri

FILES = Path(__file__).parents[1] / "data" / "terminologies"
MINI = Path(__file__).parents[1] / "data" / "mini"
EVERY = {importer.name: importer for importer in (*IMPORTERS, ORPHANET)}


def silent(step: str, done: int, of: int) -> None:
    """Report nothing."""


def take_in(home: Path, name: str, *files: Path, version: str | None = None) -> Record:
    return EVERY[name].take_in(home, files, silent, version)


def statements(record: Record) -> set[tuple[str, str, str]]:
    found = set()
    for path in record.paths:
        for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS):
            parts = (quad.subject, quad.predicate, quad.object)
            found.add(tuple(curie(str(getattr(part, "value", part))) for part in parts))
    return found  # type: ignore[return-value]


def matches(record: Record) -> set[tuple[str, str, str]]:
    """Return the plain statements of the mapping sets."""
    return {row for row in statements(record) if row[1].startswith("skos:") and "Match" in row[1]}


@pytest.mark.parametrize("name", ["mondo.obo", "mondo.json", "mondo.owl"])
def test_an_ontology_says_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    record = take_in(tmp_path, "mondo", FILES / name)
    assert (record.about.version, record.concepts) == ("2026-08-04", 3)
    said = statements(record)
    assert ("MONDO:0005391", "rdfs:label", "restless legs syndrome") in said
    assert ("MONDO:0005391", "rdfs:subClassOf", "MONDO:0000001") in said
    assert ("MONDO:0005391", "IAO:0000115", "An urge to move the legs.") in said
    assert ("MONDO:0005391", "oboInOwl:hasExactSynonym", "Willis-Ekbom disease") in said
    assert ("MONDO:0005391", "oboInOwl:hasDbXref", "SCTID:32914008") in said
    assert ("MONDO:0099999", "owl:deprecated", "true") in said
    assert ("MONDO:0099999", "IAO:0100001", "MONDO:0005391") in said
    assert matches(record) == {
        ("MONDO:0005391", "skos:exactMatch", "SNOMEDCT:32914008"),
        ("MONDO:0005391", "skos:exactMatch", "DOID:0050425"),
    }


def test_every_graph_is_named_by_source_and_version(tmp_path: Path) -> None:
    record = take_in(tmp_path, "mondo", FILES / "mondo.obo")
    assert sorted(record.graphs) == [
        f"{GRAPH}mappings/mondo/2026-08-04",
        f"{GRAPH}mondo/2026-08-04",
        f"{GRAPH}mondo/2026-08-04/closure",
    ]
    assert record.graphs[f"{GRAPH}mondo/2026-08-04/closure"] == 4


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    first = take_in(tmp_path / "a", "mondo", FILES / "mondo.owl")
    second = take_in(tmp_path / "b", "mondo", FILES / "mondo.owl")
    assert first.files == second.files


def test_hpo_and_its_annotations_stand_beside_those_of_the_release(tmp_path: Path) -> None:
    hpo = take_in(tmp_path, "hpo", MINI / "hp.obo")
    assert ("HP:0003394", "skos:notation", "HP:0003394") in statements(hpo)
    annotations = take_in(tmp_path, "hpoa", MINI / "phenotype.hpoa")
    assert annotations.concepts == 4


def test_a_dated_cross_reference_can_be_looked_up(tmp_path: Path) -> None:
    record = take_in(tmp_path, "doid", FILES / "doid-xrefs.tsv", version="2026-08-19")
    said = statements(record)
    assert ("DOID:0050425", "oboInOwl:hasDbXref", "SNOMEDCT:32914008") in said
    assert ("DOID:0050425", "oboInOwl:hasDbXref", "SNOMEDCT_US_2025_09_01:32914008") in said
    assert not matches(record)


def test_a_mapping_set_keeps_justifications_and_leaves_out_what_it_denies(tmp_path: Path) -> None:
    record = take_in(tmp_path, "sssom", FILES / "made-up.sssom.tsv")
    assert (record.about.name, record.about.version) == ("sssom-made-up", "2026-01-02")
    assert record.about.licence.endswith("zero/1.0/")
    assert matches(record) == {
        ("MONDO:0005391", "skos:exactMatch", "SNOMEDCT:32914008"),
        ("MONDO:0005391", "skos:broadMatch", "ICD10CM:G25.89"),
    }
    justified = {row[2] for row in statements(record) if row[1] == "sssom:mapping_justification"}
    assert justified == {"semapv:ManualMappingCuration", "semapv:LexicalMatching"}


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_set_may_call_its_systems_as_it_likes(quote: str, tmp_path: Path) -> None:
    text = (FILES / "made-up.sssom.tsv").read_text(encoding="utf-8")
    named = text.replace(
        "SCTID: http://snomed.info/id/", f"ex: {quote}http://snomed.info/id/{quote}"
    )
    changed = named.replace("SCTID:", "ex:")
    (tmp_path / "made-up.sssom.tsv").write_text(changed, encoding="utf-8")
    record = take_in(tmp_path, "sssom", tmp_path / "made-up.sssom.tsv")
    assert ("MONDO:0005391", "skos:exactMatch", "SNOMEDCT:32914008") in matches(record)


def test_a_licence_that_is_no_address_is_unspecified(tmp_path: Path) -> None:
    text = (FILES / "made-up.sssom.tsv").read_text(encoding="utf-8")
    for said in ("CC-BY 4.0", "javascript:alert(1)", "https://example.org/a b"):
        changed = re.sub("license: .*", f"license: {said}", text)
        (tmp_path / "made-up.sssom.tsv").write_text(changed, encoding="utf-8")
        record = take_in(tmp_path, "sssom", tmp_path / "made-up.sssom.tsv")
        assert record.about.licence == "https://w3id.org/sssom/license/unspecified"


def test_a_row_that_says_that_no_term_was_found_is_no_mapping(tmp_path: Path) -> None:
    text = (FILES / "made-up.sssom.tsv").read_text(encoding="utf-8")
    changed = text.replace("SCTID:32914008", "sssom:NoTermFound")
    assert changed != text
    (tmp_path / "made-up.sssom.tsv").write_text(changed, encoding="utf-8")
    record = take_in(tmp_path, "sssom", tmp_path / "made-up.sssom.tsv")
    assert matches(record) == {("MONDO:0005391", "skos:broadMatch", "ICD10CM:G25.89")}


def test_the_patient_set_says_that_it_is_a_part(tmp_path: Path) -> None:
    record = take_in(tmp_path, "snomed-gps", FILES / "gps.json")
    assert (f"{GRAPH}snomed-gps/20200930", "nos:isPart", "true") in {
        (row[0].replace("nos:graph/", GRAPH), *row[1:]) for row in statements(record)
    }
    assert ("SNOMEDCT:55300003", "rdfs:label", "Cramp (finding)") in statements(record)


def test_icd_10_cm_has_blocks_notes_and_seventh_characters(tmp_path: Path) -> None:
    record = take_in(tmp_path, "icd10cm", FILES / "icd10cm-tabular-April-1-2026.xml")
    said = statements(record)
    assert record.about.version == "2026-04-01"
    assert ("ICD10CM:G25.81", "rdfs:subClassOf", "ICD10CM:G25.8") in said
    assert ("ICD10CM:G25", "rdfs:subClassOf", "ICD10CM:G20-G26") in said
    assert ("ICD10CM:G25.81", "oboInOwl:hasExactSynonym", "A made-up inclusion") in said
    assert ("ICD10CM:G25", "nos:excludes2", "sleep related movement disorders (G47.6-)") in said
    assert ("ICD10CM:W61.01XA", "rdfs:label", "Bitten by parrot, initial encounter") in said
    assert ("ICD10CM:W61", "rdfs:subClassOf", "ICD10CM:chapter-20") in said


def test_icd_10_cm_has_the_codes_that_an_independent_reader_finds(tmp_path: Path) -> None:
    icd = pytest.importorskip("simple_icd_10_cm")
    record = EVERY["icd10cm"].take_in(tmp_path, (), silent)
    said = [quad for path in record.paths for quad in _labels(path)]
    ours = {name for name in said if not name.startswith("chapter-")}
    theirs = {code for code in icd.get_all_codes(with_dots=True) if not code.isdecimal()}
    assert theirs == ours
    leaves = {code for code in theirs if icd.is_leaf(code)}
    parents = {str(parent) for path in record.paths for parent in _parents(path)}
    assert leaves == ours - parents


def _labels(path: Path) -> Iterable[str]:
    base, label = iri("ICD10CM:x")[:-1], iri("rdfs:label")
    for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS):
        if quad.predicate.value == label:
            yield str(quad.subject.value).removeprefix(base)


def _parents(path: Path) -> Iterable[str]:
    base, below = iri("ICD10CM:x")[:-1], iri("rdfs:subClassOf")
    for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS):
        if quad.predicate.value == below and not str(quad.graph_name.value).endswith("closure"):
            yield str(quad.object.value).removeprefix(base)


def test_icd_11_joins_codes_and_entities_of_the_foundation(tmp_path: Path) -> None:
    record = take_in(tmp_path, "icd11", FILES / "icd11.txt")
    assert (record.about.version, record.about.licence_bound) == ("2024-01", True)
    assert ("ICD11MMS:7A80", "rdfs:subClassOf", "ICD11MMS:BlockL1-7A8") in statements(record)
    assert ("ICD11MMS:BlockL1-7A8", "rdfs:subClassOf", "ICD11MMS:chapter-07") in statements(record)
    assert matches(record) == {("ICD11MMS:7A80", "skos:exactMatch", "icd11.foundation:1254916765")}


def test_icd_11_is_read_from_a_csv_as_well(tmp_path: Path) -> None:
    text = (FILES / "icd11.txt").read_text(encoding="utf-8").replace("\t", ",")
    (tmp_path / "mms.csv").write_text(text, encoding="utf-8")
    assert take_in(tmp_path, "icd11", tmp_path / "mms.csv").concepts == 4


def test_a_normal_result_denies_the_abnormality(tmp_path: Path) -> None:
    record = take_in(tmp_path, "loinc2hpo", FILES / "loinc2hpo-annotations.tsv")
    assert (record.about.version, record.concepts) == ("2021-03-04", 3)
    negated = {row[0] for row in statements(record) if row[1] == "nos:negated"}
    normal = {row[0] for row in statements(record) if row[1:] == ("nos:outcomeOfTest", "N")}
    assert negated == normal


PRODUCTS = ("en_product1.xml", "en_product4.xml", "en_product9_prev.xml", "en_product9_ages.xml")


def test_products_of_orphanet_are_read_together(tmp_path: Path) -> None:
    record = take_in(tmp_path, "orphanet", *(FILES / name for name in PRODUCTS))
    assert (record.about.version, record.concepts) == ("2025-12-09", 1)
    said = {row[1:] for row in statements(record)}
    assert ("rdfs:label", "Made-up disease") in said
    assert ("nos:frequencyText", "Very frequent (99-80%)") in said
    assert ("nos:prevalenceClass", "<1 / 1 000 000") in said
    assert ("nos:ageOfOnset", "Infancy") in said
    assert matches(record) == {
        ("ORPHA:58", "skos:exactMatch", "OMIM:203450"),
        ("ORPHA:58", "skos:broadMatch", "ICD10WHO:E75.2"),
    }


def test_a_packet_of_orphanet_says_what_the_products_say(tmp_path: Path) -> None:
    record = take_in(tmp_path, "orphanet", FILES / "ORPHApacket_58.json")
    said = {row[1:] for row in statements(record)}
    assert ("oboInOwl:hasExactSynonym", "Another name") in said
    assert ("nos:frequencyText", "Very frequent (99-80%)") in said
    assert ("nos:ageOfOnset", "Infancy") in said
    assert matches(record) == {("ORPHA:58", "skos:exactMatch", "OMIM:203450")}


@pytest.mark.shared
def test_the_real_mapping_sets_of_mondo_are_taken_in_together(shared: Path, tmp_path: Path) -> None:
    record = take_in(tmp_path, "sssom", shared / "data" / "mondo")
    assert (record.about.name, record.about.version) == ("sssom-mondo", "2026-08-04")
    assert len(record.graphs) == 11


@pytest.mark.shared
def test_the_real_tables_of_orphanet_and_doid_are_taken_in(shared: Path, tmp_path: Path) -> None:
    orphanet = take_in(tmp_path, "orphanet", shared / "data" / "orphanet", version="2025-12")
    assert orphanet.concepts > 9_000
    doid = take_in(tmp_path, "doid", shared / "data" / "doid-xrefs.tsv.gz", version="2026-08-19")
    assert doid.concepts > 11_000
    gps = take_in(tmp_path, "snomed-gps", shared / "data" / "snomed-gps-2020.json.gz")
    assert gps.concepts == 26_158
    shutil.rmtree(tmp_path / "imports")
