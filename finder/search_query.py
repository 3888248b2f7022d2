"""What a visitor typed, read into a search or into problems to mend."""

from collections.abc import Sequence
from dataclasses import dataclass

from finder.centres import ServiceType
from finder.errors import FinderError, UnreadPlace
from finder.postcodes import AnyPostcode, read_postcode


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in what was typed: which field, and a code for the words."""

    field: str
    code: str


class InvalidSearch(FinderError):
    """What was typed is not a search; `problems` says why, first field first."""

    code = "search_invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*(problem.code for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ReadSearch:
    """A search as it was read: where, and for what."""

    place: AnyPostcode
    services: frozenset[ServiceType]


def read_search(postcode: str, services: Sequence[str]) -> ReadSearch:
    """Read the fields of the search form. Raises `InvalidSearch`."""
    problems: list[Problem] = []
    wanted: frozenset[ServiceType] = frozenset()
    try:
        wanted = read_services(services)
    except InvalidSearch as invalid:
        problems += invalid.problems
    try:
        place = read_postcode(postcode)
    except UnreadPlace as problem:
        problems.append(Problem("postcode", problem.code))
    if problems:
        raise InvalidSearch(problems)
    return ReadSearch(place, wanted)


def read_services(codes: Sequence[str]) -> frozenset[ServiceType]:
    """Read service codes, of which there must be one. Raises `InvalidSearch`."""
    if not codes:
        raise InvalidSearch([Problem("service", "service_missing")])
    try:
        return frozenset(map(ServiceType, codes))
    except ValueError:
        raise InvalidSearch([Problem("service", "service_unknown")]) from None
