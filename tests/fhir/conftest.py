"""The terminology interface without a release, over a tiny one, and the report of the suites."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from nosograph.assembly.terminologies import terminology
from nosograph.domain.sparql import SparqlAnswer, SparqlRequest
from nosograph.exchange.fhir.operations import Terminology
from nosograph.knowledge.release import current_release
from nosograph.knowledge.store import EmbeddedStore
from nosograph.web.app import create_app
from nosograph.web.service import Limits, Service

SKIPS = Path(__file__).with_name("skips.tsv")
OUTCOMES = ("passed", "failed", "skipped")


class NamelessHealth:
    """A service without a release, or over one that nobody asks for."""

    def release(self) -> str:
        return "none"

    def ready(self) -> bool:
        return True


def client_of(given: Terminology, body_bytes: int = 5_000_000) -> FlaskClient:
    nobody: Any = None
    service = Service(nobody, nobody, NamelessHealth(), terminology=given)
    return create_app(service, Limits(body_bytes=body_bytes)).test_client()


@pytest.fixture(scope="session")
def bare() -> FlaskClient:
    """Return a client of the operations over nothing but what is sent along."""
    return client_of(Terminology())


@pytest.fixture(scope="session")
def fhir(mini_home: Path) -> FlaskClient:
    """Return a client of the operations over the tiny world."""
    release = current_release(mini_home)
    return client_of(terminology(EmbeddedStore(release.store), release, None), 20_000)


class RecordingEndpoint:
    """An endpoint that answers nothing, and keeps who asked for what."""

    def __init__(self) -> None:
        self.asked: list[SparqlRequest] = []

    def query(self, request: SparqlRequest) -> SparqlAnswer:
        """Answer that there are no rows."""
        self.asked.append(request)
        rows = b'{"results": {"bindings": []}}'
        return SparqlAnswer(iter([rows]), request.accept, {}, len(rows))


@pytest.fixture
def recorded(mini_home: Path) -> tuple[FlaskClient, RecordingEndpoint]:
    """Return a client of the operations over the tiny world, and what its endpoint is asked."""
    release, endpoint = current_release(mini_home), RecordingEndpoint()
    asked: Any = endpoint
    return client_of(terminology(EmbeddedStore(release.store), release, asked)), endpoint


def skips() -> Mapping[str, str]:
    """Return the reason of each case that is left out, by its name."""
    with SKIPS.open(encoding="utf-8") as file:
        return {row["case"]: row["reason"] for row in csv.DictReader(file, delimiter="\t")}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many cases of each suite passed, and which modes were not run."""
    counts = {outcome: Counter[str]() for outcome in OUTCOMES}
    for outcome in OUTCOMES:
        for report in terminalreporter.stats.get(outcome, ()):
            inner = report.nodeid.partition("test_ecosystem.py::")[2].partition("[")[2]
            if "#" in inner:
                counts[outcome][inner.partition("#")[0]] += 1
    suites = list(dict.fromkeys(suite for counter in counts.values() for suite in sorted(counter)))
    if not suites:
        return
    terminalreporter.section("FHIR terminology ecosystem")
    lines = [(suite, *(counts[outcome][suite] for outcome in OUTCOMES)) for suite in suites]
    totals = (sum(counter.values()) for counter in counts.values())
    for name, *figures in (("suite", *OUTCOMES), *lines, ("total", *totals)):
        line = "".join(f"{figure:>9}" for figure in figures)
        terminalreporter.write_line(f"{name:<28}{line}")
    terminalreporter.write_line(f"not run, as they need licensed content: {not_run()}")


def not_run() -> str:
    """Count the cases of the modes that are not run."""
    from tests.fhir.cases import cases, is_run

    modes = Counter(each.mode for each in cases() if not is_run(each))
    return ", ".join(f"{mode} {count}" for mode, count in modes.items())
