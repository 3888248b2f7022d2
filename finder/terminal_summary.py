"""The summary of an import in the terminal: tables in colour, or plain lines."""

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from finder.import_summary import ImportSummary, IssueKind
from finder.listing_rows import Issue
from finder.words import Words

ISSUES_SHOWN = 10
NAMES_SHOWN = 5
_LONGEST_VALUE = 80


def show_summary(summary: ImportSummary, words: Words, console: Console) -> None:
    """Show what was found, in tables if the console is a terminal that can."""
    if console.is_terminal and not console.is_dumb_terminal:
        _show_tables(summary, words, console)
    else:
        _show_lines(summary, words)


def _show_lines(summary: ImportSummary, words: Words) -> None:
    done, changes = summary.done, summary.done.changes
    for line in _reading_lines(summary):
        click.echo(line)
    placed = ", ".join(f"{n} by {by}" for by, n in done.sources_of_location.items())
    click.echo(f"Rows read:    {done.read.rows}")
    click.echo(f"Held back:    {done.held_back}")
    click.echo(f"Placed:       {placed or 'none'}")
    click.echo(
        f"Against live: {len(changes.added)} added, {len(changes.changed)} changed, "
        f"{len(changes.removed)} removed, of {changes.live}"
    )
    if changes.removed:
        click.echo(f"Would go:     {_would_go(summary)}")
    click.echo(f"To look at:   {_to_look_at(summary)}")
    click.echo(f"Issues:       {len(done.issues)}")
    for issue in done.issues[:ISSUES_SHOWN]:
        click.echo(f"  {_where(issue)}: {_shown(issue.value)}")
        click.echo(f"    {words(f'issue.{issue.code}')}")
    if len(done.issues) > ISSUES_SHOWN:
        click.echo(f"  … and {len(done.issues) - ISSUES_SHOWN} more.")


def _show_tables(summary: ImportSummary, words: Words, console: Console) -> None:
    for line in _reading_lines(summary):
        console.print(Text(line, style="dim"))
    console.print(_figures(summary))
    console.print(_places(summary, words))
    if summary.kinds:
        console.print(_issues(summary, words))
    if summary.done.changes.removed:
        console.print(Text.assemble(("Would go: ", "bold red"), _would_go(summary)))
    console.print(Text.assemble(("To look at: ", "bold"), _to_look_at(summary)))


def _figures(summary: ImportSummary) -> Table:
    done, changes = summary.done, summary.done.changes
    table = Table(title="The import", title_justify="left")
    for heading in ("Rows", "Held back", "Centres", "Added", "Changed", "Removed"):
        table.add_column(heading, justify="right")
    table.add_column("Unchanged", justify="right")
    table.add_row(
        f"{done.read.rows:,}",
        _figure(done.held_back, "bold red"),
        f"{len(done.centres):,}",
        _figure(len(changes.added), "green"),
        _figure(len(changes.changed), "yellow"),
        _figure(len(changes.removed), "red"),
        f"{changes.unchanged:,} of {changes.live:,}",
    )
    return table


def _places(summary: ImportSummary, words: Words) -> Table:
    table = Table("Placed by", title="Where locations came from", title_justify="left")
    table.add_column("Centres", justify="right")
    for source, count in summary.done.sources_of_location.most_common():
        table.add_row(words(f"placed.{source}"), f"{count:,}")
    if summary.done.unplaced:
        unplaced = _figure(summary.done.unplaced, "bold red")
        table.add_row(Text("Could not be placed", "bold red"), unplaced)
    return table


def _issues(summary: ImportSummary, words: Words) -> Table:
    table = Table(title="Issues", title_justify="left", show_lines=True)
    table.add_column("Times", justify="right")
    table.add_column("What to do", ratio=3)
    table.add_column("The first", ratio=2, overflow="fold")
    for kind in summary.kinds:
        style = "red" if kind.holds_back else "yellow"
        what_to_do = Text(words(f"issue.{kind.code}"))
        what_to_do.append("\n" + _effect(kind), style)
        first = Text(f"{_where(kind.issues[0])}\n{_shown(kind.issues[0].value)}")
        table.add_row(_figure(len(kind.issues), style), what_to_do, first)
    return table


def _effect(kind: IssueKind) -> str:
    return "Rows held back." if kind.holds_back else "Nothing held back."


def _figure(number: int, style: str) -> Text:
    return Text(f"{number:,}", style if number else "")


def _reading_lines(summary: ImportSummary) -> list[str]:
    read = summary.done.read
    return [
        *(f"Heading “{_shown(it)}” was taken for {to}." for it, to in read.taken),
        *(f"Sheet {_shown(sheet)} was not read." for sheet in read.unread),
    ]


def _would_go(summary: ImportSummary) -> str:
    """Return the first names of centres to be removed, and why if a row did it."""
    removed = summary.done.changes.removed
    names = [_shown(it.name) for it in removed[:NAMES_SHOWN]]
    if len(removed) > NAMES_SHOWN:
        names.append(f"{len(removed) - NAMES_SHOWN:,} more")
    if held_back := len(summary.in_rows_held_back):
        names.append(f"{held_back:,} of them for a row that was held back")
    return "; ".join(names)


def _to_look_at(summary: ImportSummary) -> str:
    return (
        f"{len(summary.duplicates):,} suspected duplicates, "
        f"{len(summary.stale):,} not checked for a year, "
        f"{summary.unchecked:,} without a date of checking"
    )


def _where(issue: Issue) -> str:
    return _shown(f"{issue.file}, line {issue.line}, {issue.column}", longest=200)


def _shown(text: str, longest: int = _LONGEST_VALUE) -> str:
    """Return a text of one line in which nothing commands the terminal."""
    line = " ".join(text.split())
    plain = "".join(it if it.isprintable() else "�" for it in line)
    return plain if len(plain) <= longest else f"{plain[:longest]}…"
