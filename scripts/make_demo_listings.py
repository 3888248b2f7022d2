"""Make the demonstration listings: fictional centres at real postcodes.

Places are drawn from the live postcode index, so centres lie as close together
as postcodes do; Scotland, which has a network of its own, is left out. All else
is drawn from the words and weights in ``data/demo``.
"""

import csv
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, count, repeat
from pathlib import Path
from random import Random
from typing import Any

import click
import numpy as np

from finder.generations import Generations
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS
from finder.location import Location
from finder.postcode_files import NO_PLACE, UnitTable
from finder.postcode_index import PostcodeIndex
from finder.postcode_keys import KEY_LETTERS, KEY_WIDTH, keys_of
from finder.postcodes import Nation, Postcode
from finder.settings import PROJECT, Settings

DEMO = PROJECT / "data" / "demo"
ISLANDS = PROJECT / "data" / "islands.csv"
SEED = 2026
# Fewer would not leave room for one of everything.
SMALLEST = 60
MOST_CODES = 4
# The dates in the files count back from this day, so that they stay the same.
WRITTEN_ON = date(2026, 11, 22)

Row = dict[str, str]
Words = dict[str, Any]
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A real postcode with a position."""

    postcode: Postcode
    nation: Nation
    authority: str
    point: Location
    town: str
    county: str

    @property
    def outcode(self) -> str:
        """The outward half of the postcode."""
        return self.postcode.outcode.text


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled of a centre before the rest is invented."""

    nation: Nation
    settled: Row
    services: list[str] = field(default_factory=list)

    @property
    def has_venue(self) -> bool:
        """Whether the centre is at one place, and not all over an area."""
        return "area_covered" not in self.settled

    @property
    def shown_outcode(self) -> str:
        """The outcode, empty where the address is withheld."""
        withheld = self.settled.get("address_visibility") == "none"
        return "" if withheld else self.settled.get("postcode", "").split(" ")[0]


class Spots:
    """Spots drawn at random from a postcode index."""

    def __init__(self, folder: Path, random: Random) -> None:
        self._random = random
        self._index = PostcodeIndex(folder)
        self._units = UnitTable.open(folder).with_full_keys()
        self._towns = {
            row["district"]: row for row in read_csv(DEMO / "post_towns.csv")
        }

    def draw(self) -> Spot:
        """Return a spot outside Scotland, each as likely as any other."""
        return self._draw()[1]

    def draw_within(self, sector: str) -> Spot:
        """Return a spot in a sector, whose postcodes need no position."""
        ends = np.array([sector.ljust(KEY_WIDTH, end) for end in "0Z"], dtype="S7")
        first, last = self._units.keys.searchsorted(keys_of(ends)).tolist()
        return self._spot(self._postcode(self._random.randrange(first, last)))

    def draw_neighbours(self) -> list[Spot]:
        """Return a spot and others of its county, nearest first."""
        position, home = self._draw()
        steps = range(-12_000, 12_000, 200)
        near = (self._at((position + step) % len(self._units.keys)) for step in steps)
        return sorted(
            (spot for spot in near if spot and spot.county == home.county),
            key=lambda spot: home.point.metres_to(spot.point),
        )

    def _draw(self) -> tuple[int, Spot]:
        while True:
            position = self._random.randrange(len(self._units.keys))
            if (spot := self._at(position)) is not None:
                return position, spot

    def _at(self, position: int) -> Spot | None:
        postcode = self._postcode(position)
        placed = self._units.rows[position]["latitude"] != NO_PLACE
        # Scottish areas have no town in the table, nor have districts long ended.
        if not placed or not self._town(postcode)["town"]:
            return None
        spot = self._spot(postcode)
        return None if spot.nation is Nation.SCOTLAND else spot

    def _postcode(self, position: int) -> Postcode:
        return Postcode.read(text_of(int(self._units.keys[position])))

    def _town(self, postcode: Postcode) -> Row:
        of_area = self._towns.get(postcode.outcode.area, {"town": ""})
        return self._towns.get(postcode.outcode.text, of_area)

    def _spot(self, postcode: Postcode) -> Spot:
        place, town = self._index.find(postcode), self._town(postcode)
        return Spot(
            postcode=postcode,
            nation=place.nation,
            authority=place.authority,
            point=place.location,
            town=town["town"],
            county=town["county"],
        )


class Blanks(dict[str, str]):
    """What fills the blanks of a text; what is not known comes from the lists."""

    def __init__(self, lists: Words, random: Random, **known: str) -> None:
        super().__init__(known)
        self._lists = lists
        self._random = random

    def __missing__(self, name: str) -> str:
        return str(self._random.choice(self._lists[name]))


class Inventor:
    """Invents all that a plan leaves open."""

    def __init__(self, words: Words, random: Random) -> None:
        self._words = words
        self._random = random
        self._names: set[str] = set()
        self._ids: set[str] = set()
        self._charities: dict[str, str] = {}

    def centre(self, plan: Plan) -> Row:
        """Return the row of a centre."""
        weights, blanks = self._weights(plan), self._blanks(plan)
        names = weights.pop("name")
        name = plan.settled.get("name") or self._unused_name(names, blanks)
        blanks["id"] = self._unused_id(name, plan.shown_outcode)
        row = dict.fromkeys(CENTRE_COLUMNS, "")
        row |= {column: self._fill(it, blanks) for column, it in weights.items()}
        row |= {**plan.settled, "id": blanks["id"], "name": name}
        row["charity_number"] = self._charity_number(row["operator"])
        row["status_note"] = self._pick(self._words["status_notes"][row["status"]])
        return row

    def services(self, plan: Plan, centre_id: str) -> list[Row]:
        """Return the rows of a centre's services."""
        words = self._words
        absent = words["routes_not_found"].get(plan.nation, [])
        # Services held together keep the same times, ages and standing.
        times = {kind: self._pick(it) for kind, it in words["timetables"].items()}
        ages = self._pick(words["ages"])
        standing = self._pick(words["accreditation_status"])
        return [
            {
                "centre_id": centre_id,
                "service": code,
                "referral_routes": self._routes(offer, absent),
                "sessions": times[offer["timetable"]],
                "charges": self._pick(offer["charges"]),
                "age_range": ages,
                "waiting_weeks": self._pick(offer["waiting_weeks"]),
                "accreditation_type": self._pick(offer["accreditation_type"]),
                "accreditation_status": standing,
            }
            for code in plan.services or self._offered(plan)
            for offer in [words["services"][code]]
        ]

    def _routes(self, offer: Words, absent: list[str]) -> str:
        shares = offer["referral_routes"].items()
        found = {route: share for route, share in shares if route not in absent}
        return "; ".join(self._several(found))

    def _offered(self, plan: Plan) -> list[str]:
        kind = plan.nation if plan.has_venue else "no_venue"
        profiles = self._words["profiles"].get(kind, self._words["profiles"]["venue"])
        weights = [profile["weight"] for profile in profiles]
        [profile] = self._random.choices(profiles, weights)
        return self._several(profile["services"])

    def _weights(self, plan: Plan) -> dict[str, Weights]:
        visibility = plan.settled.get("address_visibility", "")
        kinds = ["all", plan.nation, visibility, "" if plan.has_venue else "no_venue"]
        columns = [self._words["columns"].get(kind, {}) for kind in kinds]
        return dict(chain.from_iterable(it.items() for it in columns))

    def _blanks(self, plan: Plan) -> Blanks:
        area = re.split("[0-9]", plan.shown_outcode)[0]
        numbers = self._words["telephones"]
        days = timedelta(days=self._random.randint(2, 330))
        return Blanks(
            self._words["lists"],
            self._random,
            town=plan.settled.get("town", ""),
            telephone=numbers.get(area, numbers["elsewhere"]),
            checked=f"{WRITTEN_ON - days}",
        )

    def _unused_name(self, patterns: Weights, blanks: Blanks) -> str:
        while (name := self._fill(patterns, blanks)) in self._names:
            pass
        self._names.add(name)
        return name

    def _unused_id(self, name: str, outcode: str) -> str:
        plain = unicodedata.normalize("NFKD", name.replace("'", "").lower())
        told = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode())
        left_out = self._words["left_out_of_ids"]
        own = [word for word in told if word not in left_out][:4]
        stem = "-".join(filter(None, ["example", *own, outcode.lower()]))
        tried = chain([stem], (f"{stem}-{number}" for number in count(2)))
        unused = next(it for it in tried if it not in self._ids)
        self._ids.add(unused)
        return unused

    def _charity_number(self, operator: str) -> str:
        if operator in self._words["not_charities"]:
            return ""
        following = f"EXAMPLE-{len(self._charities) + 1:04}"
        return self._charities.setdefault(operator, following)

    def _fill(self, weights: Weights, blanks: Blanks) -> str:
        filled = self._pick(weights).format_map(blanks)
        return re.sub("#", lambda _: str(self._random.randrange(10)), filled)

    def _pick(self, weights: Weights) -> str:
        return self._random.choices(list(weights), list(weights.values()))[0]

    def _several(self, shares: Weights) -> list[str]:
        while True:
            drawn = [
                it for it, share in shares.items() if self._random.random() < share
            ]
            if drawn:
                return drawn


def make_listings(
    folder: Path, seed: int, how_many: int
) -> tuple[list[Row], list[Row]]:
    """Return the rows of the centres, by id, and of their services.

    The same seed, number and index give the same rows.
    """
    random = Random(seed)  # noqa: S311 - repeatable, and nothing secret
    words = tomllib.loads((DEMO / "words.toml").read_text(encoding="utf-8"))
    plans = _plans(Spots(folder, random), words, random, how_many)
    inventor = Inventor(words, random)
    made = []
    for plan in plans:
        centre = inventor.centre(plan)
        made.append((centre, inventor.services(plan, centre["id"])))
    made.sort(key=lambda it: it[0]["id"])
    return [centre for centre, _ in made], [row for _, rows in made for row in rows]


def write_listings(out: Path, centres: list[Row], services: list[Row]) -> None:
    """Write ``centres.csv`` and ``services.csv`` into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    _write_csv(out / "centres.csv", CENTRE_COLUMNS, centres)
    _write_csv(out / "services.csv", SERVICE_COLUMNS, services)


def text_of(key: int) -> str:
    """Return the full-width text that a key of a postcode index stands for."""
    letters = []
    for _ in range(KEY_WIDTH):
        key, letter = divmod(key, len(KEY_LETTERS))
        letters.append(KEY_LETTERS[letter])
    return "".join(reversed(letters))


def read_csv(path: Path) -> list[Row]:
    """Read a table of the project's own."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def _plans(spots: Spots, words: Words, random: Random, how_many: int) -> list[Plan]:
    elsewhere = [
        *(_on_island(spots, **island) for island in words["islands"]),
        *(_around(spots, kind) for kind in words["areas"]),
        *(
            Plan(Nation(it["nation"]), it["settled"], it["services"])
            for it in words["nationwide"]
        ),
    ]
    sizes = [*words["shared_postcodes"]]
    sizes += [1] * (how_many - len(elsewhere) - sum(sizes))
    venues = [spot for size in sizes for spot in [spots.draw()] * size]
    marks = words["marks"]
    dealt = [_deal(random, numbers, len(venues)) for numbers in marks.values()]
    hands = (dict(zip(marks, hand, strict=True)) for hand in zip(*dealt, strict=True))
    return [*map(_with_venue, venues, hands, repeat(random)), *elsewhere]


def _with_venue(spot: Spot, hand: Row, random: Random) -> Plan:
    settled = {column: mark for column, mark in hand.items() if mark}
    if settled.pop("position", ""):
        settled["latitude"] = f"{spot.point.latitude + random.uniform(-1, 1) / 900:.6f}"
        settled["longitude"] = (
            f"{spot.point.longitude + random.uniform(-1, 1) / 600:.6f}"
        )
    return Plan(spot.nation, settled | _place(spot))


def _on_island(spots: Spots, sector: str, area: str) -> Plan:
    spot = spots.draw_within(sector)
    point = next(row for row in read_csv(ISLANDS) if row["area"] == area)
    degrees = {column: point[column] for column in ("latitude", "longitude")}
    return Plan(spot.nation, _place(spot) | degrees)


def _around(spots: Spots, kind: str) -> Plan:
    home, *others = spots.draw_neighbours()
    codes = [getattr(spot, kind) for spot in (home, *others)]
    covered = list(dict.fromkeys(codes))[:MOST_CODES]
    return Plan(home.nation, {"area_covered": "; ".join(covered)})


def _place(spot: Spot) -> Row:
    return {"postcode": str(spot.postcode), "town": spot.town, "county": spot.county}


def _deal(random: Random, marks: Mapping[str, int], hands: int) -> list[str]:
    cards = [mark for mark, number in marks.items() for _ in range(number)]
    cards += [""] * (hands - len(cards))
    random.shuffle(cards)
    return cards


def _write_csv(path: Path, columns: Iterable[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@click.command()
@click.option(
    "--seed", default=SEED, show_default=True, help="What chance begins from."
)
@click.option(
    "--count",
    "how_many",
    type=click.IntRange(min=SMALLEST),
    default=300,
    show_default=True,
    help="How many centres.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=DEMO,
    show_default="data/demo",
    help="The folder to write into.",
)
def main(seed: int, how_many: int, out: Path) -> None:
    """Make fictional centres at real postcodes, the same from the same seed."""
    built = Generations(Settings().data_dir / "postcodes")
    if (name := built.live_name()) is None:
        click.echo("No postcode index: run scripts/build_postcode_index.py.", err=True)
        sys.exit(1)
    centres, services = make_listings(built.folder_of(name), seed, how_many)
    write_listings(out, centres, services)
    click.echo(f"{len(centres)} centres and {len(services)} services are in {out}.")


if __name__ == "__main__":
    main()
