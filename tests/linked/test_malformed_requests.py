"""Whatever is asked, the answer is never a failure of the service, and it answers afterwards."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nosograph.artefacts import queries_folder
from nosograph.knowledge.catalogue import read_catalogue
from nosograph.web.app import Application

SHIPPED = read_catalogue(queries_folder()).queries
ASKED = [
    "conditions/age",
    "findings/words",
    "findings/specific-findings",
    "mappings/conditions-of-code",
    "differential/four-tiers",
    "construct/condition-description",
]
#: Some that parse as one type or another, and anything at all.
VALUES = st.sampled_from(
    [
        "HP:0003394",
        "1",
        "-1",
        "1e400",
        "nan",
        "nos:x y",
        "http://x/",
        "1 HP:1 HP:2 HP:3 HP:4",
        "UNDEF",
    ]
) | st.text(max_size=60)
ACCEPTED = st.sampled_from(
    [
        "*/*",
        "text/html",
        "text/turtle",
        "application/json",
        "text/csv;q=x",
        "",
        ";;,",
        "text/*;q=0.1",
    ]
)
FUZZED = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def client(app: Application) -> FlaskClient:
    return app.test_client()


@FUZZED
@given(name=st.sampled_from(ASKED), data=st.data())
def test_no_value_of_a_parameter_breaks_a_query(
    client: FlaskClient, name: str, data: st.DataObject
) -> None:
    known = [parameter.name for parameter in SHIPPED[name].parameters]
    names = st.sampled_from([*known, "limit", "offset", "format", "other"])
    asked = data.draw(st.dictionaries(names, VALUES, max_size=4))
    accept = data.draw(ACCEPTED)
    path = f"/api/queries/{name}/results"
    response = client.get(path, query_string=asked, headers={"Accept": accept})
    assert response.status_code in (200, 400, 404, 406, 422)


@FUZZED
@given(kind=st.sampled_from(["condition", "finding", "complaint", "term", "id"]), data=st.data())
def test_no_name_breaks_a_page(client: FlaskClient, kind: str, data: st.DataObject) -> None:
    name = data.draw(VALUES)
    response = client.get(f"/{kind}/{name}", headers={"Accept": data.draw(ACCEPTED)})
    assert response.status_code in (200, 303, 308, 404, 406)


@FUZZED
@given(asked=st.dictionaries(st.sampled_from(["iri", "format"]), VALUES))
def test_no_iri_breaks_a_redirect(client: FlaskClient, asked: dict[str, str]) -> None:
    response = client.get("/resource", query_string=asked)
    assert response.status_code in (303, 400, 404)
