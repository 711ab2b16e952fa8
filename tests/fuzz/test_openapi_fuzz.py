"""Requests that schemathesis makes up from the description of the interface."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings


def fuzz(whole: Any, each: int) -> int:
    """Send made-up requests to every operation; return how many were sent."""
    sent = 0
    schema = schemathesis.openapi.from_url(f"{whole.url}/api/openapi.json")
    operations: list[Any] = list(schema.get_all_operations())
    for operation in (found.ok() for found in operations):

        @given(case=operation.as_strategy())
        @settings(
            max_examples=each,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        def send(case: Any) -> None:
            nonlocal sent
            sent += 1
            response = case.call(timeout=60)
            assert response.status_code < 500 or response.status_code == 503, response.text
            assert "Traceback" not in response.text

        send()
    return sent


def test_made_up_requests_make_no_error_of_ours(whole: Any) -> None:
    assert fuzz(whole, 8) >= 100


@pytest.mark.slow
def test_thousands_of_made_up_requests_make_no_error_of_ours(whole: Any) -> None:
    assert fuzz(whole, 600) >= 4_000
