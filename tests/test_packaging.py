"""The wheel, the wheel made from the sdist and the editable install all carry the data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ARTEFACTS = ("ontology", "queries")
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
OFFLINE = ("--no-deps", "--no-index")
LIST_ARTEFACTS = """
import json
from nosograph.artefacts import ontology_folder, queries_folder
print(json.dumps([str(ontology_folder()), str(queries_folder())]))
"""


@pytest.fixture(scope="module")
def from_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that is built from the checkout."""
    return build(ROOT, "--wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the source distribution."""
    return build(ROOT, "--sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def from_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that pip builds from the source distribution."""
    folder = tmp_path_factory.mktemp("wheel-from-sdist")
    run([*PIP, "wheel", "--no-build-isolation", *OFFLINE, "-w", str(folder), str(sdist)], folder)
    return next(folder.iterdir())


@pytest.mark.parametrize("wheel_name", ["from_checkout", "from_sdist"])
def test_an_installed_wheel_reads_its_own_data(
    wheel_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    install(request.getfixturevalue(wheel_name), tmp_path)
    folders = artefact_folders(tmp_path, PYTHONPATH=str(tmp_path))
    assert folders == [tmp_path / "nosograph" / name for name in ARTEFACTS]
    assert [contents(folder) for folder in folders] == [contents(ROOT / n) for n in ARTEFACTS]


def test_an_editable_install_reads_the_checkout(tmp_path: Path) -> None:
    assert artefact_folders(tmp_path) == [ROOT / name for name in ARTEFACTS]


def test_the_wheel_carries_the_licences_and_the_types(from_checkout: Path, tmp_path: Path) -> None:
    install(from_checkout, tmp_path)
    licences = next(tmp_path.glob("nosograph-*.dist-info")) / "licenses"
    assert set(contents(licences)) == {"LICENSE", "NOTICE", "ontology/LICENSE"}
    assert (tmp_path / "nosograph" / "py.typed").is_file()
    web = tmp_path / "nosograph" / "web"
    assert {"static/style.css", "templates/base.html"} <= set(contents(web))


def test_the_sdist_carries_what_the_tests_need(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "NOTICE", "README.md", "tests/run", "tests/constraints.txt"} <= names


def build(source: Path, kind: str, folder: Path) -> Path:
    build_module = (sys.executable, "-m", "build", "--no-isolation")
    run([*build_module, kind, "--outdir", str(folder), str(source)], folder)
    return next(folder.iterdir())


def install(wheel: Path, folder: Path) -> None:
    run([*PIP, "install", *OFFLINE, "--target", str(folder), str(wheel)], folder)


def artefact_folders(folder: Path, **environ: str) -> list[Path]:
    found = run([sys.executable, "-c", LIST_ARTEFACTS], folder, **environ)
    return [Path(name) for name in json.loads(found)]


def run(command: list[str], folder: Path, **environ: str) -> str:
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
