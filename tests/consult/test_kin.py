"""What an entry says of the conditions that it is the answer for beside its own."""

from __future__ import annotations

import numpy as np
import pytest

from nosograph.consult.kin import in_words, kin_of, most_urgent
from nosograph.consult.place import Placed
from nosograph.domain.differential import Kin, Relation, Tier
from nosograph.domain.knowledge import Condition, Danger, Explanation, Urgency
from nosograph.inference.matrix import Matrix
from nosograph.inference.rank import Scores, with_posterior

DAYS = Danger(Urgency.DAYS, ("nos:Death",), Explanation("It kills in days."))
HOURS = Danger(Urgency.HOURS, ("nos:Death",), Explanation("It kills in hours."))
NAMES = ("nos:Stroke", "nos:Ischaemic", "nos:Migraine")
CONDITIONS = {name: Condition(name, name.partition(":")[2].lower()) for name in NAMES}


@pytest.fixture
def matrix() -> Matrix:
    every = dict.fromkeys(Matrix.__dataclass_fields__, np.zeros(0, np.int32))
    kinds = {"broader_start": np.array([0, 0, 1, 1]), "broader": np.array([0])}
    return Matrix(**{**every, **kinds, "terms": (), "conditions": NAMES})  # type: ignore[arg-type]


@pytest.mark.parametrize(("first", "other"), [(0, 1), (1, 0)])
def test_kin_say_how_they_relate_and_how_likely_they_would_be(
    matrix: Matrix, first: int, other: int
) -> None:
    total = np.zeros(3, np.float32)
    total[other] = -np.log(4)
    every = np.ones(3, bool)
    listed = np.arange(3) != other
    scores = with_posterior(Scores(total, total, total, every, listed))
    placed = Placed(first, Tier.LIKELY, (Placed(other, Tier.RARE),))
    (kin,) = kin_of(placed, scores, matrix, CONDITIONS)
    assert kin.condition.id == NAMES[other]
    assert kin.tier is Tier.RARE
    assert kin.relation is (Relation.NARROWER if other == 1 else Relation.BROADER)
    assert kin.probability == pytest.approx(0.5 / 4)


def test_the_danger_of_the_most_urgent_is_kept() -> None:
    harmless = Condition("nos:A", "a")
    dangerous = Condition("nos:B", "b", danger=HOURS)
    kin = Kin(dangerous, Relation.NARROWER, Tier.DO_NOT_MISS, 0.1)
    assert most_urgent(harmless, (kin,)).danger == HOURS
    assert most_urgent(Condition("nos:A", "a", danger=DAYS), (kin,)).danger == HOURS
    assert most_urgent(dangerous, (Kin(harmless, Relation.BROADER, Tier.RARE, 0.1),)) == dangerous
    assert most_urgent(harmless, ()).danger is None


@pytest.mark.parametrize("relation", list(Relation))
def test_why_another_condition_is_named_is_said_from_kind_to_whole(relation: Relation) -> None:
    stroke, ischaemic = CONDITIONS["nos:Stroke"], CONDITIONS["nos:Ischaemic"]
    pair = (stroke, ischaemic) if relation is Relation.NARROWER else (ischaemic, stroke)
    said = in_words(pair[0], Kin(pair[1], relation, Tier.RARE, 0.1))
    assert said.words.endswith("ischaemic is a kind of stroke")
    assert said.axioms == ("nos:Ischaemic SubClassOf: nos:Stroke",)
