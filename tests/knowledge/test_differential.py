"""The differential in SPARQL is the same from every store, whichever way its engine joins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from nosograph.artefacts import queries_folder
from nosograph.knowledge.catalogue import read_catalogue
from nosograph.knowledge.release import Release
from nosograph.knowledge.store import EmbeddedStore, Store

QUERIES = read_catalogue(queries_folder())
BY_DAY = "1 HP:0003394 UBERON:0000978 HP:0012823 HP:0012823"
SWOLLEN = "nos:UnilateralLegSwelling nos:graph/weights-present"
NOT_DYSTONIC = "HP:0001332 nos:graph/weights-absent"
TIERS, RANKING = "differential/four-tiers", "differential/ranking"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (TIERS, {}),
        (TIERS, {"class": [SWOLLEN]}),
        (TIERS, {"class": [NOT_DYSTONIC]}),
        (TIERS, {"observation": [BY_DAY], "class": [SWOLLEN, NOT_DYSTONIC]}),
        (RANKING, {"finding": ["HP:0003394"]}),
        (RANKING, {"finding": ["HP:0003394", "HP:0001332"]}),
        ("differential/complaints", {}),
        ("differential/complaints", {"observation": [BY_DAY]}),
    ],
)
def test_every_store_gives_the_same_differential(
    mini_release: Release, store: Store, name: str, values: dict[str, list[str]]
) -> None:
    query = QUERIES.get(name).bind(values)
    rows = EmbeddedStore(mini_release.store).select(query)
    assert rows
    assert rounded(store.select(query)) == rounded(rows)


def rounded(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return rows with their numbers as every engine writes them."""
    return [{name: written(value) for name, value in row.items()} for row in rows]


def written(value: str) -> str:
    try:
        return f"{float(value):.3f}"
    except ValueError:
        return value
