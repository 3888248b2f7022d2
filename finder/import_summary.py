"""What an import found, in figures and lists, for the terminal and the page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter

from finder.centres import AddressVisibility, Centre, CentreStatus
from finder.importer import Import, Limits
from finder.listing_rows import Issue
from finder.suspected_duplicates import SuspectedDuplicate, suspected_duplicates
from finder.watching import Watch, unwatched

NO_LIMIT = 1.0


class Outcome(StrEnum):
    """What becomes of an import."""

    DRY_RUN = "dry-run"
    REFUSED = "refused"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the keeper said about publishing."""

    publish: bool = False
    strict: bool = False
    demonstration: bool = False
    allow_removals: bool = False
    allow_unplaced: bool = False

    @property
    def limits(self) -> Limits:
        """The limits that hold, with those lifted that the keeper lifted."""
        return Limits(
            lost=NO_LIMIT if self.allow_removals else Limits().lost,
            unplaced=NO_LIMIT if self.allow_unplaced else Limits().unplaced,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueKind:
    """The issues of one code; those that hold rows back apart from doubts."""

    code: str
    holds_back: bool
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """An import, and what its keeper may want to look at.

    `refusals` are the codes of what forbids publishing. `stale` are centres last
    checked over a year ago, the longest ago first; `unchecked` counts those
    without any date. `in_rows_held_back` are the ids of the centres that would be
    removed for no more than that.
    """

    done: Import
    wishes: Wishes
    refusals: tuple[str, ...]
    kinds: tuple[IssueKind, ...]
    duplicates: tuple[SuspectedDuplicate, ...]
    stale: tuple[Centre, ...]
    unchecked: int
    in_rows_held_back: frozenset[str]

    @property
    def outcome(self) -> Outcome:
        """What becomes of the import, if publishing does not fail."""
        if self.refusals:
            return Outcome.REFUSED
        return Outcome.PUBLISHED if self.wishes.publish else Outcome.DRY_RUN

    @property
    def withheld(self) -> int:
        """How many centres have an address that is not for everyone."""
        return sum(
            it.address.visibility is not AddressVisibility.FULL
            for it in self.done.centres
        )


def summarise(
    done: Import, wishes: Wishes, today: date, watch: Watch = unwatched
) -> ImportSummary:
    """Work out what is to be told of an import."""
    refusals = done.refusals(wishes.limits)
    if wishes.strict and done.held_back:
        refusals.append("held_back")
    in_use = [it for it in done.centres if it.status is not CentreStatus.CLOSED]
    return ImportSummary(
        done=done,
        wishes=wishes,
        refusals=tuple(refusals),
        kinds=issue_kinds(done.issues),
        duplicates=suspected_duplicates(in_use, watch),
        stale=stale(in_use, today),
        unchecked=sum(it.last_checked is None for it in in_use),
        in_rows_held_back=in_rows_held_back(done),
    )


def issue_kinds(issues: Iterable[Issue]) -> tuple[IssueKind, ...]:
    """Return the issues by kind: first what holds rows back, the most first."""
    by_kind: dict[tuple[str, bool], list[Issue]] = defaultdict(list)
    for issue in issues:
        by_kind[issue.code, issue.holds_back].append(issue)
    kinds = (
        IssueKind(code=code, holds_back=holds_back, issues=tuple(found))
        for (code, holds_back), found in by_kind.items()
    )
    return tuple(
        sorted(kinds, key=lambda it: (not it.holds_back, -len(it.issues), it.code))
    )


def stale(centres: Iterable[Centre], today: date) -> tuple[Centre, ...]:
    """Return the centres last checked over a year before today, the oldest first."""
    # A year before the last of February is the last of February.
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    year_ago = today.replace(year=today.year - 1, day=day)
    old = (it for it in centres if it.last_checked and it.last_checked < year_ago)
    return tuple(sorted(old, key=attrgetter("last_checked", "name")))


def in_rows_held_back(done: Import) -> frozenset[str]:
    """Return the ids of centres to be removed whose rows were held back.

    A row that could not be read is known by an id or a name among its cells.
    """
    lines = {(it.file, it.line) for it in done.issues if it.holds_back}
    cells = {
        cell
        for table in done.read.tables[:1]
        for row in table.rows
        if (table.name, row.line) in lines
        for cell in row.cells
    }
    return frozenset(it.id for it in done.changes.removed if {it.id, it.name} & cells)
