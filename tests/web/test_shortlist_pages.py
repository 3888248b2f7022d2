import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from finder.centres import (
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    CentreStatus,
)
from finder.postcodes import Nation, Postcode
from finder.sessions import read_opening
from tests.builders import a_centre, a_service
from tests.web.test_pages import words_of

HOSTILE = ["<script>alert(1)</script>", "LS1 4AP", "'; DROP TABLE centres; --", "‮x"]


@pytest.fixture
def many(client_of) -> FlaskClient:
    return client_of([a_centre(f"centre-{number}") for number in range(12)])


def first(count: int) -> str:
    return ",".join(f"centre-{number}" for number in range(count))


def rows_of(response):
    text = response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def columns_of(page) -> list[str]:
    column = r'<th scope="col">\s*<span[^>]*>\d+</span><a href="[^"]+">([^<]+)</a>'
    return re.findall(column, page.text)


def test_centres_stand_side_by_side_in_the_order_of_picking(client):
    page = client.get("/shortlist?centres=far,near")
    assert columns_of(page) == ["Example Far", "Example Near"]


def test_the_address_holds_the_centres_and_nothing_else(client):
    page = client.get("/shortlist?centres=near&postcode=LS1+4AP&place=leeds")
    for text in ("postcode=", "4AP", "leeds"):
        assert text not in page.text


def test_no_distance_is_shown_but_the_scale_of_the_map(client):
    page = client.get("/shortlist?centres=near,far")
    scales = re.findall(r'<text[^>]*class="start"[^>]*>\d+ miles</text>', page.text)
    assert len(scales) == 1
    assert "mile" not in words_of(page).replace("10 miles", "", 1)


def test_ten_are_compared_and_no_more(many):
    assert len(columns_of(many.get(f"/shortlist?centres={first(12)}"))) == 10


def test_each_table_is_narrow_enough_to_read(many):
    found = {}
    for count in (1, 5, 6, 9, 10):
        page = many.get(f"/shortlist?centres={first(count)}")
        tables = re.findall(r"<thead>.*?</thead>", page.text, re.S)
        found[count] = [table.count('class="pick"') for table in tables]
    assert found == {1: [1], 5: [5], 6: [3, 3], 9: [5, 4], 10: [5, 5]}


def test_each_table_can_be_reached_and_scrolled_by_keyboard_and_has_a_name(many):
    page = many.get(f"/shortlist?centres={first(10)}")
    regions = re.findall(
        r'role="region" aria-labelledby="([^"]+)" tabindex="0"', page.text
    )
    for name in regions:
        assert re.search(rf'<caption id="{name}">Centres \d+ to \d+ of 10<', page.text)
    assert len(regions) == 2


def test_a_centre_can_be_removed(client):
    page = client.get("/shortlist?centres=near,far")
    assert 'href="/shortlist?centres=far">Remove' in page.text
    last = client.get("/shortlist?centres=far")
    assert 'href="/shortlist">Remove' in last.text


def test_an_empty_list_says_how_to_fill_it(client):
    said = words_of(client.get("/shortlist"))
    assert "There are no centres to compare yet" in said
    assert "Add to shortlist" in said


def test_centres_that_left_the_listing_are_counted_and_not_named(client):
    page = client.get("/shortlist?centres=gone-one,near,gone-two")
    assert "2 centres of this shortlist are no longer listed." in words_of(page)
    assert "gone-one" not in page.text
    assert "gone-two" not in page.text


def test_a_closed_centre_is_no_longer_listed(client_of):
    client = client_of([a_centre("shut", status=CentreStatus.CLOSED), a_centre("open")])
    page = client.get("/shortlist?centres=shut,open")
    assert columns_of(page) == ["Example open"]
    assert "1 centre of this shortlist is no longer listed." in words_of(page)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/shortlist", "centres"),
        ("/shortlist.csv", "centres"),
        ("/", "shortlist"),
        ("/centres/near", "shortlist"),
        ("/near/ng1", "shortlist"),
    ],
)
def test_what_is_not_an_id_is_never_repeated(client, address, name):
    page = client.get(address, query_string={name: ",".join([*HOSTILE, "far"])})
    assert page.status_code == 200
    assert "far" in page.text.lower()
    for text in (*HOSTILE, "alert(1)", "DROP TABLE", "4AP"):
        assert text not in page.text


def test_nobody_is_to_keep_or_index_a_shortlist(client):
    page = client.get("/shortlist?centres=near")
    assert '<meta name="robots" content="noindex">' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_language_switch_keeps_the_centres(client):
    page = client.get("/shortlist?centres=near,far")
    assert 'href="/cy/shortlist?centres=near,far"' in page.text
    welsh = client.get("/cy/shortlist?centres=near,far")
    assert "Cymharu canolfannau" in words_of(welsh)


def test_a_printed_list_says_where_it_is_from_and_when(client):
    page = client.get("/shortlist?centres=near,far")
    assert re.search(r"Printed on \d+ \w+ \d{4} from:", words_of(page))
    assert "http://localhost/shortlist?centres=near,far" in words_of(page)


def test_all_that_differs_by_service_is_shown_for_each(client_of):
    services = (
        a_service(
            "supported",
            charges="Free",
            opening=read_opening("Sat 10:00-12:00; by arrangement"),
        ),
        a_service(
            "supervised",
            referral_routes=(),
            charges="",
            age_range=AgeRange(youngest=2, oldest=12),
            waiting_weeks=6,
        ),
    )
    client = client_of([a_centre("one", services=services), a_centre("two")])
    said = words_of(client.get("/shortlist?centres=one,two"))
    for text in (
        "10:00 to 12:00",
        "By arrangement",
        "2 to 12",
        "About 6 weeks",
        "ask the centre",
        "Not offered",
        "0115 496 0000",
    ):
        assert text in said
    sessions = re.findall(r"<time datetime", client.get("/shortlist?centres=one").text)
    assert len(sessions) == 2


def test_a_centre_that_is_closed_for_now_says_so(client_of):
    status = {
        "status": CentreStatus.TEMPORARILY_CLOSED,
        "status_note": "The hall is being mended.",
    }
    client = client_of([a_centre("one", **status)])
    assert "Closed for now. The hall is being mended." in words_of(
        client.get("/shortlist?centres=one")
    )
    (row,) = rows_of(client.get("/shortlist.csv?centres=one"))
    assert row["Closed for now"] == "Closed for now. The hall is being mended."


def withheld(visibility: AddressVisibility):
    address = Address(
        lines=("7 Secret Street",),
        town="Secretown",
        county="Secretshire",
        postcode=Postcode.read("NG1 5FS"),
        visibility=visibility,
    )
    return a_centre("hidden", address=address)


@pytest.mark.parametrize("visibility", [AddressVisibility.TOWN, AddressVisibility.NONE])
def test_a_withheld_address_is_nowhere(client_of, visibility):
    client = client_of([withheld(visibility)])
    for address in ("/shortlist?centres=hidden", "/shortlist.csv?centres=hidden"):
        text = client.get(address).text
        assert "Secret Street" not in text
        assert "NG1" not in text
        assert ("Secretown" in text) is (visibility is AddressVisibility.TOWN)


def test_a_service_without_a_venue_says_so(client_of):
    area = AreaCovered(nations=(Nation.ENGLAND,))
    centre = a_centre("roaming", address=Address(), location=None, area_covered=area)
    page = client_of([centre]).get("/shortlist?centres=roaming")
    assert "This service has no building of its own" in words_of(page)


def test_the_spreadsheet_has_a_row_for_each_service_of_each_centre(client):
    answer = client.get("/shortlist.csv?centres=far,near")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="shortlist.csv"'
    )
    rows = rows_of(answer)
    assert [(row["Centre"], row["Service"]) for row in rows] == [
        ("Example Far", "Supported contact"),
        ("Example Far", "Virtual contact"),
        ("Example Near", "Supported contact"),
    ]
    assert rows[2]["Who can apply"] == "parents themselves, a solicitor"
    assert rows[2]["Address"] == "1 Example Street, Nottingham, NG1 5FS"


def test_the_headings_of_the_spreadsheet_are_in_the_language_of_the_page(client):
    (row,) = rows_of(client.get("/cy/shortlist.csv?centres=near"))
    assert row["Gwasanaeth"] == "Cyswllt â chymorth"


def test_a_spreadsheet_of_a_demonstration_says_that_nothing_in_it_is_real(client_of):
    centre = a_centre("near")
    (row,) = rows_of(client_of([centre]).get("/shortlist.csv?centres=near"))
    assert "not real centres" in row["About this listing"]
    real = client_of([centre], demonstration=False)
    (row,) = rows_of(real.get("/shortlist.csv?centres=near"))
    assert row["About this listing"] == ""


def test_no_cell_of_the_spreadsheet_can_be_taken_for_a_formula(client_of):
    formula = "@SUM(1+1)*cmd|' /C calc'!A0"
    centre = a_centre(
        "one",
        name=formula,
        operator=formula,
        telephone="+44 115 496 0000",
        languages=(formula,),
        address=Address(lines=(formula,)),
        services=(a_service(charges=formula),),
    )
    (row,) = rows_of(client_of([centre]).get("/shortlist.csv?centres=one"))
    assert row["Centre"] == f"'{formula}"
    assert row["Telephone"] == "'+44 115 496 0000"
    for cell in row.values():
        assert not re.match(r"[=+\-@\t\r]", cell), cell


def test_a_shortlist_goes_along_from_page_to_page(client):
    start = client.get("/?shortlist=near")
    assert 'href="/shortlist?centres=near"' in start.text
    assert "Shortlist: 1 centre – compare" in words_of(start)
    assert 'href="/cy/?shortlist=near"' in start.text
    answer = client.post(
        "/search",
        data={"postcode": "NG1 5FS", "service": "supported", "shortlist": "near,<b>"},
    )
    assert answer.location.endswith("?shortlist=near")
    page = client.get(answer.location)
    assert "Remove from shortlist: Example Near" in words_of(page).replace(" :", ":")


def test_centres_can_be_added_and_removed_where_they_are_listed(client):
    page = client.get("/near/ng1?shortlist=near")
    assert 'href="/near/ng1#pick-near">Remove from shortlist' in page.text
    added = 'href="/near/ng1?shortlist=near,far#pick-far">Add to shortlist'
    assert added in page.text
    assert 'id="pick-far"' in page.text


def test_a_full_shortlist_says_so_instead_of_taking_more(many):
    page = many.get(f"/centres/centre-11?shortlist={first(10)}")
    assert "Your shortlist is full" in words_of(page)
    assert "Add to shortlist" not in words_of(page)


def test_without_a_shortlist_no_page_speaks_of_one_at_its_top(client):
    assert "shortlist-bar" not in client.get("/").text


def test_the_centres_are_on_a_map_by_the_numbers_of_their_columns(client):
    page = client.get("/shortlist?centres=far,near")
    picture = re.search(r"<svg.*?</svg>", page.text, re.DOTALL)
    assert picture is not None
    markers = picture[0].partition('class="markers"')[2]
    assert re.findall(r"<text[^>]*>([^<]+)</text>", markers) == ["1", "2"]
    columns = re.findall(r'class="number"[^>]*>(\d)</span><a[^>]*>([^<]+)<', page.text)
    assert columns == [("1", "Example Far"), ("2", "Example Near")]


def test_a_venue_with_no_public_town_is_on_no_map(client_of):
    hidden = Address(town="Secretown", visibility=AddressVisibility.NONE)
    client = client_of([a_centre("hidden", address=hidden)])
    assert "<svg" not in client.get("/shortlist?centres=hidden").text


def test_languages_have_their_own_name_in_welsh(client_of):
    client = client_of([a_centre("one", languages=("Polish",))])
    assert "Pwyleg" in client.get("/cy/shortlist?centres=one").text
    assert "Pwyleg" in client.get("/cy/shortlist.csv?centres=one").text
