"""Build the postcode index from the installed package, ONSPD or Code-Point Open."""

import sys
from pathlib import Path

import click

from finder.code_point_open import is_code_point_open, read_code_point_open
from finder.errors import DirectoryRefused
from finder.generations import Generations
from finder.island_parishes import read_island_areas
from finder.ons_directory import Directory, read_installed_package, read_onspd
from finder.postcode_build import STEPS, build_postcode_index
from finder.settings import PROJECT, Settings

STEP_WORDS = {
    "read": "Reading the directory",
    "sort": "Sorting the postcodes",
    "place": "Placing them (WGS84)",
    "sectors": "Finding the sectors",
    "outcodes": "Finding the districts",
    "write": "Writing the index",
}


@click.command()
@click.option(
    "--file",
    "zip_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An ONSPD or Code-Point Open zip; without it, the installed package is read.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="The data folder; FINDER_DATA_DIR, or data/, without it.",
)
@click.option("--allow-fewer", is_flag=True, help="Even with notably fewer postcodes.")
def main(zip_file: Path | None, data: Path | None, *, allow_fewer: bool) -> None:
    """Build the postcode index beside the live one, then make it live."""
    folder = (data or Settings().data_dir) / "postcodes"
    with click.progressbar(
        length=len(STEPS) + 1,
        label=f"{STEP_WORDS['read']:<24}",
        show_eta=False,
    ) as bar:

        def progress(step: str) -> None:
            bar.label = f"{STEP_WORDS[step]:<24}"
            bar.update(1)

        try:
            directory = read(zip_file)
            manifest = build_postcode_index(
                directory,
                read_island_areas(PROJECT / "data" / "islands.csv"),
                Generations(folder),
                progress,
                allow_fewer=allow_fewer,
            )
        except DirectoryRefused as refused:
            click.echo(f"\nRefused: {'; '.join(map(str, refused.args))}.", err=True)
            click.echo("Nothing was changed.", err=True)
            sys.exit(1)
        except OSError as problem:
            reason = f"{problem.strerror or problem}: {problem.filename or folder}"
            click.echo(f"\nFailed: {reason}.", err=True)
            click.echo("Nothing was changed.", err=True)
            sys.exit(1)
        bar.update(1)
    click.echo(
        f"{manifest.postcodes:,} postcodes ({manifest.placed:,} with a position), "
        f"{manifest.sectors:,} sectors, {manifest.outcodes:,} districts "
        f"from {manifest.source} are live in {folder}."
    )


def read(zip_file: Path | None) -> Directory:
    """Read the zip, whichever of the two it is, or else the installed package."""
    if zip_file is None:
        return read_installed_package()
    if is_code_point_open(zip_file):
        return read_code_point_open(zip_file)
    return read_onspd(zip_file)


if __name__ == "__main__":
    main()
