"""Codes of other systems, in and out, over the routes."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

SPASM, PAIN = "HP:0003394", "HP:0012531"
RESTLESS = "MONDO:0005391"


def posted(client: FlaskClient, path: str, document: Any) -> Any:
    return client.post(path, json=document)


def test_one_code_is_asked_for_by_its_address(mini_client: FlaskClient) -> None:
    answer = mini_client.get("/api/crosswalk", query_string={"code": RESTLESS}).get_json()
    (code,) = answer["codes"]
    assert code["id"] == RESTLESS
    assert {"exact", "close", "narrow", "broad", "related", "disagreements"} <= code.keys()


def test_many_codes_are_asked_for_at_once_and_each_is_answered(mini_client: FlaskClient) -> None:
    codes = [RESTLESS, "SNOMEDCT:32914009", "nonsense"]
    answer = posted(mini_client, "/api/crosswalk", {"codes": codes}).get_json()
    assert [code["code"] for code in answer["codes"]] == codes
    assert "check digit" in answer["codes"][1]["problem"]
    assert answer["codes"][2]["id"] is None


def test_the_answer_comes_as_a_table_too(mini_client: FlaskClient) -> None:
    asked = {"code": RESTLESS}
    csv = mini_client.get("/api/crosswalk", query_string=asked, headers={"Accept": "text/csv"})
    assert csv.get_data(as_text=True).startswith("code,id,problem")
    accept = {"Accept": "text/tab-separated-values"}
    sssom = mini_client.get("/api/crosswalk", query_string=asked, headers=accept)
    assert sssom.get_data(as_text=True).startswith("# mapping_set_id")


def test_an_answer_to_an_address_is_kept_by_the_client(mini_client: FlaskClient) -> None:
    asked = {"code": RESTLESS}
    first = mini_client.get("/api/crosswalk", query_string=asked)
    assert "Accept" in first.headers["Vary"]
    held = {"If-None-Match": first.headers["ETag"]}
    assert mini_client.get("/api/crosswalk", query_string=asked, headers=held).status_code == 304
    table = {**held, "Accept": "text/csv"}
    assert mini_client.get("/api/crosswalk", query_string=asked, headers=table).status_code == 200


def test_wrong_requests_are_refused(mini_client: FlaskClient) -> None:
    wrong: list[Any] = [{}, {"codes": []}, {"codes": [1]}, {"codes": ["a"], "more": 1}]
    wrong.append({"codes": ["\ud800"]})
    for document in wrong:
        assert posted(mini_client, "/api/crosswalk", document).status_code == 422
    refused = posted(mini_client, "/api/crosswalk", {"codes": [RESTLESS], "to": "FOO"})
    assert refused.status_code == 422
    assert "FOO" in refused.get_json()["detail"]
    assert mini_client.get("/api/crosswalk").status_code == 422


def test_a_presentation_lists_the_codes_that_it_could_not_use(mini_client: FlaskClient) -> None:
    findings = [{"id": SPASM}, {"id": "SNOMEDCT:32914009"}, {"id": "NCIT:C1"}]
    answer = posted(mini_client, "/api/differential", {"findings": findings}).get_json()
    assert {item["code"]: item["reason"] for item in answer["unmapped"]} == {
        "SNOMEDCT:32914009": "not a code of its system",
        "NCIT:C1": "not mapped to a finding",
    }
    asked = posted(mini_client, "/api/questions", {"findings": findings}).get_json()
    assert asked["unmapped"] == answer["unmapped"]


def test_a_bundle_is_a_presentation(mini_client: FlaskClient) -> None:
    coding = {"system": "http://human-phenotype-ontology.org", "code": SPASM}
    resource = {"resourceType": "Condition", "code": {"coding": [coding]}}
    known = {"coding": [{"system": "http://purl.obolibrary.org/obo/mondo.owl", "code": RESTLESS}]}
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": resource},
            {"resource": {"resourceType": "Condition", "code": known}},
        ],
    }
    answer = posted(mini_client, "/api/differential", bundle).get_json()
    assert [item["id"] for item in answer["presentation"]["findings"]] == [SPASM]
    (item,) = answer["unmapped"]
    assert (item["code"], item["reason"]) == (RESTLESS, "a condition, not a finding")
