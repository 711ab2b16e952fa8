from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.domain.presentation import Age, Observation, Presentation, Sex, Span, Status
from nosograph.errors import InvalidInput
from nosograph.exchange.presentation_json import parse_presentation, render_presentation

SEED_LIKE = {
    "age": "P58Y",
    "sex": "female",
    "findings": [
        {
            "id": "HP:0003394",
            "site": "UBERON:0000978",
            "timing": "HP:0025301",
            "modifiers": ["HP:0012833"],
            "status": "present",
        }
    ],
}

codes = st.from_regex(r"\A(HP|UBERON|nos):[A-Za-z0-9]{1,8}\Z")
spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 9999), st.integers(1, 99)
)
observations = st.builds(
    Observation,
    finding=codes,
    status=st.sampled_from(Status),
    site=st.none() | codes,
    timing=st.none() | codes,
    modifiers=st.frozensets(codes, max_size=3),
    span=st.none() | spans,
)
ages = st.integers(0, 130 * 12).map(lambda months: Age(months / 12))
presentations = st.builds(
    Presentation,
    observations=st.lists(observations, max_size=5).map(tuple),
    age=st.none() | ages,
    sex=st.sampled_from(Sex),
    duration=st.none() | st.floats(0, 50_000),
)


def test_a_finding_is_read_with_its_site_timing_and_modifiers() -> None:
    assert parse_presentation(SEED_LIKE) == Presentation(
        observations=(
            Observation(
                "HP:0003394",
                site="UBERON:0000978",
                timing="HP:0025301",
                modifiers=frozenset({"HP:0012833"}),
            ),
        ),
        age=Age(58),
        sex=Sex.FEMALE,
    )


def test_a_finding_is_present_unless_said_otherwise() -> None:
    read = parse_presentation({"findings": [{"id": "HP:0003394"}]})
    assert read.observations[0].status is Status.PRESENT


@given(presentations)
def test_what_is_written_is_read_back(presentation: Presentation) -> None:
    written = json.loads(json.dumps(render_presentation(presentation)))
    read = parse_presentation(written)
    assert read.observations == presentation.observations
    assert [o.span for o in read.observations] == [o.span for o in presentation.observations]
    assert read.sex is presentation.sex
    assert str(read.age) == str(presentation.age)
    assert read.duration == presentation.duration


@given(presentations)
def test_labels_are_written_for_people_and_change_nothing(presentation: Presentation) -> None:
    labels = {observation.finding: "a label" for observation in presentation.observations}
    labelled = render_presentation(presentation, labels)
    assert parse_presentation(labelled) == parse_presentation(render_presentation(presentation))


@pytest.mark.parametrize(
    ("document", "position"),
    [
        ([], "the document"),
        ("words", "the document"),
        ({"findings": "words"}, "findings"),
        ({"findings": ["words"]}, "findings[0]"),
        ({"findings": [{"id": "HP:1"}, {"id": "HP:2"}, {"id": "leg pain"}]}, "findings[2].id"),
        ({"findings": [{}]}, "findings[0].id"),
        ({"findings": [{"id": 3394}]}, "findings[0].id"),
        ({"findings": [{"id": "HP:1", "site": "my leg"}]}, "findings[0].site"),
        ({"findings": [{"id": "HP:1", "timing": []}]}, "findings[0].timing"),
        ({"findings": [{"id": "HP:1", "modifiers": ["HP:2", "x"]}]}, "findings[0].modifiers[1]"),
        ({"findings": [{"id": "HP:1", "modifiers": "HP:2"}]}, "findings[0].modifiers"),
        ({"findings": [{"id": "HP:1", "status": "perhaps"}]}, "findings[0].status"),
        ({"findings": [{"id": "HP:1", "status": True}]}, "findings[0].status"),
        ({"findings": [{"id": "HP:1", "result": "NEG"}]}, "findings[0].result"),
        ({"findings": [{"id": "HP:1", "staus": "absent"}]}, "findings[0] has an unknown member"),
        ({"findings": [{"id": "HP:1", "span": {"start": 3, "end": 3}}]}, "findings[0].span"),
        ({"findings": [{"id": "HP:1", "span": {"start": True, "end": 3}}]}, "findings[0].span"),
        ({"age": "58"}, "age"),
        ({"age": 58}, "age"),
        ({"age": "P999Y"}, "age"),
        ({"sex": "lady"}, "sex"),
        ({"duration": "3 days"}, "duration"),
        ({"duration": -1}, "duration"),
        ({"duration": True}, "duration"),
        ({"duration": 1e9}, "duration"),
        ({"finding": []}, "the document has an unknown member"),
    ],
)
def test_a_refusal_names_the_position(document: object, position: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_presentation(document)
    assert str(refused.value).startswith(position)


def test_a_refusal_does_not_quote_what_was_sent() -> None:
    private = "Zebrafinch"
    documents: list[object] = [
        {"age": private},
        {"sex": private},
        {private: 1},
        {"findings": [{"id": private}]},
        {"findings": [{"id": "HP:1", "status": private}]},
        {"findings": [{"id": "HP:1", private: 1}]},
        {"findings": [{"id": "HP:1", "modifiers": [private]}]},
    ]
    for document in documents:
        with pytest.raises(InvalidInput) as refused:
            parse_presentation(document)
        assert private not in str(refused.value)
