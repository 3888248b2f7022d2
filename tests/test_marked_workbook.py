import openpyxl
import pytest

from finder import marked_workbook
from finder.importer import read_listing_files
from finder.listing_rows import Issue
from finder.marked_workbook import HEADING, unmarked, write_marked_workbook
from finder.settings import PROJECT
from finder.tables import Row, Table
from finder.words import Language, Words

FIXTURES = PROJECT / "tests" / "fixtures" / "listings"
DEMO = PROJECT / "data" / "demo"
WORDS = Words(Language.ENGLISH)
HELD_BACK, DOUBTED = "FFF4B6A6", "FFFFE699"


def a_table(*rows, headings=("name", "postcode"), file="listing.csv"):
    return Table(
        file, "", 1, headings, tuple(Row(line, it) for line, it in enumerate(rows, 2))
    )


def an_issue(line, column, code, *, holds_back=True):
    return Issue(
        file="listing.csv", line=line, column=column, code=code, holds_back=holds_back
    )


def written(folder, tables, issues=()):
    path = folder / "marked-up.xlsx"
    write_marked_workbook(path, tables, issues, WORDS)
    return openpyxl.load_workbook(path)


def colour(cell):
    return cell.fill.fgColor.rgb if cell.fill.fill_type else None


@pytest.mark.parametrize(
    "files",
    [
        (FIXTURES / "faults.csv", None),
        (FIXTURES / "as_people_write.csv", None),
        (FIXTURES / "centres.csv", FIXTURES / "services.csv"),
        (DEMO / "centres.csv", DEMO / "services.csv"),
    ],
)
def test_a_marked_copy_reads_back_as_the_listing_that_it_was_made_from(tmp_path, files):
    read = read_listing_files(*files)
    path = tmp_path / "marked-up.xlsx"
    write_marked_workbook(path, read.tables, read.issues, WORDS)
    again = read_listing_files(path, None)
    assert [it.centre for it in again.listings] == [it.centre for it in read.listings]
    assert [(it.column, it.code, it.value) for it in again.issues] == [
        (it.column, it.code, it.value) for it in read.issues
    ]


def test_a_bad_cell_is_coloured_and_its_row_says_what_to_do(tmp_path):
    table = a_table(("Example", "NG1"), ("Example Good", "NG1 5FS"))
    issues = [
        an_issue(2, "postcode", "postcode_incomplete"),
        an_issue(3, "postcode", "postcode_ended", holds_back=False),
    ]
    sheet = written(tmp_path, [table], issues).active
    assert [cell.value for cell in sheet[1]] == [HEADING, "name", "postcode"]
    assert sheet["A2"].value == (
        "Line 2, postcode: A venue needs its whole postcode, such as NG1 5FS."
    )
    assert [colour(cell) for cell in sheet[2]] == [None, None, HELD_BACK]
    assert [colour(cell) for cell in sheet[3]] == [None, None, DOUBTED]


def test_a_heading_however_written_leads_to_its_cell(tmp_path):
    table = a_table(("Example", "NG1"), headings=("Centre Name", "Post Code"))
    issue = an_issue(2, "postcode", "postcode_incomplete")
    sheet = written(tmp_path, [table], [issue]).active
    assert colour(sheet["C2"]) == HELD_BACK
    assert colour(sheet["B2"]) is None


def test_an_unknown_column_and_a_cell_beyond_the_headings_are_coloured(tmp_path):
    table = a_table(("Example", "blue", "stray"), headings=("name", "colour"))
    issues = [
        an_issue(1, "colour", "column_unknown", holds_back=False),
        an_issue(2, "", "cells_beyond_headings"),
    ]
    sheet = written(tmp_path, [table], issues).active
    assert colour(sheet["C1"]) == DOUBTED
    assert [colour(cell) for cell in sheet[2]] == [None, None, None, HELD_BACK]


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://example.org")', "+1", "-1", "@A1", "0115", "#N/A"],
)
def test_every_cell_is_text_and_stays_text_when_edited(tmp_path, text):
    book = written(tmp_path, [a_table((text, "2026-11-22"))])
    for cell in book.active[2][1:]:
        assert cell.data_type == "s"
        assert cell.number_format == "@"
        assert cell.quotePrefix
    assert book.active["B2"].value == text


def test_characters_that_a_workbook_cannot_hold_are_left_out(tmp_path):
    sheet = written(tmp_path, [a_table(("Exa\x00mple\x1b", "NG1 5FS"))]).active
    assert sheet["B2"].value == "Example"


def test_the_full_shape_has_a_second_sheet_for_services(tmp_path):
    centres = a_table(("one", "Example"), headings=("id", "name"))
    services = a_table(
        ("one", "juggling"), headings=("centre_id", "service"), file="services.csv"
    )
    issue = Issue(file="services.csv", line=2, column="service", code="service_unknown")
    book = written(tmp_path, [centres, services], [issue])
    assert book.sheetnames == ["centres", "services"]
    assert colour(book["services"]["C2"]) == HELD_BACK
    assert colour(book["centres"]["C2"]) is None


def test_of_a_long_listing_only_rows_with_issues_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(marked_workbook, "LONGEST_COPY", 3)
    rows = [(f"Example {at}", "NG1 5FS") for at in range(4)]
    issue = an_issue(4, "name", "formula")
    long = written(tmp_path, [a_table(*rows)], [issue]).active
    assert [row[1].value for row in long] == ["name", "Example 2"]
    short = written(tmp_path, [a_table(*rows[:3])], [issue]).active
    assert short.max_row == 4


def test_a_table_without_our_column_is_left_as_it_is():
    table = a_table(("Example", "NG1 5FS"))
    assert unmarked(table) is table


def test_a_row_with_nothing_but_our_words_is_no_row():
    table = a_table(("Do this", ""), ("", "Example"), headings=(HEADING, "name"))
    assert [row.cells for row in unmarked(table).rows] == [("Example",)]
