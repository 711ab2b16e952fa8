"""The translator, the exports and the consultation of the tiny world, behind their routes."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from flask.testing import FlaskClient

from nosograph import assembly
from nosograph.domain.sparql import SparqlAnswer, SparqlRequest
from nosograph.knowledge.entered_query import EnteredQuery
from nosograph.knowledge.release import current_release
from nosograph.settings import Settings
from nosograph.web.app import create_app
from nosograph.web.service import Limits, Service


class NobodyQueried:
    """An endpoint that none of these routes needs."""

    def query(self, request: SparqlRequest) -> SparqlAnswer:
        self._refuse()

    def enter(self, request: SparqlRequest) -> EnteredQuery:
        self._refuse()

    def stop(self, name: str) -> None:
        self._refuse()

    def running(self) -> int:
        return 0

    def _refuse(self) -> NoReturn:
        raise AssertionError("a download asked the endpoint")


@pytest.fixture(scope="session")
def mini_client(mini_home: Path) -> FlaskClient:
    settings = Settings.from_environment({"NOSOGRAPH_HOME": str(mini_home)})
    release = current_release(mini_home)
    service = Service(
        assembly.consultation(settings, release),
        NobodyQueried(),
        assembly.ReleaseHealth(release.name),
        translator=assembly.translator(settings, release),
        exports=assembly.Exports(settings, release),
    )
    return create_app(service, Limits()).test_client()
