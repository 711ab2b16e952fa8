"""Resources that tests send along, and how they are asked about."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient


def system(**members: Any) -> dict[str, Any]:
    return {
        "resourceType": "CodeSystem",
        "url": "http://example.org/cs",
        "version": "1",
        "name": "Made",
        "status": "active",
        "content": "complete",
        "concept": [{"code": "a", "display": "A"}, {"code": "b", "display": "B"}],
        **members,
    }


def value_set(number: int, **compose: Any) -> dict[str, Any]:
    url = f"http://example.org/vs{number}"
    return {"resourceType": "ValueSet", "url": url, "status": "active", "compose": compose}


def parameters(*resources: Any, **values: str) -> dict[str, Any]:
    sent = [{"name": "tx-resource", "resource": each} for each in resources]
    said = [{"name": name.replace("_", "-"), "valueString": each} for name, each in values.items()]
    return {"resourceType": "Parameters", "parameter": [*sent, *said]}


def expand(client: FlaskClient, *resources: Any, **values: str) -> Any:
    return client.post("/fhir/r5/ValueSet/$expand", json=parameters(*resources, **values))


def issue(answer: Any) -> Any:
    found = answer.get_json(force=True)
    assert found["resourceType"] == "OperationOutcome"
    assert answer.mimetype == "application/fhir+json"
    return found["issue"][0]
