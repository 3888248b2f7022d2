"""The rows of a table, each cell read by its column's reader."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from finder.cells import CellProblem
from finder.errors import ListingRefused
from finder.listing_columns import Headings, Reader, recognise
from finder.sessions import Opening
from finder.tables import Row, Table
from finder.watching import Watch, unwatched

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing wrong with one cell, in terms that its owner can act on.

    `holds_back` says whether the row was left out because of it.
    """

    file: str
    line: int
    column: str
    code: str
    value: str = ""
    holds_back: bool = True


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of which every cell could be read, by the names of the columns."""

    file: str
    line: int
    values: Values

    def issue(self, column: str, code: str, value: object = "") -> Issue:
        """Return an issue with a cell of this row, which holds the row back."""
        return Issue(
            file=self.file, line=self.line, column=column, code=code, value=str(value)
        )


@dataclass(frozen=True, slots=True)
class ReadRows:
    """The rows that could be read, the issues of those that could not."""

    rows: list[ReadRow]
    issues: list[Issue]
    renamed: tuple[tuple[str, str], ...]


def read_rows(
    table: Table,
    known: Mapping[str, Reader],
    needed: tuple[tuple[str, ...], ...],
    watch: Watch = unwatched,
) -> ReadRows:
    """Read a table by the columns that are known.

    Of each group in `needed` at least one column must be there. Raises
    `ListingRefused` when one is missing, or two headings mean the same column.
    """
    headings = recognise(table.headings, known)
    _refuse_headings(table, headings, needed)
    issues = [
        Issue(
            file=table.name,
            line=table.line,
            column=heading,
            code="column_unknown",
            holds_back=False,
        )
        for heading in headings.unknown
    ]
    rows = []
    for row in watch("check", table.rows):
        values, problems = _read_row(table.name, row, headings, known)
        issues += problems
        if not any(problem.holds_back for problem in problems):
            rows.append(ReadRow(table.name, row.line, values))
    return ReadRows(rows, issues, headings.renamed)


def _refuse_headings(
    table: Table, headings: Headings, needed: tuple[tuple[str, ...], ...]
) -> None:
    if headings.repeated:
        raise ListingRefused(
            "columns_repeated", table.name, columns=", ".join(headings.repeated)
        )
    found = set(headings.columns)
    missing = [" / ".join(group) for group in needed if not found & set(group)]
    if missing:
        raise ListingRefused(
            "columns_missing",
            table.name,
            columns=", ".join(missing),
            found=", ".join(filter(None, table.headings))[:500],
        )
    if not table.rows:
        raise ListingRefused("file_without_rows", table.name)


def _read_row(
    file: str, row: Row, headings: Headings, known: Mapping[str, Reader]
) -> tuple[Values, list[Issue]]:
    values: Values = {}
    problems = []
    for column, text in zip(headings.columns, row.cells, strict=False):
        if column is None or not text:
            continue
        try:
            values[column] = known[column](text)
        except CellProblem as problem:
            problems.append(_problem(file, row.line, column, problem.code, text))
            continue
        if isinstance(values[column], Opening) and values[column].note:
            doubt = _problem(file, row.line, column, "sessions_unread", text)
            problems.append(replace(doubt, holds_back=False))
    beyond = [text for text in row.cells[headings.width :] if text]
    if beyond:
        problems.append(
            _problem(file, row.line, "", "cells_beyond_headings", beyond[0])
        )
    return values, problems


def _problem(file: str, line: int, column: str, code: str, text: str) -> Issue:
    return Issue(file=file, line=line, column=column, code=code, value=text[:200])
