"""The service that the W3C's tests are run against, and the report of how it did."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest
from pyoxigraph import Store
from tests.conformance.client import TOKEN, Client

ROOT = Path(__file__).resolve().parents[2]
STARTED_WITHIN = 60.0
OUTCOMES = ("passed", "skipped", "failed", "error")
# The real server over a release without statements: the tests expect no graph but their own.
PROGRAM = """
import sys
from nosograph.assembly import ReleaseHealth, sparql_endpoint, writable
from nosograph.knowledge.description import Descriptions
from nosograph.knowledge.release import current_release
from nosograph.settings import Settings
from nosograph.web.app import create_app
from nosograph.web.server import serve
from nosograph.web.service import Limits, Service

def application():
    settings = Settings.from_environment()
    release = current_release(settings.home)
    written = writable(settings, release)
    pool = sparql_endpoint(settings, written.place)
    described = Descriptions(release, writes=True, union=False)
    service = Service(None, pool, ReleaseHealth(release.name), written, described)
    limits = Limits(write_token=settings.write_token, union=settings.union_default_graph)
    return create_app(service, limits)

if __name__ == "__main__":
    serve(application, "127.0.0.1", int(sys.argv[1]), 2)
"""


def empty_release(home: Path) -> None:
    folder = home / "releases" / "empty"
    folder.mkdir(parents=True)
    Store(str(folder / "store")).flush()
    (folder / "manifest.json").write_text(json.dumps({"statements": {}}))
    (home / "current").write_text("empty")


def is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running service that lets the tests write."""
    home = tmp_path_factory.mktemp("conformance")
    empty_release(home)
    program = home / "program.py"
    program.write_text(PROGRAM)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "service"),
        "NOSOGRAPH_HOME": str(home),
        "NOSOGRAPH_WRITE_TOKEN": TOKEN,
        "NOSOGRAPH_UNION_DEFAULT_GRAPH": "off",
    }
    with subprocess.Popen([sys.executable, program, str(port)], env=environ) as process:
        deadline = monotonic() + STARTED_WITHIN
        while not is_ready(port) and monotonic() < deadline:
            sleep(0.05)
        if is_ready(port):
            yield f"http://127.0.0.1:{port}"
            process.terminate()
        else:
            process.terminate()
            pytest.fail("the service did not start", pytrace=False)


@pytest.fixture(scope="session")
def client(service: str) -> Iterator[Client]:
    made = Client(service)
    yield made
    made.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many tests of each suite passed."""
    counts = {outcome: Counter[str]() for outcome in OUTCOMES}
    for outcome in OUTCOMES:
        for report in terminalreporter.stats.get(outcome, ()):
            if suite := suite_of(report.nodeid):
                counts[outcome][suite] += 1
    suites = sorted({suite for counter in counts.values() for suite in counter})
    if not suites:
        return
    terminalreporter.section("W3C conformance over HTTP")
    lines = [(suite, *(counts[outcome][suite] for outcome in OUTCOMES)) for suite in suites]
    totals = (sum(counter.values()) for counter in counts.values())
    for name, *figures in (("suite", *OUTCOMES), *lines, ("total", *totals)):
        line = "".join(f"{figure:>9}" for figure in figures)
        terminalreporter.write_line(f"{name:<40}{line}")


def suite_of(nodeid: str) -> str:
    """Return the suite in a test's name, which is ``suite#test``."""
    inner = nodeid.partition("[")[2]
    return inner.partition("#")[0] if "tests/conformance/" in nodeid and "#" in inner else ""
