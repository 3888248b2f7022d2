"""Leaving at once, from any page of a search."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import NEAR, Visitor

EXIT = "https://www.bbc.co.uk/weather"
MILLISECONDS_BETWEEN_LOOKS = 20
MOST_LOOKS = 250
ELSEWHERE = "<title>Weather</title><h1>Rain later</h1>"
# Presses the link by itself, and tells what is left on the page right afterwards.
LEAVE_AND_TELL = """() => { setTimeout(() => {
  document.querySelector("a.exit").click();
  const drawn = [...document.querySelectorAll("*")].filter(it =>
    it.getClientRects().length);
  tell({title: document.title, drawn: drawn.length});
}) }"""

JOURNEYS = {
    "start": lambda it: it.open("/"),
    "form error": lambda it: it.search("XX"),
    "results": lambda it: it.search(NEAR, "supported"),
    "centre": lambda it: it.search(NEAR, "supported").follow(".match h2 a"),
}


@pytest.fixture(params=JOURNEYS)
def journey(request):
    return JOURNEYS[request.param]


@pytest.fixture
def leaver(browse):
    """Return a visitor who may leave, for a page made here."""
    return a_leaver(browse)


def a_leaver(browse, **options: object) -> Visitor:
    page = browse(leaving_for=EXIT, **options)
    page.route(EXIT, lambda it: it.fulfill(body=ELSEWHERE, content_type="text/html"))
    return Visitor(page, "en", {})


def has_left(page: Page) -> None:
    expect(page.get_by_role("heading")).to_have_text("Rain later")
    assert page.url == EXIT


def press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def test_the_link_leaves_and_back_does_not_return(leaver, journey):
    page = journey(leaver).page
    left, length = page.url, page.evaluate("history.length")
    page.click("a.exit")
    has_left(page)
    assert page.evaluate("history.length") == length
    page.go_back()
    assert page.url != left


def test_nothing_is_to_be_seen_while_the_other_site_loads(leaver, journey):
    page = journey(leaver).page
    asked, told = [], []
    page.route(EXIT, lambda it: asked.append(it))
    page.expose_function("tell", lambda it: told.append(it))
    page.evaluate(LEAVE_AND_TELL)
    for _ in range(MOST_LOOKS):
        if asked and told:
            break
        page.wait_for_timeout(MILLISECONDS_BETWEEN_LOOKS)
    assert told == [{"title": "www.bbc.co.uk", "drawn": 0}]
    asked[0].fulfill(body=ELSEWHERE, content_type="text/html")
    has_left(page)


def test_shift_pressed_three_times_leaves(leaver, journey):
    page = journey(leaver).page
    left = page.url
    press_shift(page, 3)
    has_left(page)
    page.go_back()
    assert page.url != left


def test_shift_leaves_while_typing_too(leaver):
    page = leaver.open("/").page
    page.fill("#postcode", "NG1")
    press_shift(page, 3)
    has_left(page)


def test_capital_letters_are_not_a_wish_to_leave(leaver):
    page = leaver.open("/").page
    page.focus("#postcode")
    for letter in "ABCDEF":
        page.keyboard.press(f"Shift+{letter}")
    press_shift(page, 2)
    assert page.input_value("#postcode") == "ABCDEF"
    assert page.url != EXIT
    press_shift(page, 1)
    has_left(page)


def test_shift_held_down_is_one_press(leaver):
    page = leaver.open("/").page
    for _ in range(5):
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")
    press_shift(page, 1)
    assert page.evaluate("document.documentElement.checkVisibility()")
    press_shift(page, 1)
    has_left(page)


def test_three_presses_over_more_than_five_seconds_are_chance(leaver):
    page = leaver.page
    page.clock.install()
    leaver.open("/")
    # The clock of events cannot be set, so theirs is told by the page's own.
    page.evaluate(
        """Object.defineProperty(Event.prototype, "timeStamp",
             {get: () => performance.now()})"""
    )
    press_shift(page, 2)
    page.clock.run_for(5_001)
    press_shift(page, 1)
    assert page.evaluate("document.documentElement.checkVisibility()")
    press_shift(page, 2)
    has_left(page)


def test_the_other_site_is_not_told_where_a_visitor_came_from(leaver):
    page = leaver.search(NEAR, "supported").page
    with page.expect_request(EXIT) as request:
        page.click("a.exit")
    assert "referer" not in request.value.headers


def test_without_javascript_the_link_is_a_link(browse, journey):
    page = journey(a_leaver(browse, java_script_enabled=False)).page
    link = page.get_by_role("link", name=re.compile("Exit this page"))
    assert link.get_attribute("href") == EXIT
    link.click()
    has_left(page)
