"""A report on coverage as CSV: every district, and every nation."""

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from finder.coverage_report import MILES, DistrictReach, ServiceReach, Tally
from finder.csv_safety import protected
from finder.postcodes import Nation

DISTRICTS_FILE = "coverage-districts.csv"
NATIONS_FILE = "coverage-nations.csv"

# The row that sums up every nation that a listing covers.
ALL_BUT_SCOTLAND = "all-but-scotland"

_FIGURES = [
    "postcodes",
    *(f"percent_within_{miles}_miles" for miles in MILES),
    "percent_covered_without_building",
]
DISTRICT_HEADINGS = [
    *("service", "district", "nation", "authority", "near", "county"),
    *_FIGURES,
    "median_miles",
]
NATION_HEADINGS = ["service", "nation", *_FIGURES]

Row = Sequence[object]


def write_coverage_tables(folder: Path, reaches: Sequence[ServiceReach]) -> None:
    """Write both files into a folder that is there."""
    _write(folder / DISTRICTS_FILE, DISTRICT_HEADINGS, district_rows(reaches))
    _write(folder / NATIONS_FILE, NATION_HEADINGS, nation_rows(reaches))


def district_rows(reaches: Iterable[ServiceReach]) -> Iterator[Row]:
    """Yield a row for each district and service."""
    for reach in reaches:
        for it in reach.districts:
            district, near = it.district, it.district.near
            yield (
                *(reach.service, district.outcode, district.nation),
                *(district.authority, near.name if near else ""),
                near.county if near else "",
                *_figures(it.tally),
                _median(it),
            )


def nation_rows(reaches: Iterable[ServiceReach]) -> Iterator[Row]:
    """Yield a row for each nation and service, the sum of all but Scotland first."""
    for reach in reaches:
        yield reach.service, ALL_BUT_SCOTLAND, *_figures(reach.tally())
        for nation in Nation:
            tally = reach.tally(nation)
            if tally.postcodes:
                yield reach.service, nation, *_figures(tally)


def _figures(tally: Tally) -> list[object]:
    shares = [_percent(it, tally.postcodes) for it in (*tally.within, tally.covered)]
    return [tally.postcodes, *shares]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if whole else ""


def _median(it: DistrictReach) -> str:
    """Return the miles, and nothing where no centre offers the service."""
    return f"{it.median_miles:.2f}" if math.isfinite(it.median_metres) else ""


def _write(path: Path, headings: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in rows:
            writer.writerow([protected(str(cell)) for cell in row])
