"""Centres that may be one and the same, written down twice.

Names are compared only within a telephone number, a postcode or fifty metres, so
that a long listing takes seconds and not days.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from math import cos, floor, radians

from finder.centres import Centre, LocationSource
from finder.location import LATITUDES
from finder.watching import Watch, unwatched

SAME_PLACE_METRES = 50
# How alike two names must be, from 0 to 1, at one place or by telephone alone:
# many an operator answers for centres in several towns.
ALIKE_AT_ONE_PLACE = 0.8
ALIKE_BY_TELEPHONE = 0.9
# Among more neighbours than this, only those next to it by name are compared.
NEIGHBOURS = 30

_EXACT = {
    LocationSource.GIVEN,
    LocationSource.POSTCODE,
    LocationSource.ENDED_POSTCODE,
    LocationSource.ADDRESS,
}
_SAID_OF_MANY = re.compile(
    r"\b(?:the|child|children|childrens|contact|family|time|centres?|services?)\b"
)
_METRES_PER_DEGREE = 111_320
# A degree of longitude is nowhere in the isles shorter, to one of latitude.
_NARROWEST = cos(radians(LATITUDES[1]))
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedDuplicate:
    """Two centres with alike names, and what else they share.

    `shares` holds "telephone", "postcode" and "place" as they apply.
    """

    one: Centre
    other: Centre
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """A centre with what its name and its telephone number come down to."""

    centre: Centre
    words: str
    numbers: list[str]
    telephone: str

    @classmethod
    def of(cls, centre: Centre) -> "_Named":
        plain = unicodedata.normalize("NFKD", centre.name.replace("'", ""))
        plain = plain.encode("ascii", "ignore").decode().lower()[:_LONGEST_NAME]
        telling = re.findall(r"[a-z0-9]+", _SAID_OF_MANY.sub(" ", plain))
        words = " ".join(sorted(telling)) or plain
        numbers = re.findall(r"[0-9]+", words)
        return cls(centre, words, numbers, _digits(centre.telephone))


def suspected_duplicates(
    centres: Iterable[Centre], watch: Watch = unwatched
) -> tuple[SuspectedDuplicate, ...]:
    """Return the pairs that may be one centre, in order of their names."""
    suspects = {}
    for group in watch("duplicates", _groups(map(_Named.of, centres))):
        for one, other in _pairs(group):
            key = (one.centre.id, other.centre.id)
            if key in suspects or one.numbers != other.numbers:
                continue
            shares = _shared(one, other)
            if shares and _are_alike(one.words, other.words, shares):
                suspects[key] = SuspectedDuplicate(
                    one=one.centre, other=other.centre, shares=shares
                )
    return tuple(sorted(suspects.values(), key=lambda it: (it.one.name, it.other.name)))


def _groups(named: Iterable[_Named]) -> list[list[_Named]]:
    """Return those that share something, each group in order of name."""
    groups: dict[Hashable, list[_Named]] = defaultdict(list)
    for each in named:
        for key in _keys(each.centre, each.telephone):
            groups[key].append(each)
    return [
        sorted(group, key=lambda it: (it.words, it.centre.id))
        for group in groups.values()
        if len(group) > 1
    ]


def _keys(centre: Centre, telephone: str) -> Iterator[Hashable]:
    if telephone:
        yield telephone
    if centre.address.postcode is not None:
        yield centre.address.postcode
    if centre.location is not None and centre.location_source in _EXACT:
        yield from _squares(centre.location.latitude, centre.location.longitude)


def _squares(latitude: float, longitude: float) -> Iterator[Hashable]:
    """Yield squares of which any two points closer than fifty metres share one.

    They are twice as wide, in four grids half a square apart.
    """
    north = latitude * _METRES_PER_DEGREE / SAME_PLACE_METRES
    east = longitude * _METRES_PER_DEGREE * _NARROWEST / SAME_PLACE_METRES
    for row in (floor(north / 2), floor((north + 1) / 2) + 0.5):
        for column in (floor(east / 2), floor((east + 1) / 2) + 0.5):
            yield row, column


def _pairs(group: Sequence[_Named]) -> Iterator[tuple[_Named, _Named]]:
    for at, one in enumerate(group):
        for other in islice(group, at + 1, at + 1 + NEIGHBOURS):
            yield (one, other) if one.centre.id < other.centre.id else (other, one)


def _shared(one: _Named, other: _Named) -> tuple[str, ...]:
    postcode = one.centre.address.postcode
    shares = {
        "telephone": one.telephone != "" and one.telephone == other.telephone,
        "postcode": postcode is not None and postcode == other.centre.address.postcode,
        "place": _are_at_one_place(one.centre, other.centre),
    }
    return tuple(what for what, is_shared in shares.items() if is_shared)


def _are_at_one_place(one: Centre, other: Centre) -> bool:
    if one.location is None or other.location is None:
        return False
    if not {one.location_source, other.location_source} <= _EXACT:
        return False
    return one.location.metres_to(other.location) <= SAME_PLACE_METRES


def _are_alike(one: str, other: str, shares: tuple[str, ...]) -> bool:
    if shares == ("telephone",):
        return _likeness(one, other) >= ALIKE_BY_TELEPHONE
    fewer, more = sorted((set(one.split()), set(other.split())), key=len)
    return fewer <= more or _likeness(one, other) >= ALIKE_AT_ONE_PLACE


@lru_cache(maxsize=10_000)
def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE_AT_ONE_PLACE else 0.0


def _digits(telephone: str) -> str:
    """Return the digits of a number; +44 0115… and 0115… are the same."""
    digits = re.sub(r"[^0-9]", "", telephone)
    return re.sub(r"^(?:00)?440?", "0", digits)
