"""What a visitor typed, read into a search or into problems to mend."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from finder.centres import ServiceType
from finder.errors import FinderError, InvalidPostcode, UnreadPlace
from finder.places import Gazetteer, Place
from finder.postcodes import AnyPostcode, read_postcode

# As many as there are Newtons, and no more buttons than a page can hold.
MOST_CHOICES = 20
SUGGESTIONS = 4

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in what was typed: which field, and a code for the words."""

    field: str
    code: str


class InvalidSearch(FinderError):
    """What was typed is not a search; `problems` says why, first field first.

    `choices` are towns that may have been meant in the field `choices_for`.
    """

    code = "search_invalid"

    def __init__(
        self,
        problems: Sequence[Problem],
        choices: Sequence[Place] = (),
        choices_for: str = "",
    ) -> None:
        super().__init__(*(problem.code for problem in problems))
        self.problems = tuple(problems)
        self.choices = tuple(choices)
        self.choices_for = choices_for


@dataclass(frozen=True, slots=True)
class ReadSearch:
    """A search as it was read: where, for what, and the other home if there is one."""

    place: AnyPostcode | Place
    services: frozenset[ServiceType]
    other_place: AnyPostcode | Place | None = None


def read_search(
    where: str, services: Sequence[str], gazetteer: Gazetteer, other: str = ""
) -> ReadSearch:
    """Read the fields of the search form. Raises `InvalidSearch`.

    `other` is the other parent's home; empty or blank for none.
    """
    invalid: list[InvalidSearch] = []

    def read(reading: Callable[[], _Read]) -> _Read | None:
        try:
            return reading()
        except InvalidSearch as problem:
            invalid.append(problem)
            return None

    wanted = read(lambda: read_services(services))
    place = read(lambda: read_where(where, gazetteer))
    other_place = None
    if other.strip():
        other_place = read(lambda: read_where(other, gazetteer, "other"))
    if wanted is None or place is None or invalid:
        problems = [problem for each in invalid for problem in each.problems]
        first = next((each for each in invalid if each.choices), invalid[0])
        raise InvalidSearch(problems, first.choices, first.choices_for)
    return ReadSearch(place, wanted, other_place)


def read_where(
    text: str, gazetteer: Gazetteer, field: str = "postcode"
) -> AnyPostcode | Place:
    """Read a postcode, half of one, or the name of a town. Raises `InvalidSearch`."""
    try:
        return read_postcode(text)
    except InvalidPostcode as problem:
        # No name has a digit: what has one was meant as a postcode, or is a slug.
        if any(map(str.isdigit, text)) and gazetteer.by_slug(text) is None:
            raise InvalidSearch([Problem(field, problem.code)]) from None
        return read_town(text, gazetteer, field)
    except UnreadPlace as problem:
        raise InvalidSearch([Problem(field, problem.code)]) from None


def read_town(text: str, gazetteer: Gazetteer, field: str = "postcode") -> Place:
    """Read a town's name, or its slug. Raises `InvalidSearch`, with choices."""
    if by_slug := gazetteer.by_slug(text):
        return by_slug
    found = gazetteer.find(text)
    if len(found) == 1:
        return found[0]
    if found:
        shared = [Problem(field, "place_shared")]
        raise InvalidSearch(shared, found[:MOST_CHOICES], field)
    alike = gazetteer.suggest(text, SUGGESTIONS)
    raise InvalidSearch([Problem(field, "place_unknown")], alike, field)


def read_services(codes: Sequence[str]) -> frozenset[ServiceType]:
    """Read service codes, of which there must be one. Raises `InvalidSearch`."""
    if not codes:
        raise InvalidSearch([Problem("service", "service_missing")])
    try:
        return frozenset(map(ServiceType, codes))
    except ValueError:
        raise InvalidSearch([Problem("service", "service_unknown")]) from None
