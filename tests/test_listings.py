from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.centres import (
    Accreditation,
    AccreditationStatus,
    AccreditationType,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    Centre,
    CentreStatus,
    Facility,
    ReferralRoute,
    Service,
    ServiceType,
)
from finder.errors import ListingRefused
from finder.listing_centres import made_id
from finder.listings import read_listings
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import read_opening
from finder.tables import Row, Table, read_tables
from tests.builders import NOTTINGHAM

FIXTURES = Path(__file__).parent / "fixtures" / "listings"


def a_row(**changes):
    """Return a sound row of a simple listing."""
    row = {"name": "Example Centre", "services": "supported", "postcode": "NG1 5FS"}
    return {**row, **changes}


def a_centre_row(id, **changes):
    """Return a sound row of the centres of a full listing."""
    return {"id": id, "name": f"Example {id}", "postcode": "NG1 5FS", **changes}


def a_table(*rows, file="listing.csv"):
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
    cells = [tuple(row.get(heading, "") for heading in headings) for row in rows]
    lines = tuple(Row(line, each) for line, each in enumerate(cells, start=2))
    return Table(file, "", 1, headings, lines)


def read(*rows, services=None):
    table = a_table(*services, file="services.csv") if services else None
    return read_listings(a_table(*rows), table)


def only_centre(*rows, services=None):
    done = read(*rows, services=services)
    assert not done.issues
    (listing,) = done.listings
    return listing.centre


def offered(done):
    return {
        it.centre.id: [service.type for service in it.centre.services]
        for it in done.listings
    }


def issues(done):
    return [(it.file, it.line, it.column, it.code, it.value) for it in done.issues]


def test_every_column_of_a_simple_row_reaches_the_centre():
    centre = only_centre(
        {
            "id": "example-1",
            "name": "Example Centre",
            "operator": "Example Trust",
            "charity_number": "1234567",
            "address_1": "1 Example Street",
            "address_2": "Lace Market",
            "town": "Nottingham",
            "county": "Nottinghamshire",
            "postcode": "NG1 5FS",
            "address_visibility": "town",
            "area_covered": "NG1; wales",
            "latitude": "52.9549",
            "longitude": "-1.1553",
            "telephone": "0115 496 0000",
            "email": "one@example.org",
            "website": "example.org",
            "referral_url": "https://example.org/refer",
            "services": "handover; supported",
            "referral_routes": "self; court",
            "sessions": "Sat 10:00-12:00",
            "charges": "Free",
            "age_range": "0-16",
            "waiting_weeks": "2",
            "accreditation_type": "standard",
            "accreditation_status": "candidate",
            "step_free": "yes",
            "parking": "no",
            "languages": "English, Welsh",
            "status": "temporarily-closed",
            "status_note": "Until the roof is mended",
            "last_checked": "22/11/2026",
            "source": "the centre",
        }
    )
    alike = {
        "referral_routes": (ReferralRoute.SELF, ReferralRoute.COURT),
        "opening": read_opening("Sat 10:00-12:00"),
        "charges": "Free",
        "age_range": AgeRange(youngest=0, oldest=16),
        "waiting_weeks": 2,
        "accreditation": Accreditation(
            type=AccreditationType.STANDARD, status=AccreditationStatus.CANDIDATE
        ),
    }
    assert centre == Centre(
        id="example-1",
        name="Example Centre",
        services=(
            Service(type=ServiceType.SUPPORTED, **alike),
            Service(type=ServiceType.HANDOVER, **alike),
        ),
        operator="Example Trust",
        charity_number="1234567",
        address=Address(
            lines=("1 Example Street", "Lace Market"),
            town="Nottingham",
            county="Nottinghamshire",
            postcode=Postcode(Outcode("NG1"), "5FS"),
            visibility=AddressVisibility.TOWN,
        ),
        area_covered=AreaCovered(outcodes=(Outcode("NG1"),), nations=(Nation.WALES,)),
        given_location=NOTTINGHAM,
        telephone="0115 496 0000",
        email="one@example.org",
        website="https://example.org",
        referral_url="https://example.org/refer",
        facilities=((Facility.STEP_FREE, True), (Facility.PARKING, False)),
        languages=("English", "Welsh"),
        status=CentreStatus.TEMPORARILY_CLOSED,
        status_note="Until the roof is mended",
        last_checked=date(2026, 11, 22),
        source="the centre",
    )


@pytest.mark.parametrize(
    "place",
    [
        {"postcode": "NG1 5FS"},
        {"latitude": "52.9549", "longitude": "-1.1553"},
        {"area_covered": "NG1"},
    ],
)
def test_name_services_and_any_one_kind_of_place_are_enough(place):
    centre = only_centre({"name": "Example", "services": "virtual", **place})
    assert centre.location is None


def test_a_listing_as_people_write_it_is_read_without_an_issue_that_holds_back():
    (table,) = read_tables(FIXTURES / "as_people_write.csv")
    done = read_listings(table)
    assert offered(done) == {
        "example-lace-market-centre-ng1": ["supported"],
        "example-castle-centre-ng1": ["supervised", "handover"],
        "example-aire-centre-ls1": ["supported", "handover"],
        "example-letters-ls1": ["indirect", "life-story"],
    }
    assert issues(done) == [
        ("as_people_write.csv", 1, "Notes of the secretary", "column_unknown", "")
    ]
    assert ("Contact type", "services") in done.taken
    assert ("Post Code", "postcode") in done.taken


@pytest.mark.parametrize(
    ("changes", "column", "code", "value"),
    [
        ({"name": ""}, "name", "name_missing", ""),
        ({"services": ""}, "services", "services_missing", ""),
        ({"services": " ; "}, "services", "services_missing", ""),
        ({"postcode": ""}, "postcode", "place_missing", ""),
        ({"postcode": "", "area_covered": ";"}, "postcode", "place_missing", ""),
        ({"latitude": "52.9"}, "latitude", "coordinates_incomplete", ""),
        ({"longitude": "-1.1"}, "latitude", "coordinates_incomplete", ""),
        (
            {"latitude": "-1.1553", "longitude": "52.9549"},
            *("latitude", "location_swapped", "-1.1553, 52.9549"),
        ),
        (
            {"latitude": "0", "longitude": "0"},
            *("latitude", "location_outside_isles", "0.0, 0.0"),
        ),
        (
            {"latitude": "nan", "longitude": "inf"},
            *("latitude", "location_outside_isles", "nan, inf"),
        ),
        ({"address_2": "PO Box 12"}, "address_2", "po_box", "PO Box 12"),
        ({"name": "=1+1"}, "name", "formula", "=1+1"),
    ],
)
def test_a_row_with_a_fault_is_held_back_and_says_where_and_what(
    changes, column, code, value
):
    done = read(a_row(), a_row(id="example-2", **changes))
    assert [listing.line for listing in done.listings] == [2]
    assert issues(done) == [("listing.csv", 3, column, code, value)]


def test_issues_come_in_the_order_of_the_rows_whatever_their_kind():
    done = read(
        a_row(name=""), a_row(postcode="NG1"), a_row(services=""), a_row(name="=")
    )
    assert [it.line for it in done.issues] == [2, 3, 4, 5]


def test_a_repeated_id_holds_back_the_later_row_and_names_the_first():
    done = read(a_row(id="one"), a_row(id="two"), a_row(id="one", name="Example B"))
    assert list(offered(done)) == ["one", "two"]
    assert issues(done) == [("listing.csv", 4, "id", "id_repeated", "one (2)")]


def test_an_id_of_a_row_that_was_held_back_is_free_for_another():
    done = read(a_row(id="one", name=""), a_row(id="one"))
    assert [listing.line for listing in done.listings] == [3]


def test_two_centres_of_one_name_in_one_district_need_ids_of_their_own():
    done = read(a_row(), a_row(postcode="NG1 6AA"), a_row(postcode="LS1 4DY"))
    assert list(offered(done)) == ["example-centre-ng1", "example-centre-ls1"]
    assert [(it.line, it.code) for it in done.issues] == [(3, "id_repeated")]


def test_a_name_that_gives_no_letters_needs_an_id():
    done = read(a_row(name="例", postcode="", latitude="52.9", longitude="-1.1"))
    assert [it.code for it in done.issues] == ["id_missing"]


def test_a_made_id_stays_while_name_and_district_do():
    before = only_centre(a_row(name="Café Example’s – Centre"))
    after = only_centre(a_row(name="Café Example’s – Centre", postcode="NG1 6AA"))
    assert before.id == after.id == "cafe-examples-centre-ng1"


@given(
    inward=st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True),
    line=st.text(min_size=1),
    visibility=st.sampled_from(AddressVisibility),
)
def test_a_made_id_tells_no_more_of_an_address_than_its_district(
    inward, line, visibility
):
    address = Address(
        lines=(line,),
        town="Nottingham",
        postcode=Postcode(Outcode("NG1"), inward),
        visibility=visibility,
    )
    assert made_id("Example Centre", address, AreaCovered()) == "example-centre-ng1"


def test_a_made_id_could_have_been_given():
    centre = only_centre(a_row(name="x " * 80))
    assert only_centre(a_row(id=centre.id)).id == centre.id


CELLS = {
    "id": ["", "one", "two", "Bad Id"],
    "name": ["", "Example", "=1+1"],
    "services": ["", "supported", "supported; handover", "juggling"],
    "postcode": ["", "NG1 5FS", "NG1"],
    "latitude": ["", "52.9549", "0", "-1.1553", "north"],
    "longitude": ["", "-1.1553", "0", "52.9549"],
    "area_covered": ["", "NG1", "everywhere"],
    "sessions": ["", "Sat 10:00-12:00", "Saturdays"],
}


@given(
    st.lists(
        st.fixed_dictionaries({it: st.sampled_from(CELLS[it]) for it in CELLS}),
        min_size=1,
        max_size=12,
    )
)
def test_every_row_is_a_listing_or_has_an_issue_that_holds_it_back(rows):
    done = read(*rows)
    listed = [listing.line for listing in done.listings]
    held_back = {it.line for it in done.issues if it.holds_back}
    filled = [line for line, row in enumerate(rows, start=2)]
    assert sorted([*listed, *held_back]) == filled
    assert done.rows == len(rows)


def test_a_listing_with_a_third_of_bad_rows_keeps_all_the_others():
    rows = [
        a_row(id=f"example-{at}", services="juggling" if at % 3 == 0 else "supported")
        for at in range(300)
    ]
    done = read(*rows)
    assert len(done.listings) == 200
    assert [it.line for it in done.issues] == list(range(2, 302, 3))
    assert {(it.code, it.value) for it in done.issues} == {
        ("service_unknown", "juggling")
    }


@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        ({"Nom": "Example"}, "name, services, postcode / latitude / area_covered"),
        ({"name": "Example", "postcode": "NG1 5FS"}, "services"),
        ({"name": "E", "services": "s"}, "postcode / latitude / area_covered"),
    ],
)
def test_a_simple_listing_with_a_wrong_header_is_refused_whole(row, lacks):
    with pytest.raises(ListingRefused) as refused:
        read(row)
    assert refused.value.reason == "columns_missing"
    assert refused.value.facts["columns"] == lacks


def test_a_full_listing_gives_each_service_its_own_terms():
    (centres,) = read_tables(FIXTURES / "centres.csv")
    (services,) = read_tables(FIXTURES / "services.csv")
    done = read_listings(centres, services)
    assert not done.issues
    assert done.rows == 3 + 4
    lace, hidden, roving = (listing.centre for listing in done.listings)
    assert lace.services == (
        Service(
            type=ServiceType.SUPPORTED,
            referral_routes=(ReferralRoute.SELF, ReferralRoute.SOLICITOR),
            opening=read_opening("Sat 10:00-12:00"),
            charges="Free",
            age_range=AgeRange(youngest=0, oldest=16),
            waiting_weeks=2,
            accreditation=Accreditation(
                type=AccreditationType.STANDARD, status=AccreditationStatus.ACCREDITED
            ),
        ),
        Service(
            type=ServiceType.SUPERVISED,
            referral_routes=(ReferralRoute.SOCIAL_WORKER, ReferralRoute.COURT),
            opening=read_opening("Mon-Fri 09:00-16:00"),
            charges="£100 an hour",
            age_range=AgeRange(youngest=4),
            waiting_weeks=8,
            accreditation=Accreditation(
                type=AccreditationType.ENHANCED, status=AccreditationStatus.CANDIDATE
            ),
        ),
    )
    assert [it.type for it in hidden.services] == ["handover"]
    assert [it.type for it in roving.services] == ["virtual"]


def test_a_service_of_no_centre_is_named():
    done = read(
        a_centre_row("one"),
        services=[
            {"centre_id": "one", "service": "supported"},
            {"centre_id": "lost", "service": "supervised"},
            {"centre_id": "", "service": "supervised"},
        ],
    )
    assert offered(done) == {"one": ["supported"]}
    assert issues(done) == [
        ("services.csv", 3, "centre_id", "centre_not_read", "lost"),
        ("services.csv", 4, "centre_id", "centre_not_read", ""),
    ]


def test_a_service_named_twice_keeps_its_first_row():
    done = read(
        a_centre_row("one"),
        services=[
            {"centre_id": "one", "service": "supported", "charges": "Free"},
            {"centre_id": "one", "service": "Supported contact", "charges": "£5"},
        ],
    )
    (listing,) = done.listings
    assert [it.charges for it in listing.centre.services] == ["Free"]
    assert issues(done) == [
        ("services.csv", 3, "service", "service_repeated", "supported")
    ]


def test_a_centre_without_services_is_held_back():
    done = read(
        a_centre_row("one"),
        a_centre_row("two"),
        services=[
            {"centre_id": "one", "service": "supported"},
            {"centre_id": "two", "service": ""},
        ],
    )
    assert offered(done) == {"one": ["supported"]}
    assert issues(done) == [
        ("listing.csv", 3, "services", "services_missing", ""),
        ("services.csv", 3, "service", "services_missing", ""),
    ]


def test_a_bad_row_of_a_service_holds_back_that_service_alone():
    done = read(
        a_centre_row("one"),
        services=[
            {"centre_id": "one", "service": "supported", "waiting_weeks": "soon"},
            {"centre_id": "one", "service": "handover", "sessions": "by arrangement"},
        ],
    )
    assert offered(done) == {"one": ["handover"]}
    assert issues(done) == [
        ("services.csv", 2, "waiting_weeks", "weeks_invalid", "soon")
    ]


def test_services_of_a_centre_that_was_held_back_are_named_too():
    done = read(
        a_centre_row("one"),
        a_centre_row("two", postcode="NG1"),
        services=[
            {"centre_id": "one", "service": "supported"},
            {"centre_id": "two", "service": "supported"},
        ],
    )
    assert issues(done) == [
        ("listing.csv", 3, "postcode", "postcode_incomplete", "NG1"),
        ("services.csv", 3, "centre_id", "centre_not_read", "two"),
    ]


@pytest.mark.parametrize(
    ("centre", "service", "file", "lacks"),
    [
        ({"name": "E", "postcode": "x"}, {}, "listing.csv", "id"),
        ({}, {"service": "supported"}, "services.csv", "centre_id"),
        ({}, {"centre_id": "one"}, "services.csv", "service"),
    ],
)
def test_a_full_listing_is_refused_naming_the_table_that_lacks_a_column(
    centre, service, file, lacks
):
    with pytest.raises(ListingRefused) as refused:
        read(
            centre or a_centre_row("one"),
            services=[service or {"centre_id": "one", "service": "supported"}],
        )
    assert (refused.value.reason, refused.value.file) == ("columns_missing", file)
    assert refused.value.facts["columns"] == lacks


def test_sessions_that_cannot_be_read_are_reported_and_hold_nothing_back():
    done = read(a_row(sessions="alternate Saturdays"))
    (listing,) = done.listings
    assert listing.centre.services[0].opening.note == "alternate Saturdays"
    assert [(it.code, it.holds_back) for it in done.issues] == [
        ("sessions_unread", False)
    ]
