"""The differential in SPARQL weighs findings as the service does, over presentations in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import log
from pathlib import Path

import pytest

from nosograph import assembly
from nosograph.cohort.vignettes import read_vignettes
from nosograph.consult.diagnose import Consultation
from nosograph.domain.differential import Tier
from nosograph.domain.identifiers import curie
from nosograph.domain.knowledge import CauseBand
from nosograph.domain.presentation import Observation, Presentation, Status
from nosograph.inference.rank import BAND_PROBABILITY
from nosograph.inference.tiers import Standing, tier_of
from nosograph.knowledge.catalogue import CatalogueQuery
from nosograph.knowledge.graphs import ANY_MODIFIER, ANY_SITE
from nosograph.knowledge.release import current_release
from nosograph.knowledge.store import EmbeddedStore
from nosograph.settings import Settings

pytestmark = pytest.mark.release

VIGNETTES = Path(__file__).parents[1] / "vignettes" / "read.jsonl"
#: Of every so many vignettes one: with 1 to 12 findings, several complaints, denials.
EVERY = 9
PRESENT, ABSENT = "nos:graph/weights-present", "nos:graph/weights-absent"
BANDS = {f"{band.value.capitalize()}Cause": band for band in CauseBand}
#: What the query compares with where no total of the most likely is given: a leading cause's.
TOP = log(BAND_PROBABILITY[CauseBand.LEADING])
#: Weights are written with four digits.
ROUNDED = 0.003
LIMIT = re.compile(r"LIMIT ([0-9]+)")
NOS = "https://w3id.org/nosograph/"
EVERY_ALTERNATIVE = f"""SELECT (COUNT(*) AS ?number) WHERE {{
  SELECT DISTINCT ?complaint ?alternative WHERE {{
    GRAPH <{NOS}graph/nosograph> {{
      ?pattern <{NOS}patternOf> ?complaint ; <{NOS}alternative> ?alternative
    }}
  }}
}}"""
EVERY_CAUSE = f"""SELECT (COUNT(*) AS ?number) WHERE {{
  {{
    SELECT DISTINCT ?complaint ?alternative WHERE {{
      GRAPH <{NOS}graph/nosograph> {{
        ?pattern <{NOS}patternOf> ?complaint ; <{NOS}alternative> ?alternative
      }}
    }}
  }}
  GRAPH <{NOS}graph/nosograph> {{ ?cause <{NOS}complaint> ?complaint ; <{NOS}band> ?band }}
}}"""
Row = Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """A presentation as the rows of the query's two tables, and what was counted for it."""

    observations: list[str]
    further: list[tuple[str, str]]

    @property
    def values(self) -> dict[str, list[str]]:
        rows = [" ".join(row) for row in self.further]
        return {"observation": self.observations, "class": rows or [""]}


@pytest.fixture(scope="module")
def consultation(release_home: Path) -> Consultation:
    settings = replace(Settings.from_environment({}), home=release_home)
    return assembly.consultation(settings, current_release(release_home))


@pytest.fixture(scope="module")
def asked(consultation: Consultation) -> list[Asked]:
    texts = [vignette.text for vignette in read_vignettes(VIGNETTES)][::EVERY]
    read = [consultation.diagnose_text(text).presentation for text in texts]
    return [tables_of(consultation, presentation) for presentation in read]


def tables_of(consultation: Consultation, presentation: Presentation) -> Asked:
    """Return what is seen as both tables, and what is denied in the second."""
    realised = consultation.realiser.realise(presentation)
    observations: list[str] = []
    further: set[tuple[str, str]] = set()
    for place, item in enumerate(presentation.observations):
        if item.status is Status.PRESENT:
            observations += rows_of(place + 1, item)
            names = consultation.most_specific(realised.classes[place])
            further |= {(name, PRESENT) for name in names}
        elif item.status is Status.ABSENT:
            names = consultation.scored(consultation.realiser.named_as(item))
            further |= {(name, ABSENT) for name in names}
    return Asked(observations, sorted(further))


def rows_of(number: int, item: Observation) -> Iterator[str]:
    """Yield a row for each modifier of an observation, or one."""
    for modifier in sorted(item.modifiers) or [ANY_MODIFIER]:
        site, timing = item.site or ANY_SITE, item.timing or ANY_MODIFIER
        yield f"{number} {item.finding} {site} {timing} {modifier}"


def evidence(consultation: Consultation, condition: str, asked: Asked) -> float:
    """Return what the further findings are worth to a condition."""
    matrix, likelihood = consultation.likelihood.matrix, consultation.likelihood
    column, total = matrix.condition_position[condition], 0.0
    for name, table in asked.further:
        term = matrix.term_position[name]
        if table == PRESENT:
            total += log(likelihood.present(term).ratio[column])
        elif column in matrix.frequencies_of(term)[0]:
            total += log(likelihood.absent(term)[column])
    return total


def test_four_tiers_weighs_findings_as_the_service_does(
    release_store: EmbeddedStore,
    consultation: Consultation,
    asked: list[Asked],
    shipped: dict[str, CatalogueQuery],
) -> None:
    for presentation in asked:
        rows = release_store.select(shipped["differential/four-tiers"].bind(presentation.values))
        assert rows
        for row in rows:
            worth = evidence(consultation, curie(row["condition"]), presentation)
            prior = log(BAND_PROBABILITY[band_of(row)])
            assert float(row["total"]) == pytest.approx(prior + worth, abs=ROUNDED), row
            assert row["tier"] in tiers(consultation, row, prior, worth), row


def band_of(row: Row) -> CauseBand:
    return BANDS[row["band"].rpartition("/")[2]]


def tiers(consultation: Consultation, row: Row, prior: float, worth: float) -> set[Tier | None]:
    """Return the tier of a row by the rule of the service; several, where rounding decides."""
    risk = consultation.repository.risks[curie(row["condition"])]
    standing = Standing(0, 0, band_of(row), risk.urgency, risk.dangerous, risk.rare)
    near = (worth - ROUNDED, worth, worth + ROUNDED)
    return {
        tier_of(replace(standing, behind=round(TOP - prior - value, 4), lowered=-value))
        for value in near
    }


def test_the_limits_within_four_tiers_cut_nothing(
    release_store: EmbeddedStore, shipped: dict[str, CatalogueQuery]
) -> None:
    within = [int(most) for most in LIMIT.findall(shipped["differential/four-tiers"].text)[:-1]]
    for every in (EVERY_ALTERNATIVE, EVERY_CAUSE):
        (counted,) = release_store.select(every)
        assert 100 < int(counted["number"]) < min(within)
