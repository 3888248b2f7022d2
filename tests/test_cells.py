from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder import cell_lists, cells
from finder.cells import CellProblem
from finder.centres import AgeRange, AreaCovered
from finder.listing_columns import SERVICE_COLUMNS, SIMPLE_COLUMNS
from finder.postcodes import Nation, Outcode, Postcode

EVERY_READER = {**SIMPLE_COLUMNS, **SERVICE_COLUMNS}


def code_of(reader, text):
    with pytest.raises(CellProblem) as problem:
        reader(text)
    return problem.value.code


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (cells.read_text, "Example  Hall\nupstairs", "Example Hall upstairs"),
        (cells.read_text, "x" * 1000, "x" * 1000),
        (cells.read_id, "example-centre-ng1", "example-centre-ng1"),
        (cells.read_address_line, "1 Box Lane, Example", "1 Box Lane, Example"),
        (cells.read_address_line, "Post Office, Boxford", "Post Office, Boxford"),
        (cells.read_full_postcode, "ng1-5fs", Postcode(Outcode("NG1"), "5FS")),
        (cells.read_degrees, "-1.1553", -1.1553),
        (cells.read_telephone, "(0115) 496 0000", "(0115) 496 0000"),
        (cells.read_telephone, "+44 115 496 0000", "+44 115 496 0000"),
        (cells.read_telephone, "0115-496-0000 ext. 12", "0115-496-0000 ext. 12"),
        (cells.read_email, "a+b@mail.example.org", "a+b@mail.example.org"),
        (cells.read_web_address, "example.org", "https://example.org"),
        (cells.read_web_address, "HTTP://example.org/a?b=c", "HTTP://example.org/a?b=c"),
        (cells.read_yes_or_no, "Yes", True),
        (cells.read_yes_or_no, "N", False),
        (cells.read_date, "2026-11-22", date(2026, 11, 22)),
        (cells.read_date, "2/1/2026", date(2026, 1, 2)),
        (cells.read_ages, "0-16", AgeRange(youngest=0, oldest=16)),
        (cells.read_ages, "4 to 11", AgeRange(youngest=4, oldest=11)),
        (cells.read_ages, "4-", AgeRange(youngest=4, oldest=None)),
        (cells.read_weeks, "6", 6),
        (cell_lists.read_list, "English, Welsh and BSL", ("English", "Welsh", "BSL")),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_write_them(reader, text, value):
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (cells.read_text, '=HYPERLINK("http://example.org","Example")', "formula"),
        (cells.read_text, "x" * 1001, "text_too_long"),
        (cells.read_id, "Example Centre", "id_invalid"),
        (cells.read_id, "-example", "id_invalid"),
        (cells.read_id, "x" * 101, "id_invalid"),
        (cells.read_address_line, "PO Box 12", "po_box"),
        (cells.read_address_line, "c/o P. O.  Box12, Example", "po_box"),
        (cells.read_address_line, "p.o.box 1", "po_box"),
        (cells.read_address_line, "POBOX 1", "po_box"),
        (cells.read_address_line, "Post Office Box 12", "po_box"),
        (cells.read_full_postcode, "NG1", "postcode_incomplete"),
        (cells.read_full_postcode, "NG1 5", "postcode_incomplete"),
        (cells.read_full_postcode, "NG1 5F", "postcode_incomplete"),
        (cells.read_full_postcode, "Nottingham", "postcode_invalid"),
        (cells.read_degrees, "52,9549", "number_invalid"),
        (cells.read_degrees, "north", "number_invalid"),
        (cells.read_telephone, "1154960000", "telephone_invalid"),
        (cells.read_telephone, "0115 496", "telephone_invalid"),
        (cells.read_telephone, "0115 496 0000 or 0115 496 0001", "telephone_invalid"),
        (cells.read_email, "example.org", "email_invalid"),
        (cells.read_email, "a@example", "email_invalid"),
        (cells.read_email, "Example <a@example.org>", "email_invalid"),
        (cells.read_email, "a@example.org, b@example.org", "email_invalid"),
        (cells.read_email, "a@example.org;", "email_invalid"),
        (cells.read_email, "=a@example.org", "email_invalid"),
        (cells.read_email, f"{'x' * 250}@example.org", "email_invalid"),
        (cells.read_web_address, "n/a", "web_address_invalid"),
        (cells.read_web_address, "javascript:alert(1)", "web_address_invalid"),
        (cells.read_web_address, "javascript://example.org/", "web_address_invalid"),
        (cells.read_web_address, "ftp://example.org", "web_address_invalid"),
        (cells.read_web_address, "a@example.org", "web_address_invalid"),
        (cells.read_web_address, "mailto:a@example.org", "web_address_invalid"),
        (cells.read_web_address, "https://u:p@example.org", "web_address_invalid"),
        (cells.read_web_address, 'example.org/"onclick=', "web_address_invalid"),
        (cells.read_web_address, "https://[example.org", "web_address_invalid"),
        (cells.read_web_address, f"example.org/{'x' * 1000}", "text_too_long"),
        (cells.read_yes_or_no, "sometimes", "yes_or_no"),
        (cells.read_date, "31/02/2026", "date_invalid"),
        (cells.read_date, "November 2026", "date_invalid"),
        (cells.read_sessions, "=Sat 10:00-12:00", "formula"),
        (cells.read_ages, "16-0", "ages_invalid"),
        (cells.read_ages, "all ages", "ages_invalid"),
        (cells.read_weeks, "about 3", "weeks_invalid"),
        (cells.read_weeks, "-1", "weeks_invalid"),
        (cell_lists.read_area, "NG1; Nottingham", "area_invalid"),
        (cell_lists.read_area, "NG1 5FS", "area_invalid"),
        (cell_lists.read_list, "English; =1+1", "formula"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_cell_is_said_by_its_code(reader, text, code):
    assert code_of(reader, text) == code


def test_an_area_is_read_into_its_kinds_in_order_and_once():
    assert cell_lists.read_area(
        "wales, ng2; E06000018/ng1 & england\nNG1"
    ) == AreaCovered(
        outcodes=(Outcode("NG1"), Outcode("NG2")),
        authorities=("E06000018",),
        nations=(Nation.ENGLAND, Nation.WALES),
    )


@settings(max_examples=1000)
@given(
    column=st.sampled_from(sorted(EVERY_READER)),
    text=(st.text() | st.text("0129-/:;., @=abNGo\n")).map(str.strip).filter(bool),
)
def test_any_text_is_read_or_has_a_code(column, text):
    try:
        value = EVERY_READER[column](text)
    except CellProblem as problem:
        value = problem.code
    assert value is not None


@settings(max_examples=1000)
@given(
    column=st.sampled_from(sorted(EVERY_READER)),
    rest=st.text("=+-@ab.0 \t\n", min_size=1),
)
def test_nothing_that_is_kept_starts_like_a_formula(column, rest):
    with suppress(CellProblem):
        assert not str(EVERY_READER[column](f"={rest}".strip())).startswith("=")


@given(st.floats(allow_nan=False))
def test_degrees_are_kept_to_the_last_digit(number):
    assert cells.read_degrees(repr(number)) == number


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_is_the_same_in_both_ways_of_writing_it(day):
    british = f"{day.day:02}/{day.month:02}/{day.year}"
    assert cells.read_date(british) == cells.read_date(day.isoformat()) == day


def test_sessions_that_cannot_be_read_are_kept_as_a_note():
    opening = cells.read_sessions("Sat 10:00-12:00; phone for others; by arrangement")
    assert [str(session) for session in opening.sessions] == ["Sat 10:00-12:00"]
    assert (opening.note, opening.by_arrangement) == ("phone for others", True)
    assert cells.read_sessions(str(opening)) == opening
