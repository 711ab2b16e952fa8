"""Every term at an address of its own: pages, RDF, redirects, and what is near a wrong one."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import OWL, RDFS, Graph, Literal, Namespace, URIRef
from werkzeug.test import TestResponse

from nosograph.knowledge.release import Release
from nosograph.web.linked_documentation import EXAMPLES
from nosograph.web.problems import PROBLEMS, TYPES, Problem

NOS = Namespace("https://w3id.org/nosograph/")
HP = Namespace("http://purl.obolibrary.org/obo/HP_")
BROWSER = {"Accept": "text/html,*/*;q=0.8"}
THROMBOSIS = "/condition/HP:0002625"
PAGES = [
    THROMBOSIS,
    "/condition/OMIM:900001",
    "/condition/nos:SleepRelatedLegCramps",
    "/finding/HP:0003394",
    "/finding/nos:NocturnalLegMuscleSpasm",
    "/term/HP:9990002",
    "/complaint/NocturnalLegAndButtockSpasm",
    "/complaint/nos:NocturnalLegAndButtockSpasm",
    "/term/nos:SwollenLegAfterBedRest",
    "/term/nos:MiniClotScore",
    "/term/nos:Death",
    "/term/nos:source/made-up",
    "/term/nos:DoNotMissCondition",
    "/term/nos:hasComplication",
    "/term/nos:cause/nos_LegOrButtockSpasm/HP_0002625",
    "/term/nos:annotation/hpoa/0",
    "/term/nos:inference/HP_0002625/DoNotMissCondition",
    "/term/nos:mapping/0",
    "/term/nos:graph/hpo",
    "/term/HP:0025301",
    "/term/UBERON:0002103",
]
#: An onset that the tiny world annotates, but does not define.
ELSEWHERE = "/finding/HP:0003621"
SUFFIXES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "html": "text/html",
}


class Outline(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.mimetype == "application/problem+json"
    document: dict[str, Any] = json.loads(response.data)
    return document


def triples(response: TestResponse) -> Graph:
    assert response.status_code == 200, response.text
    return Graph().parse(data=response.data, format=response.mimetype)


@pytest.mark.parametrize("path", PAGES)
def test_a_term_has_a_page_and_rdf(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert len(triples(client.get(path, headers={"Accept": "text/turtle"}))) > 0


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_landmarks_headings_and_table_scopes(client: FlaskClient, path: str) -> None:
    outline = Outline(client.get(path).text)
    for landmark in ("header", "nav", "main", "footer", "h1", "title"):
        assert len(outline.named(landmark)) == 1, landmark
    assert outline.named("html") == [{"lang": "en"}]
    assert all(cell["scope"] in ("row", "col") for cell in outline.named("th"))
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = [a["aria-labelledby"] for _, a in outline.tags if "aria-labelledby" in a]
    assert set(labels) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_within_the_service_leads_somewhere(client: FlaskClient, path: str) -> None:
    links = {str(link["href"]) for link in Outline(client.get(path).text).named("a")}
    for link in sorted(link for link in links - {ELSEWHERE} if link.startswith("/")):
        response = client.get(link, headers=BROWSER, follow_redirects=True)
        assert response.status_code == 200, link


def test_a_page_has_no_script_in_line_and_fetches_nothing_from_elsewhere(
    client: FlaskClient,
) -> None:
    page = client.get(THROMBOSIS)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    outline = Outline(page.text)
    assert outline.named("img") == outline.named("style") == []
    (script,) = outline.named("script")
    assert str(script["src"]).startswith("/static/")
    assert not any("style" in a or "onclick" in a for _, a in outline.tags)
    (sheet,) = [link for link in outline.named("link") if link["rel"] == "stylesheet"]
    style = client.get(str(sheet["href"]))
    assert (style.status_code, style.mimetype) == (200, "text/css")
    assert "url(" not in style.text
    assert "prefers-color-scheme: dark" in style.text
    style.close()


def test_the_page_of_a_condition_says_what_is_known_and_why(client: FlaskClient) -> None:
    text = client.get(THROMBOSIS).text
    for said in (
        "Deep venous thrombosis",
        "A blood clot in a deep vein.",
        "DVT",
        "can be complicated by pulmonary embolism",
        "hasComplication o hasOutcomeIfMissed SubPropertyOf: hasOutcomeIfMissed",
        "within hours",
        "very frequent (80-99 %)",
        "a clot in the calf can feel like a cramp",
        "part of the clot can travel to the lungs",
        "swollen leg after bed rest",
        "SNOMEDCT:128053003",
        "not a medical device",
    ):
        assert said in text
    links = {link["href"] for link in Outline(text).named("a")}
    assert "/finding/nos:UnilateralLegSwelling" in links
    assert "/complaint/NocturnalLegAndButtockSpasm" in links
    assert "/term/nos:source/judgement" in links
    assert "http://snomed.info/id/128053003" in links


def test_evidence_leads_to_its_source_and_its_references(client: FlaskClient) -> None:
    outline = Outline(client.get("/condition/MONDO:0003441").text)
    links = {link["href"] for link in outline.named("a")}
    assert "/term/nos:source/made-up" in links


def test_the_page_of_a_complaint_has_causes_with_reasons(client: FlaskClient) -> None:
    text = client.get("/complaint/NocturnalLegAndButtockSpasm").text
    assert text.index("restless legs syndrome") < text.index("sleep-related leg cramps")
    assert "an urge to move the legs, worst at night" in text
    assert "leading cause" in text


def test_the_page_of_a_graph_has_its_source_and_licence(
    client: FlaskClient, release: Release
) -> None:
    graph = "https://w3id.org/nosograph/graph/hpo"
    text = client.get("/term/nos:graph/hpo").text
    assert "Human Phenotype Ontology" in text
    assert "https://hpo.jax.org/app/license" in text
    assert f"{release.manifest['statements'][graph]:,}" in text


def test_what_a_source_writes_is_escaped(client: FlaskClient) -> None:
    text = client.get("/finding/HP:0003394").text
    assert "Sudden and &#34;unwilled&#34; contraction of muscle." in text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("suffix", [name for name in SUFFIXES if name != "html"])
def test_rdf_says_what_the_page_says(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"{THROMBOSIS}.{suffix}")
    assert response.mimetype == SUFFIXES[suffix]
    graph = triples(response)
    assert (HP["0002625"], NOS.urgency, NOS.WithinHours) in graph
    assert (HP["0002625"], RDFS.subClassOf, NOS.DoNotMissCondition) in graph
    causes = set(graph.subjects(NOS.complaint, NOS.NocturnalLegAndButtockSpasm))
    assert causes == {NOS["cause/nos_NocturnalLegAndButtockSpasm/HP_0002625"]}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("asked", ["{}.{}", "{}?format={}"])
def test_a_suffix_and_a_format_choose_the_representation(
    client: FlaskClient, suffix: str, asked: str
) -> None:
    response = client.get(asked.format(THROMBOSIS, suffix), headers={"Accept": "image/png"})
    assert (response.status_code, response.mimetype) == (200, SUFFIXES[suffix])


@pytest.mark.parametrize("asked", ["?format=pdf", "?format=csv"])
def test_another_format_is_refused(client: FlaskClient, asked: str) -> None:
    assert "html, jsonld, nt, rdf, ttl" in problem(client.get(THROMBOSIS + asked), 406)["detail"]
    problem(client.get(THROMBOSIS, headers={"Accept": "image/png"}), 406)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/id/NocturnalLegAndButtockSpasm", "/complaint/NocturnalLegAndButtockSpasm"),
        ("/id/NocturnalLegMuscleSpasm", "/finding/nos:NocturnalLegMuscleSpasm"),
        ("/id/SleepRelatedLegCramps?format=ttl", "/condition/nos:SleepRelatedLegCramps?format=ttl"),
        ("/id/source/made-up", "/term/nos:source/made-up"),
        ("/id/graph/hpoa", "/term/nos:graph/hpoa"),
        ("/id/DoNotMissCondition", "/term/nos:DoNotMissCondition"),
        ("/id/Condition", "/term/nos:Condition"),
        ("/id/ontology", "/ontology"),
        ("/id/ontology/2026-01-01", "/ontology/2026-01-01"),
        ("/id/fhir/ValueSet/complaints", "/fhir/ValueSet/complaints"),
        ("/id/prefixes", "/api/queries"),
        ("/id/problem/unknown-term", "/problem/unknown-term"),
        ("/id/query/complaints/causes", "/api/queries/complaints/causes"),
        ("/resource?iri=HP:0003394", "/finding/HP:0003394"),
        ("/resource?iri=http://purl.obolibrary.org/obo/HP_0002625", THROMBOSIS),
        ("/resource?iri=https://omim.org/entry/900001", "/condition/OMIM:900001"),
        ("/resource?iri=https://w3id.org/nosograph/Death", "/term/nos:Death"),
        ("/condition/HP:0003394", "/finding/HP:0003394"),
        ("/finding/HP:9990002", "/term/HP:9990002"),
        ("/finding/OMIM:900001", "/condition/OMIM:900001"),
        ("/complaint/HP:0003394", "/finding/HP:0003394"),
    ],
)
def test_a_term_is_led_to_its_place(client: FlaskClient, path: str, place: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (303, place)


def test_a_merged_finding_shows_its_successor(client: FlaskClient) -> None:
    response = client.get("/finding/HP:9990001")
    assert "Muscle weakness" in response.text


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/finding/HP:3394", "HP:0003394"),
        ("/finding/hp_0003394", "HP:0003394"),
        ("/finding/Muscle spasms", "HP:0003394"),
        ("/complaint/NocturnalLegAndButtockSpasms", "nos:NocturnalLegAndButtockSpasm"),
        ("/id/Deth", "nos:Death"),
        ("/term/nos:LossOfLimbs", "nos:LossOfLimb"),
    ],
)
def test_a_wrong_term_is_not_found_and_what_is_near_is_said(
    client: FlaskClient, path: str, near: str
) -> None:
    assert near in problem(client.get(path), 404)["near"]


@pytest.mark.parametrize("kind", ["condition", "finding", "complaint", "term", "id"])
@pytest.mark.parametrize(
    "name",
    [
        "x",
        "HP:",
        ":",
        "HP:0000000",
        "NONE:1",
        "http://example.org/x",
        "%00",
        "%0a",
        "%ff%fe",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "a%20b%20%22%20%7D",
        "..%2f..%2fetc",
        "nos:%7B%7D",
        "\U0001f9e0",
        "x" * 5000,
        "HP:" + "9" * 3000,
        "%E2%80%AE",
        "HP:0003394.ttl.ttl",
        ".ttl",
    ],
)
def test_a_malformed_name_is_not_found(client: FlaskClient, kind: str, name: str) -> None:
    document = problem(client.get(f"/{kind}/{name}"), 404)
    assert "script" not in json.dumps(document)


@pytest.mark.parametrize("iri", ["", "x y", "<", "%00", "HP:0000000", "http://[", "a:b"])
def test_a_resource_that_is_none_is_not_found(client: FlaskClient, iri: str) -> None:
    problem(client.get("/resource", query_string={"iri": iri}), 404)


def test_a_resource_must_be_named(client: FlaskClient) -> None:
    problem(client.get("/resource"), 400)


def test_a_page_is_not_written_again_for_who_has_it(client: FlaskClient, release: Release) -> None:
    first = client.get(THROMBOSIS)
    assert release.name in first.headers["ETag"]
    again = client.get(THROMBOSIS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    turtle = client.get(f"{THROMBOSIS}.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert turtle.status_code == 200


@pytest.mark.parametrize("kind", ["condition", "finding", "complaint"])
def test_the_documented_examples_are_there(client: FlaskClient, kind: str) -> None:
    assert client.get(f"/{kind}/{EXAMPLES[kind]}").status_code == 200


@pytest.mark.parametrize("problem_", PROBLEMS.values())
def test_the_type_of_a_problem_is_explained(client: FlaskClient, problem_: Problem) -> None:
    place = TYPES.replace("https://w3id.org/nosograph", "/id") + problem_.slug
    page = client.get(place, follow_redirects=True)
    assert page.status_code == 200
    assert f"<h1>{problem_.title}</h1>" in page.text


def test_a_problem_that_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert f"{TYPES}unknown-term" in problem(client.get("/problem/none"), 404)["near"]


def test_the_ontology_is_documented_from_itself(client: FlaskClient, release: Release) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    for said in (
        "A presentation with a pattern of findings for which people seek help",
        "has complication",
        "hasComplication o hasOutcomeIfMissed SubPropertyOf: hasOutcomeIfMissed",
        "EquivalentTo: condition and (hasPrevalence some",
        f"https://w3id.org/nosograph/ontology/{release.name}",
        "PREFIX UBERON:",
        "CC BY 4.0",
        "https://w3id.org/nosograph/graph/weights",
    ):
        assert said in page.text, said
    outline = Outline(page.text)
    assert len(outline.named("h1")) == 1
    for link in outline.named("a"):
        if str(link["href"]).startswith("/"):
            assert client.get(str(link["href"]), headers=BROWSER).status_code == 200, link


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("format_", ["ttl", "rdf", "nt", "jsonld"])
def test_the_ontology_is_a_document(client: FlaskClient, release: Release, format_: str) -> None:
    graph = triples(client.get(f"/ontology?format={format_}"))
    assert (
        NOS.DoNotMissCondition,
        RDFS.label,
        Literal("condition not to be missed", lang="en"),
    ) in (graph)
    assert graph.value(NOS.ontology, OWL.versionIRI) == NOS[f"ontology/{release.name}"]
    chains = list(graph.objects(NOS.hasOutcomeIfMissed, OWL.propertyChainAxiom))
    assert len(chains) == 1
    definition = graph.value(NOS.NocturnalLegMuscleSpasm, OWL.equivalentClass)
    assert graph.value(definition, OWL.intersectionOf) is not None
    assert not list(graph.triples((None, URIRef(NOS.frequencyText), None)))


def test_the_ontology_is_given_in_functional_syntax(client: FlaskClient, release: Release) -> None:
    response = client.get("/ontology?format=ofn")
    assert response.mimetype == "text/owl-functional"
    assert f"Ontology(<{NOS}ontology> <{NOS}ontology/{release.name}>" in response.text


def test_a_version_of_the_ontology_is_the_one_in_service(
    client: FlaskClient, release: Release
) -> None:
    for version in (release.name, release.name[:10]):
        response = client.get(f"/ontology/{version}?format=ttl")
        assert (response.status_code, response.mimetype) == (200, "text/turtle")
    for version in ("2001-01-01", "x" * 3000, "%00", "<"):
        document = problem(client.get(f"/ontology/{version}"), 404)
        assert document["near"] == [f"https://w3id.org/nosograph/ontology/{release.name}"]
