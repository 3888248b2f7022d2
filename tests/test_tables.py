import csv
import io
from contextlib import suppress
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder import tables
from finder.csv_safety import protected
from finder.errors import ListingRefused
from finder.table_limits import LONGEST_CELL
from finder.tables import read_tables

# The beginning of any PNG picture.
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00"
LISTING = "name,charges\nCafé Example,£5 – free\n"
CELLS = [("Café Example", "£5 – free")]


def written(folder, content, name="listing.csv"):
    path = folder / name
    path.write_bytes(content)
    return path


def only_table(path):
    (table,) = read_tables(path)
    return table


def cells(table):
    return [row.cells for row in table.rows]


def refusal(path):
    with pytest.raises(ListingRefused) as refused:
        read_tables(path)
    return refused.value


def a_workbook(folder, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / "listing.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "content",
    [
        LISTING.encode(),
        LISTING.encode("utf-8-sig"),
        LISTING.encode("utf-16"),
        b"\xfe\xff" + LISTING.encode("utf-16-be"),
        LISTING.encode("utf-16-le"),
        LISTING.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16-le-bom", "utf-16-be-bom", "utf-16-le", "cp1252"],
)
def test_every_usual_encoding_gives_the_same_table(tmp_path, content):
    table = only_table(written(tmp_path, content))
    assert table.headings == ("name", "charges")
    assert cells(table) == CELLS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_commas_semicolons_and_tabs_part_cells_alike(tmp_path, delimiter, ending):
    text = LISTING.replace(",", delimiter).replace("\n", ending)
    assert cells(only_table(written(tmp_path, text.encode()))) == CELLS


def test_the_delimiter_is_that_of_the_headings_wherever_they_are(tmp_path):
    text = '\r\n;;\r\nname;charges\r\n"One, two, three, four";Free\r\n'
    table = only_table(written(tmp_path, text.encode()))
    assert (table.line, table.headings) == (3, ("name", "charges"))
    assert cells(table) == [("One, two, three, four", "Free")]


@pytest.mark.parametrize(
    "content",
    [
        PICTURE,
        PICTURE.replace(b"\x00", b""),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100),
        LISTING.encode("utf-16-be"),
        b"\xff\xfen",
        b"name\x81\n",
        b"name\x1b[2J\n",
        b"%PDF-1.7\x00",
    ],
    ids=["png", "png-no-nul", "xls", "utf-16-be", "half", "hole", "escape", "pdf"],
)
def test_what_is_not_text_is_refused_as_no_table(tmp_path, content):
    assert refusal(written(tmp_path, content)).reason == "file_not_a_table"


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n", b",,\n,,\n"])
def test_a_file_without_any_text_is_refused_as_empty(tmp_path, content):
    assert refusal(written(tmp_path, content)).reason == "file_empty"


def test_a_file_that_cannot_be_opened_is_refused_by_its_name(tmp_path):
    refused = refusal(tmp_path / "nowhere.csv")
    assert (refused.reason, refused.file) == ("file_unreadable", "nowhere.csv")
    assert refusal(tmp_path).reason == "file_unreadable"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = written(tmp_path, LISTING.encode())
    monkeypatch.setattr(tables, "LARGEST_FILE_BYTES", path.stat().st_size)
    assert only_table(path)
    monkeypatch.setattr(tables, "LARGEST_FILE_BYTES", path.stat().st_size - 1)
    assert refusal(path).reason == "file_too_large"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_rows_are_numbered_by_the_line_they_begin_on(tmp_path, ending):
    lines = ["name,note", "one,", "", '"two', 'of ""them"""', ",,", "three,x", ""]
    table = only_table(written(tmp_path, ending.join(lines).encode()))
    assert [(row.line, row.cells[0]) for row in table.rows] == [
        (2, "one"),
        (4, f'two{ending}of "them"'),
        (7, "three"),
    ]


def test_ragged_rows_keep_the_cells_they_have(tmp_path):
    table = only_table(written(tmp_path, b"a,b\n1\n1,2,3\n"))
    assert cells(table) == [("1",), ("1", "2", "3")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name\nsound\n"never closed\nand on\n', "3"),
        ('name\n"Example" Centre\n', "2"),
        (f"name\n{'x' * (LONGEST_CELL + 1)}\n", "2"),
    ],
)
def test_broken_csv_is_refused_with_the_line_it_breaks_at(tmp_path, text, line):
    refused = refusal(written(tmp_path, text.encode()))
    assert (refused.reason, refused.facts) == ("csv_broken", {"line": line})


@settings(deadline=None)
@given(
    rows=st.lists(
        st.lists(st.text("aé£,;\t\"'\n =", min_size=1).filter(str.strip), min_size=2),
        min_size=1,
    ),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path_factory, rows, delimiter, encoding
):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["a", "b"])
    expected = []
    for row in rows:
        begins = file.getvalue().count("\n") + 1
        expected.append((begins, tuple(map(str.strip, row))))
        writer.writerow(protected(cell.strip()) for cell in row)
    content = file.getvalue().encode(encoding)
    table = only_table(written(tmp_path_factory.getbasetemp(), content))
    assert [(row.line, row.cells) for row in table.rows] == expected


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe"]))
def test_any_bytes_are_a_table_or_are_refused(tmp_path_factory, content, start):
    path = written(tmp_path_factory.getbasetemp(), start + content, "any.csv")
    with suppress(ListingRefused):
        read_tables(path)


def test_each_filled_sheet_of_a_workbook_is_a_table(tmp_path):
    path = a_workbook(
        tmp_path,
        centres=[["name"], ["One"]],
        blank=[],
        services=[[], ["service"], [], ["virtual"]],
    )
    first, second = read_tables(path)
    assert (first.name, first.line) == ("listing.xlsx [centres]", 1)
    assert (second.name, second.line) == ("listing.xlsx [services]", 2)
    assert [(row.line, row.cells) for row in second.rows] == [(4, ("virtual",))]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1234567"),
        (1234567.0, "1234567"),
        (-1.1553, "-1.1553"),
        (True, "yes"),
        (False, "no"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 10, 30), "2026-11-22T10:30:00"),
        (time(10, 30), "10:30:00"),
        ("  0115 496 0000 ", "0115 496 0000"),
        ("two\nlines", "two\nlines"),
        (None, ""),
    ],
)
def test_cells_of_a_workbook_become_the_text_a_person_would_type(tmp_path, value, text):
    path = a_workbook(tmp_path, Sheet1=[["name", "value"], ["x", value]])
    assert cells(only_table(path)) == [("x", text)]


def test_a_sheet_that_holds_only_a_chart_is_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.create_chartsheet("Chart")
    book.save(tmp_path / "listing.xlsx")
    assert only_table(tmp_path / "listing.xlsx").headings == ("name",)


@pytest.mark.parametrize("keep", [4, 100, -30])
def test_a_broken_workbook_is_refused_as_no_table(tmp_path, keep):
    whole = a_workbook(tmp_path, Sheet1=[["name"], ["One"]]).read_bytes()
    path = written(tmp_path, whole[:keep], "broken.xlsx")
    assert refusal(path).reason == "file_not_a_table"


@pytest.fixture(scope="module")
def workbook_bytes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbook")
    return a_workbook(folder, Sheet1=[["name"], ["One"]]).read_bytes()


@settings(deadline=None)
@given(places=st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_a_workbook_with_flipped_bits_is_read_or_refused(
    tmp_path_factory, workbook_bytes, places
):
    damaged = bytearray(workbook_bytes)
    for place in places:
        damaged[place // 8 % len(damaged)] ^= 1 << place % 8
    path = written(tmp_path_factory.getbasetemp(), bytes(damaged), "flipped.xlsx")
    with suppress(ListingRefused):
        read_tables(path)
