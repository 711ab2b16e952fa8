"""Requests of which a part is of the wrong kind: each is refused or answered, none fails."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from tests.fhir.asking import parameters, system, value_set

WRONG: tuple[Any, ...] = (None, 5, [], {}, [{}], "1" * 5_000, "\ud800", "http://[x")
MAP = {
    "resourceType": "ConceptMap",
    "url": "http://example.org/cm",
    "group": [
        {
            "source": "http://example.org/cs",
            "target": "http://example.org/other",
            "element": [{"code": "a", "target": [{"code": "x", "relationship": "equivalent"}]}],
        }
    ],
}
VALUE_SET = value_set(
    1,
    include=[
        {
            "system": "http://example.org/cs",
            "version": "1",
            "filter": [{"property": "code", "op": "regex", "value": "a|b"}],
        },
        {"system": "http://example.org/cs", "concept": [{"code": "a", "display": "A"}]},
    ],
    exclude=[{"valueSet": ["http://example.org/vs1|1"]}],
)
CONCEPTS = [
    {
        "code": "a",
        "designation": [{"language": "en", "value": "A"}],
        "property": [{"code": "parent", "valueCode": "b"}],
    }
]


def posted(*resources: Any, **named: Any) -> dict[str, Any]:
    """Return Parameters with resources, and with members by their parameter."""
    body = parameters(*resources)
    for name, members in named.items():
        body["parameter"].append({"name": name, **members})
    return body


URL = {"valueUri": "http://example.org/vs1"}
CODING = {"valueCoding": {"system": "http://example.org/cs", "code": "a", "version": "1"}}
VALIDATION = posted(coding=CODING, url=URL)
REQUESTS = {
    "CodeSystem/$lookup": posted(system(concept=CONCEPTS), coding=CODING),
    "ValueSet/$expand": posted(system(), VALUE_SET, url=URL),
    "ValueSet/$validate-code": posted(system(), VALUE_SET, coding=CODING, url=URL),
    "ValueSet/$batch-validate-code": posted(system(), validation={"resource": VALIDATION}),
    "ConceptMap/$translate": posted(MAP, coding=CODING),
    "": {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"request": {"method": "GET", "url": "metadata"}}],
    },
}


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every part of a document."""
    if path:
        yield path
    members = document.items() if isinstance(document, dict) else enumerate(document)
    for name, member in members if isinstance(document, dict | list) else ():
        yield from places(member, (*path, name))


@pytest.mark.parametrize("operation", REQUESTS)
def test_a_part_of_the_wrong_kind_fails_nothing(bare: FlaskClient, operation: str) -> None:
    for path in places(REQUESTS[operation]):
        for wrong in WRONG:
            body = copy.deepcopy(REQUESTS[operation])
            place = body
            for name in path[:-1]:
                place = place[name]
            place[path[-1]] = wrong
            answer = bare.post(
                f"/fhir/{operation}", data=json.dumps(body), content_type="application/fhir+json"
            )
            assert answer.status_code < 500, (path, wrong)
            answer.data.decode()
