from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.knowledge.remembered import Remembered


class Source:
    """Knows the length of every name that does not begin with ``?``; remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def load(self, ids: Sequence[str]) -> dict[str, int]:
        self.asked.append(list(ids))
        return {name: len(name) for name in ids if not name.startswith("?")}


@pytest.fixture
def source() -> Source:
    return Source()


def test_what_was_looked_up_is_not_asked_again(source: Source) -> None:
    remembered = Remembered(source.load, size=3)
    assert remembered.get(["a", "bb"]) == {"a": 1, "bb": 2}
    assert remembered.get(["bb", "ccc", "a"]) == {"a": 1, "bb": 2, "ccc": 3}
    assert source.asked == [["a", "bb"], ["ccc"]]


def test_the_least_recently_asked_is_forgotten_first(source: Source) -> None:
    remembered = Remembered(source.load, size=2)
    remembered.get(["a", "bb"])
    remembered.get(["a"])
    remembered.get(["ccc"])
    source.asked.clear()
    remembered.get(["a", "ccc", "bb"])
    assert source.asked == [["bb"]]


def test_more_than_fits_is_answered_all_the_same(source: Source) -> None:
    names = [f"n{index}" for index in range(10)]
    assert Remembered(source.load, size=2).get(names).keys() == set(names)


def test_what_the_source_does_not_know_is_left_out(source: Source) -> None:
    assert Remembered(source.load, size=2).get(["?", "a", "?"]) == {"a": 1}
    assert source.asked == [["?", "a"]]


def test_nothing_is_asked_for_nothing(source: Source) -> None:
    assert Remembered(source.load, size=2).get([]) == {}
    assert source.asked == []


@given(st.lists(st.lists(st.text("ab?", max_size=2), max_size=4)), st.integers(1, 3))
def test_remembering_never_changes_an_answer(asked: list[list[str]], size: int) -> None:
    remembered = Remembered(Source().load, size)
    for ids in asked:
        assert remembered.get(ids) == Source().load(ids)


def test_threads_may_share_it(source: Source) -> None:
    remembered = Remembered(source.load, size=5)

    def ask(index: int) -> bool:
        names = [f"n{(index + step) % 20}" for step in range(5)]
        return remembered.get(names) == {name: len(name) for name in names}

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(500)))
