import gzip
import json
import shutil
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.centres import (
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    LocationSource,
    ServiceType,
)
from finder.listings import read_listings
from finder.location import Location
from finder.open_referral_feeds import Feed, FeedLimits, FeedRefused
from finder.open_referral_files import read_feed_files
from finder.open_referral_json import page_of
from finder.open_referral_reading import feed_tables, read_open_referral
from finder.open_referral_terms import Taxonomy, term_id
from finder.open_referral_web import fetch_feed
from finder.open_referral_writing import OpenReferralPublisher
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import read_opening
from finder.tables import read_tables
from finder.words import Language, Words
from tests.builders import NOTTINGHAM, a_centre, a_service
from tests.test_listing_writing import listed_centres

FIXTURES = Path(__file__).parent / "fixtures" / "open_referral"
COUNCIL = FIXTURES / "council"
TODAY = date(2026, 11, 22)
ENGLISH = OpenReferralPublisher(Words(Language.ENGLISH), "https://centres.example.org")


def uuid(number):
    return f"00000000-0000-4000-8000-{number:012}"


def a_term(name):
    return {"id": uuid(1), "taxonomy_term": {"id": uuid(2), "name": name}}


def an_address(**changes):
    given = {
        "id": uuid(3),
        "address_1": "1 Example Street",
        "city": "Nottingham",
        "state_province": "Nottinghamshire",
        "postal_code": "NG1 5FS",
        "country": "GB",
        "address_type": "physical",
    }
    return {**given, **changes}


def a_location(number=10, **changes):
    given = {
        "id": uuid(number),
        "location_type": "physical",
        "name": "Example Hall",
        "addresses": [an_address()],
    }
    return {**given, **changes}


def a_published(number=20, *, location=None, **changes):
    """Return a sound service of a feed."""
    given = {
        "id": uuid(number),
        "name": "Example Contact Centre",
        "status": "active",
        "organization_id": uuid(30),
        "organization": {"id": uuid(30), "name": "Trust", "description": "A trust."},
        "attributes": [a_term("Supported contact")],
        "service_at_locations": [
            {"id": uuid(40), "location": a_location() if location is None else location}
        ],
    }
    return {**given, **changes}


def read(*services, on=TODAY):
    return read_open_referral(Feed("feed", services), on)


def only_centre(*services, on=TODAY):
    done = read(*services, on=on)
    assert not [issue for issue in done.issues if issue.holds_back]
    (listing,) = done.listings
    return listing.centre


def only_service(**changes):
    (service,) = only_centre(a_published(**changes)).services
    return service


def issues(done):
    return [(it.line, it.column, it.code, it.value) for it in done.issues]


# A feed that was saved


def test_a_feed_of_another_publisher_becomes_centres_as_it_means_them():
    done = read_open_referral(read_feed_files(COUNCIL), TODAY)
    centre, handovers, online = (listing.centre for listing in done.listings)
    assert centre.name == "Example Lace Market Centre"
    assert centre.operator == "Example Family Trust"
    assert centre.charity_number == "1234567"
    assert centre.address == Address(
        lines=("1 Example Street", "Lace Market"),
        town="Nottingham",
        county="Nottinghamshire",
        postcode=Postcode.read("NG1 5FS"),
    )
    assert centre.given_location == NOTTINGHAM
    assert centre.telephone == "0115 496 0000"
    assert centre.email == "contact@example.org"
    assert centre.website == "https://example.org/contact"
    assert centre.languages == ("English", "Polish")
    assert centre.last_checked == date(2026, 9, 1)
    assert centre.source == "council"
    supported, supervised = centre.services
    assert supported.type is ServiceType.SUPPORTED
    assert supported.opening == read_opening(
        "Sat 10:00-12:00; 1st,3rd Sun 14:00-16:00;"
        "every 2 weeks from 2026-01-07 Wed 17:00-19:00"
    )
    assert supported.charges == "Each family: £2.50 a session"
    assert supported.age_range == AgeRange(youngest=0)
    assert supported.waiting_weeks == 6
    assert [str(it) for it in supported.referral_routes] == ["self", "solicitor"]
    assert supervised.type is ServiceType.SUPERVISED
    assert supervised.opening.by_arrangement
    assert supervised.charges == "Ask us"
    assert handovers.offers == {ServiceType.HANDOVER}
    assert handovers.status == "temporarily-closed"
    assert handovers.status_note == "Until the roof is mended"
    assert handovers.services[0].opening.note == "On the 1st and the 15th"
    assert online.offers == {ServiceType.VIRTUAL, ServiceType.INDIRECT}
    assert online.area_covered == AreaCovered(
        authorities=("E06000018",), nations=(Nation.NORTHERN_IRELAND,)
    )
    assert online.address == Address()


def test_what_has_no_cell_is_told_and_what_is_no_contact_service_held_back():
    done = read_open_referral(read_feed_files(COUNCIL), TODAY)
    left_out = {(it.line, it.column) for it in done.issues if not it.holds_back}
    assert left_out == {
        *[(1, "step_free"), (2, "step_free"), (2, "accreditation_status")],
        *[(2, "area_covered"), (3, "sessions")],
    }
    (held_back,) = [it for it in done.issues if it.holds_back]
    assert held_back.code == "service_unknown"
    assert held_back.value == "Support; Debt advice"
    assert held_back.file == f"council/services/{uuid(5)}"
    assert held_back.line == 5
    assert done.rows == 5


def test_an_issue_names_the_service_by_its_id_and_its_number_in_the_feed():
    elsewhere = a_published(2, email="nobody", location=a_location(11))
    issue = next(it for it in read(a_published(1), elsewhere).issues)
    assert issue.file == f"feed/services/{uuid(2)}"
    assert (issue.line, issue.column, issue.code) == (2, "email", "email_invalid")


def written(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


@pytest.mark.parametrize(
    "files",
    [
        {"all.json": [a_published(1), a_published(2)]},
        {"services.json": {"contents": [a_published(1), a_published(2)]}},
        {"services.json": [a_published(1), a_published(2)], "taxonomies.json": []},
        {"services/a.json": a_published(1), "services/b.json": a_published(2)},
        {
            "services/page-1.json": {"contents": [{"id": uuid(1)}, {"id": uuid(2)}]},
            f"services/{uuid(2)}.json": a_published(2),
            f"services/{uuid(1)}.json": a_published(1),
        },
        {
            "index.json": {"version": "HSDS-UK-3.0"},
            "services.json": [{"id": uuid(1)}],
            f"services/{uuid(1)}.json": a_published(1),
            f"services/{uuid(2)}.json": a_published(2),
        },
    ],
)
def test_a_saved_feed_is_read_in_every_layout_that_is_promised(tmp_path, files):
    feed = read_feed_files(written(tmp_path, files))
    assert feed.services == (a_published(1), a_published(2))
    assert feed.name == tmp_path.name


def test_a_file_alone_is_a_feed_too(tmp_path):
    written(tmp_path, {"one.json": [a_published()]})
    assert read_feed_files(tmp_path / "one.json") == Feed("one.json", (a_published(),))


def test_page_ten_comes_after_page_nine(tmp_path):
    pages = {f"services/page-{n}.json": [a_published(n)] for n in range(1, 12)}
    feed = read_feed_files(written(tmp_path, pages))
    assert [it["id"] for it in feed.services] == [uuid(n) for n in range(1, 12)]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "feed_empty"),
        ({"services.json": []}, "feed_empty"),
        ({"a.json": [], "b.json": []}, "feed_empty"),
        ({"services.json": "[{]"}, "feed_not_json"),
        ({"services.json": "[" * 100_000}, "feed_not_json"),
        ({"services.json": "\udc80".encode("utf-8", "surrogatepass")}, "feed_not_json"),
        ({"services.json": 5}, "feed_malformed"),
        ({"services.json": {"contents": {}}}, "feed_malformed"),
        ({"services.json": ["one"]}, "feed_malformed"),
        ({"index.json": {"version": "HSDS-UK-1.0"}}, "feed_version"),
    ],
)
def test_a_saved_feed_that_is_none_is_refused_whole(tmp_path, files, reason):
    for name, content in files.items():
        if isinstance(content, bytes):
            (tmp_path / name).write_bytes(content)
        else:
            written(tmp_path, {name: content})
    with pytest.raises(FeedRefused) as refused:
        read_feed_files(tmp_path)
    assert refused.value.reason == reason
    assert refused.value.code == "feed_refused"


def test_a_saved_feed_that_is_not_there_or_too_large_is_refused(tmp_path):
    with pytest.raises(FeedRefused) as refused:
        read_feed_files(tmp_path / "missing.json")
    assert refused.value.reason == "file_unreadable"
    written(tmp_path, {"services.json": [a_published()]})
    with pytest.raises(FeedRefused) as refused:
        read_feed_files(tmp_path, FeedLimits(largest_answer_bytes=10))
    assert refused.value.reason == "feed_too_large"


# What the fields mean


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Supported contact", "supported"),
        ("supervised family time", "supervised"),
        ("Hand-overs", "handover"),
        ("Support contact", "handover"),
        ("Letterbox contact", "indirect"),
    ],
)
def test_services_are_known_by_their_words(name, service):
    assert only_service(attributes=[a_term(name)]).type == service
    assert only_service(attributes=[], name=name).type == service


@pytest.mark.parametrize(
    "name", ["Support", "Online", "Community", "Assessment", "Video", "Contact us"]
)
def test_a_word_that_may_mean_anything_makes_no_contact_service(name):
    done = read(a_published(name="Drop-in", attributes=[a_term(name)]))
    assert not done.listings
    assert issues(done) == [(1, "service", "service_unknown", f"{name}; Drop-in")]


def test_our_own_terms_are_known_by_their_ids_whatever_they_are_called():
    its_id = term_id(Taxonomy.CONTACT_SERVICE, "escorted")
    by_id = {"id": uuid(1), "taxonomy_term_id": its_id.upper()}
    nested = {"id": uuid(1), "taxonomy_term": {"id": its_id, "name": "Hebrwng"}}
    for attribute in (by_id, nested):
        assert only_service(attributes=[attribute]).type is ServiceType.ESCORTED


def test_a_service_of_several_types_is_several_services_of_its_centre():
    terms = [a_term("Supervised contact"), a_term("Supported contact")]
    centre = only_centre(a_published(attributes=terms))
    assert centre.offers == {ServiceType.SUPPORTED, ServiceType.SUPERVISED}


def test_services_at_one_location_of_one_organization_are_one_centre():
    other = a_published(2, attributes=[a_term("Supervised contact")])
    centre = only_centre(a_published(1), other)
    assert centre.name == "Example Hall"
    assert centre.offers == {ServiceType.SUPPORTED, ServiceType.SUPERVISED}


def test_services_of_different_organizations_at_one_location_are_two_centres():
    other = a_published(2, organization_id=uuid(31))
    assert len({it.centre.id for it in read(a_published(1), other).listings}) == 2


def test_a_service_at_two_locations_is_two_centres():
    links = [{"location": a_location(11)}, {"location": a_location(12)}]
    done = read(a_published(service_at_locations=links))
    assert [it.line for it in done.listings] == [1, 1]
    assert len({it.centre.id for it in done.listings}) == 2


def test_the_id_of_a_centre_stays_while_those_of_its_publisher_do():
    before = only_centre(a_published(1))
    after = only_centre(a_published(2, name="Renamed contact", email="a@example.org"))
    assert before.id == after.id


def test_two_services_of_one_type_at_one_place_are_told():
    done = read(a_published(1), a_published(2))
    assert issues(done) == [(2, "service", "service_repeated", "supported")]
    assert len(done.listings) == 1


def test_a_repeated_id_holds_back_the_later_service():
    done = read(a_published(1), a_published(1, location=a_location(11)))
    assert issues(done) == [(2, "id", "feed_service_repeated", uuid(1))]
    assert len(done.listings) == 1


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("active", "open"),
        ("Active", "open"),
        (None, "open"),
        ("temporarily closed", "temporarily-closed"),
        ("inactive", "closed"),
        ("defunct", "closed"),
    ],
)
def test_a_status_is_taken_over(said, status):
    assert only_centre(a_published(status=said)).status == status


def test_a_status_that_is_none_holds_the_centre_back():
    done = read(a_published(status="paused"))
    assert (1, "status", "status_unknown", "paused") in issues(done)
    assert not done.listings


def test_a_service_that_has_ended_is_left_out_of_a_centre_that_is_open():
    ended = a_published(
        2, status="defunct", attributes=[a_term("Supervised contact")], alert="Over"
    )
    done = read(ended, a_published(1))
    (listing,) = done.listings
    assert listing.centre.offers == {ServiceType.SUPPORTED}
    assert listing.centre.status_note == ""
    assert issues(done) == [(1, "status", "feed_value_left_out", "closed")]


def scheduled(**fields):
    return str(only_service(schedules=[{"id": uuid(1), **fields}]).opening)


@pytest.mark.parametrize(
    ("fields", "pattern"),
    [
        ({"freq": "WEEKLY", "byday": "SA"}, "Sat 10:00-12:00"),
        ({"freq": "WEEKLY", "byday": "FR,MO"}, "Mon,Fri 10:00-12:00"),
        ({"byday": "MO,TU,WE"}, "Mon-Wed 10:00-12:00"),
        ({"freq": "WEEKLY", "dtstart": "2026-01-10"}, "Sat 10:00-12:00"),
        ({"freq": "MONTHLY", "byday": "1SA,3SA"}, "1st,3rd Sat 10:00-12:00"),
        ({"freq": "MONTHLY", "byday": "-1SU"}, "last Sun 10:00-12:00"),
        ({"freq": "MONTHLY", "byday": "WE"}, "Wed 10:00-12:00"),
        (
            {"freq": "MONTHLY", "byday": "+1SA,2SU"},
            "1st Sat 10:00-12:00; 2nd Sun 10:00-12:00",
        ),
        (
            {"freq": "WEEKLY", "interval": 2, "byday": "SA", "dtstart": "2026-01-10"},
            "every 2 weeks from 2026-01-10 Sat 10:00-12:00",
        ),
        (
            {
                "freq": "WEEKLY",
                "interval": 2,
                "byday": "SA",
                "valid_from": "2026-01-10",
            },
            "every 2 weeks from 2026-01-10 Sat 10:00-12:00",
        ),
    ],
)
def test_schedules_become_session_patterns(fields, pattern):
    assert scheduled(opens_at="10:00", closes_at="12:00", **fields) == pattern


@pytest.mark.parametrize(
    "ending", ["", ":00", "Z", ":00Z", ":00.000Z", "+00:00", ":00+01:00"]
)
def test_times_are_those_of_the_clock_on_the_wall(ending):
    said = scheduled(byday="SA", opens_at=f"09:30{ending}", closes_at=f"11:00{ending}")
    assert said == "Sat 09:30-11:00"


@pytest.mark.parametrize(
    "fields",
    [
        {"freq": "MONTHLY", "bymonthday": "1,15"},
        {"freq": "WEEKLY", "byday": "SA", "bymonthday": "2"},
        {"freq": "MONTHLY", "byday": "1SA", "interval": 2},
        {"freq": "MONTHLY", "dtstart": "2026-01-10"},
        {"freq": "WEEKLY", "byday": "1SA"},
        {"freq": "WEEKLY", "byday": "SA", "interval": 2},
        {"freq": "WEEKLY", "byday": "SA", "interval": 0},
        {"freq": "WEEKLY", "byday": "SA", "interval": "often"},
        {"freq": "DAILY", "byday": "SA"},
        {"freq": "WEEKLY", "byday": "SATURDAY"},
        {"freq": "MONTHLY", "byday": "9SA"},
        {"freq": "WEEKLY"},
        {"byday": "SA", "opens_at": "10:00-05:00"},
        {"byday": "SA", "opens_at": "ten"},
        {"byday": "SA", "count": 5},
    ],
)
def test_a_schedule_that_is_no_pattern_is_told_and_its_words_kept(fields):
    times = {"opens_at": "10:00", "closes_at": "12:00"}
    schedule = {"id": uuid(1), **times, **fields}
    wordless = read(a_published(schedules=[schedule]))
    assert [it.code for it in wordless.issues] == ["feed_value_left_out"]
    assert not wordless.listings[0].centre.services[0].opening.note
    service = only_service(schedules=[{**schedule, "description": "Ring first"}])
    assert service.opening.note == "Ring first"


def test_schedules_and_prices_hold_only_between_their_dates():
    schedules = [
        {
            "byday": "MO",
            "opens_at": "10:00",
            "closes_at": "11:00",
            "valid_to": "2026-06-30",
        },
        {
            "byday": "TU",
            "opens_at": "10:00",
            "closes_at": "11:00",
            "valid_from": "2026-07-01",
        },
    ]
    prices = [
        {"amount": 2, "valid_to": "2026-06-30T00:00:00Z"},
        {"amount": 3, "valid_from": "2026-07-01"},
    ]
    service = a_published(schedules=schedules, cost_options=prices)
    (june,) = only_centre(service, on=date(2026, 6, 30)).services
    (july,) = only_centre(service, on=date(2026, 7, 1)).services
    assert (str(june.opening), june.charges) == ("Mon 10:00-11:00", "£2")
    assert (str(july.opening), july.charges) == ("Tue 10:00-11:00", "£3")


@pytest.mark.parametrize(
    ("options", "charges"),
    [
        ([{"amount": 35, "amount_description": "an hour"}], "£35 an hour"),
        ([{"amount": 2.5}], "£2.50"),
        ([{"amount": 2.25}], "£2.25"),
        ([{"amount": 5, "currency": "EUR"}], "5 EUR"),
        ([{"option": "Under 5s"}], "Under 5s"),
        (
            [{"option": "A", "amount": 1}, {"option": "B", "amount": 2.0}],
            "A: £1; B: £2",
        ),
        ([], "Ask us"),
    ],
)
def test_prices_become_charges_in_words(options, charges):
    assert only_service(cost_options=options, fees="Ask us").charges == charges


@pytest.mark.parametrize(
    ("fields", "ages"),
    [
        ({}, AgeRange()),
        ({"minimum_age": 4}, AgeRange(youngest=4)),
        ({"maximum_age": 16.0}, AgeRange(youngest=0, oldest=16)),
        ({"minimum_age": 0, "maximum_age": 100}, AgeRange(youngest=0)),
    ],
)
def test_ages_are_a_range_and_a_hundred_is_no_limit(fields, ages):
    assert only_service(**fields).age_range == ages


def test_how_to_apply_is_read_where_it_is_a_list_and_told_where_it_is_not():
    listed = only_service(application_process="Self-referral, solicitors and Cafcass")
    assert [str(it) for it in listed.referral_routes] == [
        "self",
        "solicitor",
        "cafcass",
    ]
    done = read(a_published(application_process="Ring us on a Monday"))
    assert issues(done) == [
        (1, "referral_routes", "feed_value_left_out", "Ring us on a Monday")
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"contacts": [{"phones": [{"number": "0115 496 0000"}]}]},
        {"phones": [{"number": "0115 496 0000"}]},
        {"location": a_location(phones=[{"number": "0115 496 0000"}])},
    ],
)
def test_a_telephone_number_is_found_wherever_publishers_put_it(fields):
    assert only_centre(a_published(**fields)).telephone == "0115 496 0000"


def test_a_referral_form_is_an_address_that_says_so():
    urls = [
        {"label": "Facebook", "url": "https://facebook.example.org/us"},
        {"label": "Apply for a place", "url": "https://example.org/apply"},
    ]
    centre = only_centre(a_published(additional_urls=urls))
    assert centre.referral_url == "https://example.org/apply"


def test_a_physical_address_is_taken_before_a_postal_one():
    postal = an_address(address_1="PO Box 1", address_type="postal")
    both = a_location(addresses=[postal, an_address()])
    assert only_centre(a_published(location=both)).address.lines == (
        "1 Example Street",
    )
    done = read(a_published(location=a_location(addresses=[postal])))
    assert (1, "address_1", "po_box", "PO Box 1") in issues(done)


@pytest.mark.parametrize(
    ("fields", "county"),
    [
        ({}, "Nottinghamshire"),
        ({"state_province": "England"}, ""),
        (
            {"state_province": "United Kingdom", "region": "East Midlands"},
            "East Midlands",
        ),
        ({"state_province": "Jersey"}, "Jersey"),
    ],
)
def test_a_county_is_what_is_smaller_than_a_nation(fields, county):
    location = a_location(addresses=[an_address(**fields)])
    assert only_centre(a_published(location=location)).address.county == county


def test_areas_in_words_are_told_beside_a_venue_and_held_back_without():
    areas = [{"id": uuid(1), "name": "All of Nottingham"}]
    beside = read(a_published(service_areas=areas))
    assert issues(beside) == [
        (1, "area_covered", "feed_value_left_out", "All of Nottingham")
    ]
    nowhere = a_location(location_type="virtual")
    without = read(a_published(service_areas=areas, location=nowhere))
    assert (1, "area_covered", "area_invalid", "All of Nottingham") in issues(without)
    assert not without.listings


def test_a_location_outside_the_isles_is_told_as_in_any_listing():
    done = read(a_published(location=a_location(latitude=100, longitude=101)))
    assert (1, "latitude", "location_outside_isles", "100.0, 101.0") in issues(done)


def test_text_that_no_file_can_hold_is_cleaned():
    centre = only_centre(a_published(alert="One\ud800 two\x00 three\n"))
    assert centre.status_note == "One two three"


# What was written is read


def as_published(centres):
    return tuple(json.loads(json.dumps(ENGLISH.services(centres))))


def as_saved(folder, centres):
    """Save a feed of ours as its endpoints would answer."""
    rows = [ENGLISH.service_row(it, each) for it in centres for each in it.services]
    files = {"index.json": ENGLISH.api_root()}
    for number in range(1, page_of(rows, 1, 2)["total_pages"] + 1):
        files[f"services/page-{number}.json"] = page_of(rows, number, 2)
    for service in ENGLISH.services(centres):
        files[f"services/{service['id']}.json"] = service
    return written(folder, files)


def as_others_see(centre):
    """Return what of a listed centre the format carries, when it is published.

    These are all the exceptions, but for withheld venues, to which two tests of
    their own are given.
    """
    address, given = centre.address, centre.given_location
    if address.postcode is None:
        address = Address()
    elif address.lines == (centre.name,):
        address = replace(address, lines=())
    if address.postcode and address.town == str(address.postcode.outcode):
        address = replace(address, town="")
    islands = {"JE": "Jersey", "GY": "Guernsey", "IM": "Isle of Man"}
    if address.postcode and not address.county:
        county = islands.get(address.postcode.outcode.area, "")
        address = replace(address, county=county)
    if given is not None:
        given = Location(
            latitude=round(given.latitude, 6), longitude=round(given.longitude, 6)
        )
    return replace(centre, address=address, given_location=given, source="feed")


def placed(centre):
    """Return a centre as an import would have placed it."""
    if centre.given_location is not None:
        at, source = centre.given_location, LocationSource.GIVEN
    elif centre.address.postcode is not None:
        at, source = NOTTINGHAM, LocationSource.POSTCODE
    else:
        return centre
    return replace(centre, location=at, location_source=source)


SHOWN = st.builds(
    Address,
    lines=st.sampled_from([(), ("1 Example Street",), ("1 Example Street", "Hyson")]),
    town=st.sampled_from(["", "Nottingham", "NG1"]),
    county=st.sampled_from(["", "Nottinghamshire", "Jersey"]),
    postcode=st.none() | st.sampled_from([*map(Postcode.read, ("NG1 5FS", "JE2 3AA"))]),
)


@settings(max_examples=60)
@given(
    st.lists(listed_centres(SHOWN), min_size=1, max_size=2, unique_by=lambda it: it.id)
)
def test_a_listing_is_the_same_after_it_was_published_and_imported(centres):
    with tempfile.TemporaryDirectory() as folder:
        saved = read_feed_files(as_saved(Path(folder), [placed(it) for it in centres]))
    done = read_open_referral(replace(saved, name="feed"), TODAY)
    assert not [it for it in done.issues if it.holds_back]
    assert [it.centre for it in done.listings] == [as_others_see(it) for it in centres]


def test_the_demonstration_listing_is_the_same_but_for_withheld_venues(tmp_path):
    demo = Path(__file__).parent.parent / "data" / "demo"
    tables = [read_tables(demo / name)[0] for name in ("centres.csv", "services.csv")]
    centres = [placed(listing.centre) for listing in read_listings(*tables).listings]
    done = read_open_referral(read_feed_files(as_saved(tmp_path, centres)), TODAY)
    read_again = {
        it.centre.id: replace(it.centre, source="feed") for it in done.listings
    }
    shown = [it for it in centres if it.address.visibility is AddressVisibility.FULL]
    assert len(shown) > 200
    bare = [replace(it, location=None, location_source=None) for it in shown]
    assert read_again == {it.id: as_others_see(it) for it in bare}


@pytest.mark.parametrize("visibility", ["town", "none"])
def test_a_withheld_venue_cannot_be_imported_from_a_feed_and_says_why(visibility):
    address = Address(
        lines=("7 Hidden Street",),
        town="Nottingham",
        postcode=Postcode.read("NG1 5FS"),
        visibility=AddressVisibility(visibility),
    )
    done = read(*as_published([a_centre(address=address)]))
    assert not done.listings
    expected = {"town": "area_invalid", "none": "place_missing"}[visibility]
    assert expected in {it.code for it in done.issues}


def test_a_withheld_venue_that_covers_an_area_becomes_a_service_without_a_venue():
    hidden = Address(
        postcode=Postcode.read("NG1 5FS"), visibility=AddressVisibility.NONE
    )
    covered = AreaCovered(outcodes=(Outcode("NG1"),))
    centre = only_centre(
        *as_published([a_centre(address=hidden, area_covered=covered)])
    )
    assert centre.address == Address()
    assert centre.area_covered == covered


def test_a_position_that_was_not_given_is_worked_out_again():
    assert only_centre(*as_published([a_centre()])).given_location is None
    given = a_centre(location_source=LocationSource.GIVEN)
    assert only_centre(*as_published([given])).given_location == NOTTINGHAM


def test_the_source_of_a_centre_is_the_feed_that_it_came_by():
    assert only_centre(*as_published([a_centre(source="the centre")])).source == "feed"


def test_an_address_without_a_postcode_does_not_travel():
    address = Address(lines=("1 Example Street",), town="Nottingham")
    centre = a_centre(address=address, location_source=LocationSource.GIVEN)
    assert only_centre(*as_published([centre])).address == Address()


def test_a_street_that_is_called_as_the_centre_does_not_travel():
    centre = a_centre(name="Example Hall")
    named = replace(centre.address, lines=("Example Hall",))
    assert (
        only_centre(*as_published([replace(centre, address=named)])).address.lines == ()
    )


def test_a_county_that_is_a_nation_does_not_travel():
    centre = a_centre(address=replace(a_centre().address, county="England"))
    assert only_centre(*as_published([centre])).address.county == ""


def test_an_upper_age_without_a_lower_begins_at_none():
    centre = a_centre(services=(a_service(age_range=AgeRange(oldest=16)),))
    (service,) = only_centre(*as_published([centre])).services
    assert service.age_range == AgeRange(youngest=0, oldest=16)


# Whatever comes


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "2026-01-01", "10:00", "SA", "Supported contact"]),
    lambda within: (
        st.lists(within, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "name", "phones", "x"]), within, max_size=3
        )
    ),
    max_leaves=6,
)


def places_in(value, path=()):
    """Yield the path to every value within a value."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, within in parts:
        if isinstance(within, dict | list):
            yield from places_in(within, (*path, key))
        else:
            yield (*path, key)


RICH = a_published(
    schedules=[
        {"id": uuid(1), "freq": "WEEKLY", "interval": 1, "byday": "SA"}
        | {"dtstart": "2026-01-10", "opens_at": "10:00", "closes_at": "12:00"}
        | {"valid_from": "2020-01-01", "description": "Saturdays"}
    ],
    cost_options=[{"amount": 1, "option": "a", "currency": "GBP", "valid_to": None}],
    languages=[{"name": "English", "code": "en"}],
    contacts=[{"id": uuid(1), "phones": [{"number": "0115 496 0000"}]}],
    service_areas=[{"name": "NG1", "uri": "https://example.org/E06000018"}],
    additional_urls=[{"label": "Referral form", "url": "https://example.org/"}],
    application_process="self",
    minimum_age=0,
    maximum_age=16,
    wait_time="6 weeks",
    accreditations="none",
    assured_date="2026-01-01",
    alert="Alert",
    fees="Free",
    url="https://example.org/",
    email="a@example.org",
    location=a_location(
        latitude=52.9549,
        longitude=-1.1553,
        external_identifier="example",
        external_identifier_type="find-a-centre",
        accessibility=[{"description": "Ramp"}],
        attributes=[a_term("Parking")],
    ),
)
PLACES = sorted(filter(None, places_in(RICH)), key=str)


def with_value_at(thing, path, value):
    changed = json.loads(json.dumps(thing))
    within = changed
    for key, _ in pairwise(path):
        within = within[key]
    within[path[-1]] = value
    return changed


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(PLACES), value=JSON)
def test_any_value_in_any_field_is_read_or_told_of_and_never_an_exception(path, value):
    done = read(with_value_at(RICH, path, value))
    listed = {it.line for it in done.listings}
    told = {it.line for it in done.issues if it.holds_back}
    assert listed | told == {1}
    for listing in done.listings:
        str(listing.centre).encode()


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([*RICH, "x"]), JSON))
def test_any_object_for_a_service_is_told_of(service):
    tables = feed_tables(Feed("feed", (service,)), TODAY)
    assert tables.issues or tables.centres.rows


@pytest.mark.parametrize("path", PLACES, ids=str)
@pytest.mark.parametrize("value", [[[]], True], ids=str)
def test_a_value_of_the_wrong_kind_holds_the_service_back(path, value):
    of_no_use_here = {"country", "description", "id", "code", "name"}
    done = read(with_value_at(RICH, path, value))
    assert [it for it in done.issues if it.holds_back] or path[-1] in of_no_use_here


# A feed on the web, played on this machine


class Answer:
    """What a stand-in says to one path: bytes, or something to do with the handler."""

    def __init__(self, body=b"", status=200, headers=(), play=None):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status, self.headers, self.play = status, dict(headers), play


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answer(self.path)
        if answer.play is not None:
            self.close_connection = True
            answer.play(self)
            return
        self.send_response(answer.status)
        headers = {"Content-Length": len(answer.body), **answer.headers}
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing of an asker who went away."""


@contextmanager
def served(answers):
    """Serve answers by path; a function is asked with the path and its query."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.asked = []

    def answer(target):
        parts = urlsplit(target)
        found = answers.get(parts.path, Answer(b"", status=404))
        if callable(found):
            found = found({name: it[0] for name, it in parse_qs(parts.query).items()})
        return found if isinstance(found, Answer) else Answer(found)

    server.answer = answer
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/oruk"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


SERVICES = [a_published(n, location=a_location(100 + n)) for n in range(1, 6)]
ROOT = {"version": "HSDS-UK-3.0", "profile": "https://example.org", "openapi_url": ""}
QUICK = FeedLimits(timeout_seconds=0.3, answer_seconds=0.6, per_page=2)


def a_feed(**changed):
    """Return the answers of a sound feed of three pages."""

    def page(query):
        return page_of(SERVICES, int(query["page"]), int(query["per_page"]))

    whole = {f"/oruk/services/{it['id']}": it for it in SERVICES}
    given = {"/oruk/": ROOT, "/oruk/services": page, **whole}
    return {**given, **{f"/oruk/{path}": it for path, it in changed.items()}}


def refusal(answers, limits=QUICK):
    with served(answers) as (_, url), pytest.raises(FeedRefused) as refused:
        fetch_feed(url, limits)
    return refused.value


def test_a_feed_is_fetched_by_its_pages_and_then_service_by_service():
    watched = []

    def watch(step, items):
        watched.append((step, len(items)))
        return items

    with served(a_feed()) as (server, url):
        feed = fetch_feed(f"{url}/", replace(QUICK, user_agent="Example/1.0"), watch)
    assert feed.services == tuple(SERVICES)
    assert feed.name == url.removeprefix("http://")
    assert watched == [("fetch", 5)]
    paths = [path for path, _ in server.asked]
    assert paths == [
        "/oruk/",
        *(f"/oruk/services?page={n}&per_page=2" for n in (1, 2, 3)),
        *(f"/oruk/services/{it['id']}" for it in SERVICES),
    ]
    assert {headers["User-Agent"] for _, headers in server.asked} == {"Example/1.0"}
    assert len(read_open_referral(feed, TODAY).listings) == 5


def test_a_service_listed_twice_is_fetched_once_and_told():
    twice = page_of([SERVICES[0], SERVICES[0]], 1, 2)
    with served(a_feed(services=twice)) as (server, url):
        feed = fetch_feed(url, QUICK)
    assert len(server.asked) == 3
    done = read_open_referral(feed, TODAY)
    assert [it.code for it in done.issues] == ["feed_service_repeated"]


@pytest.mark.parametrize(
    ("root", "found"),
    [
        ({"version": "HSDS-UK-1.0"}, "HSDS-UK-1.0"),
        ({"version": "HSDS 3.0"}, "HSDS 3.0"),
        ({"version": "3.0", "profile": "https://example.org/us"}, "3.0"),
        ({"version": "HSDS-UK-3.1"}, "HSDS-UK-3.1"),
        ({"version": ["3.0"]}, "['3.0']"),
        ({}, "–"),
        ([], "–"),
    ],
)
def test_another_version_is_refused_with_what_was_found(root, found):
    refused = refusal({"/oruk/": root})
    assert refused.reason == "feed_version"
    assert refused.facts == {"found": found}


@pytest.mark.parametrize(
    "root",
    [
        {"version": "HSDS-UK-3.0"},
        {"version": "hsds-uk-3"},
        {"version": "UK 3.0"},
        {"version": "HSDS 3.0", "profile": "https://docs.openreferraluk.org/"},
        {"version": "3.0", "profile": "https://github.com/OpenReferralUK/uk-profile"},
    ],
)
def test_the_version_is_known_in_the_forms_that_publishers_give_it(root):
    with served({**a_feed(), "/oruk/": root}) as (_, url):
        assert len(fetch_feed(url, QUICK).services) == 5


def half(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"contents": [')


def silence(handler):
    time.sleep(0.8)


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def enormous(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b" " * 10_000)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"{]"), "feed_not_json"),
        (Answer(b"<html>"), "feed_not_json"),
        (Answer(b"\xff\xfe\xfa"), "feed_not_json"),
        (Answer(b"[" * 100_000), "feed_not_json"),
        (Answer(b"9" * 10_000), "feed_not_json"),
        (Answer(b""), "feed_not_json"),
        (Answer({"content": []}), "feed_malformed"),
        (Answer([{"id": "one"}]), "feed_malformed"),
        (Answer({"contents": ["one"]}), "feed_malformed"),
        (Answer({"contents": [{"name": "no id"}]}), "feed_malformed"),
        (Answer({"contents": [{"id": 5}]}), "feed_malformed"),
        (Answer({"contents": [{"id": ".."}]}), "feed_malformed"),
        (Answer({"contents": []}), "feed_empty"),
        (Answer(b"", status=500), "feed_status"),
        (Answer({"contents": []}, status=404), "feed_status"),
        (Answer(b"", status=429), "feed_status"),
        (Answer(play=half), "feed_cut_short"),
        (Answer(play=silence), "feed_timed_out"),
        (Answer(play=drip), "feed_timed_out"),
        (Answer(play=lambda handler: None), "feed_unreachable"),
        (Answer(b"", headers={"Content-Encoding": "gzip"}), "feed_not_json"),
        (Answer(b"nonsense", headers={"Content-Encoding": "gzip"}), "feed_cut_short"),
    ],
)
def test_a_feed_of_which_one_answer_fails_is_refused_whole(answer, reason):
    refused = refusal(a_feed(services=answer))
    assert refused.reason == reason
    assert refused.code == "feed_refused"


def test_a_refusal_says_at_what_and_with_which_status():
    refused = refusal(a_feed(**{f"services/{uuid(3)}": Answer(b"", status=500)}))
    assert refused.facts == {"at": f"/services/{uuid(3)}", "status": "500"}


@pytest.mark.parametrize(
    "other", [a_published(9), [], {"id": 3}, "no", None], ids=["other id", *"abcd"]
)
def test_another_service_than_was_asked_for_is_refused(other):
    answers = a_feed(**{f"services/{uuid(3)}": Answer(other)})
    assert refusal(answers).reason == "feed_malformed"


def test_an_enormous_answer_is_given_up_early():
    limits = replace(QUICK, largest_answer_bytes=100_000, answer_seconds=30)
    begun = time.monotonic()
    assert refusal(a_feed(services=Answer(play=enormous)), limits).reason == (
        "feed_too_large"
    )
    assert time.monotonic() - begun < 5


def test_an_answer_that_unpacks_to_much_is_given_up_too():
    packed = Answer(
        gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"}
    )
    limits = replace(QUICK, largest_answer_bytes=100_000)
    assert refusal(a_feed(services=packed), limits).reason == "feed_too_large"


def test_pages_without_end_are_given_up():
    def fresh(query):
        return {"last_page": False, "contents": [{"id": f"new-{query['page']}"}]}

    limits = replace(QUICK, most_pages=20)
    assert refusal(a_feed(services=fresh), limits).reason == "feed_endless"


def test_the_same_page_for_ever_is_given_up_at_its_second_coming():
    same = a_feed(services={"contents": [{"id": "same"}]})
    with served(same) as (server, url), pytest.raises(FeedRefused) as refused:
        fetch_feed(url, QUICK)
    assert refused.value.reason == "feed_endless"
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "said", [{"total_pages": 3}, {"last_page": None}, {"total_pages": "many"}]
)
def test_the_last_page_is_known_by_number_or_by_an_empty_one_after(said):
    def page(query):
        rows = page_of(SERVICES, int(query["page"]), 2)["contents"]
        return {"contents": rows, **said}

    with served(a_feed(services=page)) as (_, url):
        assert len(fetch_feed(url, QUICK).services) == 5


def redirect(to, status=302):
    return Answer(b"", status=status, headers={"Location": to})


def test_a_redirect_elsewhere_is_refused_and_not_followed():
    with served(a_feed()) as (elsewhere, other):
        for to in (
            f"{other}/services",
            "http://localhost/",
            "file:///etc/passwd",
            "//[",
        ):
            assert refusal(a_feed(services=redirect(to))).reason == "feed_redirected"
    assert elsewhere.asked == []


def test_the_body_of_a_redirect_is_not_read():
    def endless(handler):
        handler.send_response(302)
        handler.send_header("Location", "http://elsewhere.example.org/")
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b" " * 100_000)

    begun = time.monotonic()
    assert refusal(a_feed(services=Answer(play=endless))).reason == "feed_redirected"
    assert time.monotonic() - begun < 5


def test_a_redirect_on_the_same_host_is_followed_but_not_round_and_round():
    moved = {path.replace("/oruk", "/new"): it for path, it in a_feed().items()}
    old = {path: redirect(path.replace("/oruk", "/new")) for path in a_feed()}
    old["/oruk/services"] = lambda query: redirect(
        f"/new/services?page={query['page']}&per_page={query['per_page']}", 308
    )
    with served({**moved, **old}) as (_, url):
        assert len(fetch_feed(url, QUICK).services) == 5
    assert refusal(a_feed(services=redirect("/oruk/services"))).reason == (
        "feed_redirected"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "http://",
        "https://user:secret@example.org/",
        "https://example.org/?token=secret",
        "https://example.org/#top",
        "https://example.org:0/",
        "https://example.org:port/",
        "http://[",
    ],
)
def test_an_address_that_no_feed_can_have_is_refused_unasked(url):
    with pytest.raises(FeedRefused) as refused:
        fetch_feed(url)
    assert refused.value.reason == "feed_address_invalid"
    assert "secret" not in str(refused.value)


def test_a_host_where_nobody_listens_is_refused():
    with served({}) as (_, url):
        pass
    with pytest.raises(FeedRefused) as refused:
        fetch_feed(url, QUICK)
    assert refused.value.reason == "feed_unreachable"


def test_a_saved_copy_and_the_web_give_the_same_listing(tmp_path):
    folder = tmp_path / "council"
    shutil.copytree(COUNCIL, folder)
    saved = read_feed_files(folder)
    whole = {f"services/{it['id']}": it for it in saved.services}
    answers = a_feed(**whole, services=page_of(saved.services, 1, 50))
    with served(answers) as (_, url):
        fetched = replace(fetch_feed(url, QUICK), name="council")
    assert read_open_referral(fetched, TODAY) == read_open_referral(saved, TODAY)
