"""The differential page, as somebody uses it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect
from tests.browser.visiting import Visit

SEED = "nocturnal leg and butt spasms"
TYPING = 15


@dataclass(frozen=True)
class DifferentialPage:
    """A visit to the page, with names for what is on it."""

    visit: Visit

    @property
    def page(self) -> Page:
        return self.visit.page

    @property
    def words(self) -> Locator:
        return self.page.get_by_label("In words")

    @property
    def waiting(self) -> Locator:
        return self.page.locator("#waiting")

    @property
    def problem(self) -> Locator:
        return self.page.get_by_role("alert")

    def type(self, text: str) -> None:
        """Type words as a person does, one key after the other."""
        self.words.press_sequentially(text, delay=TYPING)

    def say(self, text: str) -> None:
        """Put words in at once, and wait for their tiers."""
        self.words.fill(text)
        self.is_answered()

    def is_answered(self) -> None:
        expect(self.page.locator('#consult[data-state="answered"]')).to_be_visible()
        expect(self.page.locator("#differential")).to_have_attribute("aria-busy", "false")

    def chip(self, name: str) -> Locator:
        link = self.page.get_by_role("link", name=name, exact=True)
        return self.page.locator(".chip").filter(has=link)

    def chips(self) -> list[str]:
        return self.page.locator(".chip .name").all_inner_texts()

    def tier(self, name: str) -> Locator:
        return self.page.locator(f'[data-tier="{name}"]')

    def entry(self, label: str) -> Locator:
        link = self.page.get_by_role("link", name=label, exact=True)
        return self.page.locator(".entry").filter(has=link)

    def listed(self) -> list[str]:
        return self.page.locator(".entry h4").all_inner_texts()

    def marks(self) -> list[str]:
        return self.page.locator("#marks mark").all_inner_texts()

    def complete(self, label: str, typed: str, option: str) -> None:
        """Pick an option of a completion."""
        box = self.page.get_by_role("combobox", name=label)
        box.press_sequentially(typed, delay=TYPING)
        self.page.locator("[role=option]").filter(has_text=option).first.click()
