"""A copy of a listing with what is wrong beside the cells, as a workbook.

Every cell is text, and stays text when it is edited: a spreadsheet makes neither
a formula nor a number of it. An import reads the copy as the listing that it was
made from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from finder.listing_columns import (
    CENTRE_COLUMNS,
    SERVICE_COLUMNS,
    SIMPLE_COLUMNS,
    recognise,
)
from finder.listing_rows import Issue
from finder.tables import Row, Table
from finder.watching import Watch, unwatched
from finder.words import Words

# First, where it is seen at once, and where no cell beyond the headings lies.
HEADING = "What to do (from the report)"
SHEETS = ("centres", "services")
# A longer listing is not copied: its rows with issues are.
LONGEST_COPY = 20_000

_TEXT, _TEXT_FORMAT = "s", "@"
_HELD_BACK, _DOUBTED = "FFF4B6A6", "FFFFE699"
_WIDTH, _WIDTH_OF_WORDS = 20, 60

Columns = tuple[str | None, ...]
IssuesByLine = Mapping[int, Sequence[Issue]]


def _without(cells: tuple[str, ...], at: int) -> tuple[str, ...]:
    return cells[:at] + cells[at + 1 :]


def unmarked(table: Table) -> Table:
    """Return a table without the column that this module adds."""
    if HEADING not in table.headings:
        return table
    at = table.headings.index(HEADING)
    return replace(
        table,
        headings=_without(table.headings, at),
        rows=tuple(
            Row(row.line, cells)
            for row in table.rows
            if any(cells := _without(row.cells, at))
        ),
    )


def is_whole(table: Table) -> bool:
    """Return whether the copy holds all rows, and not only those with issues."""
    return len(table.rows) <= LONGEST_COPY


def write_marked_workbook(
    path: Path,
    tables: Sequence[Table],
    issues: Iterable[Issue],
    words: Words,
    watch: Watch = unwatched,
) -> None:
    """Write the one or two tables, a sheet each, with their issues."""
    by_table: dict[str, dict[int, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for issue in issues:
        by_table[issue.file][issue.line].append(issue)
    book = Workbook(write_only=True)
    known = (SIMPLE_COLUMNS,) if len(tables) == 1 else (CENTRE_COLUMNS, SERVICE_COLUMNS)
    for title, table, columns in zip(SHEETS, tables, known, strict=False):
        found = recognise(table.headings, columns).columns
        marked = by_table[table.name]
        _write_sheet(book.create_sheet(title), table, found, marked, words, watch)
    book.save(path)


def _write_sheet(
    sheet: Any,
    table: Table,
    columns: Columns,
    issues: IssuesByLine,
    words: Words,
    watch: Watch,
) -> None:
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A:A"
    for at in range(1, len(table.headings) + 2):
        width = _WIDTH_OF_WORDS if at == 1 else _WIDTH
        sheet.column_dimensions[get_column_letter(at)].width = width
    pens = _Pens(sheet)
    said = issues.get(table.line, ())
    unknown = {issue.column for issue in said}
    looks = [pens.doubted if it in unknown else pens.heading for it in table.headings]
    sheet.append(
        [
            _written(pens.heading, HEADING),
            *map(_written, looks, table.headings),
        ]
    )
    rows = (
        table.rows
        if is_whole(table)
        else [it for it in table.rows if it.line in issues]
    )
    for row in watch("mark", rows):
        sheet.append(_marked(row, columns, issues.get(row.line, ()), pens, words))


def _marked(
    row: Row, columns: Columns, issues: Sequence[Issue], pens: "_Pens", words: Words
) -> list[Any]:
    """Return the cells of a row, after one with what to do about them."""
    looks: dict[str | None, Any] = {
        it.column: pens.doubted for it in issues if not it.holds_back
    }
    looks |= {it.column: pens.held_back for it in issues if it.holds_back}
    # A cell beyond the headings belongs to no column.
    named = zip_longest(columns[: len(row.cells)], row.cells, fillvalue="")
    what_to_do = "\n".join(_said(issue, words) for issue in issues)
    return [
        _written(pens.words, what_to_do),
        *(_written(looks.get(column, pens.plain), cell) for column, cell in named),
    ]


def _said(issue: Issue, words: Words) -> str:
    where = f"Line {issue.line}"
    if issue.column:
        where = f"{where}, {issue.column}"
    return f"{where}: {words(f'issue.{issue.code}')}"


class _Pens:
    """Cells to copy, one for each look: to style each cell anew is slow."""

    def __init__(self, sheet: Any) -> None:
        self.plain = _pen(sheet)
        self.heading = _pen(sheet, bold=True)
        self.held_back = _pen(sheet, _HELD_BACK)
        self.doubted = _pen(sheet, _DOUBTED)
        self.words = _pen(sheet, wraps=True)


def _pen(
    sheet: Any, colour: str = "", *, bold: bool = False, wraps: bool = False
) -> Any:
    pen = WriteOnlyCell(sheet)
    pen.number_format = _TEXT_FORMAT
    pen.quotePrefix = True
    pen.alignment = Alignment(vertical="top", wrap_text=wraps)
    pen.font = Font(bold=bold)
    if colour:
        pen.fill = PatternFill("solid", fgColor=colour)
    return pen


def _written(pen: Any, text: str) -> Any:
    """Return a cell of text, with the looks of the pen."""
    cell = copy(pen)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = _TEXT
    return cell
