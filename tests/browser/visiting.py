"""A visit in a browser: what it requested, what went wrong in it, and what axe says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")
#: What axe checks, as its rules are tagged: WCAG 2.2 up to AA, and what it calls best practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What Chromium says of every answer that is no success, which pages show by themselves.
ANSWERED = "Failed to load resource"


@dataclass
class Visit:
    """A page, with its status, the addresses it asked for and the complaints of its console."""

    page: Page
    status: int = 0
    requested: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        return [request.url for request in self.requested]

    def violations(self) -> list[str]:
        """Return what axe finds that is serious or critical, with its elements."""
        self.page.evaluate(AXE)
        options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
        found: Any = self.page.evaluate("options => axe.run('html', options)", options)
        return [
            f"{each['id']} ({each['impact']}): {each['help']}: {node['html'][:200]}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]

    def overflows(self) -> bool:
        """Tell whether the page is wider than the window."""
        return bool(
            self.page.evaluate(
                "document.scrollingElement.scrollWidth > document.documentElement.clientWidth"
            )
        )


def opened(context: BrowserContext) -> Visit:
    """Open a page that is watched; what it asks of other hosts never leaves."""
    visit = Visit(context.new_page())

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and ANSWERED not in message.text:
            visit.complaints.append(message.text)

    def asked(request: Request) -> None:
        visit.requested.append(request)

    visit.page.on("console", heard)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("request", asked)
    return visit
