"""The postcode districts of a report on coverage, each with a town near it."""

from dataclasses import dataclass

import numpy as np

from finder.coverage import Groups, earth_centred
from finder.coverage_postcodes import CountedPostcodes
from finder.location import Location
from finder.places import Gazetteer, Place
from finder.postcode_files import NATIONS
from finder.postcodes import Nation


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A postcode district, or as much of it as lies in one nation.

    `location` is the mean of its postcodes, `authority` the ONS code that most of
    them have, and `near` the largest town in it, else the closest to it.
    """

    outcode: str
    nation: Nation
    authority: str
    location: Location
    near: Place | None


def is_listed(district: District) -> bool:
    """Return whether a listing covers the nation that a district lies in."""
    return district.nation is not Nation.SCOTLAND


def districts_of(
    postcodes: CountedPostcodes, gazetteer: Gazetteer
) -> tuple[Groups, list[District]]:
    """Return which postcodes lie in which district, and the districts in order."""
    groups = Groups(postcodes.outcodes * len(NATIONS) + postcodes.nations)
    towns = _Towns(gazetteer)
    found = []
    for number, authority, latitude, longitude in zip(
        groups.ids.tolist(),
        groups.commonest(postcodes.authorities).tolist(),
        groups.means(postcodes.latitudes).tolist(),
        groups.means(postcodes.longitudes).tolist(),
        strict=True,
    ):
        place, nation = divmod(number, len(NATIONS))
        outcode = postcodes.outcode_texts[place]
        location = Location(latitude=latitude, longitude=longitude)
        district = District(
            outcode=outcode,
            nation=NATIONS[nation],
            authority=postcodes.authority_codes[authority],
            location=location,
            near=towns.near(outcode, NATIONS[nation], location),
        )
        found.append(district)
    return groups, found


class _Towns:
    """The places of a gazetteer, by district and by nation."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._largest: dict[tuple[str, Nation], Place] = {}
        self._in: dict[Nation, list[Place]] = {nation: [] for nation in Nation}
        for place in gazetteer:
            self._largest.setdefault((place.district.text, place.nation), place)
            self._in[place.nation].append(place)
        self._points = {
            nation: earth_centred(
                np.array([it.location.latitude for it in places]),
                np.array([it.location.longitude for it in places]),
            )
            for nation, places in self._in.items()
        }

    def near(self, outcode: str, nation: Nation, at: Location) -> Place | None:
        """Return the largest place of a district, else the closest of its nation."""
        if found := self._largest.get((outcode, nation)):
            return found
        if not self._in[nation]:
            return None
        here = np.array(at.earth_centred()).reshape(3, 1)
        squares = ((self._points[nation] - here) ** 2).sum(axis=0)
        return self._in[nation][int(squares.argmin())]
