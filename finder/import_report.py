"""The report of an import: a folder of files that its keeper can act on."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from datetime import datetime
from pathlib import Path

from finder.changes import Changes
from finder.coastline import Coastline
from finder.import_summary import ImportSummary
from finder.listing_rows import Issue
from finder.marked_workbook import write_marked_workbook
from finder.report_map import Ring
from finder.report_page import ReportFacts, report_page
from finder.settings import PROJECT
from finder.watching import Watch, unwatched
from finder.words import Words

ISSUES_FILE = "issues.csv"
CHANGES_FILE = "changes.csv"
WORKBOOK_FILE = "marked-up.xlsx"
PAGE_FILE = "report.html"

COASTLINE = PROJECT / "data" / "coastline.json"

_ISSUE_HEADINGS = ["file", "line", "column", "code", "value", "held_back", "what_to_do"]
_CHANGE_HEADINGS = ["change", "id", "name", "column", "before", "after"]

Rows = Iterable[Sequence[object]]


class ImportReport:
    """The report of one import, written into a folder that need not exist yet."""

    def __init__(
        self, folder: Path, summary: ImportSummary, words: Words, facts: ReportFacts
    ) -> None:
        self.folder = folder
        self.summary = summary
        self._words = words
        self._facts = facts

    def write(self, watch: Watch = unwatched) -> None:
        """Write every file, as it is before anything is published."""
        self.folder.mkdir(parents=True, exist_ok=True)
        done = self.summary.done
        if self._facts.workbook:
            path = self.folder / self._facts.workbook
            tables = done.read.tables
            write_marked_workbook(path, tables, done.issues, self._words, watch)
        writers = (self._write_issues, self._write_changes, self.write_page)
        for write in watch("report", writers):
            write()

    def write_page(self, snapshot_id: str | None = None) -> None:
        """Write the page, anew if it turned out that a snapshot was published."""
        page = report_page(self.summary, self._words, self._facts, snapshot_id)
        (self.folder / PAGE_FILE).write_text(page, encoding="utf-8")

    def _write_issues(self) -> None:
        rows = _issue_rows(self.summary.done.issues, self._words)
        _write_table(self.folder / ISSUES_FILE, _ISSUE_HEADINGS, rows)

    def _write_changes(self) -> None:
        rows = _change_rows(self.summary.done.changes)
        _write_table(self.folder / CHANGES_FILE, _CHANGE_HEADINGS, rows)


def report_on(
    folder: Path, summary: ImportSummary, words: Words, listing: str, now: datetime
) -> ImportReport:
    """Return the report of an import of a listing, not yet written."""
    facts = ReportFacts(
        listing=listing,
        made_at=now,
        workbook=WORKBOOK_FILE if summary.done.read.tables else "",
        outline=_outline(),
    )
    return ImportReport(folder, summary, words, facts)


def dated_folder(reports: Path, listing: str, now: datetime) -> Path:
    """Return a folder for the report of a listing that no other report has."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", Path(listing).stem).strip("-")[:60]
    name = "-".join(filter(None, [f"{now:%Y-%m-%d-%H%M%S}", plain]))
    folder, number = reports / name, 1
    while folder.exists():
        number += 1
        folder = reports / f"{name}-{number}"
    return folder


def without_formula(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _write_table(path: Path, headings: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in rows:
            writer.writerow([without_formula(str(cell)) for cell in row])


def _issue_rows(issues: Iterable[Issue], words: Words) -> Iterator[Sequence[object]]:
    for issue in issues:
        yield *astuple(issue), words(f"issue.{issue.code}")


def _change_rows(changes: Changes) -> Iterator[Sequence[object]]:
    for centre in changes.added:
        yield "added", centre.id, centre.name, "", "", ""
    for change in changes.changed:
        named = ("changed", change.centre.id, change.centre.name)
        for field in change.fields:
            yield *named, field.column, field.before, field.after
    for centre in changes.removed:
        yield "removed", centre.id, centre.name, "", "", ""


def _outline() -> tuple[Ring, ...]:
    """Return the coast for the map; nothing where its file is not there."""
    return Coastline.read(COASTLINE).rings if COASTLINE.exists() else ()
