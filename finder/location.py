"""A point in the isles, and the one measure of distance between two."""

import math
from dataclasses import dataclass
from typing import Self

from geographiclib.geodesic import Geodesic

from finder.errors import InvalidLocation, SwappedLocation

LATITUDES = (49.0, 61.5)
LONGITUDES = (-9.0, 3.0)

METRES_PER_MILE = 1609.344

# The WGS84 ellipsoid (NIMA TR8350.2).
EQUATORIAL_RADIUS_METRES = 6_378_137.0
FLATTENING = 1 / 298.257223563
ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)

# The radius at which an arc over a chord comes closest to the geodesic in the
# isles, and how far the two may differ: measured against two million pairs,
# see docs/decisions/0001-one-distance-measure.md.
ARC_RADIUS_METRES = 6_385_000.0
ARC_ERROR_PER_CUBIC_METRE = 4.5e-18
ARC_ERROR_FLOOR_METRES = 1e-6

EarthCentred = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A WGS84 point inside the extent of the UK and the Crown Dependencies.

    Raises `SwappedLocation` when the two are plainly the wrong way round (the
    extents of latitude and longitude do not overlap, so every swap is caught)
    and `InvalidLocation` for anything else outside, NaN included.
    """

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if _inside(self.latitude, self.longitude):
            return
        if _inside(self.longitude, self.latitude):
            raise SwappedLocation
        raise InvalidLocation

    def earth_centred(self) -> EarthCentred:
        """Return x, y and z on the WGS84 ellipsoid, in metres."""
        latitude, longitude = math.radians(self.latitude), math.radians(self.longitude)
        normal = EQUATORIAL_RADIUS_METRES / math.sqrt(
            1 - ECCENTRICITY_SQUARED * math.sin(latitude) ** 2
        )
        return (
            normal * math.cos(latitude) * math.cos(longitude),
            normal * math.cos(latitude) * math.sin(longitude),
            normal * (1 - ECCENTRICITY_SQUARED) * math.sin(latitude),
        )

    def metres_to(self, other: Self) -> float:
        """Return the distance along the ground, within `arc_error_metres`."""
        return arc_metres(math.dist(self.earth_centred(), other.earth_centred()))

    def geodesic_metres_to(self, other: Self) -> float:
        """Return the geodesic distance to within nanometres, slowly (0.1 ms).

        Karney, Algorithms for geodesics, J. Geodesy 87, 2013.
        """
        solved = Geodesic.WGS84.Inverse(
            self.latitude,
            self.longitude,
            other.latitude,
            other.longitude,
            Geodesic.DISTANCE,
        )
        return float(solved["s12"])


def _inside(latitude: float, longitude: float) -> bool:
    return (
        LATITUDES[0] <= latitude <= LATITUDES[1]
        and LONGITUDES[0] <= longitude <= LONGITUDES[1]
    )


def arc_metres(chord_metres: float) -> float:
    """Return the distance along the ground over a straight chord in the isles."""
    return 2 * ARC_RADIUS_METRES * math.asin(chord_metres / (2 * ARC_RADIUS_METRES))


def square_chord(metres: float) -> float:
    """Return the square of the straight chord below so many metres of ground."""
    return float(
        (2 * ARC_RADIUS_METRES * math.sin(metres / (2 * ARC_RADIUS_METRES))) ** 2
    )


def arc_error_metres(metres: float) -> float:
    """Return the most by which `arc_metres` may differ from the geodesic."""
    return float(ARC_ERROR_PER_CUBIC_METRE * metres**3) + ARC_ERROR_FLOOR_METRES


def shown_miles(metres: float) -> float:
    """Round a distance so that it cannot be used to find the child's home.

    Half miles under five miles, whole miles above; 0.0 stands for "less than
    half a mile". Rounding keeps order: nearer is never shown as further.
    """
    miles = metres / METRES_PER_MILE
    if miles < 0.5:
        return 0.0
    if miles < 5:
        return math.floor(miles * 2 + 0.5) / 2
    return float(math.floor(miles + 0.5))
