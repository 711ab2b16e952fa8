"""``/api/queries``: the catalogue and the rows of its queries."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from rdflib import RDF, Graph, Namespace, URIRef
from werkzeug.test import TestResponse

from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.web.app import Application
from nosograph.web.catalogue_documentation import QueriesAnswer, QueryDocument

SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")
CAUSES = "/api/queries/complaints/causes"
RESULTS = f"{CAUSES}/results"
SECRET = "her-left-calf-hurts"


def rows(response: TestResponse) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    bindings = json.loads(response.data)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in bindings]


def problem(response: TestResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    document: dict[str, Any] = json.loads(response.data)
    return document


def test_the_list_describes_every_query(client: FlaskClient, app: Application) -> None:
    listed = QueriesAnswer.model_validate(client.get("/api/queries").json)
    names = [query.name for query in listed.queries]
    assert len(names) > 80
    assert names == sorted(names)
    causes = next(query for query in listed.queries if query.name == "complaints/causes")
    assert causes.parameters[0].example == "nos:NocturnalLegAndButtockSpasm"
    assert client.get(causes.results).status_code == 200
    assert client.get(causes.href).text == causes.query


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/rdf+xml", "application/ld+json"]
)
def test_the_list_in_rdf_has_shacl_executables(client: FlaskClient, media_type: str) -> None:
    response = client.get("/api/queries", headers={"Accept": media_type})
    assert response.mimetype == media_type
    graph = Graph().parse(data=response.data, format=media_type)
    query = URIRef("https://w3id.org/nosograph/query/complaints/causes")
    assert (query, RDF.type, SH.SPARQLSelectExecutable) in graph
    assert (query, RDF.type, SH.SPARQLExecutable) in graph
    assert graph.value(query, SCHEMA.target) == URIRef("http://localhost/sparql")
    text = graph.value(query, SH.select)
    assert text is not None
    assert "nos:complaint ?complaint" in str(text)
    (prefixes,) = graph.objects(query, SH.prefixes)
    spaces = {str(graph.value(d, SH.prefix)) for d in graph.objects(prefixes, SH.declare)}
    assert {"nos", "g", "rdfs"} <= spaces


@pytest.mark.parametrize(
    ("format_", "media_type"),
    [
        ("", "application/sparql-query"),
        ("rq", "application/sparql-query"),
        ("txt", "text/plain"),
        ("json", "application/json"),
        ("ttl", "text/turtle"),
        ("nt", "application/n-triples"),
    ],
)
def test_a_query_is_given_as_text_or_description(
    client: FlaskClient, format_: str, media_type: str
) -> None:
    response = client.get(f"{CAUSES}?format={format_}")
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "nos:NocturnalLegAndButtockSpasm" in response.text
    if media_type == "application/json":
        QueryDocument.model_validate(response.json)


def test_the_catalogue_has_pages_whose_form_runs_a_query(client: FlaskClient) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8"}
    listed = client.get("/api/queries", headers=browser)
    assert listed.mimetype == "text/html"
    assert f'href="{CAUSES}"' in listed.text
    page = client.get(CAUSES, headers=browser)
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert f'action="{RESULTS}"' in page.text
    assert 'value="nos:NocturnalLegAndButtockSpasm"' in page.text
    assert "VALUES ?complaint" in page.text


def test_the_text_of_a_query_is_answered_at_the_endpoint(client: FlaskClient) -> None:
    text = client.get(CAUSES).text
    asked = client.post("/sparql", data=text, content_type="application/sparql-query")
    assert rows(asked) == rows(client.get(RESULTS))


def test_without_parameters_the_example_is_answered(client: FlaskClient) -> None:
    found = rows(client.get(RESULTS))
    assert [row["label"] for row in found][:2] == [
        "restless legs syndrome",
        "peripheral arterial disease",
    ]


@pytest.mark.parametrize(
    "value", ["nos:LegOrButtockSpasm", "https://w3id.org/nosograph/LegOrButtockSpasm"]
)
def test_a_parameter_is_a_curie_or_an_iri(client: FlaskClient, value: str) -> None:
    found = rows(client.get(f"{RESULTS}?{urlencode({'complaint': value})}"))
    assert found[0]["label"] == "sleep-related leg cramps"


def test_a_repeated_parameter_has_several_values(client: FlaskClient) -> None:
    both = "condition=HP:0002625&condition=MONDO:0005386"
    found = rows(client.get(f"/api/queries/conditions/occurrence/results?{both}"))
    assert [row["label"] for row in found] == [
        "Deep venous thrombosis",
        "peripheral arterial disease",
    ]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/sparql-results+xml;q=0.5, text/html", "application/sparql-results+xml"),
    ],
)
def test_rows_come_in_the_media_type_asked_for(
    client: FlaskClient, accept: str, media_type: str
) -> None:
    response = client.get(RESULTS, headers={"Accept": accept})
    assert response.mimetype == media_type
    assert "restless legs syndrome" in response.text
    assert "Accept" in response.headers["Vary"]


def test_format_goes_before_accept(client: FlaskClient) -> None:
    response = client.get(f"{RESULTS}?format=csv", headers={"Accept": "application/json"})
    table = list(csv.DictReader(io.StringIO(response.text)))
    assert table[0]["label"] == "restless legs syndrome"


@pytest.mark.parametrize("asked", ["?format=pdf", "?format=html"])
def test_a_format_that_there_is_not_is_refused_with_those_there_are(
    client: FlaskClient, asked: str
) -> None:
    assert "csv, json, tsv, xml" in problem(client.get(RESULTS + asked), 406)["detail"]


def test_pages_follow_each_other_without_gap(client: FlaskClient) -> None:
    whole = rows(client.get(RESULTS))
    found, place = [], f"{RESULTS}?limit=2&complaint=nos:NocturnalLegAndButtockSpasm"
    while place:
        response = client.get(place)
        found += rows(response)
        place = response.headers.get("Link", "").partition(">")[0].removeprefix("<http://localhost")
    assert found == whole
    assert len(found) == 5


def test_a_page_past_the_end_is_empty(client: FlaskClient) -> None:
    response = client.get(f"{RESULTS}?offset=1000000")
    assert rows(response) == []
    assert "Link" not in response.headers


@pytest.mark.parametrize(
    "pair",
    [
        "limit=0",
        "limit=-1",
        "limit=10001",
        "limit=many",
        "limit=",
        "limit=²",
        "limit=" + "9" * 5000,
        "offset=-1",
        "offset=1000001",
        "offset=1e3",
    ],
)
def test_a_limit_out_of_bounds_is_refused(client: FlaskClient, pair: str) -> None:
    assert "whole number" in problem(client.get(f"{RESULTS}?{pair}"), 422)["detail"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{RESULTS}?complaint={SECRET} of type", "complaint is not of type iri"),
        (f"{RESULTS}?complaint=", "complaint is not of type iri"),
        (f"{RESULTS}?complaint=%00", "complaint is not of type iri"),
        (f"{RESULTS}?{SECRET}=1", "complaints/causes takes complaint"),
        (f"/api/queries/conditions/age/results?years={SECRET}", "years is not of type decimal"),
        ("/api/queries/conditions/age/results?years=nan", "years is not of type decimal"),
        ("/api/queries/findings/specific-findings/results?most=1.5", "most is not of type integer"),
        ("/api/queries/risk/outcomes/results?x=1", "risk/outcomes takes no parameters"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_not_repeated(
    client: FlaskClient, path: str, said: str
) -> None:
    document = problem(client.get(path), 422)
    assert document["detail"] == said
    assert SECRET not in json.dumps(document)


@pytest.mark.parametrize(
    "value",
    ['x" } UNION { ?s ?p ?o } #', "} SERVICE <http://x/> {", "\\", '"', "service", "'''", "\u202e"],
)
def test_a_word_is_looked_for_and_never_run(client: FlaskClient, value: str) -> None:
    path = "/api/queries/findings/words/results"
    assert rows(client.get(f"{path}?{urlencode({'word': value})}")) == []


@pytest.mark.parametrize(
    "name",
    [
        "none",
        "complaints",
        "complaints/none",
        "complaints/causes/results/x",
        "%2e%2e/x",
        "x/results",
    ],
)
def test_a_name_that_is_not_in_the_catalogue_is_not_found(client: FlaskClient, name: str) -> None:
    assert "detail" not in problem(client.get(f"/api/queries/{name}"), 404)


def test_rows_are_not_asked_for_again_for_who_has_them(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(RESULTS)
    again = client.get(RESULTS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    monkeypatch.setattr(SparqlPool, "query", lambda *_: pytest.fail("asked again"))
    assert client.get(RESULTS, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    monkeypatch.undo()
    other = client.get(f"{RESULTS}?format=csv", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_every_query_is_described_with_its_parameters(client: FlaskClient) -> None:
    description = json.loads(client.get("/api/openapi.json").data)
    validate(description)
    operation = description["paths"]["/api/queries/conditions/telling-apart/results"]["get"]
    by_name = {parameter["name"]: parameter for parameter in operation["parameters"]}
    assert set(by_name) == {"first", "second", "format", "limit", "offset"}
    assert by_name["first"]["example"] == ["MONDO:0005391"]
    assert by_name["first"]["description"] == "the first condition"
    assert operation["summary"] == "The findings that best tell two conditions apart"
