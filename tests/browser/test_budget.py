from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.browser.budget import figures
from tests.browser.serving import Served


@pytest.mark.slow
def test_every_page_keeps_to_its_budget(browser: Browser, service: Served) -> None:
    assert [str(figure) for figure in figures(browser, service.url) if figure.is_over] == []
