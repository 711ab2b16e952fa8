"""Folders and zips of phenopackets, broken ones among them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from nosograph.cohort.phenopackets import Broken, Case, read_cases
from nosograph.errors import InvalidInput

WHOLE = {
    "phenotypicFeatures": [
        {"type": {"id": "HP:0001250"}},
        {"type": {"id": "HP:0001250"}},
        {"type": {"id": "HP:0001263"}, "excluded": True},
    ],
    "interpretations": [{"diagnosis": {"disease": {"id": "OMIM:1"}}}],
    "diseases": [{"term": {"id": "OMIM:2"}}],
    "metaData": {"externalReferences": [{"id": "PMID:1"}, {"id": "DOI:2"}]},
}
FILES = {
    "a/whole.json": json.dumps(WHOLE),
    "a/listed.json": json.dumps(
        {
            "phenotypicFeatures": [],
            "diseases": [{"term": {"id": "OMIM:3"}, "excluded": True}, {"term": {"id": "OMIM:4"}}],
        }
    ),
    "b/bare.json": json.dumps({"phenotypicFeatures": [], "interpretations": "none", "diseases": 1}),
    "b/list.json": "[]",
    "b/odd.json": json.dumps({"phenotypicFeatures": [{"type": {"id": 7}}]}),
    "b/torn.json": '{"phenotypicFeatures": [',
    "notes.txt": "not a phenopacket",
}


@pytest.fixture(params=["folder", "zip"])
def packets(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "zip":
        path = tmp_path / "packets.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in FILES.items():
                archive.writestr(name, text)
        return path
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_readable_packet_is_a_case_and_the_others_are_named(packets: Path) -> None:
    found = list(read_cases(packets))
    assert [item.name for item in found] == sorted(FILES)[:-1]
    broken = [item for item in found if isinstance(item, Broken)]
    assert [item.name for item in broken] == ["b/list.json", "b/odd.json", "b/torn.json"]
    assert all(item.reason for item in broken)


def test_a_case_has_what_is_present_its_diagnosis_and_publications(packets: Path) -> None:
    cases = {item.name: item for item in read_cases(packets) if isinstance(item, Case)}
    whole = cases["a/whole.json"]
    assert whole.present == ("HP:0001250",)
    assert (whole.disease, *whole.publications) == ("OMIM:1", "PMID:1")
    assert cases["a/listed.json"].disease == "OMIM:4"
    assert cases["b/bare.json"].disease is None


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cases.zip").write_text("no zip", encoding="utf-8")
    with pytest.raises(InvalidInput):
        list(read_cases(tmp_path / "cases.zip"))
