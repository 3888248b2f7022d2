"""The places of very many centres, by number and by service, and no more of them."""

from dataclasses import dataclass
from itertools import cycle
from math import pi, sqrt
from random import Random

from benchmarks.engines import PAGE, Places, Question
from benchmarks.invented_centres import ordinary_services
from benchmarks.real_postcodes import RealPostcodes
from finder.centres import ServiceType
from finder.location import Location

# About the land of the isles.
SQUARE_METRES = 2.4e11
# A first look around reaches so many times as far as the tenth should lie.
GENEROSITY = 1.5


@dataclass(frozen=True, slots=True)
class ListedPlaces:
    """Where centres are, and the numbers of those that offer each service.

    `by_service` are their locations, and `position_of` where each number stands.
    """

    locations: list[Location]
    numbers: dict[ServiceType, list[int]]
    by_service: Places
    position_of: dict[ServiceType, dict[int, int]]

    def first_radius(self, service: ServiceType) -> float:
        """Return within how many metres ten that offer a service should lie."""
        known = max(1, len(self.numbers[service]))
        return GENEROSITY * sqrt(PAGE * SQUARE_METRES / (pi * known))


def invent_places(postcodes: RealPostcodes, count: int, random: Random) -> ListedPlaces:
    """Return centres at random postcodes, offering what real ones do as often."""
    locations = [it.location for it in postcodes.draw(count, random)]
    numbers: dict[ServiceType, list[int]] = {service: [] for service in ServiceType}
    for number in range(len(locations)):
        for service in ordinary_services(random):
            numbers[service].append(number)
    return ListedPlaces(
        locations,
        numbers,
        {it: [locations[at] for at in those] for it, those in numbers.items()},
        {it: {at: n for n, at in enumerate(those)} for it, those in numbers.items()},
    )


def draw_questions(
    postcodes: RealPostcodes, count: int, random: Random
) -> list[Question]:
    """Return random postcodes' places, each with a service, all by turns."""
    services = cycle(ServiceType)
    return [(it.location, next(services)) for it in postcodes.draw(count, random)]
