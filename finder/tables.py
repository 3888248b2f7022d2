"""CSV, XLSX and JSON files, read into rows of text with the line each began on.

In JSON the line is the place of the object in its list, from 1. Signs that nobody
sees are removed from every text, see `finder.table_limits.visible`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from finder.csv_rows import rows_of_csv
from finder.errors import ListingRefused
from finder.json_rows import NotListingJson, RepeatedName, rows_of_json
from finder.table_limits import (
    LARGEST_FILE_BYTES,
    Allowance,
    TooMuch,
    as_typed,
    visible,
)
from finder.workbooks import refuse_protected, sheets_of_workbook

_ZIP = b"PK\x03\x04"

Lines = Iterable[tuple[int, list[str]]]


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
    """Read a CSV file as one table, or an XLSX or JSON file as one table a sheet.

    Raises `ListingRefused` when the file is not a table at all, or holds more
    than `finder.table_limits` allows.
    """
    content = _content(path)
    allowance = Allowance()
    try:
        tables = [
            table
            for sheet, lines in _sheets(content, path.name)
            if (table := _table(path.name, visible(sheet), lines, allowance))
        ]
    except TooMuch as problem:
        raise ListingRefused("table_too_large", path.name) from problem
    if not tables:
        raise ListingRefused("file_empty", path.name)
    return tables


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise ListingRefused("file_too_large", path.name)
        return path.read_bytes()
    except OSError as problem:
        raise ListingRefused("file_unreadable", path.name) from problem


def _sheets(content: bytes, file: str) -> Iterator[tuple[str, Lines]]:
    refuse_protected(content, file)
    if content.startswith(_ZIP):
        yield from sheets_of_workbook(content, file)
    elif content[:1_000].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"[", b"{"}:
        yield from _json_sheets(content, file)
    else:
        yield "", rows_of_csv(content, file)


def _json_sheets(content: bytes, file: str) -> Iterator[tuple[str, Lines]]:
    try:
        sheets = rows_of_json(content.decode("utf-8-sig"))
    except (NotListingJson, UnicodeDecodeError) as problem:
        raise ListingRefused("json_broken", file) from problem
    except RepeatedName as problem:
        repeated = visible(str(problem))[:100]
        raise ListingRefused("columns_repeated", file, columns=repeated) from problem
    for name, rows in sheets.items():
        yield name, enumerate(rows)


def _table(file: str, sheet: str, lines: Lines, allowance: Allowance) -> Table | None:
    filled = []
    for line, cells in lines:
        row = Row(line, tuple(map(as_typed, cells)))
        if any(row.cells):
            allowance.take(row.cells)
            filled.append(row)
    if not filled:
        return None
    return Table(file, sheet, filled[0].line, filled[0].cells, tuple(filled[1:]))
