import re

import pytest

from finder.centres import (
    Address,
    AddressVisibility,
    AreaCovered,
    ReferralRoute,
    ServiceType,
)
from finder.found import SearchQuery
from finder.location import Location
from finder.postcodes import Outcode, Postcode
from finder.search import CentreSearch
from tests.builders import LEEDS, NOTTINGHAM, a_centre, a_service, at
from tests.web.conftest import an_app
from tests.web.test_pages import words_of


def spread_out(count: int) -> list:
    """Return centres at different distances, in no order."""
    return [
        a_centre(
            f"centre-{number:02}",
            location=at(51.5 + (number * 7 % count) * 0.11, -1.5 - number * 0.02),
            offers=("supported", "supervised") if number % 3 else ("supported",),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/near/ng1", "Contact centres near NG1"),
        ("/near/nottingham", "Contact centres near Nottingham"),
        ("/near/newport-np20", "Contact centres near Newport (NP20)"),
        ("/near/ng1?service=virtual", "Virtual contact near NG1"),
        ("/cy/near/ng1", "Canolfannau cyswllt ger NG1"),
    ],
)
def test_a_district_or_a_town_has_a_page_with_a_title_of_its_own(
    client, address, title
):
    page = client.get(address)
    assert page.status_code == 200
    assert f"<title>{title} – " in page.text
    assert f"<h1>{title}</h1>" in page.text
    assert '<meta name="description" content="' in page.text
    assert 'content="noindex"' not in page.text


@pytest.mark.parametrize("services", [frozenset(), frozenset({ServiceType.SUPERVISED})])
def test_the_order_is_that_of_a_search_from_the_same_place(
    client_of, all_postcodes, services
):
    centres = spread_out(25)
    query = "?service=supervised" if services else ""
    page = client_of(centres).get(f"/near/ng1{query}")
    found = CentreSearch(centres, all_postcodes).find(
        SearchQuery(place=Outcode("NG1"), services=services)
    )
    assert len(found.matches) == 10
    names = re.findall(r'<a href="/centres/[^"]+">([^<]+)</a></h2>', page.text)
    assert names == [match.centre.name for match in found.matches]
    said = words_of(page)
    for match in found.matches:
        assert f"{match.miles:.0f} miles" in said


def test_each_centre_says_what_it_offers_who_may_apply_and_its_number(client_of):
    services = (
        a_service("supported", referral_routes=(ReferralRoute.SELF,)),
        a_service("supervised", referral_routes=(ReferralRoute.COURT,)),
        a_service("handover", referral_routes=()),
    )
    said = words_of(client_of([a_centre(services=services)]).get("/near/ng1"))
    assert "Supported contact You can apply yourself" in said
    assert "Supervised contact A professional applies for you" in said
    assert "Handover Ask the centre who can apply" in said
    assert "0115 496 0000" in said


def test_services_without_a_venue_are_shown_where_they_cover_the_place(client_of):
    area = AreaCovered(outcodes=(Outcode("NG1"),))
    roaming = a_centre("roaming", address=Address(), location=None, area_covered=area)
    client = client_of([a_centre("near"), roaming])
    assert "Example roaming" in words_of(client.get("/near/ng1"))
    assert "Example roaming" not in words_of(client.get("/near/ls1"))


def test_the_page_can_be_narrowed_to_a_service_and_says_how_many_offer_it(client_of):
    client = client_of(
        [
            a_centre("near", location=NOTTINGHAM, offers=("supported", "handover")),
            a_centre("too-far", location=at(50.1, -5.5), offers=("handover",)),
        ]
    )
    page = client.get("/near/ng1")
    assert '<a href="/near/ng1?service=handover">Handover</a> (1)' in page.text
    assert "Virtual contact" not in words_of(page)
    narrowed = client.get("/near/ng1?service=handover")
    assert '<a href="/near/ng1">All services</a>' in narrowed.text
    assert 'href="/?service=handover"' in narrowed.text
    assert 'href="/cy/near/ng1?service=handover"' in narrowed.text


def test_a_service_that_nobody_offers_is_no_dead_end(client):
    page = client.get("/near/ng1?service=escorted")
    assert "No centre in this listing offers this service" in words_of(page)
    assert '<a href="/near/ng1">All services</a>' in page.text


def test_a_service_that_is_not_known_is_as_if_none_had_been_named(client):
    page = client.get("/near/ng1?service=%3Cscript%3E")
    assert "<h1>Contact centres near NG1</h1>" in page.text
    assert "script%3E" not in page.text


def test_a_place_in_scotland_says_who_to_ask(client):
    assert "This place is in Scotland" in words_of(client.get("/near/ze1"))
    assert "Scotland" not in words_of(client.get("/near/ng1"))


def test_a_map_shows_the_middle_and_the_centres_by_number(client):
    page = client.get("/near/nottingham")
    assert page.text.count("<svg") == 1
    assert "middle of the town" in words_of(page)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("NG1", "/near/ng1"),
        ("ng%201", "/near/ng1"),
        ("Nottingham", "/near/nottingham"),
        ("Newport%20NP20", "/near/newport-np20"),
        ("NG1?service=supervised", "/near/ng1?service=supervised"),
        ("NG1?service=other&from=me", "/near/ng1"),
        ("NG1?shortlist=far", "/near/ng1?shortlist=far"),
    ],
)
def test_every_spelling_leads_to_one_address(client, asked, address):
    answer = client.get(f"/near/{asked}")
    assert (answer.status_code, answer.location) == (301, address)


def test_nothing_but_a_district_or_a_town_has_a_page_or_is_repeated(client):
    for asked in (
        "NG1 5FS",
        "ng15fs",
        "ng1-5fs",
        "NG1 5",
        "ng1_5fs",
        "QQ1",
        "BF1",
        "GIR",
        "nowhere-at-all",
        "<script>alert(1)</script>",
        "x" * 5000,
        "‮1gn",
        "ng1%00",
    ):
        for language in ("", "/cy"):
            page = client.get(f"{language}/near/{asked}")
            assert page.status_code == 404
            assert page.headers["Cache-Control"] == "private, no-store"
            # The page that searches has an example in it; none is linked from here.
            assert asked.lower() not in (page.text + str(page.headers)).lower()


def test_a_page_may_be_kept_by_everyone_and_asked_for_anew(client):
    page = client.get("/near/ng1")
    assert page.headers["Cache-Control"].startswith("public, max-age=")
    again = client.get("/near/ng1", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/near/ls1")
    assert other.headers["ETag"] != page.headers["ETag"]


def test_search_engines_are_told_of_the_page_without_what_was_chosen(client):
    page = client.get("/near/ng1?service=supervised&shortlist=near")
    assert '<link rel="canonical" href="/near/ng1">' in page.text
    welsh = client.get("/cy/near/ng1")
    assert '<link rel="canonical" href="/cy/near/ng1">' in welsh.text


def test_a_host_that_a_request_makes_up_is_in_no_page_that_is_kept(client, data_dir):
    made_up = {"Host": "evil.example"}
    assert "evil.example" not in client.get("/near/ng1", headers=made_up).text
    named = an_app(data_dir, public_url="https://centres.example.org").test_client()
    page = named.get("/near/ng1", headers=made_up)
    canonical = '<link rel="canonical" href="https://centres.example.org/near/ng1">'
    assert canonical in page.text
    assert "evil.example" not in page.text


def test_a_withheld_address_is_not_on_the_page(client_of):
    address = Address(
        lines=("7 Secret Street",),
        town="Secretown",
        postcode=Postcode.read("LS1 4AP"),
        visibility=AddressVisibility.NONE,
    )
    page = client_of([a_centre(address=address, location=LEEDS)]).get("/near/ng1")
    assert "Secret" not in page.text
    assert "LS1" not in page.text


def test_centres_at_one_spot_are_all_listed(client_of):
    here = Location(latitude=52.95, longitude=-1.15)
    page = client_of([a_centre(f"c-{n}", location=here) for n in range(3)]).get(
        "/near/ng1"
    )
    assert len(re.findall(r'<article class="card match">', page.text)) == 3
