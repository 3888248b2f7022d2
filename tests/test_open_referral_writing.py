import json
import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import given, settings

from finder.centres import (
    Accreditation,
    AccreditationStatus,
    AccreditationType,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    CentreStatus,
    Facility,
    ReferralRoute,
    ServiceType,
)
from finder.location import Location
from finder.open_referral_json import page_of
from finder.open_referral_terms import TERMS, Taxonomy, term_id
from finder.open_referral_writing import OpenReferralPublisher
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import read_opening
from finder.words import Language, Words
from tests.builders import NOTTINGHAM, a_centre, a_service
from tests.test_listing_writing import listed_centres

SITE = "https://centres.example.org"
ENGLISH = OpenReferralPublisher(Words(Language.ENGLISH), SITE)
SECRET = Address(
    lines=("7 Hidden Street",),
    town="Nottingham",
    county="Nottinghamshire",
    postcode=Postcode.read("NG1 5FS"),
)

# What the schemas of HSDS-UK 3.0 require of each kind of object.
REQUIRED = {
    "services": {"id", "name", "status"},
    "organization": {"id", "name", "description"},
    "organization_identifiers": {"id", "identifier_type", "identifier"},
    "location": {"id", "location_type"},
    "addresses": {
        *("id", "address_1", "city", "state_province"),
        *("postal_code", "country", "address_type"),
    },
    "taxonomy_term": {"id", "name", "description"},
    "phones": {"id", "number"},
}
ENUMS = {
    "status": {"active", "inactive", "defunct", "temporarily closed"},
    "location_type": {"physical", "postal", "virtual"},
    "address_type": {"physical", "postal", "virtual"},
    "freq": {"WEEKLY", "MONTHLY"},
}
NUMBERS = {"minimum_age", "maximum_age", "interval", "latitude", "longitude"}
ADDRESSES_OF_WEB = {"url", "term_uri", "profile", "openapi_url"}


def said(centre):
    """Return the only service of a centre, as another program would receive it."""
    (service,) = ENGLISH.services([centre])
    return json.loads(json.dumps(service))


def location_of(service):
    (at,) = service["service_at_locations"]
    return at["location"]


def codes(thing, taxonomy):
    """Return the codes of ours by which a thing is classed."""
    known = {term_id(taxonomy, code): code for code in TERMS[taxonomy]}
    ids = [it["taxonomy_term"]["id"] for it in thing.get("attributes", ())]
    return [known[it] for it in ids if it in known]


def objects(value, name="services"):
    """Yield every object in a value, with the field that it is in."""
    if isinstance(value, list):
        for item in value:
            yield from objects(item, name)
    elif isinstance(value, dict):
        yield name, value
        for field, within in value.items():
            yield from objects(within, field)


def assert_sound(service):
    for name, thing in objects(service):
        assert UUID(thing["id"]), name
        assert REQUIRED.get(name, set()) <= thing.keys(), name
        for field, value in thing.items():
            assert value not in (None, "", [], {}), field
            assert value in ENUMS.get(field, [value]), field
            assert isinstance(value, int | float) is (field in NUMBERS), field
            if field in ADDRESSES_OF_WEB:
                assert urlsplit(value).scheme in {"http", "https"}


@settings(max_examples=50)
@given(listed_centres())
def test_every_centre_gives_services_with_all_that_is_required_and_nothing_empty(
    centre,
):
    services = ENGLISH.services([centre])
    assert len(services) == len(centre.services)
    for service in services:
        assert_sound(service)
    assert len({service["id"] for service in services}) == len(services)


@settings(max_examples=50)
@given(listed_centres())
def test_a_withheld_venue_is_nowhere_in_what_is_said(centre):
    hidden = replace(
        centre,
        address=replace(SECRET, visibility=AddressVisibility.NONE),
        location=NOTTINGHAM,
        given_location=NOTTINGHAM,
    )
    text = json.dumps(ENGLISH.services([hidden]))
    for secret in ("Hidden Street", "Nottingham", "5FS", "52.9549", "latitude"):
        assert secret not in text


def test_the_root_says_the_version_that_validators_read():
    root = ENGLISH.api_root()
    assert root["version"] == "HSDS-UK-3.0"
    assert root.keys() == {"version", "profile", "openapi_url"}
    assert {urlsplit(root[it]).scheme for it in ("profile", "openapi_url")} == {"https"}


def test_a_service_says_all_that_is_known_of_it():
    offered = a_service(
        "handover",
        opening=read_opening("Sat 10:00-12:00; by arrangement"),
        charges="£2 a session",
        age_range=AgeRange(youngest=0, oldest=16),
        waiting_weeks=6,
        accreditation=Accreditation(
            type=AccreditationType.STANDARD, status=AccreditationStatus.ACCREDITED
        ),
    )
    centre = a_centre(
        "example-lace",
        name="Example Lace Centre",
        services=(offered,),
        operator="Example Trust",
        charity_number="1234567",
        email="lace@example.org",
        website="https://example.org/",
        referral_url="https://example.org/refer",
        languages=("English", "Polish"),
        status=CentreStatus.TEMPORARILY_CLOSED,
        status_note="Until the roof is mended",
        last_checked=date(2026, 11, 22),
    )
    service = said(centre)
    assert service["name"] == "Example Lace Centre: Handover"
    assert service["url"] == "https://example.org/"
    assert service["email"] == "lace@example.org"
    assert service["status"] == "temporarily closed"
    assert service["alert"] == "Until the roof is mended"
    assert service["assured_date"] == "2026-11-22"
    assert (service["minimum_age"], service["maximum_age"]) == (0, 16)
    assert service["wait_time"] == "6 weeks"
    assert service["fees"] == "£2 a session"
    assert service["accreditations"] == "Accredited, standard level"
    assert "a solicitor" in service["application_process"]
    assert [it["name"] for it in service["languages"]] == ["English", "Polish"]
    assert service["cost_options"][0]["amount_description"] == "£2 a session"
    assert service["contacts"][0]["phones"][0]["number"] == "0115 496 0000"
    assert service["additional_urls"][0]["url"] == "https://example.org/refer"
    assert codes(service, Taxonomy.CONTACT_SERVICE) == ["handover"]
    assert codes(service, Taxonomy.REFERRAL_ROUTE) == ["self", "solicitor"]
    assert codes(service, Taxonomy.ACCREDITATION) == ["standard", "accredited"]
    organization = service["organization"]
    assert service["organization_id"] == organization["id"]
    assert organization["name"] == "Example Trust"
    (number,) = organization["organization_identifiers"]
    assert (number["identifier_scheme"], number["identifier"]) == ("GB-CHC", "1234567")


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("Sat 10:00-12:00", {"freq": "WEEKLY", "interval": 1, "byday": "SA"}),
        ("Mon-Wed 09:00-16:00", {"freq": "WEEKLY", "byday": "MO,TU,WE"}),
        ("1st,3rd Sat 10:30-12:30", {"freq": "MONTHLY", "byday": "1SA,3SA"}),
        ("last Sat,Sun 10:00-11:00", {"freq": "MONTHLY", "byday": "-1SA,-1SU"}),
        (
            "every 2 weeks from 2026-01-10 Sat 14:00-16:00",
            {"freq": "WEEKLY", "interval": 2, "byday": "SA", "dtstart": "2026-01-10"},
        ),
        ("by arrangement", {"description": "by arrangement"}),
    ],
)
def test_sessions_are_rules_of_icalendar(pattern, rule):
    service = said(a_centre(services=(a_service(opening=read_opening(pattern)),)))
    (schedule,) = service["schedules"]
    assert schedule.items() >= rule.items()
    times = re.findall(r"\d\d:\d\d", pattern)
    assert [schedule.get("opens_at"), schedule.get("closes_at")] == (
        times or [None, None]
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("open", "active"),
        ("temporarily-closed", "temporarily closed"),
        ("closed", "defunct"),
    ],
)
def test_a_status_is_one_of_the_standards(status, expected):
    assert said(a_centre(status=CentreStatus(status)))["status"] == expected


def test_a_venue_has_its_address_and_its_point_and_whence_that_is():
    location = location_of(said(a_centre(facilities=((Facility.PARKING, False),))))
    assert (location["latitude"], location["longitude"]) == (52.9549, -1.1553)
    assert codes(location, Taxonomy.POSITION) == ["postcode"]
    assert codes(location, Taxonomy.FACILITY) == ["parking.no"]
    assert location["accessibility"][0]["description"] == "No parking"
    (address,) = location["addresses"]
    del address["id"]
    assert address == {
        "address_1": "1 Example Street",
        "city": "Nottingham",
        "state_province": "United Kingdom",
        "postal_code": "NG1 5FS",
        "country": "GB",
        "address_type": "physical",
    }


@pytest.mark.parametrize(
    ("postcode", "country"),
    [("JE2 3AA", "JE"), ("GY1 1AA", "GG"), ("IM1 2AA", "IM"), ("BT1 1AA", "GB")],
)
def test_the_islands_are_countries_of_their_own(postcode, country):
    address = Address(postcode=Postcode.read(postcode))
    (said_address,) = location_of(said(a_centre(address=address)))["addresses"]
    assert said_address["country"] == country


def test_what_an_address_lacks_and_hsds_requires_is_filled_from_what_is_known():
    centre = a_centre(address=Address(postcode=Postcode.read("NG1 5FS")))
    (address,) = location_of(said(centre))["addresses"]
    assert address["address_1"] == centre.name
    assert address["city"] == "NG1"


def test_an_address_without_a_postcode_is_not_said_but_its_point_is():
    centre = a_centre(address=Address(lines=("1 Example Street",), town="Nottingham"))
    location = location_of(said(centre))
    assert "addresses" not in location
    assert location["latitude"] == 52.9549


def test_of_a_venue_shown_by_its_town_no_more_than_the_town_is_said():
    town = replace(SECRET, visibility=AddressVisibility.TOWN)
    service = said(a_centre(address=town, given_location=NOTTINGHAM))
    location = location_of(service)
    assert location["location_type"] == "physical"
    assert not {"addresses", "latitude", "longitude"} & location.keys()
    assert [it["name"] for it in service["service_areas"]] == [
        "Nottingham, Nottinghamshire"
    ]
    assert "Hidden" not in json.dumps(service)


def test_a_withheld_venue_says_the_area_that_it_covers_and_nothing_else():
    withheld = replace(SECRET, visibility=AddressVisibility.NONE)
    covered = AreaCovered(outcodes=(Outcode("LS1"),))
    service = said(a_centre(address=withheld, area_covered=covered))
    assert [it["name"] for it in service["service_areas"]] == ["LS1"]
    assert "service_areas" not in said(a_centre(address=withheld))


def test_the_point_that_the_keeper_typed_is_never_said():
    elsewhere = Location(latitude=51.5, longitude=-0.125)
    text = json.dumps(said(a_centre(given_location=elsewhere)))
    assert "51.5" not in text
    assert "-0.125" not in text


def test_a_service_without_a_venue_is_virtual_and_says_its_area():
    covered = AreaCovered(
        outcodes=(Outcode("NG1"),),
        authorities=("E06000018",),
        nations=(Nation.NORTHERN_IRELAND,),
    )
    service = said(a_centre(address=Address(), location=None, area_covered=covered))
    assert location_of(service)["location_type"] == "virtual"
    names = [it["name"] for it in service["service_areas"]]
    assert names == ["NG1", "E06000018", "Northern Ireland"]


def test_ids_stay_the_same_whatever_else_of_a_centre_changes():
    before = said(a_centre("one"))
    after = said(a_centre("one", name="Renamed", email="new@example.org"))
    assert after["id"] == before["id"]
    assert location_of(after)["id"] == location_of(before)["id"]
    assert said(a_centre("two"))["id"] != before["id"]
    # The ids of what was published once: they are never to change.
    assert before["id"] == "b4a3af51-0c8c-5fe6-aa7e-352033cbd499"
    assert term_id(Taxonomy.CONTACT_SERVICE, "supported") == (
        "eb0b598a-9bf3-58e7-8aeb-e6edb88e9a23"
    )


def test_each_service_of_a_centre_is_one_at_the_same_location():
    centre = a_centre(offers=("supported", "supervised"))
    services = ENGLISH.services([centre])
    assert len({location_of(it)["id"] for it in services}) == 1
    assert len({it["organization_id"] for it in services}) == 1


def test_services_come_in_the_order_of_the_ids_of_their_centres():
    centres = [a_centre("b"), a_centre("a")]
    assert ENGLISH.services(centres) == ENGLISH.services(reversed(centres))
    assert ENGLISH.services(centres)[0]["name"].startswith("Example a")


def test_centres_of_one_operator_share_an_organization():
    centres = [a_centre("a", operator="Trust"), a_centre("b", operator="Trust")]
    assert [it["name"] for it in ENGLISH.organizations(centres)] == ["Trust"]


def test_an_operator_that_is_not_known_is_the_centre_itself():
    centres = [a_centre("b", name="Same"), a_centre("a", name="Same")]
    assert len(ENGLISH.organizations(centres)) == 2
    assert {it["name"] for it in ENGLISH.organizations(centres)} == {"Same"}


@pytest.mark.parametrize(
    ("number", "scheme"),
    [("SC012345", "GB-SC"), ("NIC101234", "GB-NIC"), ("EXAMPLE-1", None)],
)
def test_a_charity_number_names_its_register_where_it_has_the_form(number, scheme):
    organization = ENGLISH.organization(a_centre(operator="T", charity_number=number))
    (identifier,) = organization["organization_identifiers"]
    assert identifier.get("identifier_scheme") == scheme
    assert identifier["identifier"] == number


def test_a_row_of_a_list_has_no_lists_and_always_an_address_of_the_web():
    centre = a_centre("one", charity_number="1", last_checked=date(2026, 11, 22))
    row = ENGLISH.service_row(centre, centre.services[0])
    assert_sound(row)
    assert row["url"] == f"{SITE}/centres/one"
    assert row["id"] == said(centre)["id"]
    for _, thing in objects(row):
        assert not [it for it in thing.values() if isinstance(it, list)]
    with_site = replace(centre, website="https://example.org/")
    assert ENGLISH.service_row(with_site, centre.services[0])["url"] == (
        "https://example.org/"
    )


def test_the_taxonomies_hold_every_code_of_ours_once():
    taxonomies = {it["id"]: it["name"] for it in ENGLISH.vocabulary.taxonomies()}
    terms = ENGLISH.vocabulary.terms()
    assert len(taxonomies) == len(Taxonomy)
    assert len({it["id"] for it in terms}) == len(terms)
    assert {it["taxonomy_id"] for it in terms} == taxonomies.keys()
    wanted = len(ServiceType) + len(ReferralRoute) + 2 * len(Facility)
    assert len(terms) == wanted + 5 + 7
    for term in terms:
        assert REQUIRED["taxonomy_term"] <= term.keys()
        assert all(term.values())


def test_terms_have_the_same_ids_in_both_languages_and_on_every_site():
    welsh = OpenReferralPublisher(
        Words(Language.WELSH), "https://elsewhere.example.org"
    )
    assert [it["id"] for it in welsh.vocabulary.terms()] == [
        it["id"] for it in ENGLISH.vocabulary.terms()
    ]
    assert welsh.vocabulary.terms()[0]["name"] != ENGLISH.vocabulary.terms()[0]["name"]


def test_pages_are_counted_from_one_and_say_which_is_the_last():
    rows = [{"id": str(number)} for number in range(5)]
    pages = [page_of(rows, number, 2) for number in (1, 2, 3)]
    assert [it["size"] for it in pages] == [2, 2, 1]
    assert [it["first_page"] for it in pages] == [True, False, False]
    assert [it["last_page"] for it in pages] == [False, False, True]
    assert [row for it in pages for row in it["contents"]] == rows
    assert {it["total_items"] for it in pages} == {5}
    assert {it["total_pages"] for it in pages} == {3}


def test_a_page_past_the_end_and_a_list_of_nothing_are_empty():
    assert page_of([{"id": "1"}], 9, 2)["empty"]
    nothing = page_of([], 1, 50)
    assert nothing["empty"]
    assert nothing["last_page"]
    assert nothing["total_pages"] == 1
