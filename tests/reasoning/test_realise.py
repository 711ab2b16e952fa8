"""Presentations of the tiny world stand where they belong."""

from __future__ import annotations

import pytest

from nosograph.domain.presentation import Observation, Presentation, Status
from nosograph.reasoning.realise import Realisation, Realiser

SPASM, PAIN, EDEMA, DYSTONIA = "HP:0003394", "HP:0012531", "HP:0000969", "HP:0001332"
LEG, CALF, BUTTOCK, PELVIS = (
    "UBERON:0002103",
    "UBERON:8480048",
    "UBERON:0013691",
    "UBERON:0002355",
)
NIGHT, ONE_SIDED = "HP:0025301", "HP:0012833"
ANYWHERE, BOTH_AT_NIGHT = "nos:LegOrButtockSpasm", "nos:NocturnalLegAndButtockSpasm"


def observed(
    finding: str, site: str | None = None, timing: str | None = None, *modifiers: str
) -> Observation:
    return Observation(finding, site=site, timing=timing, modifiers=frozenset(modifiers))


def absent(
    finding: str, site: str | None = None, timing: str | None = None, *modifiers: str
) -> Observation:
    return Observation(finding, Status.ABSENT, site, timing, frozenset(modifiers))


def placed(realiser: Realiser, *observations: Observation) -> Realisation:
    return realiser.realise(Presentation(observations))


def names(realisation: Realisation) -> list[str]:
    return [complaint.id for complaint in realisation.complaints]


def test_the_most_specific_complaint_comes_first(mini_realiser: Realiser) -> None:
    found = placed(mini_realiser, observed(SPASM, CALF, NIGHT), observed(SPASM, BUTTOCK, NIGHT))
    assert names(found) == [BOTH_AT_NIGHT, ANYWHERE]
    assert [complaint.specificity for complaint in found.complaints] == [2, 1]
    assert [complaint.observations for complaint in found.complaints] == [{0, 1}, {0, 1}]


@pytest.mark.parametrize("site", [LEG, CALF, BUTTOCK])
def test_each_alternative_suffices(mini_realiser: Realiser, site: str) -> None:
    assert names(placed(mini_realiser, observed(SPASM, site))) == [ANYWHERE]


@pytest.mark.parametrize(
    "observations",
    [
        [],
        [observed(SPASM)],
        [observed(SPASM, PELVIS)],
        [observed(PAIN, LEG)],
        [observed("HP:0003011", LEG)],
        [absent(SPASM, LEG), absent(SPASM, BUTTOCK)],
        [observed(PAIN), absent(SPASM, LEG)],
        [Observation(SPASM, Status.FAMILY, LEG), Observation(SPASM, Status.HISTORICAL, LEG)],
        [Observation(SPASM, Status.UNCERTAIN, LEG)],
    ],
    ids=str,
)
def test_what_is_not_there_places_nothing(
    mini_realiser: Realiser, observations: list[Observation]
) -> None:
    assert names(placed(mini_realiser, *observations)) == []


def test_one_conjunct_is_not_enough(mini_realiser: Realiser) -> None:
    split = (observed(SPASM, LEG, NIGHT), observed(SPASM, BUTTOCK))
    assert names(placed(mini_realiser, *split)) == [ANYWHERE]


def test_only_the_defining_observations_are_named(mini_realiser: Realiser) -> None:
    (found,) = placed(
        mini_realiser, observed(PAIN), observed(SPASM, CALF), absent(EDEMA)
    ).complaints
    assert found.observations == {1}
    assert found.because.words == (
        "the presentation is placed under leg or buttock spasm because this presentation has "
        "Muscle spasm at the calf; calf is part of leg, which is part of hindlimb; a presentation "
        "that has Muscle spasm at the hindlimb is a kind of leg or buttock spasm."
    )
    assert found.because.axioms[0] == (
        "'this presentation' SubClassOf: "
        "presentation and (hasFinding some ('Muscle spasm' and (hasSite some calf)))"
    )


def test_a_qualified_observation_falls_under_defined_findings(mini_realiser: Realiser) -> None:
    (classes,) = placed(mini_realiser, observed(SPASM, CALF, NIGHT)).classes
    assert {SPASM, "HP:0003011", "nos:Finding"} <= classes
    assert {"nos:LegMuscleSpasm", "nos:NocturnalLegMuscleSpasm"} <= classes


def test_the_order_of_observations_makes_no_difference(mini_realiser: Realiser) -> None:
    observations = (observed(SPASM, LEG, NIGHT), observed(SPASM, BUTTOCK, NIGHT), observed(PAIN))
    assert names(placed(mini_realiser, *observations)) == names(
        placed(mini_realiser, *observations[::-1])
    )


def test_a_finding_outside_our_axioms_keeps_its_superclasses(mini_realiser: Realiser) -> None:
    (classes,) = placed(mini_realiser, observed(DYSTONIA, LEG)).classes
    assert {DYSTONIA, "HP:0000707", "HP:0000118", "nos:Finding"} <= classes


@pytest.mark.parametrize(
    ("denied", "present"),
    [
        (absent(SPASM), observed(SPASM)),
        (absent("HP:0003011"), observed(SPASM, LEG)),
        (absent(SPASM, LEG), observed(SPASM, CALF, NIGHT)),
        (absent(SPASM, LEG), observed("nos:NocturnalLegMuscleSpasm")),
        (absent("nos:LegMuscleSpasm"), observed(SPASM, CALF)),
        (absent("nos:LegMuscleSpasm"), observed("nos:NocturnalLegMuscleSpasm")),
        (absent("HP:0012514"), observed(PAIN, CALF)),
        (absent("HP:0000707", None, NIGHT), observed(DYSTONIA, LEG, NIGHT)),
        (absent(EDEMA, LEG, None, "HP:0012831"), observed("nos:UnilateralLegSwelling")),
    ],
)
def test_a_denial_rules_out_everything_below(
    mini_realiser: Realiser, denied: Observation, present: Observation
) -> None:
    assert mini_realiser.denied_by(denied, present)


@pytest.mark.parametrize(
    ("denied", "present"),
    [
        (absent(SPASM), observed("HP:0003011")),
        (absent(SPASM, LEG), observed(SPASM)),
        (absent(SPASM, LEG), observed(SPASM, BUTTOCK)),
        (absent(SPASM, CALF), observed(SPASM, LEG)),
        (absent(SPASM, LEG, NIGHT), observed(SPASM, LEG)),
        (absent("nos:LegMuscleSpasm"), observed(SPASM, BUTTOCK)),
        (absent("nos:UnilateralLegSwelling"), observed(EDEMA, LEG)),
        (absent(EDEMA, None, None, ONE_SIDED), observed(EDEMA, LEG)),
        (absent("HP:0000707", LEG, NIGHT), observed(DYSTONIA, LEG)),
    ],
)
def test_a_denial_does_not_rule_out_what_is_wider_or_elsewhere(
    mini_realiser: Realiser, denied: Observation, present: Observation
) -> None:
    assert not mini_realiser.denied_by(denied, present)


def test_an_observation_is_named_as_what_it_means_exactly(mini_realiser: Realiser) -> None:
    assert mini_realiser.named_as(observed(SPASM)) == {SPASM}
    assert "nos:LegMuscleSpasm" in mini_realiser.named_as(observed(SPASM, LEG))
    assert mini_realiser.named_as(observed(SPASM, PELVIS)) == set()
