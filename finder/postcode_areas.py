"""The middle and the spread of the postcodes that share a sector or an outcode."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from finder.postcode_keys import KEY_WIDTH, OUTWARD_WIDTH

SECTOR_WIDTH = KEY_WIDTH - 2
OUTCODE_WIDTH = OUTWARD_WIDTH

SPREAD_QUANTILE = 0.9
METRES_PER_DEGREE = 111_320.0

# What marks the position of a mail office rather than of a home: see
# docs/decisions/0006-stray-postcodes.md.
STRAY_METRES = 20_000
STRAYS_AT_ONE_POINT = 3

_POSITION = ["latitude", "longitude"]


def find_areas(rows: pd.DataFrame, width: int) -> pd.DataFrame:
    """Return a row for each beginning of `width` letters that has a placed postcode.

    `latitude` and `longitude` are the mean of those postcodes, nine in ten of
    which lie within `spread` metres; `nation` and `authority` are the commonest.
    """
    placed = _placed(rows, width)
    areas = placed.groupby("area", sort=False)[_POSITION].mean()
    placed["metres"] = _metres_from(areas, placed)
    by_area = placed.groupby("area", sort=False)
    areas["spread"] = by_area["metres"].quantile(SPREAD_QUANTILE)
    for code in ("nation", "authority"):
        areas[code] = commonest(placed, code)
    return areas


def unplace_strays(rows: pd.DataFrame) -> None:
    """Take the position from postcodes that are placed at a mail office far away.

    Such a postcode lies far from the median of its sector, in another authority,
    and shares its point with others.
    """
    placed = _placed(rows, SECTOR_WIDTH)
    medians = placed.groupby("area", sort=False)[_POSITION].median()
    home = placed["area"].map(commonest(placed, "authority"))
    at_one_point = placed.groupby(_POSITION)["postcode"].transform("size")
    stray = (
        (_metres_from(medians, placed) > STRAY_METRES)
        & (placed["authority"] != home)
        & (at_one_point >= STRAYS_AT_ONE_POINT)
    )
    rows.loc[placed.index[stray], _POSITION] = np.nan


def _placed(rows: pd.DataFrame, width: int) -> pd.DataFrame:
    placed = rows[rows["latitude"].notna()]
    return placed.assign(area=placed["postcode"].str[:width])


def _metres_from(
    middles: pd.DataFrame, placed: pd.DataFrame
) -> npt.NDArray[np.float64]:
    # Over the few miles of a district a flat map is right to within metres.
    positions = placed[_POSITION].to_numpy(np.float64)
    away = positions - middles[_POSITION].loc[placed["area"]].to_numpy(np.float64)
    narrowing = np.cos(np.radians(positions[:, 0]))
    metres: npt.NDArray[np.float64] = METRES_PER_DEGREE * np.hypot(
        away[:, 0], away[:, 1] * narrowing
    )
    return metres


def commonest(placed: pd.DataFrame, code: str) -> "pd.Series[Any]":
    """Return the commonest value of a column for each value of ``area``."""
    counts = placed.groupby(["area", code], sort=True).size().rename("count")
    ranked = counts.reset_index().sort_values("count", kind="stable")
    return ranked.groupby("area")[code].last()
