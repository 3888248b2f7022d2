"""Ordnance Survey's Code-Point Open, read into the rows of a `Directory`.

It holds the live postcodes of Great Britain alone, in one CSV file an area and
without headings: postcode, positional quality, easting, northing, and seven codes
of which the first is the country and the sixth the district (Code-Point Open
technical specification).
"""

import re
import zipfile
from pathlib import Path

import pandas as pd

from finder.errors import DirectoryRefused
from finder.ons_directory import Directory, opened_zip

_COLUMNS = 10
_POSTCODE, _QUALITY, _EASTING, _NORTHING, _COUNTRY, _DISTRICT = 0, 1, 2, 3, 4, 8
# Quality 90 says that there is no position; the grid reference is then zero.
_NO_POSITION = "90"
_AREA_FILE = re.compile(r"(?:.*/)?data/csv/[a-z]{1,2}\.csv", re.IGNORECASE)


def is_code_point_open(path: Path) -> bool:
    """Return whether a zip holds area files as Code-Point Open does."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(map(_AREA_FILE.fullmatch, archive.namelist()))
    except (OSError, zipfile.BadZipFile):
        return False


def read_code_point_open(path: Path) -> Directory:
    """Read a Code-Point Open zip, as downloaded. Raises `DirectoryRefused`."""
    with opened_zip(path) as archive:
        names = sorted(filter(_AREA_FILE.fullmatch, archive.namelist()))
        areas = [_read_area(archive, name) for name in names]
    return Directory(
        rows=pd.concat(areas, ignore_index=True),
        source=f"Code-Point Open ({path.name})",
        released=path.stem,
        knows_ended=False,
    )


def _read_area(archive: zipfile.ZipFile, name: str) -> pd.DataFrame:
    with archive.open(name) as file:
        given = pd.read_csv(file, header=None, dtype=str, keep_default_na=False)
    if given.shape[1] != _COLUMNS or not given[_COUNTRY].str.match("[EWS]92").all():
        raise DirectoryRefused(
            "the columns are not those of Code-Point Open",
            f"{name} has {given.shape[1]} columns, not {_COLUMNS}"
            if given.shape[1] != _COLUMNS
            else f"the fifth column of {name} is not the country",
        )
    compact = given[_POSTCODE].str.replace(" ", "")
    placed = given[_QUALITY] != _NO_POSITION
    return pd.DataFrame(
        {
            "postcode": compact.str[:-3].str.ljust(4) + compact.str[-3:],
            "easting": pd.to_numeric(given[_EASTING]).where(placed),
            "northing": pd.to_numeric(given[_NORTHING]).where(placed),
            "authority": given[_DISTRICT],
            "ended": 0,
        }
    )
