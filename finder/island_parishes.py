"""Where the postcode districts of Jersey, Guernsey and the Isle of Man are.

The ONS Postcode Directory gives no positions there. ``data/islands.csv`` names
the parishes and towns of each outcode, and of each sector where it is known.
"""

import csv
import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from finder.location import Location
from finder.postcodes import Nation, Outcode, Sector, read_postcode


@dataclass(frozen=True, slots=True, kw_only=True)
class IslandArea:
    """An outcode or a sector on one of the islands.

    `location` is the parish nearest to all the others there, so that it is
    always a real place on land; the furthest lies at `spread_metres`.
    """

    area: Outcode | Sector
    nation: Nation
    location: Location
    spread_metres: int

    @property
    def is_sector(self) -> bool:
        """Whether this is a sector rather than an outcode."""
        return isinstance(self.area, Sector)


def read_island_areas(path: Path) -> list[IslandArea]:
    """Read the committed table."""
    parishes: dict[tuple[str, str], list[Location]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parishes[row["area"], row["nation"]].append(
                Location(
                    latitude=float(row["latitude"]), longitude=float(row["longitude"])
                )
            )
    return [
        _island_area(area, Nation(nation), locations)
        for (area, nation), locations in parishes.items()
    ]


def _island_area(area: str, nation: Nation, parishes: list[Location]) -> IslandArea:
    read = read_postcode(area)
    if not isinstance(read, Outcode | Sector):
        raise ValueError(area)
    middle = min(
        parishes, key=lambda at: math.fsum(at.metres_to(other) for other in parishes)
    )
    return IslandArea(
        area=read,
        nation=nation,
        location=middle,
        spread_metres=round(max(middle.metres_to(other) for other in parishes)),
    )
