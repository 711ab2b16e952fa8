from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import sssom_pydantic
from flask.testing import FlaskClient
from pronto.ontology import Ontology

from nosograph import assembly
from nosograph.build.importing.draft import Draft
from nosograph.build.importing.record import About
from nosograph.build.mapping_sets import MappingRow, write_mapping_set
from nosograph.errors import LicenceBound, UnknownTerm
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.store import EmbeddedStore
from nosograph.settings import Settings
from nosograph.terminology.crosswalk import Crosswalk
from nosograph.terminology.published_sets import PublishedSets

CRAMPS = "nos:SleepRelatedLegCramps"
NOS = "https://w3id.org/nosograph/"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
LICENSED = "https://w3id.org/nosograph/graph/mappings/licensed/1"


@pytest.fixture(scope="session")
def settings(mini_home: Path) -> Settings:
    return Settings.from_environment({"NOSOGRAPH_HOME": str(mini_home)})


@pytest.fixture(scope="session")
def release(settings: Settings) -> Release:
    return current_release(settings.home)


@pytest.fixture(scope="session")
def exported(release: Release) -> dict[str, bytes]:
    return {name: assembly.export_ontology(release, name) for name in assembly.ONTOLOGY_FORMATS}


@pytest.fixture(scope="session")
def axioms(exported: dict[str, bytes]) -> Any:
    return rdflib.Graph().parse(data=exported["turtle"], format="turtle")


def test_the_same_release_gives_the_same_bytes(
    release: Release, settings: Settings, exported: dict[str, bytes]
) -> None:
    for name, document in exported.items():
        assert assembly.export_ontology(release, name) == document, name
    first, second = (assembly.export_mappings(settings, release, "nosograph") for _ in range(2))
    assert first == second


def test_rdf_xml_and_turtle_say_the_same(exported: dict[str, bytes], axioms: Any) -> None:
    other = rdflib.Graph().parse(data=exported["rdfxml"], format="xml")
    assert len(other) == len(axioms) > 100
    assert _named(other) == _named(axioms)


def test_functional_syntax_has_the_axioms_and_the_names(exported: dict[str, bytes]) -> None:
    document = exported["ofn"].decode()
    assert document.startswith("Prefix(nos:=")
    assert document.rstrip().endswith(")")
    assert f'AnnotationAssertion(<{rdflib.RDFS.label}> <{NOS}SleepRelatedLegCramps> "' in document


@pytest.mark.parametrize(("name", "format_"), [("obo", "obo"), ("obographs", "json")])
def test_an_independent_reader_finds_the_hierarchy(
    name: str, format_: str, exported: dict[str, bytes], axioms: Any
) -> None:
    if format_ == "obo":
        ontology = Ontology(BytesIO(exported[name]))
        above = {
            (_iri(term.id), _iri(parent.id))
            for term in ontology.terms()
            for parent in term.superclasses(distance=1, with_self=False)
        }
    else:
        edges = json.loads(exported[name])["graphs"][0]["edges"]
        above = {(edge["sub"], edge["obj"]) for edge in edges if edge["pred"] == "is_a"}
    classes = {str(name) for name in axioms.subjects(rdflib.RDF.type, rdflib.OWL.Class)}
    expected = {(s, o) for s, p, o in _named(axioms) if p == SUBCLASS and s in classes}
    assert above == expected


def test_an_independent_reader_finds_names_and_definitions(exported: dict[str, bytes]) -> None:
    term = Ontology(BytesIO(exported["obo"]))[CRAMPS]
    assert term.name == "sleep-related leg cramps"
    (node,) = (
        node
        for node in json.loads(exported["obographs"])["graphs"][0]["nodes"]
        if node["id"] == f"{NOS}SleepRelatedLegCramps"
    )
    assert node["lbl"] == term.name


def test_our_own_mappings_are_valid_sssom(
    settings: Settings, release: Release, tmp_path: Path
) -> None:
    (tmp_path / "own.sssom.tsv").write_bytes(
        assembly.export_mappings(settings, release, "nosograph")
    )
    mappings, _, about = sssom_pydantic.read(tmp_path / "own.sssom.tsv")
    assert about.version == release.name
    assert mappings
    assert all(str(mapping.justification.curie).startswith("semapv:") for mapping in mappings)


def test_a_derived_set_says_how_it_was_derived(
    settings: Settings, release: Release, tmp_path: Path
) -> None:
    path = tmp_path / "derived.sssom.tsv"
    path.write_bytes(assembly.export_mappings(settings, release, "icd10cm"))
    mappings, _, about = sssom_pydantic.read(path)
    assert about.title
    assert "ICD-10-CM" in about.title
    assert {mapping.object.prefix for mapping in mappings} == {"ICD10CM"}


def test_an_unknown_set_names_those_there_are(settings: Settings, release: Release) -> None:
    with pytest.raises(UnknownTerm) as refusal:
        assembly.export_mappings(settings, release, "elsewhere")
    assert "nosograph" in refusal.value.near


def test_content_that_its_licence_binds_is_refused(tmp_path: Path) -> None:
    about = About("licensed", "Licensed maps", "1", "https://example.org/licence", "", True)
    draft = Draft(tmp_path, about)
    with draft.file() as file:
        row = MappingRow("SNOMEDCT:55300003", "skos:exactMatch", "ICD10CM:R25.2", "semapv:x")
        write_mapping_set(draft.mapping_set(file, "licensed"), [row])
    store = ox.Store(str(tmp_path / "store"))
    store.bulk_load(path=str(draft_file(tmp_path)), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    opened = EmbeddedStore(tmp_path / "store")
    sets = PublishedSets(opened, Crosswalk(opened), "r1", list(draft.record().sources(True)))
    with pytest.raises(LicenceBound, match="is not exported"):
        sets.get("licensed", "")
    assert "licensed" not in sets.names()


def draft_file(folder: Path) -> Path:
    return next(folder.glob("*.nq"))


def test_the_newest_of_several_imports_of_a_set_is_given_away(tmp_path: Path) -> None:
    start = "https://w3id.org/nosograph/graph/mappings/made-up/"
    ox.Store(str(tmp_path)).flush()
    store = EmbeddedStore(tmp_path)
    sources: list[Mapping[str, object]] = [
        {"graph": f"{start}{version}", "title": "Made up", "version": version, "licence": "x:y"}
        for version in ("2.10", "2.9")
    ]
    sets = PublishedSets(store, Crosswalk(store), "r1", sources)
    assert sets.get("made-up", "x:y").version == "2.10"


def test_downloads_are_served(mini_client: FlaskClient) -> None:
    listed = mini_client.get("/mappings").get_json()["mappings"]
    assert "/mappings/nosograph.sssom.tsv" in listed
    own = mini_client.get("/mappings/nosograph.sssom.tsv")
    assert own.mimetype == "text/tab-separated-values"
    held = {"If-None-Match": own.headers["ETag"]}
    assert mini_client.get("/mappings/nosograph.sssom.tsv", headers=held).status_code == 304
    assert "subject_id" in StringIO(own.get_data(as_text=True)).read()
    assert mini_client.get("/ontology.obo").data.startswith(b"format-version")
    assert mini_client.get("/ontology.json").get_json()["graphs"]
    assert mini_client.get("/release").get_json()["release"]
    assert mini_client.get("/mappings/elsewhere.sssom.tsv").status_code == 404


def _named(graph: Any) -> set[tuple[str, str, str]]:
    """Return the statements without blank nodes."""
    return {
        (str(s), str(p), str(o))
        for s, p, o in graph
        if not isinstance(s, rdflib.BNode) and not isinstance(o, rdflib.BNode)
    }


def _iri(curie: str) -> str:
    from nosograph.domain.identifiers import iri

    return iri(curie)
