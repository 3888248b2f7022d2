"""Report where families have a centre near, and where they have none.

Exit status: 0 all well, 1 refused or failed, 2 wrong use.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from finder.centres import ServiceType
from finder.coastline import Coastline
from finder.coverage_page import MAPPED, CoverageFacts, coverage_page
from finder.coverage_postcodes import CountedPostcodes, counted_postcodes
from finder.coverage_report import measure_coverage
from finder.coverage_tables import DISTRICTS_FILE, NATIONS_FILE, write_coverage_tables
from finder.errors import FinderError, PostcodeIndexDamaged
from finder.generations import Generations
from finder.import_report import COASTLINE, dated_folder
from finder.places import Gazetteer
from finder.progress_bar import ProgressBar
from finder.settings import PROJECT, Settings
from finder.snapshot import SnapshotStore
from finder.words import Language, Words

PAGE_FILE = "coverage.html"
PLACES = PROJECT / "data" / "places.csv"

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--language",
    type=click.Choice([it.value for it in Language]),
    default=Language.ENGLISH.value,
    show_default=True,
    help="The language of the page.",
)
@click.option(
    "--service",
    "services",
    type=click.Choice([it.value for it in ServiceType]),
    multiple=True,
    help=f"One to draw a map of, or more; else {', '.join(MAPPED)}.",
)
@click.option("--data", type=FOLDER, help="The data folder, else FINDER_DATA_DIR.")
@click.option("--report", type=FOLDER, help="A folder for the report, else a new one.")
def main(
    language: str, services: tuple[str, ...], data: Path | None, report: Path | None
) -> None:
    """Report on the live listing: a page, and two tables as CSV."""
    data_dir = data or Settings().data_dir
    now = datetime.now().astimezone()
    folder = report or dated_folder(data_dir / "reports", "coverage", now)
    with explained(data_dir):
        postcodes = read_postcodes(data_dir)
        facts = CoverageFacts(
            snapshot=SnapshotStore(data_dir / "snapshots").current(),
            postcodes=postcodes,
            made_at=now,
            mapped=frozenset(map(ServiceType, services or MAPPED)),
        )
        write_report(folder, facts, Words(Language(language)))
    click.echo(
        f"{len(postcodes.nations):,} postcodes were counted. The report is in {folder}"
    )
    click.echo(f"{PAGE_FILE} to read, {DISTRICTS_FILE} and {NATIONS_FILE} to work with")


@contextmanager
def explained(data_dir: Path) -> Iterator[None]:
    """Say in words, with exit status 1, why there is no report."""
    try:
        yield
    except FinderError as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.strerror or problem}: {problem.filename or data_dir}")


def read_postcodes(data_dir: Path) -> CountedPostcodes:
    """Read the live postcode index. Raises `PostcodeIndexDamaged`."""
    generations = Generations(data_dir / "postcodes")
    live = generations.live_name()
    if live is None:
        raise PostcodeIndexDamaged("none is built; run scripts/build_postcode_index.py")
    return counted_postcodes(generations.folder_of(live))


def write_report(folder: Path, facts: CoverageFacts, words: Words) -> None:
    """Measure, and write the page and the tables."""
    folder.mkdir(parents=True, exist_ok=True)
    gazetteer, coastline = Gazetteer.read(PLACES), Coastline.read(COASTLINE)
    with ProgressBar(Console(stderr=True)) as watch:
        reaches = measure_coverage(
            facts.postcodes, facts.snapshot.centres, gazetteer, watch
        )
    write_coverage_tables(folder, reaches)
    page = coverage_page(reaches, words, facts, coastline)
    (folder / PAGE_FILE).write_text(page, encoding="utf-8")


def fail(reason: str) -> NoReturn:
    """Say why there is no report, and stop."""
    click.echo(f"Refused: {reason}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
