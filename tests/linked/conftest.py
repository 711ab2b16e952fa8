"""The routes that publish a release, over the tiny world."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

from nosograph.assembly import ReleaseHealth, library
from nosograph.domain.differential import Differential
from nosograph.domain.presentation import Presentation, Understanding
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.web.app import Application, create_app
from nosograph.web.service import Limits, Service


class NobodyAsked:
    """A consultation that none of these routes needs."""

    def diagnose(self, presentation: Presentation) -> Differential:
        self._refuse()

    def diagnose_text(self, text: str) -> Differential:
        self._refuse()

    def read(self, text: str) -> Understanding:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise AssertionError("a published page asked for a differential")


@pytest.fixture(scope="session")
def release(mini_home: Path) -> Release:
    return current_release(mini_home)


@pytest.fixture(scope="session")
def pool(release: Release) -> Iterator[SparqlPool]:
    made = SparqlPool(release.store, workers=2, cap_seconds=10, memory_bytes=256 * 2**20)
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(pool: SparqlPool, release: Release) -> Application:
    service = Service(NobodyAsked(), pool, ReleaseHealth(release.name), library(release))
    return create_app(service, Limits())


@pytest.fixture
def client(app: Application) -> FlaskClient:
    return app.test_client()
