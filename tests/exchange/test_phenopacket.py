from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from nosograph.domain.presentation import Age, Observation, Sex, Status
from nosograph.errors import InvalidInput
from nosograph.exchange.phenopacket import is_phenopacket, parse_phenopacket
from nosograph.exchange.presentation_json import render_presentation

PACKET = {
    "id": "packet",
    "subject": {
        "id": "Ann Example",
        "sex": "FEMALE",
        "timeAtLastEncounter": {"age": {"iso8601duration": "P9Y6M"}},
    },
    "phenotypicFeatures": [
        {"type": {"id": "HP:0003394", "label": "Muscle spasm"}, "onset": {}},
        {"type": {"id": "HP:0001945"}, "excluded": True},
        {
            "type": {"id": "SNOMEDCT:449917004"},
            "severity": {"id": "HP:0012828"},
            "modifiers": [{"id": "HP:0012833"}],
        },
    ],
}


def test_features_become_observations() -> None:
    assert parse_phenopacket(PACKET).observations == (
        Observation("HP:0003394"),
        Observation("HP:0001945", Status.ABSENT),
        Observation("SNOMEDCT:449917004", modifiers=frozenset({"HP:0012828", "HP:0012833"})),
    )


def test_the_subjects_age_and_sex_are_read() -> None:
    read = parse_phenopacket(PACKET)
    assert (read.age, read.sex) == (Age(9.5), Sex.FEMALE)


def test_nothing_that_identifies_the_subject_is_kept() -> None:
    assert "Example" not in repr(parse_phenopacket(PACKET))


@pytest.mark.parametrize("sex", [1, "FEMALE"])
def test_sex_is_read_by_name_and_by_number(sex: object) -> None:
    assert parse_phenopacket({"phenotypicFeatures": [], "subject": {"sex": sex}}).sex is Sex.FEMALE


def test_other_ways_of_saying_a_time_are_left_unread() -> None:
    time = {"gestationalAge": {"weeks": 30}}
    packet = {"phenotypicFeatures": [], "subject": {"timeAtLastEncounter": time}}
    assert parse_phenopacket(packet).age is None


def test_a_phenopacket_is_told_by_its_features() -> None:
    assert is_phenopacket(PACKET)
    assert not is_phenopacket({"findings": []})
    assert not is_phenopacket(["phenotypicFeatures"])


@pytest.mark.parametrize(
    ("packet", "position"),
    [
        ({"phenotypicFeatures": {}}, "phenotypicFeatures"),
        ({"phenotypicFeatures": [None]}, "phenotypicFeatures[0]"),
        ({"phenotypicFeatures": [{"type": {"id": "leg"}}]}, "phenotypicFeatures[0].type.id"),
        ({"phenotypicFeatures": [{}]}, "phenotypicFeatures[0].type"),
        (
            {"phenotypicFeatures": [{"type": {"id": "HP:1"}, "excluded": "no"}]},
            "phenotypicFeatures[0].excluded",
        ),
        (
            {"phenotypicFeatures": [{"type": {"id": "HP:1"}, "modifiers": [{}]}]},
            "phenotypicFeatures[0].modifiers[0].id",
        ),
        ({"subject": []}, "the document"),
        ({"subject": "x"}, "subject"),
        ({"subject": {"sex": "lady"}}, "subject.sex"),
        ({"subject": {"sex": True}}, "subject.sex"),
        (
            {"subject": {"timeAtLastEncounter": {"age": {"iso8601duration": "nine"}}}},
            "subject.timeAtLastEncounter.age.iso8601duration",
        ),
    ],
)
def test_a_refusal_names_the_position(packet: object, position: str) -> None:
    if position == "the document":
        packet = [packet]
    with pytest.raises(InvalidInput) as refused:
        parse_phenopacket(packet)
    assert str(refused.value).startswith(position)


@pytest.mark.shared
def test_published_phenopackets_are_read_completely(shared: Path) -> None:
    with ZipFile(shared / "data/phenopackets-dev.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        packets = [json.loads(archive.read(name)) for name in names]
    assert len(packets) == 1926
    for packet in packets:
        read = parse_phenopacket(packet)
        features = packet["phenotypicFeatures"]
        excluded = [feature for feature in features if feature.get("excluded")]
        assert len(read.observations) == len(features)
        assert len(read.with_status(Status.ABSENT)) == len(excluded)
        assert render_presentation(read)
