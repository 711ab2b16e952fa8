from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.browser.visiting import Visit


def test_the_page_opens_and_axe_finds_nothing_serious(
    visiting: Callable[..., Visit], picture: Any
) -> None:
    visit = visiting("/")
    picture(visit, "page-empty")
    assert visit.violations() == []
