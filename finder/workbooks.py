"""A listing in XLSX, as rows of the text that a person would have typed.

A formula counts as the value that was saved with it, and as nothing without one.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from finder.errors import ListingRefused
from finder.sheet_looks import NotWorkbook
from finder.table_limits import TooMuch
from finder.workbook_parts import checked_workbook

MOST_SHEETS = 100

_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

Rows = Iterator[tuple[int, list[str]]]


def refuse_protected(content: bytes, file: str) -> None:
    """Refuse a workbook that opens with a password only, and say so."""
    if content.startswith(_OLD_CONTAINER) and _ENCRYPTED in content:
        raise ListingRefused("file_protected", file)


def sheets_of_workbook(content: bytes, file: str) -> Iterator[tuple[str, Rows]]:
    """Yield each sheet by its name, with the rows and the lines they are on.

    Raises `ListingRefused` or `TooMuch`.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(checked_workbook(content))
        if len(workbook.sheet_names) > MOST_SHEETS:
            raise TooMuch
        for name in workbook.sheet_names:
            yield name, _rows(workbook.get_sheet_by_name(name))
    except (CalamineError, NotWorkbook) as problem:
        raise ListingRefused("file_not_a_table", file) from problem


def _rows(sheet: CalamineSheet) -> Rows:
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        yield line, [_cell_text(cell) for cell in cells]


def _cell_text(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time.min:
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
