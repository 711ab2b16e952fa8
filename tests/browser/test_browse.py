"""Lists, terms, search, API and what is wrong, in a browser: bright and dark, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import PHONE
from tests.browser.visiting import Visit

pytestmark = pytest.mark.release

Visiting = Callable[..., Visit]
Picture = Callable[[Visit, str], None]
PAGES = {
    "conditions": "/conditions?letter=E",
    "conditions-listed": "/conditions?tier=listed&letter=Q",
    "findings": "/findings",
    "findings-letter": "/findings?branch=HP:0000707&letter=B",
    "complaints": "/complaints?sort=causes&letter=P",
    "sources": "/sources?q=phenotype",
    "releases": "/releases",
    "search": "/search?q=leg+cramp",
    "search-nothing": "/search?q=zzzz",
    "api": "/api",
    "ontology": "/ontology",
    "queries": "/api/queries",
    "query": "/api/queries/conditions/age",
    "condition": "/condition/HP:0002625",
    "finding": "/finding/HP:0003394",
    "complaint": "/complaint/NocturnalLegAndButtockSpasm",
    "problem": "/problem/unknown-term",
}
SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
#: Bytes of a page with everything it loads, compressed, without the SPARQL editor.
MOST_BYTES = 300_000
#: Milliseconds to the first paint on the machine itself, at best of three visits: it may be busy.
FIRST_PAINT = 1_000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits_every_window(
    visiting: Visiting, picture: Picture, name: str
) -> None:
    # Without motion, or colours would be measured on their way from bright to dark.
    visit = visiting(PAGES[name], reduced_motion="reduce")
    assert visit.status == 200
    assert visit.violations() == []
    picture(visit, f"{name}-bright")
    visit.page.emulate_media(color_scheme="dark")
    visit.page.set_viewport_size(PHONE)
    assert visit.violations() == []
    assert not visit.overflows()
    picture(visit, f"{name}-dark-phone")


def test_conditions_are_narrowed_down_to_one(visiting: Visiting) -> None:
    page = visiting("/conditions").page
    page.get_by_label("Tier").select_option("not to be missed")
    page.get_by_label("To be recognised").select_option("within hours")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="P", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("conditions")
    expect(page.get_by_label("Tier")).to_have_value("dangerous")
    page.get_by_role("link", name="pulmonary embolism").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("pulmonary embolism")
    expect(page.get_by_text("to be recognised within hours")).to_be_visible()


def test_pages_of_a_list_follow_each_other(visiting: Visiting) -> None:
    page = visiting("/conditions").page
    first = page.locator("tbody th").first.inner_text()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("101 to 200 shown")
    assert page.locator("tbody th").first.inner_text() != first


def test_findings_are_gone_down_by_branch(visiting: Visiting) -> None:
    page = visiting("/findings").page
    page.get_by_role("link", name="Abnormality of the nervous system").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "Abnormality of the nervous system"
    )
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="B", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("findings")
    page.get_by_role("link", name="Bradykinesia", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bradykinesia")


def test_search_works_without_script(visiting: Visiting) -> None:
    page = visiting("/sources", java_script_enabled=False).page
    field = page.get_by_role("search").get_by_role("searchbox")
    field.fill("restless leg")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Conditions")).to_be_visible()
    page.get_by_role("link", name="restless legs syndrome", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("restless legs syndrome")


@pytest.mark.parametrize(
    "path",
    [
        "/search?q={}",
        "/sources?q={}",
        "/conditions?tier={}&letter={}&page={}",
        "/findings?branch={}",
        "/condition/{}",
        "/nothing/{}",
        "/problem/{}",
    ],
)
def test_script_in_any_field_is_text(visiting: Visiting, path: str) -> None:
    visit = visiting(path.replace("{}", SCRIPT.replace("/", "%2F").replace("#", "%23")))
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()
    assert visit.page.title() != "taken"
    assert visit.page.locator("main img").count() == 0


def test_an_unknown_term_leads_on_to_what_was_meant(visiting: Visiting, picture: Picture) -> None:
    visit = visiting("/condition/Restless%20legs")
    page = visit.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is said of this term")
    assert visit.violations() == []
    picture(visit, "unknown-term-bright")
    page.get_by_role("link", name="Restless legs syndrome").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("estless legs")
    dark = visiting("/no/such-page", viewport=PHONE, color_scheme="dark")
    expect(dark.page.get_by_role("heading", name="What there is")).to_be_visible()
    assert dark.violations() == []
    picture(dark, "unknown-page-dark-phone")


def test_the_api_is_described_without_script_and_opens_at_an_anchor(visiting: Visiting) -> None:
    page = visiting("/api").page
    page.get_by_text("/api/differential").first.click()
    expect(page.get_by_text("curl -s").first).to_be_visible()
    page.get_by_role("link", name="DifferentialAnswer").first.click()
    expect(page.locator("#schema-DifferentialAnswer")).to_be_in_viewport()


def test_the_graph_of_a_condition_is_drawn_and_listed(visiting: Visiting, picture: Picture) -> None:
    visit = visiting("/condition/HP:0002625")
    page = visit.page
    assert not any("cytoscape" in address for address in visit.addresses)
    page.get_by_role("button", name="Draw it").press("Enter")
    page.locator("canvas").first.wait_for()
    expect(page.get_by_role("button", name="Show or hide it")).to_be_focused()
    swatches = page.locator(".graph-legend li").evaluate_all(
        "each => each.map(li => getComputedStyle(li, '::before').backgroundColor)"
    )
    assert len(set(swatches)) == len(swatches) > 2
    assert visit.violations() == []
    picture(visit, "graph-bright")
    for words in ("In columns", "Larger", "Whole"):
        page.get_by_role("button", name=words).press("Enter")
    picture(visit, "graph-columns-bright")
    page.get_by_text("The same as a list").press("Enter")
    embolism = page.locator(".graph-list").get_by_role("link", name="pulmonary embolism").first
    embolism.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("pulmonary embolism", re.I)
    )
    dark = visiting("/condition/HP:0002625", viewport=PHONE, color_scheme="dark")
    dark.page.get_by_role("button", name="Draw it").click()
    dark.page.locator("canvas").first.wait_for()
    assert not dark.overflows()
    assert dark.violations() == []
    picture(dark, "graph-dark-phone")


def test_a_graph_that_cannot_be_fetched_says_so(visiting: Visiting) -> None:
    visit = visiting("/condition/HP:0002625")
    visit.page.route("**/graph", lambda route: route.fulfill(status=503, body="{}"))
    visit.page.get_by_role("button", name="Draw it").click()
    expect(visit.page.get_by_text("It cannot be drawn now")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/conditions", "/findings", "/complaints", "/sources", "/api", "/ontology"]
)
def test_a_page_is_light_and_painted_soon(visiting: Visiting, path: str) -> None:
    for last in (False, False, True):
        visit = visiting(path)
        assert visit.status == 200
        size, paint = loaded(visit.page)
        assert size <= MOST_BYTES
        if paint <= FIRST_PAINT:
            break
        assert not last, paint


def loaded(page: Page) -> tuple[int, float]:
    """Return the bytes that a page came in, and when it was first painted."""
    page.wait_for_load_state("load")
    size, paint = page.evaluate(
        """() => [
          [...performance.getEntriesByType("navigation"),
           ...performance.getEntriesByType("resource")]
            .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
          performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
        ]"""
    )
    return size, paint


def test_an_answer_is_drawn_where_that_is_asked_for(visiting: Visiting, picture: Picture) -> None:
    visit = visiting("/", reduced_motion="reduce")
    page = visit.page
    page.get_by_label("In words").fill("nocturnal leg and butt spasms, no leg swelling")
    drawing = page.get_by_text("The same as a drawing")
    drawing.wait_for()
    assert not any("cytoscape" in address for address in visit.addresses)
    drawing.press("Enter")
    page.locator("#drawing canvas").first.wait_for()
    assert visit.violations() == []
    picture(visit, "answer-graph-bright")
    page.locator("#drawing").get_by_text("The same as a list").press("Enter")
    listed = page.locator("#drawing .graph-list")
    expect(listed).to_contain_text("leading cause of nocturnal leg and buttock spasm")
    expect(listed).to_contain_text("likelihood ratio")
    visit.page.emulate_media(color_scheme="dark")
    visit.page.set_viewport_size(PHONE)
    assert not visit.overflows()
    assert visit.violations() == []
    picture(visit, "answer-graph-dark-phone")
