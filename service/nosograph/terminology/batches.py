"""Asking of many codes in a few queries, two at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")

#: An embedded store answers outside Python's lock, so that one answer is read while the next is
#: made: 100,000 codes took 6.2 s with two readers and 8.4 s with one, on a shared machine of two
#: cores, where other runs showed no difference.
READERS = 2


def in_parallel(ask: Callable[..., Answer], *items: Iterable[Any]) -> Iterator[Answer]:
    """Yield the answers to some questions in their order, as ``map`` does, two at a time."""
    with ThreadPoolExecutor(READERS) as readers:
        yield from readers.map(ask, *items)


def in_batches(
    ask: Callable[[Sequence[str]], Answer], codes: Sequence[str], size: int
) -> Iterator[Answer]:
    """Yield the answer for each batch of codes; a single batch needs no thread."""
    batches = [codes[begin : begin + size] for begin in range(0, len(codes), size)]
    return in_parallel(ask, batches) if len(batches) > 1 else map(ask, batches)
