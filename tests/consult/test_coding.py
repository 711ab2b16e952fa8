from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from nosograph.consult.coding import Coding, Vocabulary
from nosograph.domain.differential import Unmapped, UnmappedCode
from nosograph.domain.mapping import Correspondence, MappingPredicate, MappingStep
from nosograph.domain.presentation import Observation, Presentation, Result, Status
from nosograph.errors import UnmappedCodes
from nosograph.terminology.laboratory import Interpretation

SPASM, LEGS, PAIN, LOW_POTASSIUM = "HP:0003394", "HP:0012452", "HP:0012531", "HP:0002900"
CLOT, POTASSIUM = "HP:0002625", "LOINC:2823-3"
EXACT, BROAD, NARROW = MappingPredicate.EXACT, MappingPredicate.BROAD, MappingPredicate.NARROW
RELATED = MappingPredicate.RELATED
CRAMP, RESTLESS, VEIN = "SNOMEDCT:55300003", "SNOMEDCT:32914008", "SNOMEDCT:128053003"
SAID = {
    CRAMP: [(RELATED, SPASM, "oboInOwl:hasDbXref")],
    RESTLESS: [
        (EXACT, "MONDO:0005391", "skos:exactMatch"),
        (RELATED, LEGS, "skos:relatedMatch"),
    ],
    VEIN: [(RELATED, CLOT, "oboInOwl:hasDbXref"), (EXACT, CLOT, "skos:exactMatch")],
    "ICD10CM:R25.2": [(NARROW, SPASM, "skos:broadMatch")],
    "ICD10CM:M62.831": [(BROAD, SPASM, "skos:narrowMatch")],
    "UMLS:C0000001": [(EXACT, SPASM, "skos:exactMatch"), (EXACT, LEGS, "skos:exactMatch")],
    "UMLS:C0000002": [(EXACT, SPASM, "skos:exactMatch"), (EXACT, PAIN, "skos:exactMatch")],
}
ABOVE = {SPASM: frozenset({SPASM, PAIN}), PAIN: frozenset({PAIN}), LEGS: frozenset({LEGS})}


class RoteCrosswalk:
    def translate(
        self, codes: Sequence[str], to: str | None = None
    ) -> dict[str, tuple[Correspondence, ...]]:
        return {
            code: tuple(
                Correspondence(
                    code,
                    predicate,
                    target,
                    (MappingStep(code, predicate, target, "semapv:x", "s", "1", stated=stated),),
                )
                for predicate, target, stated in SAID.get(code, ())
            )
            for code in codes
        }


class RoteLaboratory:
    def interpret(
        self, results: Iterable[tuple[str, Result]]
    ) -> dict[tuple[str, Result], Interpretation]:
        step = MappingStep(POTASSIUM, RELATED, LOW_POTASSIUM, "semapv:x", "loinc2hpo", "1")
        return {
            (code, result): Interpretation(LOW_POTASSIUM, result is Result.NORMAL, step)
            for code, result in results
            if code == POTASSIUM and result in (Result.LOW, Result.NORMAL)
        }


@pytest.fixture
def coding() -> Coding:
    findings = {SPASM, LEGS, PAIN, LOW_POTASSIUM, CLOT}
    known = Vocabulary(
        current=lambda code: code if code in {*findings, "HP:0025301"} else None,
        findings=findings,
        conditions={"MONDO:0005391", CLOT},
        superclasses=lambda code: ABOVE.get(code, frozenset({code})),
    )
    return Coding(RoteCrosswalk(), RoteLaboratory(), known)


def presenting(*observations: Observation) -> Presentation:
    return Presentation((Observation(PAIN), *observations))


def lost(coding: Coding, *observations: Observation) -> tuple[UnmappedCode, ...]:
    return coding.code(presenting(*observations)).unmapped


def test_own_findings_stay_as_they_are(coding: Coding) -> None:
    coded = coding.code(presenting(Observation(SPASM)))
    assert coded.presentation == presenting(Observation(SPASM))
    assert (coded.mapped, coded.unmapped) == ((), ())


def test_a_cross_reference_of_hpo_stands_for_its_finding_and_says_so(coding: Coding) -> None:
    coded = coding.code(presenting(Observation(CRAMP, Status.ABSENT)))
    assert coded.presentation.observations[1] == Observation(SPASM, Status.ABSENT)
    (mapped,) = coded.mapped
    assert (mapped.code, mapped.finding, mapped.predicate) == (CRAMP, SPASM, RELATED)
    assert mapped.path[0].stated == "oboInOwl:hasDbXref"


@pytest.mark.parametrize("code", [RESTLESS, VEIN, "MONDO:0005391", "OMIM:102300"])
def test_a_condition_is_no_finding(coding: Coding, code: str) -> None:
    (item,) = lost(coding, Observation(code))
    assert (item.code, item.reason) == (code, Unmapped.CONDITION)


def test_a_code_is_not_taken_for_a_finding_that_says_more(coding: Coding) -> None:
    (item,) = lost(coding, Observation("ICD10CM:R25.2"))
    assert item == UnmappedCode("ICD10CM:R25.2", Unmapped.FARTHER, (SPASM,))
    denied = coding.code(presenting(Observation("ICD10CM:R25.2", Status.ABSENT)))
    assert denied.presentation.observations[1] == Observation(SPASM, Status.ABSENT)


def test_a_denial_is_not_taken_for_one_of_something_broader(coding: Coding) -> None:
    present = coding.code(presenting(Observation("ICD10CM:M62.831")))
    assert present.presentation.observations[1] == Observation(SPASM)
    (item,) = lost(coding, Observation("ICD10CM:M62.831", Status.ABSENT))
    assert item.reason is Unmapped.FARTHER


def test_of_several_findings_the_one_above_all_stands_for_them(coding: Coding) -> None:
    coded = coding.code(presenting(Observation("UMLS:C0000002")))
    assert coded.presentation.observations[1] == Observation(PAIN)
    (item,) = lost(coding, Observation("UMLS:C0000001"))
    assert item == UnmappedCode("UMLS:C0000001", Unmapped.AMBIGUOUS, (SPASM, LEGS))


def test_unknown_and_wrong_codes_are_listed_with_the_reason(coding: Coding) -> None:
    found = lost(coding, Observation("NCIT:C1"), Observation("SNOMEDCT:32914009"))
    assert [item.reason for item in found] == [Unmapped.UNKNOWN, Unmapped.INVALID]


def test_a_low_result_is_its_finding_and_a_normal_one_denies_it(coding: Coding) -> None:
    low = coding.code(presenting(Observation(POTASSIUM, result=Result.LOW)))
    assert low.presentation.observations[1] == Observation(LOW_POTASSIUM)
    assert low.mapped[0].path[0].mapping_set == "loinc2hpo"
    normal = coding.code(presenting(Observation(POTASSIUM, result=Result.NORMAL)))
    assert normal.presentation.observations[1] == Observation(LOW_POTASSIUM, Status.ABSENT)


def test_a_normal_result_alone_is_a_denial_alone(coding: Coding) -> None:
    coded = coding.code(Presentation((Observation(POTASSIUM, result=Result.NORMAL),)))
    assert coded.presentation.observations == (Observation(LOW_POTASSIUM, Status.ABSENT),)


def test_a_normal_result_that_is_denied_denies_nothing(coding: Coding) -> None:
    (item,) = lost(coding, Observation(POTASSIUM, Status.ABSENT, result=Result.NORMAL))
    assert item.reason is Unmapped.NO_INTERPRETATION


def test_a_test_without_outcome_or_interpretation_is_listed(coding: Coding) -> None:
    found = lost(coding, Observation(POTASSIUM), Observation("LOINC:718-7", result=Result.LOW))
    assert [item.reason for item in found] == [Unmapped.NO_RESULT, Unmapped.NO_INTERPRETATION]


def test_an_unknown_site_makes_a_finding_less_specific_and_a_denial_unusable(
    coding: Coding,
) -> None:
    here = Observation(SPASM, site="SNOMEDCT:61685007")
    coded = coding.code(presenting(here))
    assert coded.presentation.observations[1] == Observation(SPASM)
    assert coded.unmapped == (UnmappedCode("SNOMEDCT:61685007", Unmapped.QUALIFIER),)
    denied = Observation(SPASM, Status.ABSENT, site="SNOMEDCT:61685007")
    assert coding.code(presenting(denied)).presentation == presenting()


def test_codes_none_of_which_is_a_finding_are_refused_with_reasons(coding: Coding) -> None:
    with pytest.raises(UnmappedCodes, match="a condition, not a finding"):
        coding.code(Presentation((Observation(RESTLESS),)))
