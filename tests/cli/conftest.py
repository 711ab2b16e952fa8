from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nosograph.cli import main

Run = Callable[..., Result]


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
