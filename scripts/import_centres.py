"""Import a listing: read, validate, place, compare, report, publish.

A dry run unless --publish is given. Exit status: 0 all well, 1 refused or
failed (nothing changed), 2 wrong use.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from finder.errors import FinderError, ListingRefused, PostcodeIndexDamaged
from finder.generations import Generations
from finder.geocoding import Geocoder, GivenCoordinates, PostcodeGeocoder
from finder.geocoding_cache import GeocodingCache
from finder.import_report import ImportReport, dated_folder, report_on
from finder.import_summary import Wishes, summarise
from finder.importer import prepare, read_listing_files
from finder.listing_writing import csv_bytes, listing_tables
from finder.listings import ReadListings
from finder.online_geocoding import online_geocoders
from finder.online_services import ContactMissing
from finder.open_referral_files import read_feed_files
from finder.open_referral_reading import read_open_referral
from finder.open_referral_web import fetch_feed
from finder.patient_asking import GeocodingUnavailable
from finder.postcode_index import PostcodeIndex
from finder.progress_bar import ProgressBar
from finder.settings import Settings
from finder.snapshot import SnapshotStore
from finder.stored_snapshots import published_before_live, snapshot_lines
from finder.template_workbook import write_template
from finder.terminal_summary import show_summary
from finder.watching import Watch
from finder.words import Language, Words

BEFORE_LIVE = ""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to import, with what it needs.

    Either a listing, of one file or two, or a feed: a folder, a file or a URL.
    `contact` is who asks the online geocoders, or None where they are not asked.
    """

    listing: Path | None
    services: Path | None
    feed: str | None
    contact: str | None
    data_dir: Path
    report: Path | None
    wishes: Wishes
    keep: int | None

    @property
    def name(self) -> str:
        """What the listing is called in its report and its snapshot."""
        return self.feed or (self.listing.name if self.listing else "")


@click.command()
@click.argument("listing", type=FILE, required=False)
@click.option("--services", type=FILE, help="The second table: services of centres.")
@click.option("--publish", is_flag=True, help="Make the listing live; else a dry run.")
@click.option("--data", type=FOLDER, help="The data folder, else FINDER_DATA_DIR.")
@click.option("--report", type=FOLDER, help="A folder for the report, else a new one.")
@click.option("--open-referral", "feed", metavar="FEED", help="A folder, file or URL.")
@click.option("--online", is_flag=True, help="Ask postcodes.io and Nominatim too.")
@click.option("--contact", metavar="EMAIL", help="Who asks them; goes with --online.")
@click.option("--template", type=NEW_FILE, help="Write an empty listing and stop.")
@click.option("--export", type=FOLDER, help="Write the live listing as CSV and stop.")
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
@click.option(
    "--prune",
    type=click.IntRange(min=0),
    metavar="N",
    help="Remove all but the live and the N latest snapshots: at once, or once "
    "LISTING is published.",
)
def main(
    listing: Path | None,
    services: Path | None,
    feed: str | None,
    data: Path | None,
    report: Path | None,
    prune: int | None,
    contact: str | None,
    *,
    online: bool,
    template: Path | None,
    export: Path | None,
    rollback: str | None,
    show_list: bool,
    **wishes: bool,
) -> None:
    """Import LISTING, a CSV, XLSX or JSON file."""
    if online and not contact:
        raise click.UsageError("--online needs --contact EMAIL: they want to know who")
    if listing is not None and feed is not None:
        raise click.UsageError("name a LISTING or a feed, not both")
    data_dir = data or Settings().data_dir
    store = SnapshotStore(data_dir / "snapshots")
    words = Words(Language.ENGLISH)
    asked = Asked(
        listing=listing,
        services=services,
        feed=feed,
        contact=contact if online else None,
        data_dir=data_dir,
        report=report,
        wishes=Wishes(**wishes),
        keep=prune,
    )
    with explained(words, data_dir):
        if template is not None:
            write_template(template, words)
            click.echo(f"An empty listing to fill in is in {template}.")
        elif export is not None:
            export_live(store, export)
        elif show_list or rollback is not None or not asked.name:
            manage(store, rollback=rollback, prune=prune, show_list=show_list)
        else:
            import_listing(asked, store, words)


@contextmanager
def explained(words: Words, data_dir: Path) -> Iterator[None]:
    """Say in words, with exit status 1, why nothing was changed."""
    try:
        yield
    except ListingRefused as refused:
        facts = {"file": refused.file, **refused.facts}
        fail(words(f"refusal.{refused.reason}", **facts))
    except GeocodingUnavailable as out:
        facts = {"geocoder": out.geocoder, "reason": out.reason}
        fail(words("refusal.geocoding_unavailable", **facts))
    except ContactMissing:
        fail(words("refusal.geocoding_contact_missing"))
    except FinderError as problem:
        code = f"refusal.{problem.code}"
        fail(words(code, **vars(problem)) if code in words else str(problem))
    except OSError as problem:
        fail(f"{problem.strerror or problem}: {problem.filename or data_dir}")


def export_live(store: SnapshotStore, folder: Path) -> None:
    """Write the two tables of the live listing, withheld addresses and all."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in listing_tables(store.current().centres):
        (folder / table.file).write_bytes(csv_bytes(table))
        click.echo(f"{len(table.rows)} rows are in {folder / table.file}.")
    click.echo("They hold withheld addresses: keep them to yourself.")


def manage(
    store: SnapshotStore, *, rollback: str | None, prune: int | None, show_list: bool
) -> None:
    """List the stored snapshots, go back to one, or remove old ones."""
    if show_list:
        for line in snapshot_lines(store):
            click.echo(line)
    elif rollback is not None:
        with store.locked():
            roll_back(store, rollback)
    elif prune is not None:
        with store.locked():
            remove_old(store, prune)
    else:
        raise click.UsageError("name the LISTING to import")


def import_listing(asked: Asked, store: SnapshotStore, words: Words) -> None:
    """Import a listing, and publish it if that was asked and nothing forbids it.

    Nobody else publishes between the comparison with the live listing and the end.
    """
    if asked.keep is not None and not asked.wishes.publish:
        raise click.UsageError("--prune goes with --publish, or without a LISTING")
    postcodes = open_postcodes(asked.data_dir)
    with store.locked() if asked.wishes.publish else nullcontext():
        report = prepare_and_report(asked, store, postcodes, words)
        summary = report.summary
        show_summary(summary, words, Console())
        click.echo(f"The full report is in {report.folder}")
        if summary.refusals:
            fail(" ".join(words(f"refusal.{it}") for it in summary.refusals))
        if asked.wishes.publish:
            publish(asked, store, report)
        else:
            click.echo("A dry run: nothing was changed. Add --publish to make it live.")


def prepare_and_report(
    asked: Asked, store: SnapshotStore, postcodes: PostcodeIndex, words: Words
) -> ImportReport:
    """Do all that an import does short of publishing, and write its report."""
    now = datetime.now().astimezone()
    folder = asked.report or dated_folder(asked.data_dir / "reports", asked.name, now)
    with ProgressBar(Console(stderr=True)) as watch:
        read = read_asked(asked, now, watch)
        done = prepare(read, geocoders(asked, postcodes), postcodes, store, watch)
        summary = summarise(done, asked.wishes, now.date(), watch)
        report = report_on(folder, summary, words, asked.name, now)
        report.write(watch)
    return report


def publish(asked: Asked, store: SnapshotStore, report: ImportReport) -> None:
    """Make the centres live, and say so in the report."""
    centres = report.summary.done.centres
    with ProgressBar(Console(stderr=True)) as watch:
        for publish_now in watch("publish", [store.publish]):
            snapshot_id = publish_now(
                centres,
                sources=(asked.name,),
                demonstration=asked.wishes.demonstration,
            )
    click.echo(f"Published {len(centres)} centres as snapshot {snapshot_id}.")
    try:
        report.write_page(snapshot_id)
        if asked.keep is not None:
            remove_old(store, asked.keep)
    except OSError as problem:
        # It is live all the same, and must not be called a failure.
        click.echo(f"Not all was tidied up: {problem}", err=True)


def read_asked(asked: Asked, now: datetime, watch: Watch) -> ReadListings:
    """Read the listing or the feed. Raises `ListingRefused`."""
    if asked.listing is not None:
        return read_listing_files(asked.listing, asked.services, watch)
    feed = str(asked.feed)
    if feed.startswith(("http://", "https://")):
        return read_open_referral(fetch_feed(feed, watch=watch), now.date(), watch)
    return read_open_referral(read_feed_files(Path(feed)), now.date(), watch)


def geocoders(asked: Asked, postcodes: PostcodeIndex) -> list[Geocoder]:
    """Return what places a centre, in order of trust."""
    online: list[Geocoder] = []
    if asked.contact is not None:
        cache = GeocodingCache(asked.data_dir / "cache" / "geocoding.sqlite")
        online = online_geocoders(postcodes, cache, asked.contact)
    return [GivenCoordinates(postcodes), *online, PostcodeGeocoder(postcodes)]


def open_postcodes(data_dir: Path) -> PostcodeIndex:
    """Open the live postcode index. Raises `PostcodeIndexDamaged`."""
    generations = Generations(data_dir / "postcodes")
    live = generations.live_name()
    if live is None:
        raise PostcodeIndexDamaged("none is built; run scripts/build_postcode_index.py")
    return PostcodeIndex(generations.folder_of(live))


def roll_back(store: SnapshotStore, snapshot_id: str) -> None:
    """Make a stored snapshot live: `BEFORE_LIVE` is the one published before.

    Raises `SnapshotDamaged` or `NotReady`.
    """
    snapshot_id = snapshot_id or published_before_live(store)
    store.activate(snapshot_id)
    click.echo(f"Snapshot {snapshot_id} is live again.")


def remove_old(store: SnapshotStore, keep: int) -> None:
    """Remove all but the live and the latest snapshots."""
    for snapshot_id in store.prune(keep):
        click.echo(f"Removed snapshot {snapshot_id}.")


def fail(reason: str) -> NoReturn:
    """Say why nothing was changed, and stop."""
    click.echo(f"Refused: {reason}", err=True)
    click.echo("Nothing was changed.", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
