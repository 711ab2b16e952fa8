"""What the pages cost, against what they may: ``python -m tests.browser.budget --home HOME``.

First paint is of a browser that has nothing yet, the median of several loads; weight is what comes
over the wire for it, compressed. Tiers are timed from the click to the frame that shows them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tests.browser.differential import SEED, DifferentialPage
from tests.browser.serving import served
from tests.browser.visiting import Visit

from nosograph.settings import Settings

FIRST_PAINT = 1000.0
CLICK_TO_TIERS = 200.0
WEIGHT = 300_000.0
LOADS = 5
CLICKS = 40
#: Clicks that are not counted: the figures are for what was seen before.
FIRST_SEEN = 4
PAGES = (
    "/",
    "/conditions",
    "/condition/HP:0002625",
    "/findings",
    "/finding/HP:0003394",
    "/complaints",
    "/complaint/NocturnalLegAndButtockSpasm",
    "/search?q=cramp",
    "/sources",
    "/ontology",
    "/api",
)
TRANSFERRED = """() => {
  const entries = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  return entries.reduce((sum, entry) => sum + entry.transferSize, 0);
}"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
TIMED = "() => performance.getEntriesByName('tiers').map((entry) => entry.duration)"


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that was measured, and what it may be at most."""

    what: str
    measured: float
    most: float
    unit: str

    @property
    def is_over(self) -> bool:
        return self.measured > self.most

    def __str__(self) -> str:
        verdict = "OVER" if self.is_over else "ok"
        amounts = f"{self.measured:>10,.0f} {self.unit:<5} of {self.most:>8,.0f}"
        return f"{self.what:<58}{amounts}  {verdict}"


def figures(browser: Browser, url: str) -> Iterator[Figure]:
    """Yield the figures of every page of a service."""
    for path in PAGES:
        loads = [loaded(browser, url + path) for _ in range(LOADS)]
        yield Figure(f"{path} first paint", median(paint for paint, _ in loads), FIRST_PAINT, "ms")
        yield Figure(f"{path} weight", max(weight for _, weight in loads), WEIGHT, "bytes")
    times = clicked(browser, url)
    cuts = quantiles(times, n=20)
    yield Figure(f"click to tiers, p50 of {len(times)}", median(times), CLICK_TO_TIERS, "ms")
    yield Figure(f"click to tiers, p95 of {len(times)}", cuts[-1], CLICK_TO_TIERS, "ms")


def loaded(browser: Browser, address: str) -> tuple[float, float]:
    """Return first paint in milliseconds and bytes over the wire of a first visit."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.wait_for_function(PAINTED)
    found = float(page.evaluate(PAINTED)), float(page.evaluate(TRANSFERRED))
    context.close()
    return found


def clicked(browser: Browser, url: str) -> list[float]:
    """Return how long the tiers took after each click, in milliseconds."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.goto("/")
    differential = DifferentialPage(Visit(page))
    differential.say(f"{SEED}, fever")
    for click in range(CLICKS):
        flip(page, differential, "absent" if click % 2 == 0 else "present")
    times: Any = page.evaluate(TIMED)
    context.close()
    return [float(each) for each in times[1 + FIRST_SEEN :]]


def flip(page: Page, differential: DifferentialPage, status: str) -> None:
    """Flip a finding, and wait until its tiers were painted."""
    before = page.evaluate(TIMED)
    differential.chip("Fever").get_by_role("combobox").select_option(status)
    page.wait_for_function(
        "count => performance.getEntriesByName('tiers').length > count", arg=len(before)
    )


def measured(home: Path) -> list[Figure]:
    """Serve a release, and measure its pages."""
    with served(home, workers=2) as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        found = list(figures(browser, service.url))
        browser.close()
        return found


def main() -> int:
    """Print every figure; tell by the exit code whether one is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Settings.from_environment().home)
    found = measured(parser.parse_args().home)
    for figure in found:
        print(figure)
    return int(any(figure.is_over for figure in found))


if __name__ == "__main__":
    sys.exit(main())
