from __future__ import annotations

from pathlib import Path

import pytest

from nosograph.artefacts import queries_folder
from nosograph.knowledge.catalogue import CatalogueQuery, read_catalogue
from nosograph.knowledge.release import current_release
from nosograph.knowledge.store import EmbeddedStore

EXPECTED = Path(__file__).parent / "expected"


@pytest.fixture(scope="session")
def mini_store(mini_home: Path) -> EmbeddedStore:
    return EmbeddedStore(current_release(mini_home).store)


@pytest.fixture(scope="session")
def release_store(release_home: Path) -> EmbeddedStore:
    return EmbeddedStore(current_release(release_home).store)


@pytest.fixture(scope="session")
def shipped() -> dict[str, CatalogueQuery]:
    return dict(read_catalogue(queries_folder()).queries)
