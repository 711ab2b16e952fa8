from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from tests.browser.differential import SEED, DifferentialPage


def test_tiers_appear_while_words_are_typed(differential: DifferentialPage) -> None:
    differential.type(SEED)
    differential.is_answered()
    expect(differential.tier("most_likely").locator(".entry")).to_have_count(1)
    assert differential.listed()[0] == "restless legs syndrome"
    assert differential.chips() == ["Muscle spasm", "Muscle spasm"]


def test_the_words_that_were_read_are_marked(differential: DifferentialPage) -> None:
    differential.say("😀 leg cramps, no fever")
    assert differential.marks() == ["leg cramps", "fever"]
    expect(differential.page.locator("#marks mark").nth(1)).to_have_attribute(
        "data-status", "absent"
    )


def test_a_finding_points_at_its_words(differential: DifferentialPage) -> None:
    differential.say("leg cramps, no fever")
    differential.chip("Fever").hover()
    assert differential.page.locator("mark.pointed").all_inner_texts() == ["fever"]


def test_marks_stay_with_their_words_while_typing_goes_on(differential: DifferentialPage) -> None:
    differential.say("leg cramps, fever")
    differential.page.route("**/api/differential", lambda route: None)
    differential.words.press("Home")
    differential.words.press_sequentially("old ")
    assert differential.marks() == ["leg cramps", "fever"]


def test_an_example_is_answered_by_one_click(differential: DifferentialPage) -> None:
    differential.page.get_by_role("button", name=SEED, exact=True).click()
    differential.is_answered()
    expect(differential.words).to_have_value(SEED)
    assert differential.listed()[0] == "restless legs syndrome"


def test_flipping_a_status_moves_the_tiers(differential: DifferentialPage) -> None:
    differential.say("chest pain and fever")
    before = differential.listed()
    chip = differential.chip("Fever")
    chip.get_by_role("combobox", name="Fever: status").select_option("absent")
    differential.is_answered()
    expect(chip).to_have_attribute("data-status", "absent")
    assert differential.listed() != before
    expect(differential.page.locator('#marks mark[data-status="absent"]')).to_have_text("fever")


def test_site_timing_and_modifier_are_corrected_by_completion(
    differential: DifferentialPage,
) -> None:
    differential.say("muscle cramps")
    chip = differential.chip("Muscle spasm")
    chip.get_by_role("button", name="Correct").click()
    differential.complete("Site", "cal", "calf")
    expect(chip.locator(".qualifiers")).to_have_text("calf")
    differential.complete("Timing", "noct", "Nocturnal")
    differential.complete("Modifier", "unil", "Unilateral")
    expect(chip.locator(".qualifiers")).to_have_text("calf · Nocturnal · Unilateral")
    differential.is_answered()
    expect(differential.page.locator("#placement")).to_contain_text("nocturnal leg spasm")
    chip.get_by_role("button", name="Drop Nocturnal").click()
    expect(chip.locator(".qualifiers")).to_have_text("calf · Unilateral")


def test_a_list_without_words_shows_every_timing(differential: DifferentialPage) -> None:
    differential.say("muscle cramps")
    differential.chip("Muscle spasm").get_by_role("button", name="Correct").click()
    differential.page.get_by_role("combobox", name="Timing").focus()
    expect(differential.page.locator("[role=option]").filter(has_text="Nocturnal")).to_be_visible()


def test_a_finding_is_removed_and_put_back(differential: DifferentialPage) -> None:
    differential.say("chest pain, fever")
    differential.page.get_by_role("button", name="Remove Fever").click()
    differential.is_answered()
    assert differential.chips() == ["Chest pain"]
    assert differential.marks() == ["chest pain"]
    differential.page.get_by_role("button", name="Put back: Fever").click()
    assert differential.chips() == ["Chest pain", "Fever"]


def test_a_finding_is_added_by_completion(differential: DifferentialPage) -> None:
    differential.complete("Add a finding", "charley", "charley horse")
    differential.is_answered()
    assert differential.chips() == ["Muscle spasm"]


def test_what_completes_to_nothing_is_read_as_words(differential: DifferentialPage) -> None:
    differential.complete("Add a finding", "leg cramps at night", "Read “leg cramps at night” as")
    differential.is_answered()
    expect(differential.words).to_have_value("leg cramps at night")


def test_a_suggestion_is_taken_by_one_click(differential: DifferentialPage) -> None:
    differential.say("leg cramps and lazy kneecap jiggle")
    suggestions = differential.page.locator("#suggestions li")
    expect(suggestions.first).to_be_visible()
    label = suggestions.first.get_by_role("button").first.inner_text()
    suggestions.first.get_by_role("button").first.click()
    differential.is_answered()
    assert label in differential.chips()
    expect(differential.page.locator("#suggestions")).to_be_hidden()


def test_corrections_stay_when_more_is_typed(differential: DifferentialPage) -> None:
    differential.say("chest pain and fever")
    differential.chip("Fever").get_by_role("combobox").select_option("absent")
    differential.words.press("End")
    differential.type(", sweating")
    expect(differential.chip("Hyperhidrosis")).to_be_visible()
    expect(differential.chip("Fever")).to_have_attribute("data-status", "absent")


def test_a_contradiction_in_the_words_is_said(differential: DifferentialPage) -> None:
    differential.say("leg cramps, fever. no fever")
    expect(differential.page.locator("#oddities")).to_contain_text("Fever (HP:0001945)")


def test_a_contradiction_by_correction_is_refused_in_the_services_words(
    differential: DifferentialPage,
) -> None:
    differential.say("chest pain and fever")
    differential.complete("Add a finding", "low grade fev", "Low-grade fever")
    differential.is_answered()
    differential.chip("Fever").get_by_role("combobox").select_option("absent")
    expect(differential.problem).to_contain_text("A finding is both asserted and denied")
    expect(differential.page.locator(".entry")).to_have_count(0)


def test_age_sex_and_duration_are_read_and_can_be_given(differential: DifferentialPage) -> None:
    differential.say("chest pain for 3 weeks in a 58-year-old woman")
    expect(differential.page.get_by_label("Age", exact=True)).to_have_value("58")
    expect(differential.page.get_by_label("Sex", exact=True)).to_have_value("female")
    expect(differential.page.get_by_label("Since", exact=True)).to_have_value("3")
    with differential.page.expect_request("**/api/differential") as asked:
        differential.page.get_by_label("Age", exact=True).fill("18")
        differential.page.get_by_label("Unit of the age").select_option("months")
    differential.is_answered()
    document: Any = asked.value.post_data_json
    assert document["sex"] == "female"
    with differential.page.expect_request("**/api/differential") as asked:
        differential.page.get_by_label("Sex", exact=True).select_option("male")
    document = asked.value.post_data_json
    assert (document["age"], document["sex"], document["duration"]) == ("P1Y6M", "male", 21)


def test_a_unit_alone_says_nothing(differential: DifferentialPage) -> None:
    differential.page.get_by_label("Unit of the age").select_option("months")
    differential.page.get_by_label("Unit of the duration").select_option("weeks")
    differential.say("chest pain for 3 days in a 58-year-old woman")
    expect(differential.page.get_by_label("Age", exact=True)).to_have_value("58")
    expect(differential.page.get_by_label("Since", exact=True)).to_have_value("3")


def test_denials_alone_are_understood_without_tiers(differential: DifferentialPage) -> None:
    differential.words.fill("no fever")
    expect(differential.problem).to_contain_text("There is no finding to reason from")
    assert differential.chips() == ["Fever"]


def test_starting_again_leaves_nothing(differential: DifferentialPage) -> None:
    differential.say(SEED)
    differential.page.get_by_role("button", name="Start again").click()
    expect(differential.words).to_have_value("")
    expect(differential.words).to_be_focused()
    assert differential.chips() == []
    expect(differential.page.locator(".legend")).to_be_visible()


def test_long_words_scroll_together_with_their_marks(differential: DifferentialPage) -> None:
    differential.say("nothing of note. " * 120 + "leg cramps")
    differential.words.press_sequentially("!")
    box = differential.page.locator(".words").bounding_box()
    mark = differential.page.locator("#marks mark").bounding_box()
    assert box is not None
    assert mark is not None
    assert box["height"] < 400
    assert box["y"] <= mark["y"] <= box["y"] + box["height"]
