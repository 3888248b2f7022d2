"""Turns a postcode directory into the files of a postcode index."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from finder.errors import DirectoryRefused, PostcodeIndexDamaged
from finder.generations import Generations
from finder.island_parishes import IslandArea
from finder.ons_directory import LICENCE, Directory
from finder.postcode_areas import (
    OUTCODE_WIDTH,
    SECTOR_WIDTH,
    find_areas,
    unplace_strays,
)
from finder.postcode_files import (
    AREAS,
    DEGREE_STEPS,
    FORMAT_VERSION,
    NATIONS,
    NO_PLACE,
    UNITS,
    IndexManifest,
    Table,
)
from finder.postcode_index import PostcodeIndex
from finder.postcode_keys import KEY_WIDTH, key_text, keys_of
from finder.postcode_publishing import publish_index
from finder.postcode_rows import (
    add_codes,
    add_positions,
    fill_nations,
    sorted_by_key,
)

Progress = Callable[[str], None]

# Postcodes end and begin by about one in a hundred a year.
LEAST_KEPT = 0.98


def build_postcode_index(
    directory: Directory,
    islands: list[IslandArea],
    generations: Generations,
    progress: Progress,
    *,
    allow_fewer: bool = False,
) -> IndexManifest:
    """Build an index beside the live one and make it live.

    `progress` is told each step as it begins: see `STEPS`. Raises
    `DirectoryRefused` when the directory holds no postcodes, or, unless that is
    allowed, notably fewer than the live index.
    """
    progress("sort")
    rows = sorted_by_key(directory.rows)
    progress("place")
    add_positions(rows)
    add_codes(rows)
    fill_nations(rows)
    progress("sectors")
    unplace_strays(rows)
    sectors = find_areas(rows, SECTOR_WIDTH)
    progress("outcodes")
    outcodes = find_areas(rows, OUTCODE_WIDTH)
    progress("write")
    authorities = ("", *sorted(set(rows["authority"]) - {""}))
    tables = {
        "units": _unit_table(rows, authorities),
        "sectors": _area_table(sectors, islands, authorities, sectors_wanted=True),
        "outcodes": _area_table(outcodes, islands, authorities, sectors_wanted=False),
    }
    manifest = IndexManifest(
        format_version=FORMAT_VERSION,
        source=directory.source,
        released=directory.released,
        licence=LICENCE,
        knows_ended=directory.knows_ended,
        postcodes=len(rows),
        placed=int(rows["latitude"].notna().sum()),
        sectors=len(tables["sectors"].keys),
        outcodes=len(tables["outcodes"].keys),
        authorities=authorities,
    )
    if not allow_fewer:
        _refuse_fewer(manifest, _live_manifest(generations))
    publish_index(tables, manifest, generations)
    return manifest


STEPS = ("sort", "place", "sectors", "outcodes", "write")


def _live_manifest(generations: Generations) -> IndexManifest | None:
    live = generations.live_name()
    try:
        return PostcodeIndex(generations.folder_of(live)).manifest if live else None
    except PostcodeIndexDamaged:
        return None


def _refuse_fewer(new: IndexManifest, live: IndexManifest | None) -> None:
    if live is None:
        return
    shrunk = [
        f"{getattr(new, kind):,} {kind} instead of {getattr(live, kind):,}"
        for kind in ("postcodes", "placed", "sectors", "outcodes")
        if getattr(new, kind) < getattr(live, kind) * LEAST_KEPT
    ]
    if shrunk:
        raise DirectoryRefused(
            "it holds fewer than the live index",
            *shrunk,
            "if that is meant, add --allow-fewer",
        )


def _unit_table(rows: pd.DataFrame, authorities: tuple[str, ...]) -> Table:
    table = np.zeros(len(rows), dtype=UNITS)
    table["latitude"] = _steps(rows["latitude"])
    table["longitude"] = _steps(rows["longitude"])
    table["ended_month"] = rows["ended"]
    table["nation"] = rows["nation"]
    table["authority"] = np.searchsorted(authorities, rows["authority"].to_numpy(str))
    return Table(rows["key"].to_numpy(np.uint64), table)


def _area_table(
    areas: pd.DataFrame,
    islands: list[IslandArea],
    authorities: tuple[str, ...],
    *,
    sectors_wanted: bool,
) -> Table:
    mine = [area for area in islands if area.is_sector == sectors_wanted]
    island_rows = pd.DataFrame(
        {
            "latitude": [area.location.latitude for area in mine],
            "longitude": [area.location.longitude for area in mine],
            "spread": [area.spread_metres for area in mine],
            "nation": [NATIONS.index(area.nation) for area in mine],
            "authority": "",
        },
        index=[key_text(area.area) for area in mine],
    )
    both = pd.concat([areas, island_rows])
    texts = both.index.str.pad(KEY_WIDTH, side="right").to_numpy()
    keys = keys_of(texts.astype(f"S{KEY_WIDTH}"))
    order = np.argsort(keys)
    table = np.zeros(len(both), dtype=AREAS)
    table["latitude"] = _steps(both["latitude"])
    table["longitude"] = _steps(both["longitude"])
    table["spread_metres"] = np.rint(both["spread"].to_numpy(np.float64))
    table["nation"] = both["nation"]
    table["authority"] = np.searchsorted(authorities, both["authority"].to_numpy(str))
    return Table(keys[order], table[order])


def _steps(degrees: "pd.Series[float]") -> npt.NDArray[np.int32]:
    steps = np.rint(degrees.to_numpy(np.float64) * DEGREE_STEPS)
    return np.where(np.isnan(steps), NO_PLACE, steps).astype(np.int32)
