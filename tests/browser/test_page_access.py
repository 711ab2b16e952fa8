from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import ViewportSize, expect
from tests.browser.conftest import DESKTOP, PHONE, Visiting
from tests.browser.differential import SEED, DifferentialPage
from tests.browser.visiting import Visit

Picture = Callable[[Visit, str], None]
WORDS = f"{SEED} in a 58-year-old woman for 3 weeks, no leg swelling, lazy kneecap jiggle"


#: Between them, every colour and every arrangement; axe takes seconds for each state.
CHECKED = (("light", DESKTOP), ("dark", PHONE))


def opened_up(page: DifferentialPage) -> None:
    """Open one of everything that opens."""
    page.entry("restless legs syndrome").get_by_text("Reasons, evidence and codes").click()
    danger = page.page.locator(".danger").first
    danger.locator("summary").first.click()
    danger.get_by_text("Axioms").click()
    page.page.locator("#placement .complaint summary").first.click()
    page.page.get_by_role("button", name="Correct").first.click()


@pytest.mark.parametrize(
    ("colours", "window"),
    [
        *CHECKED,
        pytest.param("dark", DESKTOP, marks=pytest.mark.slow),
        pytest.param("light", PHONE, marks=pytest.mark.slow),
    ],
)
def test_every_state_is_accessible_and_fits_its_window(
    visiting: Visiting, picture: Picture, colours: str, window: ViewportSize
) -> None:
    page = DifferentialPage(visiting("/", viewport=window, color_scheme=colours))
    name = f"page-{colours}-{window['width']}"

    def is_well(state: str) -> None:
        picture(page.visit, f"{name}-{state}")
        assert not page.visit.overflows()
        if (colours, window) in CHECKED:
            assert page.visit.violations() == []

    is_well("empty")
    page.say(WORDS)
    is_well("answered")
    opened_up(page)
    is_well("opened")
    page.page.get_by_role("combobox", name="Add a finding").press_sequentially("musc")
    expect(page.page.locator("[role=option]").first).to_be_visible()
    is_well("completing")
    page.page.get_by_label("Everything dangerous").check()
    is_well("dangerous")
    page.page.route("**/api/differential", lambda route: route.abort())
    page.type(" and fever")
    expect(page.problem).to_be_visible()
    is_well("failed")


def test_a_whole_consultation_goes_by_keyboard_alone(differential: DifferentialPage) -> None:
    keyboard = differential.page.keyboard
    reach = Reaching(differential)
    reach.control("words")
    keyboard.type("muscle cramps")
    differential.is_answered()
    reach.role("combobox", "Add a finding")
    keyboard.type("fever")
    expect(differential.page.locator("[role=option]").first).to_be_visible()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    keyboard.press("Enter")
    expect(differential.chip("Fever")).to_be_visible()
    reach.role("combobox", "Fever: status")
    keyboard.press("ArrowDown")
    expect(differential.chip("Fever")).to_have_attribute("data-status", "absent")
    reach.role("button", "Correct site, timing and modifiers of Muscle spasm", backwards=True)
    keyboard.press("Enter")
    reach.role("combobox", "Site")
    keyboard.type("calf")
    expect(differential.page.locator("[role=option]").first).to_be_visible()
    keyboard.press("Enter")
    expect(differential.chip("Muscle spasm").locator(".qualifiers")).to_have_text("calf")
    differential.is_answered()
    asked = differential.page.locator("#questions .asked").first.inner_text()
    reach.role("button", f"Yes: {asked}")
    keyboard.press("Enter")
    expect(differential.chip(asked)).to_be_visible()
    differential.is_answered()
    expect(differential.page.locator("#questions :focus")).to_have_count(1)
    reach.control("tiers")
    expect(differential.page.locator(".entry :focus")).to_have_count(1)


def test_completion_follows_the_keys_of_a_combobox(differential: DifferentialPage) -> None:
    box = differential.page.get_by_role("combobox", name="Add a finding")
    box.press_sequentially("muscle")
    options = differential.page.locator("[role=option]")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    active = box.get_attribute("aria-activedescendant")
    expect(options.last).to_have_attribute("id", str(active))
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("muscle")
    box.press("Escape")
    expect(box).to_have_value("")


def test_a_list_that_is_closed_is_not_picked_from(differential: DifferentialPage) -> None:
    differential.say("muscle cramps")
    chip = differential.chip("Muscle spasm")
    chip.get_by_role("button", name="Correct").click()
    timing = differential.page.get_by_role("combobox", name="Timing")
    timing.focus()
    expect(timing).to_have_attribute("aria-expanded", "true")
    timing.press("Escape")
    timing.press("Enter")
    differential.page.wait_for_timeout(300)
    expect(chip.locator(".qualifiers")).to_have_count(0)


def test_the_way_to_the_tiers_takes_the_focus_with_it(visiting: Visiting) -> None:
    page = DifferentialPage(visiting("/", viewport=PHONE))
    page.say(SEED)
    page.page.locator("#jump").press("Enter")
    page.page.keyboard.press("Tab")
    expect(page.page.locator("#differential :focus")).to_have_count(1)


def test_a_new_answer_is_announced(differential: DifferentialPage) -> None:
    differential.say(SEED)
    status = differential.page.locator("#waiting[role=status]")
    expect(status).to_contain_text("Most likely: restless legs syndrome")


class Reaching:
    """Moves the focus by Tab alone."""

    FARTHEST = 80

    def __init__(self, differential: DifferentialPage) -> None:
        self.page = differential.page

    def control(self, id_: str) -> None:
        self._until(f"#{id_}:focus, #{id_} :focus", "Tab")

    def role(self, role: str, name: str, *, backwards: bool = False) -> None:
        wanted = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        wanted.first.wait_for()
        for _ in range(self.FARTHEST):
            if wanted.first.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"{name} is not reached by Tab")

    def _until(self, selector: str, key: str) -> None:
        for _ in range(self.FARTHEST):
            if self.page.locator(selector).count():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{selector} is not reached by {key}")
