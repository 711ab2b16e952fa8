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
from nosograph.knowledge.admission import Share
from nosograph.knowledge.release import Release, current_release
from nosograph.knowledge.sparql_pool import SparqlPool
from nosograph.knowledge.sparql_process import Bounds
from nosograph.web.app import Application, create_app
from nosograph.web.service import Limits, Service


class NobodyAsked:
    """A consultation that none of these routes needs."""

    def speaking(self, language: str | None) -> NobodyAsked:
        self._refuse()

    def preferred(self, languages: tuple[str, ...]) -> str:
        self._refuse()

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
    made = SparqlPool(lambda: release.store, workers=2, bounds=Bounds(256 * 2**20), share=Share(10))
    yield made
    made.close()


@pytest.fixture(scope="session")
def app(pool: SparqlPool, release: Release) -> Application:
    service = Service(NobodyAsked(), pool, ReleaseHealth(release.name), library=library(release))
    return create_app(service, Limits())


@pytest.fixture
def client(app: Application) -> FlaskClient:
    return app.test_client()
