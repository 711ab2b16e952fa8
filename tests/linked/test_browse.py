"""Lists, drawings, and errors as pages, over the tiny world."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import render_template
from flask.testing import FlaskClient
from tests.linked.conftest import NobodyAsked

from nosograph.assembly import ReleaseHealth, library
from nosograph.assembly.serving import record
from nosograph.domain.identifiers import GRAPH
from nosograph.knowledge.release import Release, kept_releases
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.web.app import Application, create_app
from nosograph.web.linked_documentation import GraphDocument
from nosograph.web.linked_pages import Row
from nosograph.web.service import Limits, Service
from nosograph.web.surroundings import MOST, Neighbour, Node, bounded, finding

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
#: Some day, in seconds since 1970.
DAY = 1_700_000_000
#: The tiny world is served without its description.
NOT_HERE = "/.well-known/void"
LISTS = ["/conditions", "/findings", "/complaints", "/sources", "/releases", "/search", "/api"]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_a_page_and_its_links_lead_somewhere(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    main = page.text.partition("<main")[2].partition("</main>")[0]
    for link in sorted(set(re.findall(r'href="(/[^"#]*)', main)) - {NOT_HERE}):
        address = link.replace("&amp;", "&")
        response = client.get(address, headers=BROWSER, follow_redirects=True)
        assert response.status_code == 200, link
        response.close()


def test_conditions_are_told_by_tier_and_urgency(client: FlaskClient) -> None:
    every = client.get("/conditions", headers=BROWSER).text
    assert "sleep-related leg cramps" in every
    urgent = client.get("/conditions?tier=dangerous&urgency=within+hours", headers=BROWSER).text
    assert "pulmonary embolism" in urgent
    assert "sleep-related leg cramps" not in urgent
    listed = client.get("/conditions?tier=listed&letter=M", headers=BROWSER).text
    assert "Mini cramp syndrome" in listed
    unfit = client.get("/conditions?tier=listed&letter=M&urgency=within+hours", headers=BROWSER)
    assert "Mini cramp syndrome" in unfit.text
    assert '<option value="" selected>whenever' in unfit.text, "none is known, so none is chosen"
    assert "No condition matches" in client.get("/conditions?tier=x", headers=BROWSER).text


@pytest.mark.parametrize("page", ["0", "-1", "999", "99999999", "x", "1e3", "²"])
def test_a_page_that_a_list_does_not_have_is_one_that_it_has(
    client: FlaskClient, page: str
) -> None:
    shown = client.get("/conditions", query_string={"page": page}, headers=BROWSER)
    assert "sleep-related leg cramps" in shown.text


def test_the_findings_of_a_letter_are_those_of_the_branch(client: FlaskClient) -> None:
    text = client.get("/findings?branch=HP:0003394&letter=n", headers=BROWSER).text
    assert "Nocturnal leg muscle spasm" in text
    assert "Pedal edema" not in text


@pytest.mark.parametrize("branch", ["x", "HP:9999999"])
def test_a_branch_that_there_is_not_is_not_found(client: FlaskClient, branch: str) -> None:
    assert client.get(f"/findings?branch={branch}").status_code == 404


def test_releases_are_those_of_the_home(client: FlaskClient, release: Release) -> None:
    text = client.get("/releases", headers=BROWSER).text
    assert release.name in text
    assert "in service" in text


def test_an_imported_source_is_listed_with_the_checksum_of_each_file(
    pool: SparqlPool, release: Release
) -> None:
    graph = next(iter(release.manifest["statements"]))
    files = {"statements.nq": "12ab" * 16, "closure.nq": "34cd" * 16}
    imported = {"graph": graph, "title": "Imported", "licence": "https://example.org/licence"}
    sources = [{**imported, "sha256": files}]
    published = library(replace(release, manifest={**release.manifest, "sources": sources}))
    service = Service(NobodyAsked(), pool, ReleaseHealth(release.name), library=published)
    page = create_app(service, Limits()).test_client().get("/sources", headers=BROWSER)
    assert page.status_code == 200
    for checksum in files.values():
        assert checksum in page.text


def test_what_stands_around_a_condition_is_as_documented(client: FlaskClient) -> None:
    graph = GraphDocument.model_validate(client.get("/condition/HP:0002625/graph").json)
    kinds = {node.id: node.kind for node in graph.nodes}
    assert kinds[graph.root] == "condition"
    assert kinds["nos:UnilateralLegSwelling"] == "finding"
    assert {"complication", "complaint", "code"} <= set(kinds.values())
    assert {edge.source for edge in graph.edges} == {graph.root}
    assert {edge.target for edge in graph.edges} == kinds.keys() - {graph.root}


@pytest.mark.parametrize("name", ["HP:0003394", "x", "%00", "a/b", "HP:0002625/graph"])
def test_only_conditions_are_drawn(client: FlaskClient, name: str) -> None:
    assert client.get(f"/condition/{name}/graph").status_code == 404


def test_a_drawing_leaves_out_the_weakest_and_says_how_many() -> None:
    frequent: Row = {"finding": "HP:1", "label": "z", "frequency": "HP:0040281"}
    many = [
        Neighbour(Node(str(place), f"f{place:03}", "finding", ""), "", 2)
        for place in range(MOST["finding"] + 5)
    ]
    shown, omitted = bounded([*many, finding(frequent)])
    assert shown[0].node.label == "z"
    assert len(shown) == MOST["finding"]
    assert omitted == {"finding": 6}
    assert sum(MOST.values()) < 60


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/condition/HP:3394", "/resource?iri=HP%3A0003394"),
        ("/nothing/here", "There is no page at this address"),
        ("/condition/HP:0002625?format=pdf", "available formats"),
        ("/api/queries/no-such", "No query has this name"),
    ],
)
def test_a_browser_gets_an_error_as_a_page(client: FlaskClient, path: str, said: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code >= 400
    assert response.mimetype == "text/html"
    assert said in response.text
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/problem/x", "/ontology/x", "/condition/HP:3394"])
def test_what_may_have_been_meant_is_there(client: FlaskClient, path: str) -> None:
    text = client.get(path, headers=BROWSER).text
    near = re.findall(r'href="(/resource\?iri=[^"]*)', text)
    assert near
    for link in near:
        assert client.get(link, headers=BROWSER, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json", ""])
def test_a_program_gets_an_error_as_a_document(client: FlaskClient, accept: str) -> None:
    response = client.get("/condition/HP:3394", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/sparql?query=x", "/rdf-graph-store?graph=x"])
def test_protocols_answer_with_documents_whatever_is_accepted(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path, headers=BROWSER).mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        (BROWSER["Accept"], True),
        ("text/html", True),
        ("*/*", False),
        ("text/turtle", False),
        ("text/turtle,text/html;q=0.5", False),
    ],
)
def test_only_a_browser_gets_the_editor(client: FlaskClient, accept: str, is_page: bool) -> None:
    response: Any = client.get("/sparql", headers={"Accept": accept})
    assert (response.mimetype == "text/html") is is_page


def test_a_query_in_the_address_is_answered_to_a_browser_too(client: FlaskClient) -> None:
    response = client.get("/sparql?query=ASK{}", headers=BROWSER)
    assert response.status_code == 200
    assert response.mimetype != "text/html"


@pytest.mark.parametrize("path", ["/search?q={}", "/sources?q={}", "/nothing/{}"])
def test_markup_in_an_address_is_escaped(client: FlaskClient, path: str) -> None:
    text = client.get(path.format("%3Cscript%3Ealert(1)"), headers=BROWSER).text
    assert "<script>alert" not in text


def test_a_release_is_compared_with_the_one_before_it(tmp_path: Path, app: Application) -> None:
    for age, (name, count) in enumerate((("2025-02-02-b", 1_500), ("2025-01-01-a", 1_200))):
        write_manifest(tmp_path, name, {f"{GRAPH}hpo": count}, age)
    (tmp_path / "releases" / "broken").mkdir()
    (tmp_path / "releases" / "broken" / "manifest.json").write_text("{", encoding="utf-8")
    kept = kept_releases(tmp_path)
    assert [each.name for each in kept] == ["2025-02-02-b", "2025-01-01-a"]
    with app.test_request_context("/releases"):
        text = render_template("releases.html", history=[record(each) for each in kept])
    assert "Since 2025-01-01-a" in text
    assert "+300" in text


def write_manifest(home: Path, name: str, statements: dict[str, int], age: int) -> None:
    path = home / "releases" / name / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"statements": statements}), encoding="utf-8")
    os.utime(path, (DAY - age * 86_400, DAY - age * 86_400))
