from __future__ import annotations

import re

from playwright.sync_api import expect
from tests.browser.differential import SEED, DifferentialPage


def test_danger_says_how_it_was_derived(differential: DifferentialPage) -> None:
    differential.say(SEED)
    danger = differential.entry("deep vein thrombosis").locator(".danger")
    expect(danger).to_contain_text("within hours")
    danger.get_by_text("Dangerous").click()
    expect(danger).to_contain_text("pulmonary embolism")
    danger.get_by_text("Axioms").click()
    expect(danger.get_by_role("list")).to_contain_text("SubClassOf: hasComplication some")


def test_an_entry_says_what_speaks_for_and_against_it(differential: DifferentialPage) -> None:
    differential.say(f"{SEED}, tingling, no leg swelling")
    entry = differential.entry("restless legs syndrome")
    entry.get_by_text("Reasons, evidence and codes").click()
    supporting = entry.get_by_role("region", name="For").get_by_role("row")
    expect(supporting.filter(has_text="Paresthesia")).to_contain_text(re.compile(r"\d+"))
    expect(entry).to_contain_text("Leading cause")
    unknown = entry.get_by_role("region", name="Unknown, and telling")
    expect(unknown.get_by_role("link", name="Restless legs", exact=True)).to_be_visible()
    assert entry.locator('a[href^="/term/nos:source/"]').count() > 0
    paper = entry.locator('a[href^="https://pubmed.ncbi.nlm.nih.gov/"]').first
    expect(paper).to_have_text(re.compile(r"^PMID:\d+$"))


def test_codes_are_copied(differential: DifferentialPage) -> None:
    differential.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    differential.say(SEED)
    entry = differential.entry("restless legs syndrome")
    entry.get_by_text("Reasons, evidence and codes").click()
    expect(entry.locator(".codes")).to_contain_text("ICD-10-CMG25.81", use_inner_text=False)
    entry.get_by_role("button", name="Copy SNOMED CT 32914008").click()
    expect(entry.get_by_text("Copied")).to_be_visible()
    assert differential.page.evaluate("navigator.clipboard.readText()") == "32914008"


def test_answering_a_question_moves_the_tiers(differential: DifferentialPage) -> None:
    differential.say("leg cramps")
    before = differential.listed()
    question = differential.page.locator("#questions li").first
    asked = question.locator(".asked").inner_text()
    question.get_by_role("button", name="Yes").click()
    expect(differential.chip(asked)).to_have_attribute("data-status", "present")
    differential.is_answered()
    assert differential.listed() != before
    assert asked not in differential.page.locator("#questions .asked").all_inner_texts()


def test_entries_that_moved_say_where_they_stood(differential: DifferentialPage) -> None:
    differential.say(SEED)
    differential.complete("Add a finding", "leg swelling", "Pedal edema")
    differential.is_answered()
    expect(differential.page.locator(".moved").first).to_contain_text("was:")


def test_an_unknown_finding_is_answered_in_its_entry(differential: DifferentialPage) -> None:
    differential.say(SEED)
    entry = differential.entry("restless legs syndrome")
    entry.get_by_text("Reasons, evidence and codes").click()
    entry.get_by_role("button", name="Yes: Restless legs", exact=True).click()
    expect(differential.chip("Restless legs")).to_have_attribute("data-status", "present")
    differential.is_answered()
    expect(differential.entry("restless legs syndrome").locator(".more")).to_have_attribute(
        "open", ""
    )


def test_everything_dangerous_is_one_list_by_urgency(differential: DifferentialPage) -> None:
    differential.say(SEED)
    dangerous = differential.page.locator(".entry[data-danger]").count()
    differential.page.get_by_label("Everything dangerous").check()
    expect(differential.page.locator(".entry")).to_have_count(dangerous)
    sections = differential.page.locator("#tiers section")
    expect(sections.first).to_have_attribute("data-urgency", "hours")
    differential.page.get_by_label("Four tiers").check()
    expect(sections).to_have_count(4)


def test_what_is_left_out_is_counted(differential: DifferentialPage) -> None:
    differential.say(SEED)
    expect(differential.tier("rare").locator(".omitted")).to_contain_text(
        re.compile(r"^\d+ more qualified")
    )


def test_the_answer_says_who_reasoned_and_what_it_is(differential: DifferentialPage) -> None:
    differential.say(SEED)
    about = differential.page.locator(".about")
    expect(about).to_contain_text("not a medical device")
    expect(about).to_contain_text("index over definitions")
    expect(about).to_contain_text("Release 20")


def test_the_complaint_says_why_it_was_met(differential: DifferentialPage) -> None:
    differential.say(SEED)
    complaint = differential.page.locator("#placement .complaint").first
    complaint.locator("summary").first.click()
    expect(complaint).to_contain_text("nocturnal leg and buttock spasm means presentation that has")


def test_the_same_request_is_shown(differential: DifferentialPage) -> None:
    differential.say(SEED)
    differential.page.get_by_text("The same as a request").click()
    expect(differential.page.locator("#request")).to_contain_text('"id": "HP:0003394"')
