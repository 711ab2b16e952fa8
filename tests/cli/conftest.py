from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nosograph.build.importing.home import imports_of
from nosograph.build.importing.rf2 import SNOMED_RF2
from nosograph.build.pipeline import build
from nosograph.build.sources import Sources
from nosograph.cli import main

Run = Callable[..., Result]
SNAPSHOT = Path(__file__).resolve().parents[1] / "data" / "rf2"


@pytest.fixture
def home(mini_home: Path, tmp_path: Path) -> Path:
    """Return a copy of the tiny world's home that a test may break."""
    return shutil.copytree(mini_home, tmp_path / "home")


@pytest.fixture
def run(mini_home: Path) -> Run:
    """Return a function that runs a command line, in the tiny world's home if none is given."""

    def invoke(*arguments: str, home: Path = mini_home) -> Result:
        return CliRunner(env={"NOSOGRAPH_HOME": str(home)}).invoke(main, arguments)

    return invoke


@pytest.fixture(scope="session")
def snomed_home(
    mini_home: Path, mini_sources: Sources, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the tiny world's home with the made-up snapshot imported and built in."""
    home = shutil.copytree(mini_home, tmp_path_factory.mktemp("snomed") / "home")
    SNOMED_RF2.take_in(home, [SNAPSHOT], lambda *step: None)
    build(home, replace(mini_sources, terminologies=imports_of(home)), lambda *step: None)
    return home
