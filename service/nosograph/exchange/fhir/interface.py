"""FHIR's REST interface without HTTP: which call is answered by what, alone or in a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from nosograph.errors import NosographError, TerminologyError, UnansweredMethod
from nosograph.exchange.fhir.catalogue import Catalogue
from nosograph.exchange.fhir.elements import LONG, Node, child, nodes, text
from nosograph.exchange.fhir.metadata import (
    capability_statement,
    terminology_capabilities,
    versions_answer,
)
from nosograph.exchange.fhir.operations import BARE, OPERATIONS, Asked, Terminology
from nosograph.exchange.fhir.outcomes import as_terminology_error, outcome_of
from nosograph.exchange.fhir.parameters import Parameters
from nosograph.exchange.fhir.versions import FhirVersion
from nosograph.terminology.deadline import Deadline

Answer = dict[str, Any]
#: Entries of one batch.
MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call; ``root`` is the address of the interface, ``languages`` its Accept-Language."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Node | None = None
    version: FhirVersion = FhirVersion.R4
    languages: str = ""
    root: str = ""
    deadline: Deadline = field(default_factory=Deadline)

    def require(self, *methods: str) -> None:
        """Refuse other methods."""
        if self.method not in methods:
            raise UnansweredMethod(methods)

    def parameters(self) -> Parameters:
        """Return the parameters of address and body; those of the body win."""
        stated = Parameters.of(self.query)
        if self.body is None:
            return stated
        kind = text(self.body, "resourceType")
        if kind in BARE:
            return Parameters(({"name": BARE[kind], "resource": self.body}, *stated.items))
        return Parameters.read(self.body).and_these(stated)


class Interface:
    """Answers calls over a release."""

    def __init__(self, terminology: Terminology, release: str) -> None:
        self._terminology = terminology
        self._catalogue = Catalogue(terminology)
        self._release = release

    def answer(self, call: Call) -> Answer:
        """Answer a call with a resource, or raise TerminologyError."""
        parts = call.path.strip("/").split("/")
        if parts == [""]:
            return self._batch(call)
        if parts[-1].startswith("$"):
            return self._operation(call, parts)
        call.require("GET")
        match parts:
            case ["metadata"]:
                return self._metadata(call)
            case [kind] if kind in BARE:
                return self._catalogue.search(kind, dict(call.query), call.root)
            case [kind, identifier] if kind in BARE:
                return self._catalogue.read(kind, identifier)
        raise _nothing_here()

    def _metadata(self, call: Call) -> Answer:
        if dict(call.query).get("mode") == "terminology":
            return terminology_capabilities(self._catalogue.systems(), call.version)
        return capability_statement(call.root, call.version, self._release)

    def _operation(self, call: Call, parts: list[str]) -> Answer:
        call.require("GET", "POST")
        if parts == ["$versions"]:
            return versions_answer()
        kind, name = parts[0], parts[-1]
        operation = OPERATIONS.get((kind, name))
        if operation is None or len(parts) > 3:
            raise _nothing_here()
        given = call.parameters()
        if len(parts) == 3:
            given = self._catalogue.named(kind, parts[1]).and_these(given)
        return operation(
            self._terminology, Asked(given, call.version, call.languages, call.deadline)
        )

    def _batch(self, call: Call) -> Answer:
        call.require("POST")
        bundle = call.body or {}
        if text(bundle, "resourceType") != "Bundle" or text(bundle, "type") != "batch":
            raise TerminologyError("a Bundle of type batch is needed here", code="structure")
        entries = nodes(bundle, "entry")
        if len(entries) > MOST_ENTRIES:
            raise TerminologyError("too many entries", code="too-costly", status=413)
        answered = [self._entry(call, each) for each in entries]
        return {"resourceType": "Bundle", "type": "batch-response", "entry": answered}

    def _entry(self, call: Call, entry: Node) -> Answer:
        """Answer one entry; one that fails does not fail the others."""
        try:
            resource = self._entry_answer(call, entry)
        except NosographError as error:
            failed = as_terminology_error(error)
            return _response(failed.status, outcome_of(failed))
        return _response(200, resource)

    def _entry_answer(self, call: Call, entry: Node) -> Answer:
        asked = child(entry, "request")
        try:
            address = urlsplit(text(asked, "url", LONG))
            query = tuple(parse_qsl(address.query, max_num_fields=200))
        except ValueError as error:
            raise TerminologyError("an entry's request.url is none", code="value") from error
        path = unquote(address.path).removeprefix(urlsplit(call.root).path).lstrip("/")
        if not path:
            raise TerminologyError("a batch within a batch is not answered", code="not-supported")
        body = child(entry, "resource") or None
        method = text(asked, "method") or "GET"
        return self.answer(replace(call, method=method, path=path, query=query, body=body))


def _response(status: int, resource: Mapping[str, Any]) -> Answer:
    phrase = HTTPStatus(status).phrase
    return {"resource": dict(resource), "response": {"status": f"{status} {phrase}"}}


def _nothing_here() -> TerminologyError:
    return TerminologyError("nothing is answered under this path", code="not-found", status=404)
