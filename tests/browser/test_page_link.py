from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.conftest import Visiting
from tests.browser.differential import SEED, DifferentialPage

WORDS = f"{SEED}, no fever, a 58-year-old woman"


def shared(page: Page) -> str:
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.locator("#waiting")).to_contain_text("link is")
    return str(page.evaluate("location.hash"))


def test_a_link_restores_the_presentation_and_no_request_shows_it(
    differential: DifferentialPage, visiting: Visiting
) -> None:
    differential.say(WORDS)
    differential.chip("Fever").get_by_role("combobox").select_option("uncertain")
    differential.complete("Add a finding", "leg swell", "Pedal edema")
    differential.is_answered()
    fragment = shared(differential.page)
    restored = DifferentialPage(visiting(f"/{fragment}"))
    restored.is_answered()
    expect(restored.words).to_have_value(WORDS)
    expect(restored.chip("Fever")).to_have_attribute("data-status", "uncertain")
    assert restored.chips() == differential.chips()
    assert restored.listed() == differential.listed()
    for address in (*differential.visit.addresses, *restored.visit.addresses):
        assert fragment.lstrip("#") not in address.partition("#")[0]
        assert "spasm" not in address
        assert "?" not in address or "?v=" in address


def test_the_address_forgets_a_presentation_that_has_changed(
    differential: DifferentialPage,
) -> None:
    differential.say(SEED)
    assert shared(differential.page).startswith("#presentation=")
    differential.type(" and fever")
    differential.is_answered()
    assert differential.page.evaluate("location.hash") == ""


def test_nothing_is_kept_in_the_browser(differential: DifferentialPage) -> None:
    differential.say(SEED)
    kept: Any = differential.page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie]"
    )
    assert kept == [0, 0, ""]


def test_a_broken_link_is_said_and_asks_nothing(visiting: Visiting) -> None:
    page = DifferentialPage(visiting("/#presentation=eyJ0ZXh0Ijo1fQ"))
    expect(page.problem).to_contain_text("holds no presentation that can be read")
    assert [url for url in page.visit.addresses if "/api/" in url] == []


def test_it_prints_a_sheet(differential: DifferentialPage, screenshots: Path | None) -> None:
    differential.say(WORDS)
    differential.page.emulate_media(media="print")
    for hidden in ("Start again", "Print", "Yes"):
        expect(differential.page.get_by_role("button", name=hidden).first).to_be_hidden()
    expect(differential.entry("deep vein thrombosis").get_by_text("Dangerous")).to_be_visible()
    expect(differential.page.locator("#marks")).to_contain_text(SEED)
    expect(differential.page.locator(".caution")).to_be_visible()
    sheet = differential.page.pdf(format="A4")
    assert sheet.startswith(b"%PDF")
    if screenshots:
        (screenshots / "page-print.pdf").write_bytes(sheet)
        differential.page.screenshot(path=screenshots / "page-print.png", full_page=True)


def test_an_obsolete_code_in_a_link_is_replaced_and_said(visiting: Visiting) -> None:
    said = json.dumps({"text": "", "added": [{"id": "HP:0001424"}, {"id": "HP:0001945"}]})
    fragment = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    page = DifferentialPage(visiting(f"/#presentation={fragment}"))
    page.is_answered()
    expect(page.page.locator("#oddities")).to_contain_text("is obsolete; HP:0003510 is used")
    assert page.chips() == ["Severe short stature", "Fever"]
