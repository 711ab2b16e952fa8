from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect
from tests.browser.conftest import PATIENCE, PHONE, Visiting
from tests.browser.differential import SEED, DifferentialPage
from tests.browser.serving import served
from tests.browser.visiting import Visit, opened

ROUTE = "**/api/differential"
SCRIPT = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
#: Posts words as the form does that is shown without scripts, which axe needs.
SEND = """words => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/" });
  form.append(Object.assign(document.createElement("textarea"), { name: "words", value: words }));
  document.body.append(form);
  form.submit();
}"""
#: Makes the first answer of all come after every later one.
FIRST_IS_LAST = """
const fetched = window.fetch;
let count = 0;
window.fetch = async (path, request) => {
  const first = path === "/api/differential" && ++count === 1;
  const { signal, ...unstoppable } = request;
  const answer = await fetched(path, unstoppable);
  if (first) await new Promise((resolve) => setTimeout(resolve, 1500));
  return answer;
};
"""


def refusing(status: int, document: dict[str, Any], **headers: str) -> Any:
    def answer(route: Route) -> None:
        body = json.dumps({"type": "about:blank", "status": status, **document})
        route.fulfill(
            status=status, body=body, content_type="application/problem+json", headers=headers
        )

    return answer


def test_a_script_in_any_field_is_text(differential: DifferentialPage) -> None:
    differential.say(f"leg cramps, lazy kneecap jiggle {SCRIPT}")
    differential.page.get_by_role("combobox", name="Add a finding").fill(SCRIPT)
    expect(differential.page.locator("[role=option]").last).to_contain_text("<script>")
    assert differential.page.title().startswith("Nosograph")
    assert differential.page.locator("#consult script, #consult img").count() == 0


def test_a_script_in_an_answer_is_text(differential: DifferentialPage) -> None:
    def poison(route: Route) -> None:
        answer = route.fetch().json()
        answer["tiers"]["most_likely"][0]["condition"]["label"] = SCRIPT
        answer["labels"] = dict.fromkeys(answer["labels"], SCRIPT)
        answer["conflicts"] = [{"asserted": SCRIPT, "denied": SCRIPT}]
        answer["complaints"][0]["because"]["words"] = SCRIPT
        for question in answer["questions"]:
            question["label"] = SCRIPT
        route.fulfill(json=answer)

    differential.page.route(ROUTE, poison)
    differential.say(SEED)
    assert differential.listed()[0] == SCRIPT
    assert differential.page.title().startswith("Nosograph")
    assert differential.page.locator("#consult script, #consult img").count() == 0


def test_a_script_in_a_link_is_text(visiting: Visiting) -> None:
    sayer = DifferentialPage(visiting("/"))
    sayer.say(f"leg cramps {SCRIPT}")
    sayer.page.get_by_role("button", name="Link", exact=True).click()
    reader = DifferentialPage(visiting("/" + sayer.page.evaluate("location.hash")))
    reader.is_answered()
    expect(reader.words).to_have_value(f"leg cramps {SCRIPT}")
    assert reader.page.title().startswith("Nosograph")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "The body cannot be read"),
        (413, "Too much at once"),
        (429, "Too much is asked at once"),
        (500, "The service failed"),
        (503, "The service is busy"),
    ],
)
def test_a_refusal_is_said_in_the_services_words(
    differential: DifferentialPage, status: int, said: str
) -> None:
    refuse = refusing(status, {"title": said, "detail": "its own detail"}, **{"Retry-After": "7"})
    differential.page.route(ROUTE, refuse)
    differential.words.fill(SEED)
    expect(differential.problem).to_contain_text(said)
    expect(differential.problem).to_contain_text("Its own detail.")
    expect(differential.problem).to_contain_text("Try again in 7 s.")
    expect(differential.words).to_have_value(SEED)
    if status >= 429:
        differential.page.unroute(ROUTE)
        differential.problem.get_by_role("button", name="Try again").click()
        differential.is_answered()
        expect(differential.problem).to_be_hidden()


def test_a_refusal_leaves_no_older_answer_as_if_it_were_the_new_one(
    differential: DifferentialPage,
) -> None:
    differential.say(SEED)
    differential.page.route(ROUTE, refusing(400, {"title": "The body cannot be read"}))
    differential.type(" and fever")
    expect(differential.problem).to_be_visible()
    expect(differential.page.locator(".entry")).to_have_count(0)


def test_a_slow_service_is_said_and_can_be_cancelled(differential: DifferentialPage) -> None:
    differential.page.route(ROUTE, lambda route: None)
    differential.words.fill(SEED)
    expect(differential.waiting).to_contain_text("slow")
    differential.waiting.get_by_role("button", name="Cancel").click()
    expect(differential.waiting).to_contain_text("Cancelled; your words are kept")
    expect(differential.words).to_have_value(SEED)
    differential.page.unroute(ROUTE)
    differential.waiting.get_by_role("button", name="Ask again").click()
    differential.is_answered()


def test_an_older_answer_is_never_drawn_over_a_newer_one(visiting: Visiting) -> None:
    page = DifferentialPage(visiting("/", script=FIRST_IS_LAST))
    page.words.fill("chest pain")
    page.page.wait_for_timeout(400)
    page.say(SEED)
    newer = page.listed()
    page.page.wait_for_timeout(1600)
    assert page.listed() == newer
    assert page.chips() == ["Muscle spasm", "Muscle spasm"]


def test_a_service_that_stops_is_said_and_the_words_are_kept(
    browser: Browser, mini_home: Path
) -> None:
    with served(mini_home) as service:
        context = browser.new_context(base_url=service.url)
        context.set_default_timeout(PATIENCE)
        page = DifferentialPage(opened(context))
        page.page.goto("/")
        page.say(SEED)
        service.stop()
        page.type(" and fever")
        expect(page.problem).to_contain_text("The service does not answer")
        expect(page.problem).to_contain_text("what was there before")
        expect(page.words).to_have_value(f"{SEED} and fever")
        page.page.get_by_role("combobox", name="Add a finding").fill("fev")
        expect(page.page.get_by_text("Completion does not answer")).to_be_attached()
        context.close()


def test_without_scripts_words_are_answered_by_the_service(
    visiting: Visiting, picture: Callable[[Visit, str], None]
) -> None:
    visit = visiting("/", java_script_enabled=False, viewport=PHONE)
    page = visit.page
    expect(page.locator("#presentation")).to_be_hidden()
    page.get_by_label("What the patient has").fill(f"{SEED}, no leg swelling")
    picture(visit, "plain-form")
    page.get_by_role("button", name="Ask").click()
    likely = page.get_by_role("region", name="Most likely")
    expect(likely.get_by_role("link", name="restless legs syndrome")).to_be_visible()
    expect(page.get_by_role("region", name="Understood")).to_contain_text("absent: Pedal edema")
    assert "butt" not in page.url
    picture(visit, "plain-answer")


def test_the_answer_to_a_form_is_accessible_and_fits(visiting: Visiting) -> None:
    visit = visiting("/", viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    visit.page.evaluate(SEND, f"{SEED}, no leg swelling, lazy kneecap jiggle {SCRIPT}")
    expect(visit.page.get_by_role("heading", name="Understood")).to_be_visible()
    assert not visit.overflows()
    assert visit.violations() == []
