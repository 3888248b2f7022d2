"""Whole visits, as the people that the service is for would make them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Browse
from tests.browser.journeys import Visitor

PHONE = {"width": 360, "height": 740}
WITHOUT_SCRIPT = [True, False]


@pytest.fixture(params=WITHOUT_SCRIPT, ids=["with a script", "without"])
def phone(request: pytest.FixtureRequest, browse: Browse) -> Page:
    """Return a phone's browser, with and without JavaScript."""
    return browse(viewport=PHONE, java_script_enabled=request.param)


def visitor(page: Page, language: str = "en", **known: str) -> Visitor:
    return Visitor(page, language, known)


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def answer(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).check()
    press(page, "Continue")


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def first_match(page: Page) -> str:
    return page.locator(".match").first.inner_text()


def test_a_parent_who_is_not_sure_and_is_afraid_ends_with_supervised_contact(phone):
    visitor(phone).open("/")
    follow(phone, re.compile("Answer a few questions"))
    follow(phone, "Start the guide")
    answer(phone, "No, or there is no court order")
    answer(phone, "No, or nobody is involved")
    assert "safe" in phone.locator("main").inner_text().lower()
    follow(phone, "Continue")
    answer(phone, "Yes, there is a worry")
    answer(phone, "Yes, they could meet")
    outcome = phone.locator("main").inner_text()
    assert "Supervised contact" in outcome
    assert "supported contact" not in phone.locator("main .button").inner_text()
    follow(phone, re.compile("Find centres that offer supervised contact"))
    expect(phone.get_by_role("checkbox", name="Supervised contact")).to_be_checked()
    expect(phone.get_by_role("checkbox", name="Supported contact")).not_to_be_checked()
    phone.get_by_label("What is the postcode or town").fill("ng15fs")
    press(phone, "Find centres")
    assert "nearest to NG1 first" in heading(phone)
    with phone.expect_navigation():
        phone.locator(".match h2 a").first.click()
    assert "How to apply here" in phone.locator("main").inner_text()
    follow(phone, re.compile("Checklist"))
    assert phone.locator("input").count() == 0


def test_going_back_through_the_guide_always_works(phone):
    visitor(phone).open("/guide")
    follow(phone, "Start the guide")
    first = heading(phone)
    answer(phone, "I don't know")
    second = heading(phone)
    assert second != first
    follow(phone, "Back")
    assert heading(phone) == first
    phone.go_back()
    assert heading(phone) == second
    phone.reload()
    assert heading(phone) == second


def test_a_parent_with_a_court_order_for_supervised_contact_is_led_by_it(phone):
    visitor(phone).open("/guide")
    follow(phone, "Start the guide")
    answer(phone, "Yes, it names a type")
    answer(phone, "Supervised contact")
    types = phone.locator("main .card h2").all_inner_texts()
    assert types == ["Supervised contact"]
    follow(phone, re.compile("Find centres that offer supervised contact"))
    phone.get_by_label("What is the postcode or town").fill("Nottingham")
    press(phone, "Find centres")
    assert "Supervised contact" in first_match(phone)


@pytest.mark.parametrize("scripted", WITHOUT_SCRIPT)
def test_a_solicitor_compares_four_centres_and_prints_them(browse, scripted):
    page = browse(java_script_enabled=scripted)
    visitor(page).search("NG1 5FS", "supported")
    names = page.locator(".match h2 a").all_inner_texts()[:4]
    for number, name in enumerate(names, 1):
        add = re.compile(f"Add to shortlist ?: {re.escape(name)}")
        page.get_by_role("link", name=add).click()
        bar = page.get_by_role("link", name=re.compile("Shortlist: "))
        expect(bar).to_contain_text(f"{number} centre")
    follow(page, re.compile("Shortlist: 4 centres"))
    assert page.locator("thead th a").filter(has_not_text="Remove").count() == 4
    shown = page.locator("main").inner_text()
    assert [name for name in names if name not in shown] == []
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert "NG1 5FS" not in printed
    assert page.url in printed
    page.emulate_media(media="screen")
    address = page.get_by_role("link", name=re.compile("CSV")).get_attribute("href")
    table = page.request.get(address or "").text()
    assert [name for name in names if name not in table] == []


def test_adding_to_the_shortlist_keeps_the_place_and_the_focus(browse):
    page = browse(viewport=PHONE)
    visitor(page).search("NG1 5FS", "supported")
    page.evaluate("window.sameDocument = true")
    fourth = page.locator(".match").nth(3)
    fourth.get_by_role("link", name=re.compile("Add to shortlist")).click()
    expect(fourth.get_by_role("link", name=re.compile("Remove"))).to_be_focused()
    assert page.evaluate("window.sameDocument")
    assert "shortlist=" in page.url


def test_a_family_in_scotland_is_told_who_covers_it_first(phone):
    visitor(phone).search("EH1 1YZ", "supported")
    shown = phone.locator("main").inner_text()
    assert "Relationships Scotland" in shown
    assert shown.index("Relationships Scotland") < shown.index(
        phone.locator(".match h2 a").first.inner_text()
    )


def test_a_family_in_jersey_is_told_of_the_sea_between(phone):
    visitor(phone).search("JE2 3AB", "supported")
    assert "Jersey Care Commission" in phone.locator("main").inner_text()
    assert "crosses water" in first_match(phone)


def test_half_a_postcode_is_enough(phone):
    visitor(phone).search("ng1 5", "supported")
    assert "distances are from the middle" in phone.locator("main").inner_text()
    assert phone.locator(".match").count() == 10


def test_the_nearest_centre_across_the_severn_is_said_to_be_further_by_road(phone):
    visitor(phone).search("Weston-super-Mare", "supported")
    assert "crosses water" in first_match(phone)


def test_an_expired_search_can_be_made_again_with_its_services(phone, expired):
    visitor(phone).open(expired)
    assert "expired" in heading(phone)
    follow(phone, "Search for centres")
    expect(phone.get_by_role("checkbox", name="Supported contact")).to_be_checked()


def test_filters_narrow_and_can_be_taken_out_again(phone):
    visitor(phone).search("NG1 5FS", "supported")
    before = heading(phone)
    phone.locator(".filters summary").click()
    phone.get_by_label("Who will apply?").select_option("self")
    phone.get_by_label("Saturday or Sunday").check()
    press(phone, "Show these centres")
    assert heading(phone) != before
    assert "arents themselves" in first_match(phone)
    follow(phone, re.compile("Remove this: I will apply myself"))
    follow(phone, "Show all again")
    assert heading(phone) == before


def test_what_is_printed_of_a_search_does_not_say_where_the_child_lives(browse):
    page = browse()
    visitor(page).search("Hucknall", "supported")
    assert "Hucknall" in page.locator("main").inner_text()
    page.emulate_media(media="print")
    words = page.evaluate(
        "[...document.querySelectorAll('body *:not(svg *)')]"
        ".filter(it => it.checkVisibility()).map(it => it.innerText).join(' ')"
    )
    assert "Hucknall" not in words
    assert "Hucknall" not in page.title()
    assert "miles" in words


def test_two_homes_in_the_fairer_order(phone):
    visitor(phone).open("/")
    phone.get_by_role("checkbox", name="Supported contact").check()
    phone.get_by_label("What is the postcode or town").fill("NG1")
    phone.get_by_text("Add a second home").click()
    phone.get_by_label("The other parent's postcode or town").fill("Leeds")
    press(phone, "Find centres")
    nearest = first_match(phone)
    follow(phone, "Fairer journey first")
    assert "from the other home" in first_match(phone)
    assert first_match(phone) != nearest
