import re

import pytest
from werkzeug.test import TestResponse

from finder.centres import Address, AddressVisibility, Facility, ReferralRoute
from finder.sessions import read_opening
from tests.builders import LEEDS, NOTTINGHAM, a_centre, a_service, at
from tests.web.test_pages import names_in, results, search, words_of

CARDIFF = at(51.4816, -3.1791)
DERBY = at(52.9225, -1.4746)


def a_service_open(opening: str, *routes: str, type: str = "supported"):
    return a_service(
        type,
        opening=read_opening(opening),
        referral_routes=tuple(map(ReferralRoute, routes)),
    )


@pytest.fixture
def narrowable(client_of):
    """Return a client for three centres that differ in what one can narrow by."""
    return client_of(
        [
            a_centre(
                "saturdays",
                name="Saturdays",
                services=(a_service_open("Sat 10:00-12:00", "self", "court"),),
                facilities=((Facility.STEP_FREE, True),),
            ),
            a_centre(
                "evenings",
                name="Evenings",
                location=DERBY,
                services=(a_service_open("Wed 16:00-19:00", "court"),),
                languages=("Polish", "British Sign Language"),
            ),
            a_centre(
                "arranged",
                name="Arranged",
                location=LEEDS,
                services=(a_service_open("by arrangement", "self"),),
                facilities=((Facility.STEP_FREE, False),),
            ),
        ]
    )


def left_by(page: TestResponse) -> dict[str, int]:
    """Return how many centres each choice of the filters says that it leaves."""
    text = re.sub(r"\s+", " ", page.text)
    options = re.findall(r'<option value="[^"]+"(?: selected)?>([^<]+) \((\d+)\)', text)
    boxes = re.findall(r'<label for="filter-[^"]+">([^<]+) \((\d+)\)</label>', text)
    return {name: int(count) for name, count in options + boxes}


def test_each_choice_says_how_many_centres_it_leaves(narrowable):
    assert left_by(results(narrowable, "NG1 5FS")) == {
        "I will apply myself": 2,
        "A solicitor": 0,
        "A mediator": 0,
        "Cafcass or Cafcass Cymru": 0,
        "A social worker": 0,
        "The court": 2,
        "Another professional": 0,
        "Within 5 miles": 1,
        "Within 10 miles": 1,
        "Within 20 miles": 2,
        "Within 50 miles": 2,
        "British Sign Language": 1,
        "Polish": 1,
        "Monday to Friday": 1,
        "Saturday or Sunday": 1,
        "Evenings, after 6": 1,
        "Step-free way in": 1,
    }


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ("referral=self", ["Saturdays", "Arranged"]),
        ("referral=court", ["Saturdays", "Evenings"]),
        ("day=weekend", ["Saturdays"]),
        ("day=weekend&day=evening", ["Saturdays", "Evenings"]),
        ("day=weekday", ["Evenings"]),
        ("within_miles=5", ["Saturdays"]),
        ("within_miles=20", ["Saturdays", "Evenings"]),
        ("step_free=yes", ["Saturdays"]),
        ("language=polish", ["Evenings"]),
        ("language=Polish", ["Evenings"]),
        ("referral=court&day=evening&within_miles=10", []),
        ("referral=&within_miles=&language=", ["Saturdays", "Evenings", "Arranged"]),
        (
            "referral=anyone&day=never&within_miles=7&language=elvish&step_free=1",
            ["Saturdays", "Evenings", "Arranged"],
        ),
    ],
)
def test_results_are_narrowed_by_what_was_chosen(narrowable, chosen, names):
    address = search(narrowable, "NG1 5FS").location
    assert names_in(narrowable.get(f"{address}?{chosen}")) == names


def test_the_count_beside_a_choice_is_what_choosing_it_finds(narrowable):
    address = search(narrowable, "NG1 5FS").location
    page = narrowable.get(f"{address}?referral=court")
    for value, count in re.findall(
        r'<option value="(\d+)"[^>]*>[^<]+ \((\d+)\)', page.text
    ):
        narrowed = narrowable.get(f"{address}?referral=court&within_miles={value}")
        assert len(names_in(narrowed)) == int(count)


def test_a_choice_can_be_taken_out_again_and_the_others_stay(narrowable):
    address = search(narrowable, "NG1 5FS").location
    page = narrowable.get(f"{address}?referral=court&day=weekend&day=evening")
    chips = re.findall(
        r'class="chip" href="([^"]+)".*?Remove this: ([^<]+)<', page.text
    )
    assert {
        name: re.sub("&amp;", "&", way).partition("?")[2] for way, name in chips
    } == {
        "The court": "day=evening&day=weekend",
        "Saturday or Sunday": "referral=court&day=evening",
        "Evenings, after 6": "referral=court&day=weekend",
    }


def test_filters_go_along_to_the_next_page_and_to_the_other_language(client_of):
    many = [
        a_centre(f"centre-{number:02}", services=(a_service_open("", "self"),))
        for number in range(15)
    ]
    client = client_of(many)
    address = search(client, "NG1").location
    page = client.get(f"{address}?referral=self")
    assert f'href="{address}?referral=self&amp;page=2"' in page.text
    assert f'href="/cy{address}?referral=self"' in page.text


def test_languages_have_their_own_name_in_welsh(narrowable):
    address = search(narrowable, "NG1", language="/cy").location
    assert "Pwyleg" in narrowable.get(address).text
    assert "Iaith Arwyddion Prydain" in narrowable.get(address).text


def test_when_filters_leave_nothing_each_is_loosened_with_what_that_finds(narrowable):
    address = search(narrowable, "NG1 5FS").location
    page = narrowable.get(f"{address}?referral=self&day=evening")
    said = words_of(page)
    assert "Without “I will apply myself” : 1 centre" in said
    assert "Without “Evenings, after 6” : 2 centres" in said
    assert "Without any of these choices : 3 centres" in said
    assert "The nearest centres of any kind" in said


def test_nothing_found_offers_what_needs_no_centre_nearby_and_someone_to_ask(client_of):
    client = client_of(
        [
            a_centre("one", offers=("virtual",)),
            a_centre("two", offers=("indirect",)),
        ]
    )
    page = results(client, "NG1 5FS", "supervised")
    said = words_of(page)
    assert "Virtual contact : 1 centre" in said
    assert "Indirect contact : 1 centre" in said
    assert "0115 948 4557" in said
    [way] = re.findall(r'href="([^"]+)">Virtual contact<', page.text)
    assert names_in(client.get(way)) == ["Example one"]


def test_an_empty_listing_still_says_who_to_ask(client_of):
    page = results(client_of([]), "NG1 5FS")
    assert "No centres found near NG1" in words_of(page)
    assert "0115 948 4557" in words_of(page)


def test_a_centre_across_water_says_that_the_journey_is_longer(client_of):
    client = client_of([a_centre("cardiff", location=CARDIFF)])
    warned = "crosses water"
    assert warned in words_of(results(client, "Weston-super-Mare"))
    assert warned not in words_of(results(client, "NP20"))


def both_homes(client, **changed: str) -> TestResponse:
    form = {"postcode": "NG1", "other": "LS1", "service": "supported", **changed}
    return client.post("/search", data=form)


@pytest.fixture
def two_centres(client_of):
    halfway = at((NOTTINGHAM.latitude + LEEDS.latitude) / 2, -1.35)
    return client_of(
        [
            a_centre("near", name="Near"),
            a_centre("middle", name="Middle", location=halfway),
        ]
    )


def test_two_homes_show_both_journeys_in_order_of_the_childs(two_centres):
    searched = both_homes(two_centres, other="LS1 4DY")
    page = two_centres.get(searched.location)
    assert names_in(page) == ["Near", "Middle"]
    assert "60 miles from the other home" in words_of(page)
    assert "Second home LS1 (England)" in words_of(page)


def test_two_homes_can_be_put_in_the_fairer_order(two_centres):
    page = two_centres.get(both_homes(two_centres).location + "?order=fairer")
    assert names_in(page) == ["Middle", "Near"]
    assert 'order=fairer">Fairer journey first</a>' not in page.text
    assert 'aria-current="true">Fairer journey first</a>' in page.text


def test_the_fairer_order_needs_a_second_home(narrowable):
    address = search(narrowable, "NG1").location
    page = narrowable.get(f"{address}?order=fairer")
    assert names_in(page)[0] == "Saturdays"
    assert "Fairer" not in page.text


@pytest.mark.parametrize("other", ["LS1", "Leeds", "LS1 4DY"])
def test_the_second_home_may_be_any_kind_of_place(two_centres, other):
    page = two_centres.get(both_homes(two_centres, other=other).location)
    assert len(names_in(page)) == 2


def test_a_wrong_second_home_keeps_all_that_was_typed(two_centres):
    page = both_homes(two_centres, other="nonsense")
    assert page.status_code == 400
    assert 'value="NG1"' in page.text
    assert 'value="nonsense"' in page.text
    assert '<a href="#other">The second home: ' in page.text


def test_a_shared_town_name_of_the_second_home_can_be_chosen(two_centres):
    page = both_homes(two_centres, other="Newport")
    assert 'name="town_other" value="newport-np20"' in page.text
    chosen = both_homes(two_centres, other="Newport", town_other="newport-np20")
    assert "Second home Newport (Wales)" in words_of(two_centres.get(chosen.location))


@pytest.mark.parametrize(
    ("postcode", "said"),
    [
        ("EH1 1YZ", "Relationships Scotland"),
        ("BT1 1AA", "Health and Social Care Trust"),
        ("JE2 3AB", "Jersey Care Commission"),
        ("GY1 1WR", "Guernsey has its own law"),
        ("IM1 1AD", "The Isle of Man has its own law"),
    ],
)
def test_other_nations_are_told_who_covers_them(client, postcode, said):
    assert said in words_of(results(client, postcode))


def test_a_page_of_results_is_drawn_around_the_district_and_not_the_home(client):
    one, other = (results(client, it) for it in ("NG1 5FS", "NG1 1AA"))
    maps = [re.search(r"<svg.*?</svg>", page.text, re.S) for page in (one, other)]
    assert maps[0] is not None
    assert maps[1] is not None
    assert maps[0][0] == maps[1][0]


def test_a_venue_with_no_public_town_is_on_no_map(client_of):
    hidden = Address(town="Nottingham", visibility=AddressVisibility.NONE)
    client = client_of([a_centre("hidden", address=hidden)])
    assert "<svg" not in results(client, "NG1").text
    assert "<svg" not in client.get("/centres/hidden").text


def test_the_title_says_nothing_of_where_the_child_lives(client):
    page = results(client, "NG1 5FS")
    assert "<title>2 centres – Find a Centre</title>" in page.text
