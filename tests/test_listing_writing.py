import re
import tempfile
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
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
    LocationSource,
    ReferralRoute,
    Service,
    ServiceType,
)
from finder.csv_safety import protected
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS
from finder.listing_writing import csv_bytes, listing_tables
from finder.listings import read_listings
from finder.location import LATITUDES, LONGITUDES, Location
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import Opening, Session, read_opening
from finder.tables import Row, Table, read_tables
from tests.builders import NOTTINGHAM, a_centre, a_service


def in_order(choices, max_size=3):
    return st.sets(st.sampled_from(list(choices)), max_size=max_size).map(
        lambda chosen: tuple(it for it in choices if it in chosen)
    )


def is_cell_text(text):
    """Return whether a cell of a listing could hold the text."""
    return bool(text) and not text.startswith("=")


# Letters, and what means something to CSV, to a spreadsheet or to a list.
LETTERS = st.text("aB7éŵ字’'\"=+-@,;:/&\t \u2028", min_size=1, max_size=12)
TEXTS = LETTERS.map(lambda text: " ".join(text.split())).filter(is_cell_text)
MAYBE_TEXT = st.just("") | TEXTS
LANGUAGES = st.sampled_from(["English", "Welsh", "Polish", "British Sign Language"])
OUTCODES = st.sampled_from([Outcode(it) for it in ("NG1", "LS1", "E1W", "JE2", "BT1")])
POSTCODES = st.builds(Postcode, OUTCODES, st.sampled_from(["5FS", "0AA"]))
AUTHORITIES = st.sampled_from(["E06000018", "W06000015", "S12000033"])
HOSTS = st.sampled_from(["", "centre.example.org"])
IDS = st.integers(0, 10**6).map(lambda number: f"example-{number}-ng1")


@st.composite
def sessions(draw):
    first = draw(st.integers(0, 24 * 60 - 2))
    last = draw(st.integers(first + 1, 24 * 60 - 1))
    kind = draw(st.sampled_from(["weekly", "monthly", "every few weeks"]))
    few = kind == "every few weeks"
    return Session(
        weekdays=draw(in_order(range(7)).filter(bool)),
        opens=time(*divmod(first, 60)),
        closes=time(*divmod(last, 60)),
        nth=draw(in_order((1, 2, 3, 4, 5, -1)).filter(bool))
        if kind == "monthly"
        else (),
        every_weeks=draw(st.integers(2, 12)) if few else 1,
        since=draw(st.dates(date(2000, 1, 1), date(2099, 1, 1))) if few else None,
    )


OPENINGS = st.builds(
    Opening,
    sessions=st.lists(sessions(), max_size=3).map(tuple),
    by_arrangement=st.booleans(),
    note=st.sampled_from(["", "Ring the bell", "Term time only; ask first"]),
)
AGES = st.just(AgeRange()) | st.tuples(
    st.integers(0, 99), st.none() | st.integers(0, 99)
).filter(lambda ages: ages[1] is None or ages[0] <= ages[1]).map(
    lambda ages: AgeRange(youngest=ages[0], oldest=ages[1])
)
AREAS = st.builds(
    AreaCovered,
    outcodes=st.sets(OUTCODES).map(lambda it: tuple(sorted(it, key=str))),
    authorities=st.sets(
        st.from_regex("[EWSN][0-9]{8}", fullmatch=True), max_size=2
    ).map(lambda it: tuple(sorted(it))),
    nations=in_order(Nation),
)
ADDRESSES = st.builds(
    Address,
    lines=st.lists(TEXTS, max_size=2).map(tuple),
    town=MAYBE_TEXT,
    county=MAYBE_TEXT,
    postcode=st.none() | POSTCODES,
    visibility=st.sampled_from(AddressVisibility),
)
LOCATIONS = st.builds(
    Location, latitude=st.floats(*LATITUDES), longitude=st.floats(*LONGITUDES)
)


def maybe(choices):
    return st.none() | st.sampled_from(choices)


@st.composite
def services(draw, service_type):
    return Service(
        type=service_type,
        referral_routes=draw(in_order(ReferralRoute)),
        opening=draw(OPENINGS),
        charges=draw(MAYBE_TEXT),
        age_range=draw(AGES),
        waiting_weeks=draw(st.none() | st.integers(0, 999)),
        accreditation=Accreditation(
            type=draw(maybe(AccreditationType)), status=draw(maybe(AccreditationStatus))
        ),
    )


@st.composite
def listed_centres(draw, addresses=ADDRESSES):
    """Draw a centre as the keeper of a listing may have written it."""
    address = draw(addresses)
    given = draw(st.none() | LOCATIONS)
    placed = bool(address.postcode or given)
    types = draw(in_order(ServiceType).filter(bool))
    host = draw(HOSTS)
    return Centre(
        id=draw(IDS),
        name=draw(TEXTS),
        services=tuple(draw(services(it)) for it in types),
        operator=draw(MAYBE_TEXT),
        charity_number=draw(MAYBE_TEXT),
        address=address,
        area_covered=draw(AREAS if placed else AREAS.filter(bool)),
        given_location=given,
        telephone=draw(st.sampled_from(["", "0115 496 0000", "+44 115 496 0000"])),
        email=draw(st.sampled_from(["", "one@example.org", "a-b@example.org"])),
        website=host and f"https://{host}/",
        referral_url=host and f"http://{host}/refer?to=us",
        facilities=tuple(
            (facility, draw(st.booleans())) for facility in draw(in_order(Facility))
        ),
        languages=tuple(draw(st.lists(LANGUAGES, max_size=3))),
        status=draw(st.sampled_from(CentreStatus)),
        status_note=draw(MAYBE_TEXT),
        last_checked=draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1))),
        source=draw(MAYBE_TEXT),
    )


LISTINGS = st.lists(
    listed_centres(), min_size=1, max_size=3, unique_by=lambda it: it.id
)


def undone(cell):
    """Undo what `protected` did, as the reader of a listing is to do."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r]", cell) else cell


def as_read(table):
    rows = (Row(row.line, tuple(map(undone, row.cells))) for row in table.rows)
    return replace(table, rows=tuple(rows))


def through_csv(centres):
    with tempfile.TemporaryDirectory() as folder:
        read = []
        for table in listing_tables(centres):
            path = Path(folder) / table.file
            path.write_bytes(csv_bytes(table))
            read += read_tables(path)
    return read


def centres_in(tables):
    done = read_listings(*tables)
    assert not [issue for issue in done.issues if issue.holds_back]
    return [listing.centre for listing in done.listings]


def by_id(centres):
    return sorted(centres, key=lambda centre: centre.id)


def cells_of(table, column):
    at = table.headings.index(column)
    return [row.cells[at] for row in table.rows]


@settings(max_examples=50)
@given(LISTINGS)
def test_a_listing_is_the_same_after_it_was_written_as_tables_and_read(centres):
    assert centres_in(listing_tables(centres)) == by_id(centres)


@settings(max_examples=50)
@given(LISTINGS)
def test_a_listing_is_the_same_after_it_was_written_as_csv_and_read(centres):
    assert centres_in(through_csv(centres)) == by_id(centres)


def test_the_demonstration_listing_is_the_same_after_csv():
    demo = Path(__file__).parent.parent / "data" / "demo"
    tables = [read_tables(demo / name)[0] for name in ("centres.csv", "services.csv")]
    centres = centres_in(tables)
    assert len(centres) > 100
    assert centres_in(through_csv(centres)) == by_id(centres)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 115 496 0000", "'+44 115 496 0000"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("''+1", "'''+1"),
        ("'Tis here", "'Tis here"),
        ("-1.1553", "-1.1553"),
        ("-1e-05", "-1e-05"),
        ("0115 496 0000", "0115 496 0000"),
    ],
)
def test_a_cell_that_may_be_a_formula_gets_an_apostrophe_that_is_taken_off_again(
    cell, written
):
    assert protected(cell) == written
    table = Table("centres.csv", "", 1, ("name",), (Row(2, (written,)),))
    assert as_read(table).rows[0].cells == (cell,)


def test_a_telephone_number_with_a_plus_comes_back_as_it_was():
    centre = a_centre(telephone="+44 115 496 0000")
    centres, _ = listing_tables([centre])
    assert b",'+44 115 496 0000," in csv_bytes(centres)
    (read,) = centres_in(through_csv([centre]))
    assert read.telephone == "+44 115 496 0000"


def test_csv_is_utf_8_with_its_mark_and_says_so_to_a_spreadsheet():
    centres, _ = listing_tables([a_centre(name="Canolfan Enghraifft Tŷ Gwyn")])
    content = csv_bytes(centres)
    assert content.startswith(b"\xef\xbb\xbfid,name,")
    assert "Tŷ Gwyn" in content.decode("utf-8-sig")


def test_rows_come_in_the_order_of_the_ids_however_the_centres_came():
    centres = [a_centre("b", offers=("supported", "handover")), a_centre("a")]
    table, of_services = listing_tables(centres)
    assert cells_of(table, "id") == ["a", "b"]
    assert cells_of(of_services, "centre_id") == ["a", "b", "b"]
    assert listing_tables(reversed(centres)) == (table, of_services)
    assert [row.line for row in of_services.rows] == [2, 3, 4]


def test_the_tables_have_every_column_of_the_full_shape():
    centres, offered = listing_tables([])
    assert centres.headings == tuple(CENTRE_COLUMNS)
    assert offered.headings == tuple(SERVICE_COLUMNS)
    assert centres.rows == offered.rows == ()


def test_what_a_centre_holds_is_written_as_its_keeper_would():
    offered = a_service(
        "handover",
        opening=read_opening("1st,3rd Sat 10:30-12:30; by arrangement"),
        age_range=AgeRange(youngest=4),
        waiting_weeks=0,
    )
    centre = a_centre(
        services=(offered,),
        facilities=((Facility.STEP_FREE, True), (Facility.PARKING, False)),
        languages=("English", "Polish"),
        last_checked=date(2026, 11, 22),
    )
    centres, of_services = listing_tables([centre])
    said = {
        column: cells_of(table, column)[0]
        for table in (centres, of_services)
        for column in table.headings
    }
    assert said["step_free"] == "yes"
    assert said["parking"] == "no"
    assert said["outdoor_space"] == ""
    assert said["languages"] == "English; Polish"
    assert said["last_checked"] == "2026-11-22"
    assert said["sessions"] == "1st,3rd Sat 10:30-12:30; by arrangement"
    assert said["referral_routes"] == "self; solicitor"
    assert said["age_range"] == "4-"
    assert said["waiting_weeks"] == "0"


def test_where_a_centre_was_placed_is_left_to_the_next_import():
    placed = a_centre(location_source=LocationSource.SECTOR)
    (read,) = centres_in(listing_tables([placed]))
    assert read == replace(placed, location=None, location_source=None)


def test_the_point_that_the_keeper_gave_is_kept_to_the_last_digit():
    given_location = replace(NOTTINGHAM, longitude=-1.0 / 3)
    centre = a_centre(given_location=given_location)
    (read,) = centres_in(through_csv([centre]))
    assert read.given_location == given_location


def test_an_age_range_with_no_youngest_begins_at_none():
    centre = a_centre(services=(a_service(age_range=AgeRange(oldest=16)),))
    (read,) = centres_in(listing_tables([centre]))
    assert read.services[0].age_range == AgeRange(youngest=0, oldest=16)


def test_sessions_keep_their_minutes():
    at = Session(weekdays=(5,), opens=time(9, 5), closes=time(23, 59))
    centre = a_centre(services=(a_service(opening=Opening(sessions=(at,))),))
    (read,) = centres_in(listing_tables([centre]))
    assert read.services[0].opening.sessions == (at,)
