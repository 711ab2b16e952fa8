from __future__ import annotations

import pytest

from nosograph.consult.resolve import (
    reconciled,
    refuse_contradiction,
    refuse_other_branches,
    resolve,
)
from nosograph.domain.differential import Conflict, Replacement
from nosograph.domain.presentation import Age, Observation, Presentation, Sex, Status
from nosograph.errors import Contradiction, EmptyPresentation, NoFinding, UnknownCode

SPASM, OLD_SPASM, PAIN = "HP:0003394", "HP:9990002", "HP:0012531"
LEG, NIGHT = "UBERON:0000978", "HP:0025301"
CURRENT = {code: code for code in (SPASM, PAIN, LEG, NIGHT)} | {OLD_SPASM: SPASM}
LABELS = {SPASM: "Muscle spasm", LEG: "leg", NIGHT: "Nocturnal"}


def presenting(*observations: Observation) -> Presentation:
    return Presentation(observations, age=Age(58), sex=Sex.FEMALE)


def test_current_codes_stay_as_they_are() -> None:
    asked = presenting(Observation(SPASM, site=LEG, timing=NIGHT), Observation(PAIN, Status.ABSENT))
    assert resolve(asked, CURRENT.get) == (asked, ())


def test_an_obsolete_code_is_replaced_and_that_is_said() -> None:
    found, replaced = resolve(presenting(Observation(OLD_SPASM, site=LEG)), CURRENT.get)
    assert found == presenting(Observation(SPASM, site=LEG))
    assert replaced == (Replacement(OLD_SPASM, SPASM),)


@pytest.mark.parametrize(
    "observation",
    [
        Observation(PAIN, site=OLD_SPASM),
        Observation(PAIN, timing=OLD_SPASM),
        Observation(PAIN, modifiers=frozenset({OLD_SPASM})),
    ],
)
def test_obsolete_qualifiers_are_replaced_too(observation: Observation) -> None:
    found, replaced = resolve(presenting(observation), CURRENT.get)
    assert found.observations[0].codes == (PAIN, SPASM)
    assert replaced == (Replacement(OLD_SPASM, SPASM),)


def test_what_becomes_the_same_observation_is_said_once() -> None:
    found, _ = resolve(presenting(Observation(OLD_SPASM), Observation(SPASM)), CURRENT.get)
    assert found.observations == (Observation(SPASM),)


def test_every_unknown_code_is_listed() -> None:
    asked = presenting(
        Observation("HP:0000000", site="UBERON:9"), Observation(SPASM, modifiers=frozenset({"X:1"}))
    )
    with pytest.raises(UnknownCode) as refused:
        resolve(asked, CURRENT.get)
    assert refused.value.codes == ("HP:0000000", "UBERON:9", "X:1")
    assert str(refused.value) == "unknown code: HP:0000000, UBERON:9, X:1"


@pytest.mark.parametrize("status", set(Status) - {Status.PRESENT})
def test_without_a_present_finding_there_is_nothing_to_reason_from(status: Status) -> None:
    for observations in ((), (Observation(SPASM, status),)):
        with pytest.raises(EmptyPresentation):
            resolve(presenting(*observations), CURRENT.get)


def label(code: str) -> str:
    return LABELS.get(code, code)


def same(absent: Observation, present: Observation) -> bool:
    return absent.finding == present.finding


def test_what_is_no_finding_is_refused_by_name() -> None:
    asked = presenting(Observation(SPASM), Observation(NIGHT, Status.ABSENT))
    with pytest.raises(NoFinding, match=rf"no finding: {NIGHT} \(Nocturnal\)") as refused:
        refuse_other_branches(asked, {SPASM}, label)
    assert refused.value.codes == (NIGHT,)
    refuse_other_branches(asked, {SPASM, NIGHT}, label)


def test_a_contradiction_names_both_statements() -> None:
    asked = presenting(
        Observation(SPASM, site=LEG, timing=NIGHT), Observation(SPASM, Status.ABSENT, site=LEG)
    )
    with pytest.raises(Contradiction) as refused:
        refuse_contradiction(asked, same, label)
    asserted = "Muscle spasm (HP:0003394), leg (UBERON:0000978), Nocturnal (HP:0025301)"
    assert refused.value.asserted == asserted
    assert refused.value.denied == "Muscle spasm (HP:0003394), leg (UBERON:0000978)"


@pytest.mark.parametrize("status", [Status.UNCERTAIN, Status.HISTORICAL, Status.FAMILY])
def test_only_what_is_present_can_be_contradicted(status: Status) -> None:
    asked = presenting(Observation(SPASM, status), Observation(SPASM, Status.ABSENT))
    refuse_contradiction(asked, same, label)


def test_nothing_is_refused_where_nothing_is_denied() -> None:
    refuse_contradiction(presenting(Observation(SPASM), Observation(SPASM)), same, label)


def test_what_words_say_and_deny_is_set_aside_and_named() -> None:
    pain, asserted, denied = (
        Observation(PAIN),
        Observation(SPASM, site=LEG),
        Observation(SPASM, Status.ABSENT),
    )
    kept, conflicts = reconciled(presenting(pain, asserted, denied), same, label)
    assert kept == presenting(pain)
    assert conflicts == (
        Conflict("Muscle spasm (HP:0003394), leg (UBERON:0000978)", "Muscle spasm (HP:0003394)"),
    )


def test_a_sweeping_denial_in_words_is_dropped_and_what_is_said_stays() -> None:
    said = presenting(Observation(SPASM), Observation(PAIN, Status.ABSENT))
    assert reconciled(said, lambda _absent, _present: True, label) == (
        presenting(Observation(SPASM)),
        (),
    )


def test_words_that_say_nothing_but_a_contradiction_stay_to_be_refused() -> None:
    said = presenting(Observation(SPASM), Observation(SPASM, Status.ABSENT))
    assert reconciled(said, same, label) == (said, ())
