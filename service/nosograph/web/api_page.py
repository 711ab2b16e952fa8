"""``/api``: the OpenAPI document as a page, which needs no script and no other host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from shlex import quote
from typing import Any

from flask import Response, render_template, request
from flask_openapi3.openapi import OpenAPI

from nosograph.web.representation import FORMATS, represented
from nosograph.web.service import Service

#: Parts of the interface, by how their paths begin; what begins otherwise is listed last.
GROUPS = {
    "Differential": ("/api/differential", "/api/questions", "/api/findings", "/api/search"),
    "SPARQL": ("/sparql", "/update", "/rdf-graph-store", "/queries", "/.well-known/void"),
    "Query catalogue": ("/api/queries",),
    "Linked data": (
        "/condition",
        "/finding",
        "/complaint",
        "/term",
        "/id",
        "/resource",
        "/ontology",
        "/problem",
        "/mappings",
    ),
    "Terminology and CDS Hooks": ("/api/crosswalk", "/api/ecl", "/fhir", "/cds-services"),
    "Operations": ("/health", "/metrics"),
}
OTHERS = "Others"
#: The rows of shipped queries have a route each; their pages describe them.
RESULTS = "/results"
#: Pages that are kept, one for each address that the service is reached at; a client names any.
KEPT = 4
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A request to try: what it shows, and as a command."""

    title: str
    command: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    described: Document
    examples: tuple[Example, ...]

    @property
    def id(self) -> str:
        """Return the anchor of the operation."""
        return str(self.described.get("operationId") or f"{self.method}{self.path}")


def add_api_page(app: OpenAPI, service: Service) -> None:
    """Add the page; the document is complete when it is first asked for."""

    @lru_cache(KEPT)
    def page(root: str) -> str:
        document = app.api_doc
        groups = grouped(document, root)
        schemas = document["components"]["schemas"]
        return render_template("api.html", groups=groups, schemas=schemas)

    @app.route("/api", endpoint="api page")
    def api_page() -> Response:
        """Describe the interface to people."""
        root = request.url_root.rstrip("/")
        return represented(service.health.release(), FORMATS["html"], lambda: page(root))


def grouped(document: Document, root: str) -> list[tuple[str, list[Operation]]]:
    """Return the operations by the part of the interface that they belong to."""
    groups: dict[str, list[Operation]] = {name: [] for name in (*GROUPS, OTHERS)}
    for path, methods in document["paths"].items():
        if path.endswith(RESULTS):
            continue
        for method, described in methods.items():
            examples = tuple(examples_of(root, method, path, described))
            groups[group_of(path)].append(Operation(method.upper(), path, described, examples))
    return [(name, operations) for name, operations in groups.items() if operations]


def group_of(path: str) -> str:
    """Return the part of the interface that a path belongs to."""
    for name, beginnings in GROUPS.items():
        if any(path == start or path.startswith(f"{start}/") for start in beginnings):
            return name
    return OTHERS


def examples_of(root: str, method: str, path: str, described: Document) -> Iterator[Example]:
    """Yield commands that ask what the document gives examples of."""
    if method == "get":
        yield from reading(root, path, described)
    content = described.get("requestBody", {}).get("content", {})
    for media_type, body in content.items():
        for title, example in body.get("examples", {}).items():
            data = quote(json.dumps(example["value"], ensure_ascii=False))
            header = quote(f"Content-Type: {media_type}")
            yield Example(title, f"curl -s {root}{path} \\\n  -H {header} \\\n  -d {data}")


def reading(root: str, path: str, described: Document) -> Iterator[Example]:
    """Yield the command that reads a path, where every part of it has an example."""
    address, asked = path, []
    for parameter in described.get("parameters", ()):
        name, example = parameter["name"], parameter.get("example")
        if parameter["in"] == "path" and example is not None:
            address = address.replace(f"{{{name}}}", str(example))
        elif parameter["in"] == "query" and example is not None:
            asked.append(f" --data-urlencode {quote(f'{name}={example}')}")
    if "{" not in address:
        command = " -G" if asked else ""
        yield Example("", f"curl -s{command} {quote(root + address)}{''.join(asked)}")
