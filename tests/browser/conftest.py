"""Real pages in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright
from tests.browser.differential import DifferentialPage
from tests.browser.serving import Served, served
from tests.browser.visiting import Visit, opened

#: Milliseconds that an expectation waits; the machine may be busy.
PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}

Visiting = Callable[..., Visit]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what needs a browser last: Playwright keeps an event loop running to the end of a run."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def service(release_home: Path) -> Iterator[Served]:
    """Return a running service, for all tests that leave it running."""
    with served(release_home) as running:
        yield running


@pytest.fixture(scope="session")
def browser(require_program: Callable[[str], str]) -> Iterator[Browser]:
    program = require_program("chromium")
    with sync_playwright() as playwright:
        # Chromium's sandbox needs namespaces that containers and root do not have.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visiting(browser: Browser, service: Served) -> Iterator[Visiting]:
    """Return a function that visits a path; when the test ends, nothing may have gone wrong.

    Its arguments are those of a browser's context: ``viewport``, ``color_scheme``,
    ``java_script_enabled``; ``script`` runs before the page's own.
    """
    visits: list[Visit] = []

    def visit(path: str = "/", script: str = "", **options: Any) -> Visit:
        settings = {"viewport": DESKTOP, "base_url": service.url, **options}
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        if script:
            context.add_init_script(script)
        made = opened(context)
        visits.append(made)
        answer = made.page.goto(path)
        made.status = answer.status if answer else 0
        return made

    yield visit
    for made in visits:
        made.page.context.close()
    assert [complaint for made in visits for complaint in made.complaints] == []
    assert [url for made in visits for url in made.addresses if not is_own(url, service)] == []


def is_own(url: str, service: Served) -> bool:
    return url.startswith((service.url, "blob:", "data:"))


@pytest.fixture(scope="session")
def screenshots() -> Path | None:
    """Return where pictures go: the folder that SCREENSHOTS names, without which none are taken."""
    named = os.environ.get("SCREENSHOTS")
    if named:
        Path(named).mkdir(parents=True, exist_ok=True)
    return Path(named) if named else None


@pytest.fixture
def picture(screenshots: Path | None) -> Callable[[Visit, str], None]:
    """Return a function that keeps a picture of a whole page."""

    def take(visit: Visit, name: str) -> None:
        if screenshots:
            visit.page.screenshot(path=screenshots / f"{name}.png", full_page=True)

    return take


@pytest.fixture
def differential(visiting: Visiting) -> DifferentialPage:
    """Return the differential page, opened on a desktop in light colours."""
    return DifferentialPage(visiting("/"))
