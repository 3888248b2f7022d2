"""The report of an import as one page that needs nothing else, for its keeper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from finder.import_summary import ImportSummary
from finder.marked_workbook import is_whole
from finder.report_map import Ring, report_map
from finder.settings import PROJECT
from finder.words import Words

TEMPLATES = PROJECT / "templates"
# Of each list; the tables beside the page have the rest.
SHOWN = 200

_SHARED = {
    "telephone": "the same telephone number",
    "postcode": "the same postcode",
    "place": "within 50 metres of one another",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What a report says beside its summary.

    `workbook` is the name of the marked copy, or empty where there is none.
    """

    listing: str
    made_at: datetime
    workbook: str = ""
    outline: tuple[Ring, ...] = ()


def report_page(
    summary: ImportSummary,
    words: Words,
    facts: ReportFacts,
    snapshot_id: str | None = None,
) -> str:
    """Return the page as HTML; `snapshot_id` is what was published, if it was."""
    done = summary.done
    page = _environment().get_template("report.html")
    return page.render(
        summary=summary,
        done=done,
        changes=done.changes,
        words=words,
        listing=facts.listing,
        made_at=facts.made_at,
        workbook=facts.workbook,
        partial=not all(map(is_whole, done.read.tables)),
        snapshot_id=snapshot_id,
        map=report_map(done.changes, done.centres, facts.outline),
        without_place=sum(it.location is None for it in done.centres),
        several=_several(issue.file for issue in done.issues),
        share_words=_SHARED,
        shown=SHOWN,
        number=_number,
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _several(names: Iterable[str]) -> bool:
    return len(set(names)) > 1


def _number(count: int) -> str:
    return f"{count:,}"
