"""``GET /api/explanations``: a subsumption, its axioms, or a problem that says why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate
from tests.web.conftest import RoteConsultation
from werkzeug.test import TestResponse

from nosograph.assembly import ReleaseHealth, library
from nosograph.assembly.consulting import explanations
from nosograph.knowledge.release import current_release
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.settings import Settings
from nosograph.web.app import create_app
from nosograph.web.explanation_schemas import ExplanationAnswer
from nosograph.web.service import Limits, Service


@pytest.fixture
def client(mini_home: Path, pool: SparqlPool, consultation: RoteConsultation) -> FlaskClient:
    chosen = Settings.from_environment({"NOSOGRAPH_HOME": str(mini_home)})
    release = current_release(mini_home)
    explained = explanations(chosen, release, library(release).terms)
    service = Service(consultation, pool, ReleaseHealth(release.name), explanations=explained)
    return create_app(service, Limits()).test_client()


def ask(client: FlaskClient, sub: str, sup: str) -> TestResponse:
    return client.get("/api/explanations", query_string={"sub": sub, "super": sup})


def test_a_danger_is_explained(client: FlaskClient) -> None:
    response = ask(client, "HP:0002625", "nos:DoNotMissCondition")
    assert response.status_code == 200
    answer = ExplanationAnswer.model_validate(response.get_json())
    assert answer.minimal
    assert answer.sub.label == "Deep venous thrombosis"
    assert "can be complicated by pulmonary embolism" in answer.words
    manchester = [axiom.manchester for axiom in answer.axioms]
    assert "hasComplication o hasOutcomeIfMissed SubPropertyOf: hasOutcomeIfMissed" in manchester
    assert all(axiom.words for axiom in answer.axioms)


def test_a_step_that_only_hpo_states_is_explained_by_iri(client: FlaskClient) -> None:
    obo = "http://purl.obolibrary.org/obo/"
    response = ask(client, f"{obo}HP_0002625", f"{obo}HP_0000118")
    axioms = [axiom["manchester"] for axiom in response.get_json()["axioms"]]
    assert axioms == [
        "'Deep venous thrombosis' SubClassOf: 'Abnormality of the cardiovascular system'",
        "'Abnormality of the cardiovascular system' SubClassOf: 'Phenotypic abnormality'",
    ]


def test_a_definition_explains(client: FlaskClient) -> None:
    answer = ask(client, "nos:LegMuscleSpasm", "HP:0003394").get_json()
    assert answer["words"] == (
        "Leg muscle spasm is a kind of Muscle spasm because "
        "Leg muscle spasm means Muscle spasm at the hindlimb."
    )


def test_what_does_not_follow_is_not_found(client: FlaskClient) -> None:
    response = ask(client, "HP:0003394", "nos:LegMuscleSpasm")
    assert response.status_code == 404
    problem = response.get_json()
    assert problem["type"].endswith("/not-subsumed")
    assert "it does not follow that HP:0003394 is a subclass" in problem["detail"]


@pytest.mark.parametrize(
    "name", ["HP:9999999", "HP:3394x", "nothing", "http://example.org/x", "x>y"]
)
def test_a_class_that_nobody_speaks_of_is_not_found(client: FlaskClient, name: str) -> None:
    for pair in ((name, "HP:0000118"), ("HP:0003394", name)):
        response = ask(client, *pair)
        assert response.status_code == 404
        assert response.get_json()["type"].endswith("/unknown-term")


@pytest.mark.parametrize("query", ["", "sub=HP:0003394", "super=", "sub=a&sub=b&super=c"])
def test_both_classes_are_needed_once(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/explanations?{query}").status_code == 422


NAMES = st.text(max_size=40) | st.sampled_from(
    ("HP:0003394", "nos:Finding", "owl:Thing", "owl:Nothing", "nos:hasSite", "http://[", "HP:", ":")
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sub=NAMES, sup=NAMES)
def test_whatever_is_asked_is_answered(client: FlaskClient, sub: str, sup: str) -> None:
    assert ask(client, sub, sup).status_code in (200, 404, 422)


def test_an_answer_holds_as_long_as_the_release(client: FlaskClient) -> None:
    tag = ask(client, "HP:0002625", "HP:0000118").headers["ETag"]
    address = "/api/explanations?sub=HP:0002625&super=HP:0000118"
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_it_is_described(client: FlaskClient) -> None:
    document = client.get("/api/openapi.json").get_json()
    validate(document)
    named = {each["name"] for each in document["paths"]["/api/explanations"]["get"]["parameters"]}
    assert named == {"sub", "super"}
