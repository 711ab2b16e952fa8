"""Protocol, Graph Store Protocol and service description, request by request."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from tests.conformance.client import Answer, Client
from tests.conformance.evaluation import parsed, same
from tests.conformance.manifests import MF, RDF, RDFS, UT, Case, Manifest, Node, listed, value

from nosograph.domain.sparql import GRAPH_MEDIA_TYPES

HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
SD = "http://www.w3.org/ns/sparql-service-description#"
STATUS = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml"),
    "RDF": GRAPH_MEDIA_TYPES,
}
# The manifest gives no data for this graph, and expects the service to have it.
PRESUMED = "http://kasei.us/2009/09/sparql/data/data0.rdf"
pytestmark = pytest.mark.shared


@dataclass(frozen=True)
class Request:
    """A request of a manifest."""

    manifest: Manifest
    node: Node

    def text(self, name: str) -> str:
        return self.manifest.text(self.node, f"{HT}{name}")

    def headers(self, node: Node | None) -> dict[str, str]:
        fields = self.manifest.items(self.manifest.one(node, f"{HT}headers")) if node else ()
        return {
            self.manifest.text(field, f"{HT}fieldName").title(): self.manifest.text(
                field, f"{HT}fieldValue"
            )
            for field in fields
        }

    def body(self, node: Node | None) -> bytes | None:
        content = self.manifest.one(node, f"{HT}body") if node else None
        if content is None:
            return None
        text = self.manifest.text(content, f"{CNT}chars")
        return text.encode(self.manifest.text(content, f"{CNT}characterEncoding"))

    @property
    def response(self) -> Node | None:
        return self.manifest.one(self.node, f"{HT}resp")

    def expected(self, name: str) -> list[str]:
        found = self.manifest.objects(self.response, f"{MF}{name}") if self.response else []
        return [value(node).rsplit("#", 1)[-1] for node in found]


def requests(case: Case) -> list[Request]:
    listing = case.manifest.one(case.action, f"{HT}requests")
    return [Request(case.manifest, node) for node in case.manifest.items(listing)]


def send(client: Client, request: Request, path: str) -> Answer:
    sent = request.headers(request.node)
    return client.ask(request.text("methodName"), path, sent, request.body(request.node))


def has_status(answer: Answer, expected: list[str]) -> bool:
    codes = [STATUS.get(name, name.removeprefix("StatusCode")) for name in expected]
    return any(str(answer.status).startswith(code.rstrip("x")) for code in codes)


@pytest.mark.parametrize("case", listed("sparql11/protocol/manifest.ttl"))
def test_a_request_is_answered_as_the_protocol_says(case: Case, client: Client) -> None:
    quads, graphs = set(), {PRESUMED}
    for given in case.manifest.objects(case.entry, f"{UT}graphData"):
        name = case.manifest.text(given, f"{RDFS}label")
        file = case.manifest.file(case.manifest.one(given, f"{UT}graph"))
        graphs.add(name)
        for quad in parsed(file.read_bytes(), ox.RdfFormat.N_TRIPLES):
            quads.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(name)))
    client.hold(frozenset(quads), frozenset(graphs))
    for request in requests(case):
        answer = send(client, request, request.text("absolutePath").replace("/sparql/", "/sparql"))
        assert has_status(answer, request.expected("expectedStatus")), answer
        for name in request.expected("expectedFormat"):
            assert answer.headers["Content-Type"].split(";")[0] in FORMATS[name]
        for truth in request.expected("expectedBoolean"):
            read = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
            assert isinstance(read, ox.QueryBoolean)
            assert str(bool(read)).lower() == truth
    client.update("DROP ALL")


GRAPH_STORE = "sparql11/graph-store-protocol/manifest.ttl"


@pytest.mark.parametrize("case", listed(GRAPH_STORE))
def test_a_graph_is_kept_as_the_graph_store_protocol_says(case: Case, client: Client) -> None:
    client.hold(frozenset(), frozenset())
    client.update("DROP ALL")
    location = ""
    for request in requests(case):
        path = request.text("absolutePath").replace("/gsp", "/rdf-graph-store", 1)
        path = path.replace("$LOCATION$", quote(location, safe=""))
        answer = send(client, request, path)
        assert has_status(answer, request.expected("expectedStatus")), answer
        if request.expected("expectedLocation"):
            location = answer.headers["Location"]
        require_graph(request, answer, client)


def require_graph(request: Request, answer: Answer, client: Client) -> None:
    for name, expected in request.headers(request.response).items():
        assert answer.headers[name].lower() == expected.lower()
    body = request.body(request.response)
    if body is not None:
        turtle = ox.RdfFormat.TURTLE
        assert same(parsed(body, turtle), parsed(answer.body, turtle))


DESCRIPTION = "sparql11/service-description/manifest.ttl"


@pytest.mark.parametrize("case", listed(DESCRIPTION))
def test_the_service_describes_itself(case: Case, client: Client) -> None:
    answer = client.ask("GET", "/sparql", {"Accept": "text/turtle"})
    assert (answer.status, answer.headers["Content-Type"].split(";")[0]) == (200, "text/turtle")
    store = ox.Store()
    store.load(answer.body, format=ox.RdfFormat.TURTLE)
    check = {
        "returns-rdf": lambda: len(store) > 0,
        "has-endpoint-triple": lambda: has_endpoint(store, client.address),
        "conforms-to-schema": lambda: violations(store) == [],
    }
    assert check[case.name.partition("#")[2]]()


def has_endpoint(store: ox.Store, address: str) -> bool:
    endpoint = ox.NamedNode(f"{address}/sparql")
    found = store.quads_for_pattern(None, ox.NamedNode(f"{SD}endpoint"), endpoint)
    return next(found, None) is not None


# SPARQL 1.1 Service Description, section 3: property, and the class of what it is said of.
DOMAINS = {
    "endpoint": "Service",
    "feature": "Service",
    "supportedLanguage": "Service",
    "resultFormat": "Service",
    "inputFormat": "Service",
    "defaultDataset": "Service",
    "defaultGraph": "Dataset",
    "namedGraph": "Dataset",
    "name": "NamedGraph",
    "graph": "NamedGraph",
}
RANGES = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph"}
KNOWN = {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update", "UnionDefaultGraph", "EmptyGraphs"}


def violations(store: ox.Store) -> list[str]:
    found = []
    for quad in store:
        name = quad.predicate.value.removeprefix(SD)
        for classes, node in ((DOMAINS, quad.subject), (RANGES, quad.object)):
            if quad.predicate.value.startswith(SD) and not is_a(store, node, classes.get(name)):
                found.append(f"{name} of {node}")
        if name in ("feature", "supportedLanguage"):
            found += [] if value(quad.object).removeprefix(SD) in KNOWN else [str(quad.object)]
    return found


def is_a(store: ox.Store, node: Node, kind: str | None) -> bool:
    if kind is None:
        return True
    if not isinstance(node, ox.NamedNode | ox.BlankNode):
        return False
    kinds = store.quads_for_pattern(node, ox.NamedNode(f"{RDF}type"), ox.NamedNode(f"{SD}{kind}"))
    return next(kinds, None) is not None
