"""Where every postcode of the UK and the Crown Dependencies is.

Sorted numpy arrays, mapped from disk and shared between all processes: a
process pays for the few pages that it reads, not for 2.7 million postcodes.
`finder.ons_directory` builds them.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from finder.errors import (
    ForcesPostcode,
    NotGeographicPostcode,
    PostcodeIndexDamaged,
    UnknownPostcode,
)
from finder.location import Location
from finder.postcode_files import (
    AREAS,
    DEGREE_STEPS,
    FORMAT_VERSION,
    NATIONS,
    NO_PLACE,
    IndexManifest,
    Table,
    UnitTable,
    check_files,
)
from finder.postcode_keys import key_of, outward_of
from finder.postcodes import AnyPostcode, Nation, Outcode, Postcode

FORCES_AREA = "BF"
# That, and Royal Mail's areas for large users alone, none of them in any one place.
PLACELESS_AREAS = (FORCES_AREA, "BX", "XX", "GIR")


class Precision(StrEnum):
    """What a place was found by."""

    UNIT = "unit"
    SECTOR = "sector"
    OUTCODE = "outcode"


class PostcodePlace(NamedTuple):
    """Where a postcode is.

    Unless found by its unit, `location` is the middle of the sector or outcode
    and nine in ten of the postcodes there lie within `spread_metres` of it.
    `ended` is the first of the month in which the postcode ended, where known.
    `authority` is the ONS code of the local authority, or empty.
    """

    location: Location
    nation: Nation
    precision: Precision
    spread_metres: int = 0
    ended: date | None = None
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearbySector:
    """The sector whose middle is nearest to a point, and its outcode."""

    outcode: Outcode
    place: PostcodePlace


class PostcodeIndex:
    """The postcodes of one build. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Map the files of a build; raise `PostcodeIndexDamaged` if they are not."""
        try:
            check_files(folder)
            self.manifest = _read_manifest(folder)
            self._units = UnitTable.open(folder)
            self._sectors = Table.open(folder, "sectors", AREAS)
            self._outcodes = Table.open(folder, "outcodes", AREAS)
        except (OSError, EOFError, ValueError, KeyError, TypeError) as problem:
            raise PostcodeIndexDamaged(type(problem).__name__) from problem
        self.id = folder.name

    def __contains__(self, postcode: Postcode) -> bool:
        """Return whether the directory has this full postcode, placed or not."""
        return self._units.find(postcode) is not None

    def find(self, asked: AnyPostcode) -> PostcodePlace:
        """Return the place of a postcode, else of its sector, else of its outcode.

        Raises `ForcesPostcode`, `NotGeographicPostcode` or `UnknownPostcode`.
        """
        outcode = asked if isinstance(asked, Outcode) else asked.outcode
        # No other area's letters begin with these.
        if outcode.text.startswith(PLACELESS_AREAS):
            raise (
                ForcesPostcode
                if outcode.text.startswith(FORCES_AREA)
                else NotGeographicPostcode
            )
        unit = self._units.find(asked) if isinstance(asked, Postcode) else None
        place = self._unit_place(unit) or self._area_place(asked, outcode)
        if place is not None:
            return place
        if unit is not None:
            raise NotGeographicPostcode
        raise UnknownPostcode

    def outcodes(self) -> Iterator[Outcode]:
        """Yield every outcode that has a place and that mail still goes to."""
        ended = self._units.ended_outwards()
        for key in self._outcodes.keys:
            text = outward_of(int(key))
            if text not in ended:
                yield Outcode(text)

    def sector_nearest_to(self, location: Location) -> NearbySector:
        """Return the sector that a point most likely lies in."""
        rows = self._sectors.rows
        narrowing = math.cos(math.radians(location.latitude))
        north = rows["latitude"] - location.latitude * DEGREE_STEPS
        east = (rows["longitude"] - location.longitude * DEGREE_STEPS) * narrowing
        nearest = int(np.argmin(north**2 + east**2))
        return NearbySector(
            outcode=Outcode(outward_of(int(self._sectors.keys[nearest]))),
            place=self._area(rows[nearest], Precision.SECTOR),
        )

    def _unit_place(self, unit: Any | None) -> PostcodePlace | None:
        if unit is None:
            return None
        # All at once: to read the fields of a row one by one takes eight times as long.
        latitude, longitude, ended_month, authority, nation = unit.item()
        if latitude == NO_PLACE:
            return None
        return PostcodePlace(
            location=_location(latitude, longitude),
            nation=NATIONS[nation],
            precision=Precision.UNIT,
            ended=_month(ended_month),
            authority=self.manifest.authorities[authority],
        )

    def _area_place(self, asked: AnyPostcode, outcode: Outcode) -> PostcodePlace | None:
        if not isinstance(asked, Outcode):
            sector = asked.sector if isinstance(asked, Postcode) else asked
            if (area := self._sectors.find(key_of(sector))) is not None:
                return self._area(area, Precision.SECTOR)
        if (area := self._outcodes.find(key_of(outcode))) is not None:
            return self._area(area, Precision.OUTCODE)
        return None

    def _area(self, area: Any, precision: Precision) -> PostcodePlace:
        latitude, longitude, spread_metres, authority, nation = area.item()
        return PostcodePlace(
            location=_location(latitude, longitude),
            nation=NATIONS[nation],
            precision=precision,
            spread_metres=spread_metres,
            authority=self.manifest.authorities[authority],
        )


def _read_manifest(folder: Path) -> IndexManifest:
    stored = json.loads((folder / "manifest.json").read_bytes())
    if stored["format_version"] != FORMAT_VERSION:
        raise PostcodeIndexDamaged("format_version")
    return IndexManifest(**{**stored, "authorities": tuple(stored["authorities"])})


def _month(months: int) -> date | None:
    return date((months - 1) // 12, (months - 1) % 12 + 1, 1) if months else None


def _location(latitude_steps: int, longitude_steps: int) -> Location:
    return Location(
        latitude=latitude_steps / DEGREE_STEPS,
        longitude=longitude_steps / DEGREE_STEPS,
    )
