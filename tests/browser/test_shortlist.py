"""Putting centres on a shortlist without losing one's place."""

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import NEAR, Visitor

PICKS = ".pick[id]"


@pytest.fixture
def page(browse):
    return Visitor(browse(), "en", {}).search(NEAR, "supported").page


def place_of(page, pick) -> float:
    return page.evaluate(
        "id => document.getElementById(id).getBoundingClientRect().top", pick
    )


def test_a_pick_changes_the_page_where_it_stands(page):
    loads = []
    page.on("load", lambda it: loads.append(it))
    id = page.locator(PICKS).nth(3).get_attribute("id")
    link = page.locator(f"#{id} a")
    link.scroll_into_view_if_needed()
    before, said, length = (
        place_of(page, id),
        link.text_content(),
        page.evaluate("history.length"),
    )
    link.click()
    expect(link).not_to_have_text(said)
    expect(link).to_be_focused()
    assert place_of(page, id) == pytest.approx(before, abs=1)
    assert id.removeprefix("pick-") in page.url
    assert page.evaluate("history.length") == length
    assert loads == []
    link.click()
    expect(link).to_have_text(said)
    assert "shortlist=" not in page.url


def test_picks_in_haste_are_all_kept(page):
    ids = [page.locator(PICKS).nth(place).get_attribute("id") for place in range(4)]
    page.evaluate(
        "ids => ids.forEach(id => document.querySelector(`#${id} a`).click())", ids
    )
    expect(page.locator(f"#{ids[-1]} a")).to_be_focused()
    for id in ids:
        assert id.removeprefix("pick-") in page.url


def test_what_cannot_be_fetched_is_opened_as_a_link(browse):
    page = Visitor(browse(), "en", {}).search(NEAR, "supported").page
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error()) }")
    id = page.locator(PICKS).first.get_attribute("id")
    with page.expect_navigation():
        page.locator(f"#{id} a").click()
    assert id.removeprefix("pick-") in page.url
    assert page.locator(".shortlist-bar").is_visible()
