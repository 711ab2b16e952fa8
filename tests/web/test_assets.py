"""Style sheets and scripts: whose they are, and how long they hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from nosograph.web.assets import WEB

VENDOR = WEB / "static" / "vendor"
OURS = [path for path in (WEB / "static").rglob("*.*") if "vendor" not in path.parts]


@pytest.mark.parametrize("folder", sorted(VENDOR.iterdir()), ids=lambda folder: folder.name)
def test_a_script_of_others_has_its_version_and_its_licence(folder: Path) -> None:
    assert re.search(r"-\d+\.\d+\.\d+$", folder.name)
    assert [path for path in folder.iterdir() if path.name.startswith("LICENSE")]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_what_is_ours_asks_nothing_of_other_hosts(path: Path) -> None:
    loading = r"""(?:import|from|fetch|url)\s*\(?\s*["'`]?https?:"""
    assert not re.search(loading, path.read_text(encoding="utf-8"))


def test_a_versioned_address_is_kept_and_another_asked_again(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text
    (address,) = re.findall(r'href="(/static/style\.css\?v=\w+)"', page)
    for kept in (address, "/static/vendor/cytoscape-3.34.0/cytoscape.esm.min.mjs"):
        with client.get(kept) as response:
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["ETag"]
    for asked in ("/static/style.css", "/static/style.css?v=other"):
        with client.get(asked) as response:
            assert response.headers["Cache-Control"] == "no-cache"
        tag = response.headers["ETag"]
        with client.get(asked, headers={"If-None-Match": tag}) as again:
            assert again.status_code == 304


def test_a_script_is_given_as_one(client: FlaskClient) -> None:
    with client.get("/static/vendor/cytoscape-3.34.0/cytoscape.esm.min.mjs") as response:
        assert response.mimetype in ("text/javascript", "application/javascript")


@pytest.mark.parametrize("name", ["nothing.css", "../app.py", "vendor/", "style.css%00"])
def test_what_is_no_file_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}?v=1").status_code == 404
