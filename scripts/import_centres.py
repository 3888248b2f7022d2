"""Import a listing: read, validate, place, compare with the live one, publish.

A dry run unless --publish is given. Exit status: 0 all well, 1 refused or
failed (nothing changed), 2 wrong use.
"""

import csv
import sys
from dataclasses import astuple
from pathlib import Path
from typing import NoReturn

import click

from finder.errors import FinderError, ListingRefused, NotReady, PostcodeIndexDamaged
from finder.generations import Generations
from finder.geocoding import GivenCoordinates, PostcodeGeocoder
from finder.importer import Import, Limits, prepare, read_listing_files
from finder.listing_rows import Issue
from finder.postcode_index import PostcodeIndex
from finder.settings import Settings
from finder.snapshot import SnapshotStore
from finder.words import Language, Words

ISSUES_SHOWN = 10
NO_LIMIT = 1.0
BEFORE_LIVE = ""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("listing", type=FILE, required=False)
@click.option("--services", type=FILE, help="The second table: services of centres.")
@click.option("--publish", is_flag=True, help="Make the listing live; else a dry run.")
@click.option("--data", type=FOLDER, help="The data folder, else FINDER_DATA_DIR.")
@click.option("--report", type=FOLDER, help="Where issues.csv goes, else data/reports.")
@click.option("--strict", is_flag=True, help="Refuse if any row is held back.")
@click.option("--demonstration", is_flag=True, help="Its centres are fictional.")
@click.option("--allow-removals", is_flag=True, help="Even if many would vanish.")
@click.option("--allow-unplaced", is_flag=True, help="Even if many have no place.")
@click.option("--list", "show_list", is_flag=True, help="List the snapshots and stop.")
@click.option(
    "--rollback",
    metavar="[ID]",
    is_flag=False,
    flag_value=BEFORE_LIVE,
    help="Make a stored snapshot live, else the one before, and stop.",
)
def main(
    listing: Path | None,
    services: Path | None,
    data: Path | None,
    report: Path | None,
    rollback: str | None,
    **flags: bool,
) -> None:
    """Import LISTING, a CSV or XLSX file."""
    data_dir = data or Settings().data_dir
    store = SnapshotStore(data_dir / "snapshots")
    words = Words(Language.ENGLISH)
    try:
        if flags["show_list"]:
            show_snapshots(store)
        elif rollback is not None:
            roll_back(store, rollback)
        elif listing is None:
            raise click.UsageError("name the LISTING to import")
        else:
            postcodes = open_postcodes(data_dir)
            done = prepare(
                read_listing_files(listing, services),
                [GivenCoordinates(postcodes), PostcodeGeocoder(postcodes)],
                postcodes,
                store,
            )
            summarise(done, write_issues(done, report or data_dir / "reports", words))
            show_issues(done.issues, words)
            publish_or_say_why(done, store, words, listing.name, flags)
    except ListingRefused as refused:
        facts = {"file": refused.file, **refused.facts}
        fail(words(f"refusal.{refused.reason}", **facts))
    except FinderError as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.strerror or problem}: {problem.filename or data_dir}")


def open_postcodes(data_dir: Path) -> PostcodeIndex:
    """Open the live postcode index. Raises `PostcodeIndexDamaged`."""
    generations = Generations(data_dir / "postcodes")
    live = generations.live_name()
    if live is None:
        raise PostcodeIndexDamaged("none is built; run scripts/build_postcode_index.py")
    return PostcodeIndex(generations.folder_of(live))


def summarise(done: Import, issues_file: Path) -> None:
    """Print what was read and what publishing would do."""
    for heading, column in done.read.taken:
        click.echo(f"Heading “{heading}” was taken for {column}.")
    for sheet in done.read.unread:
        click.echo(f"Sheet {sheet} was not read.")
    placed = ", ".join(f"{n} by {by}" for by, n in done.sources_of_location.items())
    click.echo(f"Rows read:    {done.read.rows}")
    click.echo(f"Held back:    {done.held_back}")
    click.echo(f"Placed:       {placed or 'none'}")
    changes = done.changes
    click.echo(
        f"Against live: {len(changes.added)} added, {len(changes.changed)} changed, "
        f"{len(changes.removed)} removed, of {changes.live}"
    )
    click.echo(f"Issues:       {len(done.issues)}, all in {issues_file}")


def show_issues(issues: tuple[Issue, ...], words: Words) -> None:
    """Print the first issues, in words."""
    for issue in issues[:ISSUES_SHOWN]:
        click.echo(f"  {issue.file}, line {issue.line}, {issue.column}: {issue.value}")
        click.echo(f"    {words(f'issue.{issue.code}')}")
    if len(issues) > ISSUES_SHOWN:
        click.echo(f"  … and {len(issues) - ISSUES_SHOWN} more.")


def write_issues(done: Import, folder: Path, words: Words) -> Path:
    """Write every issue, a row each, safe to open in a spreadsheet."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "issues.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["file", "line", "column", "code", "value", "held_back", "what_to_do"]
        )
        for issue in done.issues:
            cells = [*map(str, astuple(issue)), words(f"issue.{issue.code}")]
            writer.writerow(map(without_formula, cells))
    return path


def without_formula(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def publish_or_say_why(
    done: Import,
    store: SnapshotStore,
    words: Words,
    source: str,
    flags: dict[str, bool],
) -> None:
    """Publish if that was asked for and nothing forbids it."""
    limits = Limits(
        lost=NO_LIMIT if flags["allow_removals"] else Limits().lost,
        unplaced=NO_LIMIT if flags["allow_unplaced"] else Limits().unplaced,
    )
    refusals = done.refusals(limits)
    if flags["strict"] and done.held_back:
        refusals.append("held_back")
    if refusals:
        fail(" ".join(words(f"refusal.{refusal}") for refusal in refusals))
    if not flags["publish"]:
        click.echo("A dry run: nothing was changed. Add --publish to make it live.")
        return
    snapshot_id = store.publish(
        done.centres, sources=(source,), demonstration=flags["demonstration"]
    )
    click.echo(f"Published {len(done.centres)} centres as snapshot {snapshot_id}.")


def show_snapshots(store: SnapshotStore) -> None:
    """Print a line for each snapshot, those damaged first, the latest last."""
    live = store.live_id()
    snapshots = store.whole()
    for damaged in sorted({*store.ids()} - {it.id for it in snapshots}):
        click.echo(f"{damaged}  damaged")
    for snapshot in snapshots:
        mark = "live" if snapshot.id == live else ""
        centres = f"{len(snapshot.centres)} centres"
        sources = ", ".join(snapshot.sources)
        click.echo(
            f"{snapshot.id}  {snapshot.published_at:%Y-%m-%d %H:%M} UTC  "
            f"{centres:<16} {sources}  {mark}".rstrip()
        )


def roll_back(store: SnapshotStore, snapshot_id: str) -> None:
    """Make a stored snapshot live: `BEFORE_LIVE` is the one published before.

    Raises `SnapshotDamaged` or `NotReady`.
    """
    if snapshot_id == BEFORE_LIVE:
        ids = [snapshot.id for snapshot in store.whole()]
        live = store.live_id()
        earlier = ids[: ids.index(live)] if live in ids else ids
        if not earlier:
            raise NotReady("no earlier snapshot is stored")
        snapshot_id = earlier[-1]
    store.activate(snapshot_id)
    click.echo(f"Snapshot {snapshot_id} is live again.")


def fail(reason: str) -> NoReturn:
    """Say why nothing was changed, and stop."""
    click.echo(f"Refused: {reason}", err=True)
    click.echo("Nothing was changed.", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
