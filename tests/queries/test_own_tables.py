"""A user changes the tables of a differential query and runs it again."""

from __future__ import annotations

import re

import pytest

from nosograph.domain.identifiers import curie
from nosograph.errors import InvalidInput
from nosograph.knowledge.catalogue import CatalogueQuery
from nosograph.knowledge.store import EmbeddedStore

OBSERVATIONS = re.compile(r"(VALUES \(\?observation [^)]*\) \{)[^{}]*\}")
FURTHER = re.compile(r"(VALUES \(\?class \?table\) \{)[^{}]*\}")
SWOLLEN_AFTER_BED_REST = """
  (1 HP:0000969 UBERON:0000978 HP:0012823 HP:0012823)
  (2 nos:RecentImmobilization nos:AnySite HP:0012823 HP:0012823)"""
SPASM_BY_DAY = "(1 HP:0003394 UBERON:0000978 HP:0012823 HP:0012823)"
SWELLING = "(nos:UnilateralLegSwelling g:weights-present)"
UBERON = "PREFIX UBERON: <http://purl.obolibrary.org/obo/UBERON_>\n"

Shipped = dict[str, CatalogueQuery]


@pytest.fixture
def four_tiers(shipped: Shipped) -> str:
    return shipped["differential/four-tiers"].text


def tiers(store: EmbeddedStore, text: str) -> dict[str, str]:
    return {curie(row["condition"]): row["tier"] for row in store.select(text)}


def test_criteria_are_met_by_the_observations_of_a_table(
    mini_store: EmbeddedStore, shipped: Shipped
) -> None:
    text = OBSERVATIONS.sub(
        rf"\1{SWOLLEN_AFTER_BED_REST} }}", shipped["differential/criteria"].text
    )
    (met,) = mini_store.select(UBERON + text)
    assert curie(met["criteria"]) == "nos:SwollenLegAfterBedRest"
    assert curie(met["condition"]) == "HP:0002625"


def test_another_presentation_has_another_differential(
    mini_store: EmbeddedStore, four_tiers: str
) -> None:
    night = tiers(mini_store, four_tiers)
    day = tiers(mini_store, OBSERVATIONS.sub(rf"\1 {SPASM_BY_DAY} }}", four_tiers))
    assert night["MONDO:0005391"] == "most_likely"
    assert day["nos:SleepRelatedLegCramps"] == "most_likely"
    assert day["HP:0002625"] == "do_not_miss"


def test_a_further_finding_moves_the_order(mini_store: EmbeddedStore, four_tiers: str) -> None:
    swollen = FURTHER.sub(rf"\1 {SWELLING} }}", four_tiers)
    rows = mini_store.select(swollen)
    assert curie(rows[0]["condition"]) == "HP:0002625"
    denied = FURTHER.sub(rf"\1 {SWELLING.replace('present', 'absent')} }}", four_tiers)
    assert tiers(mini_store, denied)["MONDO:0005391"] == "most_likely"


def test_a_row_that_is_bound_is_the_same_as_one_that_is_written(
    mini_store: EmbeddedStore, shipped: Shipped
) -> None:
    query = shipped["differential/four-tiers"]
    day = "1 HP:0003394 UBERON:0000978 HP:0012823 HP:0012823"
    written = FURTHER.sub(rf"\1 {SWELLING} }}", OBSERVATIONS.sub(rf"\1 ({day}) }}", query.text))
    further = "nos:UnilateralLegSwelling nos:graph/weights-present"
    bound = query.bind({"observation": [day], "class": [further]})
    assert mini_store.select(bound) == mini_store.select(written)


@pytest.mark.parametrize("row", ["1 HP:0003394", "1 2 3 4 5 6", "1 ) } HP:1 HP:2 HP:3"])
def test_a_row_that_does_not_fit_is_refused(shipped: Shipped, row: str) -> None:
    with pytest.raises(InvalidInput):
        shipped["differential/four-tiers"].bind({"observation": [row]})


def test_a_blank_row_leaves_the_table_empty(shipped: Shipped) -> None:
    query = shipped["differential/four-tiers"]
    assert query.bind({"class": [""]}).split() == query.text.split()


def test_what_an_example_leaves_open_may_stay_so(shipped: Shipped) -> None:
    query = shipped["differential/four-tiers"]
    assert query.bind({"top": ["UNDEF"]}) == query.text


def test_the_first_total_is_the_top_of_a_second_run(
    mini_store: EmbeddedStore, shipped: Shipped
) -> None:
    query = shipped["differential/four-tiers"]
    moved = FURTHER.sub(rf"\1 {SWELLING} }}", query.text)
    first = mini_store.select(moved)[0]["total"]
    again = FURTHER.sub(rf"\1 {SWELLING} }}", query.bind({"top": [first]}))
    assert tiers(mini_store, again)["HP:0002625"] == "most_likely"
