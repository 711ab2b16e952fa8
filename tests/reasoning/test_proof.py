"""The axioms that an explanation names suffice for its conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosograph.build.curated import Curated
from nosograph.domain.knowledge import MatchedComplaint
from nosograph.domain.presentation import Observation, Presentation
from nosograph.reasoning.axioms import Axiom, Named, SubClassOf
from nosograph.reasoning.engine import ElkEngine
from nosograph.reasoning.justify import follows
from nosograph.reasoning.realise import THIS, Realiser, presentation_expression

SPASM, LEG, CALF, BUTTOCK = "HP:0003394", "UBERON:0002103", "UBERON:8480048", "UBERON:0013691"
NIGHT, LYING = "HP:0025301", "nos:AggravatedByRecumbency"
#: Presentations that are placed by what defines a finding, a site's whole, or a modifier's kind.
PRESENTATIONS = {
    "a site and a timing": [Observation(SPASM, site=LEG, timing=NIGHT)],
    "a part of the site": [Observation(SPASM, site=CALF, timing=NIGHT)],
    "two sites": [
        Observation(SPASM, site=CALF, timing=NIGHT),
        Observation("HP:0002380", site=BUTTOCK, timing=NIGHT),
    ],
    "a narrower modifier": [Observation(SPASM, site=LEG, modifiers=frozenset((LYING,)))],
    "a defined finding": [Observation("nos:NocturnalLegMuscleSpasm")],
    "a defined finding at a part": [Observation("nos:CalfMuscleSpasm", timing=NIGHT)],
    "a defined finding with a modifier": [Observation("nos:LegMuscleSpasmAtRest")],
    "a defined finding under another": [Observation("nos:EveningLegRestlessness")],
}


def told(
    realiser: Realiser, match: MatchedComplaint, observations: Sequence[Observation]
) -> tuple[Axiom, ...]:
    """Return the axioms of an explanation, read back from how they are written."""
    stated = {axiom.manchester(realiser.named): axiom for axiom in realiser.proofs.axioms}
    stated |= {axiom.manchester(realiser.named): axiom for axiom in asserted(observations)}
    return tuple(stated[text] for text in match.because.axioms)


def asserted(observations: Sequence[Observation]) -> Iterator[Axiom]:
    """Yield everything that could be said of a presentation: some of its observations."""
    for count in range(1, len(observations) + 1):
        for chosen in combinations(observations, count):
            yield SubClassOf(Named(THIS), presentation_expression(chosen))


def assert_proven(realiser: Realiser, observations: Sequence[Observation]) -> int:
    """Check every explanation of a presentation; return how many there were."""
    realisation = realiser.realise(Presentation(tuple(observations)))
    for match in realisation.complaints:
        with ElkEngine(told(realiser, match, observations)) as engine:
            assert match.id in engine.superclasses(Named(THIS)), f"{match.id} is not proven"
    return len(realisation.complaints)


@pytest.mark.parametrize("observations", PRESENTATIONS.values(), ids=PRESENTATIONS.keys())
def test_an_explanation_suffices(our_realiser: Realiser, observations: list[Observation]) -> None:
    assert assert_proven(our_realiser, observations)


@pytest.mark.parametrize("observations", PRESENTATIONS.values(), ids=PRESENTATIONS.keys())
def test_an_explanation_names_nothing_else(
    our_realiser: Realiser, observations: list[Observation]
) -> None:
    realisation = our_realiser.realise(Presentation(tuple(observations)))
    for match in realisation.complaints:
        axioms = told(our_realiser, match, observations)
        for axiom in axioms:
            rest = [other for other in axioms if other != axiom]
            assert not follows(rest, THIS, match.id, ElkEngine), axiom


@pytest.fixture(scope="module")
def presentations(ours: Curated) -> st.SearchStrategy[list[Observation]]:
    """Return presentations of spasms and restless legs, with all sites and qualifiers."""
    moving = {"HP:0003394", "HP:0002380", "HP:0012452", "nos:InvoluntaryMuscleContraction"}
    findings = [row["id"] for row in ours.findings if row["genus"] in moving or row["id"] in moving]
    timings = [row["id"] for row in ours.modifiers if row["kind"] == "timing"]
    modifiers = [row["id"] for row in ours.modifiers if row["kind"] != "timing"]
    observations = st.builds(
        Observation,
        finding=st.sampled_from(sorted(moving | set(findings))),
        site=st.none() | st.sampled_from([row["id"] for row in ours.sites]),
        timing=st.none() | st.sampled_from((NIGHT, *timings)),
        modifiers=st.frozensets(st.sampled_from(modifiers), max_size=2),
    )
    return st.lists(observations, min_size=1, max_size=3)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_any_explanation_suffices(
    data: st.DataObject,
    our_realiser: Realiser,
    presentations: st.SearchStrategy[list[Observation]],
) -> None:
    assert_proven(our_realiser, data.draw(presentations))
