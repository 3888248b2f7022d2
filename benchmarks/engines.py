"""Three ways to the nearest centres that offer a service.

Each is given the places of the centres by service, and answers with positions
in the list of that service, nearest first, equals in the order of the list.
"""

from collections.abc import Callable, Mapping

import numpy as np
from geopy.distance import geodesic

from benchmarks.geodesic_order import MICROMETRES, degrees_of, geodesic_metres
from finder.centres import ServiceType
from finder.location import Location
from finder.spatial_index import SpatialIndex

PAGE = 10

Places = dict[ServiceType, list[Location]]
Question = tuple[Location, ServiceType]
Ranking = Callable[[Question], list[int]]


class IndexEngine:
    """`SpatialIndex`, one a service, as the search uses it."""

    def __init__(self, places: Places) -> None:
        self._indexes = {
            service: SpatialIndex(locations) for service, locations in places.items()
        }

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        ranked = self._indexes[service].nearest_first(origin, range(PAGE))
        return [position for position, _ in ranked]


class BruteForceEngine:
    """Every chord by numpy, one array of earth-centred points a service.

    It orders by chord alone and measures no near tie again.
    """

    def __init__(self, places: Places) -> None:
        # A row for each axis, which numpy passes over twice as fast as columns.
        self._axes = {
            service: np.array([at.earth_centred() for at in locations]).T.copy()
            for service, locations in places.items()
        }

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        x, y, z = (
            axis - here
            for axis, here in zip(
                self._axes[service], origin.earth_centred(), strict=True
            )
        )
        squares = x * x + y * y + z * z
        if len(squares) > PAGE:
            last = squares[np.argpartition(squares, PAGE - 1)[PAGE - 1]]
            # All that tie for the last place, for the list's order to choose from.
            candidates = np.flatnonzero(squares <= last)
        else:
            candidates = np.arange(len(squares))
        order = np.argsort(squares[candidates], kind="stable")[:PAGE]
        return [int(position) for position in candidates[order]]


class GeopyEngine:
    """A loop over geopy's geodesic, as a first version would have it."""

    def __init__(self, places: Places) -> None:
        self._places = {
            service: [(at.latitude, at.longitude) for at in locations]
            for service, locations in places.items()
        }

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        here = (origin.latitude, origin.longitude)
        ranked = sorted(
            (round(geodesic(here, at).m, MICROMETRES), position)
            for position, at in enumerate(self._places[service])
        )
        return [position for _, position in ranked[:PAGE]]


class GeodesicOracle:
    """pyproj's geodesic to every centre: what the others must answer."""

    def __init__(self, places: Places) -> None:
        self._degrees = {
            service: degrees_of(locations) for service, locations in places.items()
        }

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        metres = geodesic_metres(origin, self._degrees[service])
        order = np.argsort(np.round(metres, MICROMETRES), kind="stable")
        return [int(position) for position in order[:PAGE]]


def wrong_answers(ranking: Ranking, right: Mapping[Question, list[int]]) -> int:
    """Return how many questions an engine answers wrongly."""
    return sum(ranking(question) != answer for question, answer in right.items())
