from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nosograph.errors import Overloaded, TooManyRequests
from nosograph.knowledge.fair_queue import FairQueue, Ticket
from nosograph.knowledge.rate_limit import RateLimit


def test_a_client_that_asks_much_waits_behind_one_that_asks_little() -> None:
    queue = FairQueue(places=1, each=1, waiting=10, waiting_each=10)
    first, *others = [queue.join("greedy") for _ in range(5)]
    modest = queue.join("modest")
    queue.leave(first)
    assert modest.granted
    assert not any(ticket.granted for ticket in others)


def test_a_place_is_kept_for_another_client() -> None:
    queue = FairQueue(places=3, each=2, waiting=10, waiting_each=10)
    assert [queue.join("greedy").granted for _ in range(3)] == [True, True, False]
    assert queue.join("modest").granted


def test_clients_take_turns() -> None:
    queue = FairQueue(places=1, each=1, waiting=10, waiting_each=10)
    current = queue.join("a")
    waiting = [queue.join(client) for client in "aabb"]
    order = []
    while waiting:
        queue.leave(current)
        (current,) = [ticket for ticket in waiting if ticket.granted]
        waiting.remove(current)
        order.append(current.client)
    assert order == ["b", "a", "b", "a"]


def test_who_asks_too_much_is_told_so_and_others_only_when_all_is_full() -> None:
    queue = FairQueue(places=1, each=1, waiting=3, waiting_each=2)
    for _ in range(3):
        queue.join("greedy")
    with pytest.raises(TooManyRequests):
        queue.join("greedy")
    queue.join("modest")
    with pytest.raises(Overloaded, match="too many queries are waiting"):
        queue.join("late")
    assert queue.counts() == (1, 3)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=60))
def test_places_are_never_lost_nor_given_twice(steps: list[tuple[str, bool]]) -> None:
    queue = FairQueue(places=3, each=2, waiting=60, waiting_each=60)
    here: list[Ticket] = []
    for client, comes in steps:
        if comes or not here:
            here.append(queue.join(client))
        else:
            queue.leave(here.pop(len(here) // 2))
        held = [ticket.client for ticket in here if ticket.granted]
        assert queue.counts() == (len(held), len(here) - len(held))
        assert len(held) <= 3
        assert all(held.count(name) <= 2 for name in "abc")
        entitled = [t for t in here if not t.granted and held.count(t.client) < 2]
        assert len(held) == 3 or not entitled
    for ticket in here:
        queue.leave(ticket)
    assert queue.counts() == (0, 0)


def test_a_bucket_empties_and_refills() -> None:
    now = [0.0]
    limit = RateLimit(6, lambda: now[0])
    for _ in range(6):
        limit.admit("a")
    with pytest.raises(TooManyRequests) as refused:
        limit.admit("a")
    assert refused.value.retry_after == 10
    limit.admit("b")
    now[0] = 10.0
    limit.admit("a")
    with pytest.raises(TooManyRequests):
        limit.admit("a")


def test_no_limit_is_no_limit() -> None:
    limit = RateLimit(0)
    for _ in range(1_000):
        limit.admit("a")


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def busy_queue(clock: Clock, seconds: float) -> tuple[FairQueue, list[Ticket]]:
    """Return three places that three clients have had for so long."""
    queue = FairQueue(places=3, each=2, waiting=10, waiting_each=10, now=clock)
    held = [queue.join(client) for client in "abc"]
    clock.time = seconds
    return queue, held


def test_the_last_place_is_for_those_who_have_used_little(clock: Clock) -> None:
    queue, held = busy_queue(clock, 5)
    waiting = [queue.join(client) for client in "abc"]
    queue.leave(held[0])
    assert not any(ticket.granted for ticket in waiting)
    assert queue.join("modest").granted


def test_a_long_query_gives_way_to_a_client_that_has_used_little(clock: Clock) -> None:
    queue, held = busy_queue(clock, 5)
    modest = queue.join("modest")
    queue.make_way()
    assert not any(ticket.revoked for ticket in held)
    clock.time += 0.3
    queue.make_way()
    queue.make_way()
    assert [ticket.revoked for ticket in held].count(True) == 1
    queue.leave(next(ticket for ticket in held if ticket.revoked))
    assert modest.granted


def test_a_query_has_its_slice_whoever_waits(clock: Clock) -> None:
    queue, held = busy_queue(clock, 0)
    queue.join("modest")
    clock.time = 0.9
    queue.make_way()
    assert not any(ticket.revoked for ticket in held)
    clock.time = 1.0
    queue.make_way()
    assert any(ticket.revoked for ticket in held)


def test_the_client_that_has_used_most_gives_way(clock: Clock) -> None:
    queue, held = busy_queue(clock, 5)
    held.append(queue.join("d"))
    queue.leave(held.pop(0))
    clock.time = 8
    queue.join("modest")
    clock.time = 8.3
    queue.make_way()
    assert {ticket.client for ticket in held if ticket.revoked} <= {"b", "c"}
    assert any(ticket.revoked for ticket in held)


def test_clients_that_use_alike_do_not_interrupt_each_other(clock: Clock) -> None:
    queue, held = busy_queue(clock, 5)
    queue.leave(held[0])
    queue.join("a")
    clock.time = 12
    queue.make_way()
    assert not any(ticket.revoked for ticket in held)


def test_time_used_is_forgotten(clock: Clock) -> None:
    queue, held = busy_queue(clock, 5)
    queue.leave(held[0])
    again = queue.join("a")
    clock.time = 300
    queue.make_way()
    assert again.granted


def test_who_may_have_all_places_is_kept_from_none(clock: Clock) -> None:
    queue = FairQueue(places=2, each=2, waiting=10, waiting_each=10, now=clock)
    first = queue.join("only")
    clock.time = 5
    queue.leave(first)
    assert [queue.join("only").granted for _ in range(2)] == [True, True]
