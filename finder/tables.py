"""CSV, XLSX and JSON files, read into rows of text with the line each began on.

In JSON the line is the place of the object in its list, from 1.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from finder.errors import ListingRefused
from finder.json_rows import rows_of_json

LARGEST_FILE_BYTES = 50_000_000
LONGEST_CELL = 100_000

_ZIP = b"PK\x03\x04"
_ENCODINGS = ("utf-8", "cp1252")
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, stripped; `line` is where it begins, from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its first row as headings. Rows without any text are left out.

    `line` is where the headings are.
    """

    file: str
    sheet: str
    line: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """What tells the table from others: lines are counted for each sheet."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file


def read_tables(path: Path) -> list[Table]:
    """Read a CSV file as one table, or an XLSX file as one table a sheet.

    Raises `ListingRefused` when the file is not a table at all.
    """
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ListingRefused("file_too_large", path.name)
        content = path.read_bytes()
    except OSError as problem:
        raise ListingRefused("file_unreadable", path.name) from problem
    if content.startswith(_ZIP):
        sheets = _read_workbook(content, path.name)
    elif content[:1_000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"[", b"{"}:
        sheets = _read_json(content, path.name)
    else:
        sheets = {"": list(_read_csv(content, path.name))}
    tables = [_table(path.name, sheet, rows) for sheet, rows in sheets.items()]
    return [table for table in tables if table is not None] or _refuse_empty(path)


def _refuse_empty(path: Path) -> list[Table]:
    raise ListingRefused("file_empty", path.name)


def _table(file: str, sheet: str, rows: list[Row]) -> Table | None:
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        return None
    return Table(file, sheet, filled[0].line, filled[0].cells, tuple(filled[1:]))


def _read_csv(content: bytes, file: str) -> Iterator[Row]:
    text = _decoded(content, file)
    csv.field_size_limit(LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Row(begins, tuple(cell.strip() for cell in cells))
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise ListingRefused("csv_broken", file, line=str(begins)) from problem


def _read_json(content: bytes, file: str) -> dict[str, list[Row]]:
    try:
        sheets = rows_of_json(content.decode("utf-8-sig"))
    except ValueError as problem:
        raise ListingRefused("json_broken", file) from problem
    return {
        name: [Row(line, tuple(cells)) for line, cells in enumerate(rows)]
        for name, rows in sheets.items()
    }


def _decoded(content: bytes, file: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _text(content, encoding, file)
    if b"\0" in content:
        if content[1:2] == b"\0":
            return _text(content, "utf-16-le", file)
        raise ListingRefused("file_not_a_table", file)
    for encoding in _ENCODINGS:
        try:
            return _text(content, encoding, file)
        except ListingRefused:
            continue
    raise ListingRefused("file_not_a_table", file)


def _text(content: bytes, encoding: str, file: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise ListingRefused("file_not_a_table", file) from problem
    if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in text):
        raise ListingRefused("file_not_a_table", file)
    return text


def _delimiter(text: str) -> str:
    header = re.search(r".*\w.*", text)
    return max(_DELIMITERS, key=header[0].count) if header else _DELIMITERS[0]


def _read_workbook(content: bytes, file: str) -> dict[str, list[Row]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: [
                Row(line, tuple(map(_cell_text, cells)))
                for line, cells in enumerate(
                    workbook.get_sheet_by_name(name).to_python(skip_empty_area=False),
                    start=1,
                )
            ]
            for name in workbook.sheet_names
        }
    except CalamineError as problem:
        raise ListingRefused("file_not_a_table", file) from problem


def _cell_text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()
