"""The SPARQL editor in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, TimeoutError, expect
from tests.browser.conftest import PHONE
from tests.browser.visiting import Visit

pytestmark = pytest.mark.release

Visiting = Callable[..., Visit]
Picture = Callable[[Visit, str], None]
#: Pixels for a column of sentences, 32 times the font at the least; the rows scroll sideways.
ROOM = 500
EDITOR = "document.querySelector('.CodeMirror').CodeMirror"


def write(page: Page, text: str) -> None:
    """Put a query into the editor, with the cursor behind it."""
    page.evaluate(f"text => {{ {EDITOR}.setValue(text); {EDITOR}.setCursor(9999, 9999) }}", text)


def written(page: Page) -> str:
    text: str = page.evaluate(f"{EDITOR}.getValue()")
    return text


def hints(page: Page) -> list[str]:
    page.locator(".CodeMirror-hint").first.wait_for()
    return page.locator(".CodeMirror-hint").all_inner_texts()


def completed(page: Page) -> list[str]:
    """Ask for completion as people do: once more where a busy page did not take the first key."""
    page.locator(".CodeMirror textarea").focus()
    for _ in range(4):
        page.keyboard.press("Control+Space")
        with suppress(TimeoutError):
            page.locator(".CodeMirror-hint").first.wait_for(timeout=3_000)
            break
    return hints(page)


def test_the_editor_runs_its_first_example(visiting: Visiting, picture: Picture) -> None:
    visit = visiting("/sparql")
    page = visit.page
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="rows in")).to_be_visible()
    expect(page.get_by_role("region", name="Rows")).to_contain_text("nos:Death")
    width = page.locator("tbody td:last-child").first.evaluate("cell => cell.offsetWidth")
    assert width >= ROOM, "columns of words are read, not spelt"
    assert visit.violations() == []
    picture(visit, "sparql-bright")
    assert (
        page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    )


def test_the_editor_on_a_dark_phone(visiting: Visiting, picture: Picture) -> None:
    visit = visiting("/sparql", viewport=PHONE, color_scheme="dark")
    visit.page.get_by_role("button", name="Run", exact=True).click()
    expect(visit.page.get_by_role("region", name="Rows")).to_be_visible()
    assert not visit.overflows()
    assert visit.violations() == []
    picture(visit, "sparql-dark-phone")


def test_an_example_is_chosen_and_run_by_keyboard_alone(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    page.get_by_role("searchbox", name="Filter examples").focus()
    page.keyboard.type("conditions/telling-apart")
    page.keyboard.press("Tab")
    while page.evaluate("!document.activeElement.dataset.example"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Change the terms")).to_be_visible()
    assert "VALUES ?first" in written(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("region", name="Rows")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "CodeMirror-scroll"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"


def test_every_example_of_a_kind_is_there(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    assert page.locator("[data-example]").count() > 90
    page.goto("/sparql#example=conditions/age")
    page.reload()
    expect(page.get_by_role("status").filter(has_text="Change the terms")).to_be_visible()
    assert "usualAge" in written(page)


def test_a_query_that_cannot_be_read_is_refused_at_its_place(
    visiting: Visiting, picture: Picture
) -> None:
    visit = visiting("/sparql")
    write(visit.page, "SELECT * {\n  ?s ?p oops }")
    visit.page.get_by_role("button", name="Run", exact=True).click()
    alert = visit.page.get_by_role("alert")
    expect(alert).to_contain_text("The query cannot be parsed")
    expect(alert).to_contain_text("line 2, column 9")
    expect(visit.page.locator(".at-fault")).to_have_count(1)
    assert visit.violations() == []
    picture(visit, "sparql-refused-bright")


def test_a_graph_and_a_truth_are_shown(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    write(page, "ASK { ?s ?p ?o }")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Yes", exact=True)).to_be_visible()
    write(page, "PREFIX HP: <http://purl.obolibrary.org/obo/HP_>\nDESCRIBE HP:0002625")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("button", name="Download as Turtle")).to_be_visible()
    expect(page.locator("#results pre")).to_contain_text("HP_0002625")


def test_rows_are_sorted_filtered_turned_and_downloaded(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    rows = " ".join(f"({number} <https://w3id.org/nosograph/X{number}>)" for number in range(250))
    write(page, f"SELECT * {{ VALUES (?number ?term) {{ {rows} }} }}")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Page 1 of 3")).to_be_visible()
    page.get_by_role("button", name="number", exact=True).click()
    page.get_by_role("button", name="number", exact=True).click()
    expect(page.locator("tbody td").first).to_contain_text("249")
    page.get_by_role("button", name="Next", exact=True).press("Enter")
    expect(page.locator("tbody td").first).to_contain_text("149")
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Page 3 of 3")).to_be_visible()
    expect(page.get_by_role("button", name="Before", exact=True)).to_be_focused()
    page.get_by_role("searchbox", name="Filter rows").fill("X24")
    expect(page.get_by_role("status").filter(has_text="11 of 250 rows match")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    assert waiting.value.suggested_filename == "nosograph.csv"
    assert len(Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()) == 251


def test_prefixes_classes_and_properties_are_completed_from_here(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    prefix = "PREFIX nos: <https://w3id.org/nosograph/>\n"
    page.locator(".CodeMirror").click()
    write(page, "PREFIX MOND")
    page.keyboard.type("O")
    assert hints(page) == ["MONDO: <http://purl.obolibrary.org/obo/MONDO_>"]
    page.keyboard.press("Escape")
    write(page, f"{prefix}SELECT * {{ ?condition nos:hasCompl")
    assert completed(page) == ["nos:hasComplication"]
    page.keyboard.press("Escape")
    write(page, f"{prefix}SELECT * {{ ?condition a nos:DoNot")
    assert completed(page) == ["nos:DoNotMissCondition"]


def test_a_term_is_found_by_name_and_inserted(visiting: Visiting) -> None:
    visit = visiting("/sparql")
    page = visit.page
    write(page, "SELECT * { ?s ?p ")
    page.get_by_label("Find a term to insert").press_sequentially("pulmonary emb")
    page.locator("#found-terms option").first.wait_for(state="attached")
    visit.page.get_by_label("Find a term to insert").press("Enter")
    assert not any("pulmonary" in address for address in visit.addresses)
    assert re.search(r"^PREFIX (MONDO|HP): <http\S+>\nSELECT \* { \?s \?p \1:\d{7}$", written(page))


def test_script_in_an_answer_a_query_or_a_link_is_text(visiting: Visiting) -> None:
    markup = "<img src=x onerror=\"document.title='taken'\">"
    query = f"SELECT ('{markup.replace(chr(39), chr(92) + chr(39))}' AS ?said) {{}}"
    page = visiting(f"/sparql#query={quote(query)}").page
    assert written(page) == query
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("tbody td")).to_have_text(markup)
    page.get_by_role("searchbox", name="Filter examples").fill(markup)
    page.get_by_label("Find a term to insert").fill(markup)
    page.get_by_role("searchbox", name="Filter rows").fill(markup)
    assert page.title() != "taken"
    assert page.locator("main img").count() == 0


def test_a_service_that_cannot_be_reached_is_said_and_the_query_kept(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    write(page, "SELECT * { ?s ?p ?o } LIMIT 1")
    page.route("**/sparql", lambda route: route.abort())
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    assert written(page) == "SELECT * { ?s ?p ?o } LIMIT 1"


def test_a_long_query_is_stopped(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.get_by_role("button", name="Run", exact=True).click()
    with page.expect_response(lambda answer: "/queries/" in answer.url) as stopped:
        page.get_by_role("button", name="Stop").click()
    assert stopped.value.status in (204, 404)
    expect(page.get_by_role("alert")).to_contain_text("The query was stopped")


def test_a_query_that_a_newer_one_stopped_says_nothing(visiting: Visiting) -> None:
    page = visiting("/sparql").page
    asked: list[Route] = []
    page.route("**/sparql", lambda route: asked.append(route))
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_timeout(300)
    assert len(asked) == 2
    expect(page.get_by_text("Running…")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    asked[1].continue_()
    expect(page.get_by_role("region", name="Rows")).to_be_visible()


def test_without_script_a_query_is_posted(visiting: Visiting) -> None:
    page = visiting("/sparql", java_script_enabled=False).page
    expect(page.get_by_role("textbox")).to_contain_text("SELECT DISTINCT ?condition")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("body")).to_contain_text("https://w3id.org/nosograph/Death")
    assert page.url.endswith("/sparql")
