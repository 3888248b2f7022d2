import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from finder.centres import CentreStatus
from finder.changes import compare
from finder.import_summary import (
    Outcome,
    Wishes,
    issue_kinds,
    stale,
    summarise,
)
from finder.importer import Import
from finder.listing_rows import Issue
from finder.listings import ReadListings
from finder.progress_bar import LONG, ProgressBar
from finder.tables import Row, Table
from finder.terminal_summary import show_summary
from finder.words import Language, Words
from tests.builders import a_centre

TODAY = date(2026, 11, 22)
WORDS = Words(Language.ENGLISH)


def an_issue(code="email_invalid", line=2, **changes):
    given = {"file": "listing.csv", "line": line, "column": "email", "code": code}
    return Issue(**{**given, **changes})


def an_import(*centres, live=(), issues=(), table_rows=(), **read):
    tables = (Table("listing.csv", "", 1, ("id", "name"), tuple(table_rows)),)
    given = {"listings": (), "issues": (), "rows": 3, "taken": (), "tables": tables}
    return Import(
        read=ReadListings(**{**given, **read}),
        centres=centres,
        issues=tuple(issues),
        unplaced=0,
        changes=compare(live, centres),
    )


def summary_of(*centres, wishes=None, **given):
    return summarise(an_import(*centres, **given), wishes or Wishes(), TODAY)


@pytest.mark.parametrize(
    ("wishes", "outcome"),
    [
        (Wishes(), Outcome.DRY_RUN),
        (Wishes(publish=True), Outcome.PUBLISHED),
        (Wishes(publish=True, strict=True), Outcome.REFUSED),
        (Wishes(strict=True), Outcome.REFUSED),
    ],
)
def test_what_becomes_of_an_import_follows_from_what_was_asked(wishes, outcome):
    summary = summary_of(a_centre(), issues=[an_issue()], wishes=wishes)
    assert summary.outcome == outcome


def test_a_limit_forbids_publishing_until_it_is_lifted():
    live = [a_centre("one"), a_centre("two")]
    refused = summary_of(live[0], live=live, wishes=Wishes(publish=True))
    meant = summary_of(live[0], live=live, wishes=Wishes(allow_removals=True))
    assert refused.refusals == ("too_many_removed",)
    assert meant.refusals == ()


def test_issues_are_gathered_by_kind_what_holds_rows_back_first():
    issues = [
        *(an_issue("postcode_ended", line, holds_back=False) for line in (2, 3, 4)),
        an_issue("email_invalid", 5),
        *(an_issue("date_invalid", line) for line in (6, 7)),
    ]
    kinds = issue_kinds(issues)
    assert [(it.code, it.holds_back, len(it.issues)) for it in kinds] == [
        ("date_invalid", True, 2),
        ("email_invalid", True, 1),
        ("postcode_ended", False, 3),
    ]


@pytest.mark.parametrize(
    ("checked", "today", "is_stale"),
    [
        (date(2025, 11, 22), TODAY, False),
        (date(2025, 11, 21), TODAY, True),
        (date(2027, 2, 28), date(2028, 2, 29), False),
        (date(2027, 2, 27), date(2028, 2, 29), True),
        (None, TODAY, False),
    ],
)
def test_details_are_stale_when_last_checked_over_a_year_ago(checked, today, is_stale):
    assert bool(stale([a_centre(last_checked=checked)], today)) is is_stale


def test_stale_centres_come_oldest_first_and_closed_ones_not_at_all():
    centres = [
        a_centre("newer", last_checked=date(2025, 1, 2)),
        a_centre("older", last_checked=date(2024, 1, 2)),
        a_centre("closed", last_checked=date(2020, 1, 2), status=CentreStatus.CLOSED),
        a_centre("undated"),
    ]
    summary = summary_of(*centres)
    assert [it.id for it in summary.stale] == ["older", "newer"]
    assert summary.unchecked == 1


def test_a_centre_that_goes_for_a_row_held_back_is_told_from_one_left_out():
    live = [a_centre("by-id"), a_centre("by-name", name="Example Lace"), a_centre("x")]
    rows = [
        Row(2, ("by-id", "Example")),
        Row(3, ("", "Example Lace")),
        Row(4, ("x", "Example with a doubt")),
    ]
    issues = [an_issue(line=2), an_issue(line=3), an_issue(line=4, holds_back=False)]
    summary = summary_of(live=live, table_rows=rows, issues=issues)
    assert summary.in_rows_held_back == {"by-id", "by-name"}


def shown(summary, *, terminal=True, **settings):
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=100, **settings)
    show_summary(summary, WORDS, console)
    return text.getvalue()


def test_a_terminal_is_shown_tables_in_colour():
    text = shown(summary_of(a_centre(), issues=[an_issue(value="nobody")]))
    assert "\x1b[31m" in text
    assert "This is not an email address." in text
    assert "listing.csv, line 2, email" in text
    assert "┃" in text


def test_without_colour_a_terminal_is_shown_no_colours(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown(summary_of(a_centre(), issues=[an_issue()]))
    assert "email" in text
    assert "\x1b[31m" not in text


@pytest.mark.parametrize(("terminal", "term"), [(False, "xterm"), (True, "dumb")])
def test_what_is_no_terminal_is_shown_plain_lines(capsys, monkeypatch, terminal, term):
    monkeypatch.setenv("TERM", term)
    issues = [an_issue()]
    direct = shown(summary_of(a_centre(), issues=issues), terminal=terminal)
    lines = capsys.readouterr().out
    assert direct == ""
    assert "Held back:    1" in lines
    assert "\x1b" not in lines
    assert "│" not in lines


def test_no_cell_of_a_listing_commands_the_terminal(capsys):
    bad = an_issue(value="\x1b[2Jgone\x07", column="[red]email[/]")
    summary = summary_of(a_centre(), issues=[bad], taken=(("\x1b]0;Tel", "telephone"),))
    text = shown(summary, no_color=True)
    assert "\x1b[2J" not in text
    assert "\x1b]" not in text
    assert "[red]email[/]" in text
    shown(summary, terminal=False)
    assert "\x1b" not in capsys.readouterr().out


def test_centres_to_be_removed_are_named_in_the_terminal():
    live = [a_centre(f"old-{at}", name=f"Example Old {at}") for at in range(7)]
    text = shown(summary_of(a_centre(), live=live))
    assert "Example Old 4; 2 more" in " ".join(text.split())


def watched(*, terminal, count):
    text = io.StringIO()
    with ProgressBar(Console(file=text, force_terminal=terminal, width=100)) as watch:
        assert list(watch("check", range(count))) == list(range(count))
    return text.getvalue()


def test_progress_is_a_bar_in_a_terminal_and_leaves_no_trace():
    text = watched(terminal=True, count=6_000)
    assert "Checking the rows" in text
    assert "6000/6000" in text
    assert text.endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("count", "said"),
    [(LONG - 1, ""), (LONG, "Checking the rows: 5,000\n")],
)
def test_progress_is_a_line_for_long_work_where_there_is_no_terminal(count, said):
    assert watched(terminal=False, count=count) == said


def test_closed_centres_are_no_duplicates():
    open_one, closed = a_centre("one"), a_centre("two", status=CentreStatus.CLOSED)
    twins = [replace(it, name="Example Lace") for it in (open_one, closed)]
    assert summary_of(*twins).duplicates == ()
