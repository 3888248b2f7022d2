import pytest

from finder.cells import read_degrees, read_text
from finder.errors import ListingRefused
from finder.listing_rows import Issue, read_rows
from finder.tables import Row, Table

KNOWN = {"name": read_text, "town": read_text, "latitude": read_degrees}
NAME = (("name",),)


def a_table(headings, *rows, sheet="", line=1):
    return Table(
        "listing.csv",
        sheet,
        line,
        headings,
        tuple(Row(line + at, row) for at, row in enumerate(rows, start=1)),
    )


def refusal(table, needed=NAME):
    with pytest.raises(ListingRefused) as refused:
        read_rows(table, KNOWN, needed)
    return refused.value


def test_a_row_holds_the_values_of_its_filled_cells():
    table = a_table(("Name", "latitude", "town"), ("Example", "", "Derby"))
    (row,) = read_rows(table, KNOWN, NAME).rows
    assert (row.line, row.values) == (2, {"name": "Example", "town": "Derby"})


def test_every_bad_cell_is_named_and_its_row_left_out():
    table = a_table(
        ("name", "latitude"), ("Example", "52.9"), ("=1+1", "north"), ("Other", "51")
    )
    read = read_rows(table, KNOWN, NAME)
    assert [row.line for row in read.rows] == [2, 4]
    facts = {"file": "listing.csv", "line": 3}
    assert read.issues == [
        Issue(**facts, column="name", code="formula", value="=1+1"),
        Issue(**facts, column="latitude", code="number_invalid", value="north"),
    ]


def test_the_cell_is_quoted_only_as_far_as_a_report_can_show():
    table = a_table(("name",), ("x" * 5000,))
    (issue,) = read_rows(table, KNOWN, NAME).issues
    assert issue.value == "x" * 200


def test_unknown_columns_are_named_where_the_headings_are_and_hold_nothing_back():
    table = a_table(("name", "Colour", "", "town"), ("Example", "red", "?"), line=3)
    read = read_rows(table, KNOWN, NAME)
    assert [row.values for row in read.rows] == [{"name": "Example"}]
    assert [(it.line, it.column, it.code, it.holds_back) for it in read.issues] == [
        (3, "Colour", "column_unknown", False),
        (3, "(3)", "column_unknown", False),
    ]


@pytest.mark.parametrize("headings", [("name", "town"), ("name", "town", "", "")])
def test_text_beyond_the_headings_is_never_dropped_in_silence(headings):
    table = a_table(
        headings, ("Example", "Derby", "", "over"), ("Other", "Leeds", "", "")
    )
    read = read_rows(table, KNOWN, NAME)
    assert [row.line for row in read.rows] == [3]
    assert [(it.line, it.code, it.value) for it in read.issues] == [
        (2, "cells_beyond_headings", "over")
    ]


def test_a_table_without_a_needed_column_is_refused_with_what_it_lacks_and_has():
    refused = refusal(
        a_table(("Colour", "latitude"), ("red", "1")),
        needed=(("name",), ("town", "latitude"), ("town", "postcode")),
    )
    assert (refused.reason, refused.file) == ("columns_missing", "listing.csv")
    assert refused.facts == {
        "columns": "name, town / postcode",
        "found": "Colour, latitude",
    }


def test_two_columns_of_one_meaning_are_refused():
    refused = refusal(a_table(("name", "Centre name", "town"), ("One", "Two", "")))
    assert (refused.reason, refused.facts) == ("columns_repeated", {"columns": "name"})


def test_headings_alone_are_refused():
    assert refusal(a_table(("name",))).reason == "file_without_rows"


def test_issues_of_a_workbook_name_the_sheet():
    table = a_table(("name",), ("=1+1",), sheet="services")
    (issue,) = read_rows(table, KNOWN, NAME).issues
    assert issue.file == "listing.csv [services]"
    assert refusal(a_table(("name",), sheet="S")).file == "listing.csv [S]"
