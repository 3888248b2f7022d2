"""The right order of centres, the slow way: every geodesic, by pyproj."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from finder.centres import Centre, CentreStatus, ServiceType
from finder.location import Location

WGS84 = Geod(ellps="WGS84")
MICROMETRES = 6

Bits = dict[ServiceType, int]
BIT_OF: Bits = {service: 1 << rank for rank, service in enumerate(ServiceType)}
Metres = npt.NDArray[np.float64]


def bits_of(services: Iterable[ServiceType]) -> int:
    """Return services as the bits of one number."""
    return sum(BIT_OF[service] for service in services)


def geodesic_metres(origin: Location, points: Metres) -> Metres:
    """Return the geodesic distance to every row (longitude, latitude) of points."""
    longitudes = np.full(len(points), origin.longitude)
    latitudes = np.full(len(points), origin.latitude)
    _, _, metres = WGS84.inv(longitudes, latitudes, points[:, 0], points[:, 1])
    return np.asarray(metres)


def degrees_of(locations: Sequence[Location]) -> Metres:
    """Return rows of longitude and latitude."""
    return np.array([(at.longitude, at.latitude) for at in locations]).reshape(-1, 2)


class GeodesicOrder:
    """Centres in order of geodesic distance, ties as the service breaks them.

    Nothing here is shared with the search that it judges.
    """

    def __init__(self, centres: Sequence[Centre]) -> None:
        self._centres = sorted(
            (it for it in centres if it.status is not CentreStatus.CLOSED),
            key=lambda it: (
                it.status is CentreStatus.TEMPORARILY_CLOSED,
                it.name.casefold(),
                it.id,
            ),
        )
        self._points = degrees_of([it.location for it in self._centres if it.location])
        self._offers = np.array([bits_of(it.offers) for it in self._centres])

    def nearest_first(
        self, origin: Location, wanted: frozenset[ServiceType]
    ) -> tuple[list[str], list[float]]:
        """Return the ids of all that offer what is wanted, and their metres."""
        bits = bits_of(wanted)
        offering = np.flatnonzero((self._offers & bits) == bits)
        metres = geodesic_metres(origin, self._points[offering])
        order = np.lexsort((offering, np.round(metres, MICROMETRES)))
        ids = [self._centres[at].id for at in offering[order]]
        return ids, metres[order].tolist()
