"""HL7's terminology ecosystem suites, run over the interface."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from tests.fhir.cases import Case, cases, is_run
from tests.fhir.comparison import Comparison
from tests.fhir.conftest import skips

pytestmark = pytest.mark.shared
REASONS = skips()
RUN = [each for each in cases() if is_run(each)]


def test_every_reason_is_of_a_case() -> None:
    if RUN:
        assert set(REASONS) <= {each.identifier for each in RUN}


def first_difference(client: FlaskClient, each: Case) -> str:
    """Return how the answer of a case differs from what is expected, empty where it does not."""
    headers = {"Accept": "application/fhir+json; fhirVersion=5.0", **each.headers}
    is_description = "request" not in each.files
    if is_description:
        answer = client.get(f"/fhir/{each.path}", headers=headers)
    else:
        answer = client.post(f"/fhir/{each.path}", json=each.request(), headers=headers)
    compare = Comparison(each.messages(), is_subset=is_description)
    found = [compare.difference(one, answer.get_json(force=True)) for one in each.expected()]
    if not str(answer.status_code).startswith(each.status.rstrip("x")):
        return f"status {answer.status_code}, not {each.status}"
    return "" if "" in found else found[0]


@pytest.mark.parametrize("each", RUN, ids=lambda each: each.identifier)
def test_case_is_answered_as_the_ecosystem_expects(bare: FlaskClient, each: Case) -> None:
    if missing := each.missing():
        pytest.skip(f"the copy of the suites lacks {missing}")
    found = first_difference(bare, each)
    if (reason := REASONS.get(each.identifier)) is None:
        assert not found
        return
    assert found, "it passes: take it out of skips.tsv"
    pytest.skip(reason)
