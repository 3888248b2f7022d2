"""The rows of a postcode directory, given keys, WGS84 positions and nations.

Without Ordnance Survey's grid of corrections, which pyproj does not carry, a
position may be a few metres off.
"""

import numpy as np
import pandas as pd
import pyproj
import pyproj.network

from finder.errors import DirectoryRefused
from finder.location import LATITUDES, LONGITUDES
from finder.postcode_areas import OUTCODE_WIDTH, commonest
from finder.postcode_files import NATIONS, UNKNOWN_NATION
from finder.postcode_keys import KEY_WIDTH, keys_of
from finder.postcodes import Nation

BRITISH_NATIONAL_GRID = "EPSG:27700"
IRISH_NATIONAL_GRID = "EPSG:29901"
WGS84 = "EPSG:4326"

# The first letter of a local authority's ONS code, and the Crown Dependencies'
# pseudo codes; L is shared by Jersey and Guernsey, told apart by their letters.
_NATION_OF_AUTHORITY = {
    "E": Nation.ENGLAND,
    "W": Nation.WALES,
    "S": Nation.SCOTLAND,
    "N": Nation.NORTHERN_IRELAND,
    "M": Nation.ISLE_OF_MAN,
}
_NATION_OF_ISLAND = {
    "JE": Nation.JERSEY,
    "GY": Nation.GUERNSEY,
    "IM": Nation.ISLE_OF_MAN,
}


def sorted_by_key(given: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a ``key`` each, once and in its order.

    Raises `DirectoryRefused` when there are none.
    """
    rows = given[given["postcode"].str.fullmatch(r"[A-Z0-9 ]{7}")].copy()
    if rows.empty:
        raise DirectoryRefused("it holds no postcodes")
    rows["key"] = keys_of(rows["postcode"].to_numpy().astype(f"S{KEY_WIDTH}"))
    return rows.drop_duplicates("key").sort_values("key", ignore_index=True)


def add_positions(rows: pd.DataFrame) -> None:
    """Add ``latitude`` and ``longitude``; NaN without a position in the isles."""
    # pyproj would otherwise look for correction grids over the network.
    pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    rows["latitude"] = np.nan
    rows["longitude"] = np.nan
    placed = rows["easting"].notna() & rows["northing"].notna()
    irish = rows["postcode"].str.startswith("BT")
    for grid, mine in ((IRISH_NATIONAL_GRID, irish), (BRITISH_NATIONAL_GRID, ~irish)):
        chosen = placed & mine
        longitude, latitude = pyproj.Transformer.from_crs(
            grid, WGS84, always_xy=True
        ).transform(
            rows.loc[chosen, "easting"].to_numpy(),
            rows.loc[chosen, "northing"].to_numpy(),
        )
        rows.loc[chosen, "latitude"] = latitude
        rows.loc[chosen, "longitude"] = longitude
    inside = rows["latitude"].between(*LATITUDES) & rows["longitude"].between(
        *LONGITUDES
    )
    rows.loc[~inside, ["latitude", "longitude"]] = np.nan


def add_codes(rows: pd.DataFrame) -> None:
    """Add ``nation``, a place in `NATIONS`, and clear authorities that are none."""
    nations = rows["authority"].str[:1].map(_NATION_OF_AUTHORITY)
    islands = rows["postcode"].str[:2].map(_NATION_OF_ISLAND)
    numbers = {nation: number for number, nation in enumerate(NATIONS)}
    rows["nation"] = islands.fillna(nations).map(numbers).fillna(UNKNOWN_NATION)
    rows["nation"] = rows["nation"].astype("int64")
    # The Crown Dependencies' pseudo codes name no authority.
    rows.loc[~rows["authority"].str.match("[EWSN]"), "authority"] = ""


def fill_nations(rows: pd.DataFrame) -> None:
    """Give a row without an authority the commonest nation of its district.

    A row that still has none loses its position: its law would not be known.
    """
    outward = rows["postcode"].str[:OUTCODE_WIDTH]
    unknown = rows["nation"] == UNKNOWN_NATION
    districts = commonest(rows[~unknown].assign(area=outward[~unknown]), "nation")
    found = outward[unknown].map(districts).fillna(UNKNOWN_NATION)
    rows.loc[unknown, "nation"] = found.astype("int64")
    rows.loc[rows["nation"] == UNKNOWN_NATION, ["latitude", "longitude"]] = np.nan
