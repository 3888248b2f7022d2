"""Towns and villages by name, for people who do not know the postcode.

``data/places.csv`` holds GeoNames' populated places of the isles (CC BY 4.0);
`scripts/build_gazetteer.py` makes it. The district and county of a place are
those that most postcodes around it have, and tell repeated names apart.
"""

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Self

import numpy as np

from finder.compared_names import folded, plain_words
from finder.likeness import likest
from finder.location import Location
from finder.map_frame import Bounds
from finder.place_regions import REGIONS
from finder.postcodes import Nation, Outcode

# The longest name in the isles has 58 letters.
LONGEST_TEXT = 60
# How alike a name must be to be suggested: one letter in three may be wrong.
LIKENESS = 2 / 3
COUNTIES_KEPT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town or village. `county` is empty in Northern Ireland and the islands.

    `slug` names it in an address: ``nottingham``; where several places have the
    name, with the district: ``newport-np20``.
    """

    name: str
    nation: Nation
    county: str
    district: Outcode
    location: Location
    slug: str


class Gazetteer:
    """The places of one file. Safe to share between threads."""

    def __init__(self, places: Iterable[tuple[Place, Sequence[str]]]) -> None:
        """Take places with their other names, most populous first."""
        by_name: dict[str, list[Place]] = defaultdict(list)
        self._by_slug: dict[str, Place] = {}
        self._regions = dict(REGIONS)
        for place, others in places:
            self._by_slug[place.slug] = place
            for name in dict.fromkeys(map(folded, [place.name, *others])):
                by_name[name].append(place)
            for key in _keys(place):
                self._regions.setdefault(key, frozenset([key]))
        self._by_name = {name: tuple(found) for name, found in by_name.items()}
        self._names = list(self._by_name)
        self._places = tuple(self._by_slug.values())
        at = [(it.location.longitude, it.location.latitude) for it in self._places]
        self._longitudes, self._latitudes = np.array(at).reshape(-1, 2).T.copy()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the committed file."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        shared = Counter(folded(row["name"]) for row in rows)
        outcode = cache(Outcode)
        found = []
        for row in rows:
            is_shared = shared[folded(row["name"])] > 1
            place = _read_place(row, outcode(row["district"]), is_shared)
            others = row["other_names"].split("; ") if row["other_names"] else ()
            found.append((int(row["population"]), place, others))
        found.sort(key=lambda it: -it[0])
        return cls((place, others) for _, place, others in found)

    def __len__(self) -> int:
        """Return how many places there are."""
        return len(self._by_slug)

    def __iter__(self) -> Iterator[Place]:
        """Yield every place, most populous first."""
        return iter(self._by_slug.values())

    def find(self, text: str) -> tuple[Place, ...]:
        """Return the places that have the name, most populous first; often none.

        Case, accents, apostrophes and hyphens do not matter, nor whether one
        writes Saint or St, and or &. A county, nation or district may follow the
        name; it narrows the answer where any of the places lies there.
        """
        words = _words(text)
        for end in range(len(words), 0, -1):
            found = self._by_name.get(" ".join(words[:end]))
            regions = self._regions_in(words[end:]) if found else None
            if found and regions is not None:
                return _narrowed(found, regions)
        return ()

    def suggest(self, text: str, count: int) -> tuple[Place, ...]:
        """Return up to `count` places whose names are like the text, likest first."""
        words = _words(text)
        if not words:
            return ()
        ends = range(1, len(words) + 1)
        read = ((end, self._regions_in(words[end:])) for end in ends)
        end, regions = next((at, it) for at, it in read if it is not None)
        alike = likest(" ".join(words[:end]), self._names, LIKENESS, count)
        found = [
            place
            for name, _ in alike
            for place in _narrowed(self._by_name[name], regions)
        ]
        return tuple(dict.fromkeys(found))[:count]

    def by_slug(self, text: str) -> Place | None:
        """Return the place with exactly this slug, or None."""
        return self._by_slug.get(text)

    def most_populous(self, bounds: Bounds, count: int) -> tuple[Place, ...]:
        """Return up to `count` places between the bounds, most populous first."""
        inside = (
            (self._longitudes > bounds.west)
            & (self._longitudes < bounds.east)
            & (self._latitudes > bounds.south)
            & (self._latitudes < bounds.north)
        )
        return tuple(self._places[at] for at in np.flatnonzero(inside)[:count])

    def _regions_in(self, words: list[str]) -> list[frozenset[str]] | None:
        """Return the regions that the words name, or None if any word is left."""
        regions = []
        while words:
            if words[0] in {"co", "county"} and len(words) > 1:
                words = words[1:]
            ends = range(len(words), 0, -1)
            end = next((at for at in ends if " ".join(words[:at]) in self._regions), 0)
            if not end:
                return None
            regions.append(self._regions[" ".join(words[:end])])
            words = words[end:]
        return regions


def _words(text: str) -> list[str]:
    """Return the words that a visitor typed, none if too long to be a name."""
    if len(text.strip()) > LONGEST_TEXT:
        return []
    words = folded(text)  # which may be longer: one sign can stand for many letters
    return words.split() if len(words) <= LONGEST_TEXT else []


def _read_place(row: dict[str, str], district: Outcode, shared: bool) -> Place:
    words = plain_words(row["name"])
    return Place(
        name=row["name"],
        nation=Nation(row["nation"]),
        county=sys.intern(row["county"]),
        district=district,
        location=Location(
            latitude=float(row["latitude"]), longitude=float(row["longitude"])
        ),
        slug="-".join([*words, district.text.lower()] if shared else words),
    )


def _keys(place: Place) -> set[str]:
    """Return the regions that a place lies in, as they are compared."""
    keys = {place.nation.value, place.district.text.lower()}
    return keys | _counties(place.county)


# A file has some hundred, and every place lies in one.
@lru_cache(maxsize=COUNTIES_KEPT)
def _counties(name: str) -> frozenset[str]:
    return frozenset({folded(name).removeprefix("county ")} - {""})


def _narrowed(
    places: tuple[Place, ...], regions: Sequence[frozenset[str]]
) -> tuple[Place, ...]:
    for region in regions:
        places = tuple(it for it in places if _keys(it) & region) or places
    return places
