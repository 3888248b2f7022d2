"""The postcodes that a report on coverage counts, and who covers them unseen."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from finder.centres import AreaCovered
from finder.errors import PostcodeIndexDamaged
from finder.postcode_files import (
    AREAS,
    DEGREE_STEPS,
    NATIONS,
    NO_PLACE,
    UNKNOWN_NATION,
    Table,
    UnitTable,
)
from finder.postcode_index import PLACELESS_AREAS, PostcodeIndex
from finder.postcode_keys import INWARD_KEYS
from finder.postcodes import Nation, Outcode

# Directories know no position of a postcode there: its sector stands in.
ISLANDS = (Nation.JERSEY, Nation.GUERNSEY, Nation.ISLE_OF_MAN)

# What is left of a full key where all after the sector, or outcode, is a space.
_SECTOR_KEYS = 37**2
_SPACES = {_SECTOR_KEYS: _SECTOR_KEYS - 1, INWARD_KEYS: INWARD_KEYS - 1}

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPostcodes:
    """Postcodes that have not ended and have a place, a row each.

    `outcodes` and `authorities` count into the texts beside them, `nations` into
    `NATIONS`. `left_out` postcodes have no place. Unless `knows_ended`, some of
    those counted may have ended.
    """

    latitudes: Numbers
    longitudes: Numbers
    outcodes: Whole
    authorities: Whole
    nations: Whole
    outcode_texts: tuple[str, ...]
    authority_codes: tuple[str, ...]
    left_out: int
    knows_ended: bool
    source: str


def counted_postcodes(folder: Path) -> CountedPostcodes:
    """Read a build of the postcode index. Raises `PostcodeIndexDamaged`."""
    manifest = PostcodeIndex(folder).manifest
    units = UnitTable.open(folder)
    texts = units.outward_texts
    outcodes = (units.table.keys // INWARD_KEYS).astype(np.int64)
    live = _delivered_to(texts)[outcodes] & (units.table.rows["ended_month"] == 0)
    outcodes, rows = outcodes[live], units.table.rows[live].copy()
    _place_islands(folder, rows, units.with_full_keys().keys[live])
    counts = (rows["latitude"] != NO_PLACE) & (rows["nation"] != UNKNOWN_NATION)
    if not counts.any():
        raise PostcodeIndexDamaged("no postcode has a place")
    rows = rows[counts]
    return CountedPostcodes(
        latitudes=rows["latitude"] / DEGREE_STEPS,
        longitudes=rows["longitude"] / DEGREE_STEPS,
        outcodes=outcodes[counts],
        authorities=rows["authority"].astype(np.int64),
        nations=rows["nation"].astype(np.int64),
        outcode_texts=texts,
        authority_codes=manifest.authorities,
        left_out=int(len(counts) - counts.sum()),
        knows_ended=manifest.knows_ended,
        source=manifest.source,
    )


def covered_by(
    postcodes: CountedPostcodes, areas: Iterable[AreaCovered]
) -> npt.NDArray[np.bool_]:
    """Return which postcodes lie in any of the areas, as `AreaCovered.covers`."""
    outcodes: set[str] = set()
    authorities: set[str] = set()
    nations: set[Nation] = set()
    for area in areas:
        outcodes |= {it.text for it in area.outcodes}
        authorities |= set(area.authorities)
        nations |= set(area.nations)
    in_outcode = [it in outcodes for it in postcodes.outcode_texts]
    in_authority = [it in authorities for it in postcodes.authority_codes]
    in_nation = [it in nations for it in NATIONS]
    covered: npt.NDArray[np.bool_] = (
        np.array(in_outcode)[postcodes.outcodes]
        | np.array(in_authority)[postcodes.authorities]
        | np.array(in_nation)[postcodes.nations]
    )
    return covered


def _delivered_to(texts: Iterable[str]) -> npt.NDArray[np.bool_]:
    """Return which outcodes are in one place, unlike those of the forces."""
    nowhere = set(PLACELESS_AREAS)
    return np.array([it not in nowhere and _area(it) not in nowhere for it in texts])


def _area(text: str) -> str:
    return Outcode(text).area


def _place_islands(
    folder: Path, rows: npt.NDArray[Any], keys: npt.NDArray[np.uint64]
) -> None:
    """Give the postcodes of the islands the middle of their sector, else outcode."""
    islands = np.isin(rows["nation"], [NATIONS.index(it) for it in ISLANDS])
    for name, width in (("sectors", _SECTOR_KEYS), ("outcodes", INWARD_KEYS)):
        table = Table.open(folder, name, AREAS)
        waiting = np.flatnonzero(islands & (rows["latitude"] == NO_PLACE))
        if not len(table.keys) or not len(waiting):
            continue
        wanted = keys[waiting] // np.uint64(width) * np.uint64(width)
        wanted += np.uint64(_SPACES[width])
        found = table.keys.searchsorted(wanted).clip(max=len(table.keys) - 1)
        there = table.keys[found] == wanted
        for column in ("latitude", "longitude", "authority"):
            rows[column][waiting[there]] = table.rows[column][found[there]]
