"""Measure and check everything in one run: `make bench`."""

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks.anything import measure_anything
from benchmarks.build import measure_build
from benchmarks.configurations import measure_configurations
from benchmarks.exactness import check_exactness
from benchmarks.figures import Figure, print_table
from benchmarks.peers import measure_peers
from benchmarks.postcode_lookups import measure_lookups
from benchmarks.ranking import measure_ranking
from benchmarks.real_postcodes import NothingBuilt
from benchmarks.saved_figures import save_figures
from benchmarks.serving import measure_serving
from benchmarks.startup import measure_startup
from benchmarks.switch import measure_switch
from benchmarks.threads import measure_threads
from finder.errors import NotReady
from finder.settings import Settings

QUICK_ORIGINS, FULL_ORIGINS = 600, 10_000
QUICK_THREADS_SECONDS, FULL_THREADS_SECONDS = 5.0, 60.0

PARTS = click.Choice(
    [
        *("peers", "ranking", "postcodes", "build"),
        *("serving", "configurations", "startup", "switch", "anything"),
        *("threads", "exactness"),
    ]
)
Part = Callable[[], list[Figure]]


@click.command()
@click.option("--seconds", default=2.0, help="How long each engine is timed.")
@click.option("--full/--quick", default=False, help="Check at length.")
@click.option("--only", multiple=True, type=PARTS, help="A part, else all of them.")
@click.option("--save", type=click.Path(path_type=Path), help="Keep the figures here.")
def main(seconds: float, full: bool, only: tuple[str, ...], save: Path | None) -> None:
    """Print every figure beside its baseline; exit 1 if any answer was wrong."""
    began = time.monotonic()
    cores = os.cpu_count() or 1
    print(f"{cores} cores, Python {platform.python_version()}, {time.strftime('%F')}")
    data_dir = Settings().data_dir
    parts = _parts(data_dir, seconds, full, cores)
    try:
        wrong = sum(_run(title, parts[title], save) for title in only or parts)
    except (NothingBuilt, NotReady):
        raise click.ClickException(
            f"no live postcodes or snapshot in {data_dir}"
        ) from None
    print(f"\n{wrong} wrong; {time.monotonic() - began:.0f} seconds in all")
    sys.exit(1 if wrong else 0)


def _parts(data_dir: Path, seconds: float, full: bool, cores: int) -> dict[str, Part]:
    origins = FULL_ORIGINS if full else QUICK_ORIGINS
    threads_seconds = FULL_THREADS_SECONDS if full else QUICK_THREADS_SECONDS
    return {
        "peers": lambda: measure_peers(data_dir, seconds),
        "ranking": lambda: measure_ranking(data_dir, seconds),
        "postcodes": lambda: measure_lookups(data_dir, seconds),
        "build": measure_build,
        "serving": lambda: measure_serving(data_dir, seconds),
        "configurations": lambda: measure_configurations(data_dir, seconds),
        "startup": lambda: measure_startup(data_dir),
        "switch": lambda: measure_switch(data_dir, seconds),
        "anything": lambda: measure_anything(data_dir),
        "threads": lambda: measure_threads(data_dir, threads_seconds),
        "exactness": lambda: check_exactness(data_dir, origins, cores),
    }


def _run(title: str, part: Part, save: Path | None) -> int:
    figures = part()
    print_table(title, figures)
    if save is not None:
        save_figures(save, title, figures)
    return sum(figure.wrong for figure in figures)


if __name__ == "__main__":
    main()
