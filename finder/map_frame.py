"""The part of the isles that a map shows, and where a place falls on it.

Places are laid flat by the transverse Mercator projection about the frame's own
meridian, as on Ordnance Survey maps: north is up in the middle, and a mile is as
long at every spot and in every direction, to half a hundredth anywhere in the
isles. So a ring of equal distance is a circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, cosh, degrees, sin, sinh

import numpy as np
import numpy.typing as npt

from finder.location import ARC_RADIUS_METRES, METRES_PER_MILE, Location

WIDTH = 640
# Of width to height and of height to width.
MOST_ELONGATED = 4 / 3
SMALLEST_METRES = 12 * METRES_PER_MILE
# Round the outermost places, of the longer way between them.
ROOM = 0.12
# How much of it may go, rather than show where a coast is cut off.
ROOM_TO_GIVE = 0.7
# South of the one and east of the other, where its coast is then, the outline of
# France is cut off.
SOUTHERN_EDGE = 48.8
EASTERN_EDGE, LATITUDE_OF_EASTERN_EDGE = 2.6, 51.1

Numbers = npt.NDArray[np.float64]
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The degrees between which something lies."""

    west: float
    south: float
    east: float
    north: float

    def widened(self, more: float) -> "Bounds":
        """Return bounds further out by so many degrees of latitude, on every side.

        About as far each way: a degree of longitude is about half as long.
        """
        return Bounds(
            self.west - 2 * more,
            self.south - more,
            self.east + 2 * more,
            self.north + more,
        )


@dataclass(frozen=True, slots=True)
class MapFrame:
    """A picture of `width` by `height` steps, whose top left is at `left`, `top`.

    Those two are metres east of the meridian and north of the equator.
    """

    meridian: float
    left: float
    top: float
    metres_per_step: float
    height: int
    width: int = WIDTH

    @classmethod
    def around(
        cls, places: Sequence[Location], smallest_metres: float = SMALLEST_METRES
    ) -> "MapFrame":
        """Return a frame of a fair shape with room around one or more places."""
        longitudes = np.array([it.longitude for it in places])
        latitudes = np.array([it.latitude for it in places])
        meridian = float(longitudes.min() + longitudes.max()) / 2
        east, north = _flat(longitudes, latitudes, meridian)
        room = ROOM * max(float(np.ptp(east)), float(np.ptp(north)))
        across = _with_room(east, room, smallest_metres)
        up = _with_room(north, room, smallest_metres / MOST_ELONGATED)
        lowest, highest = _whole_coast(meridian)
        wide, tall = _length(up) / MOST_ELONGATED, _length(across) / MOST_ELONGATED
        left, right = _widened(across, wide, room * ROOM_TO_GIVE, highest=highest)
        low, top = _widened(up, tall, room * ROOM_TO_GIVE, lowest=lowest)
        scale = (right - left) / WIDTH
        return cls(meridian, left, top, scale, round((top - low) / scale))

    @property
    def bounds(self) -> Bounds:
        """The degrees that hold the whole frame, and a little more."""
        right = self.left + self.width * self.metres_per_step
        low = self.top - self.height * self.metres_per_step
        known = [
            self._degrees(east, north)
            for east in (self.left, (self.left + right) / 2, right)
            for north in (low, self.top)
        ]
        longitudes, latitudes = zip(*known, strict=True)
        return Bounds(min(longitudes), min(latitudes), max(longitudes), max(latitudes))

    def steps(self, metres: float) -> float:
        """Return how long a distance along the ground is in the picture."""
        return metres / self.metres_per_step

    def spots(self, longitudes: Numbers, latitudes: Numbers) -> npt.NDArray[np.int64]:
        """Return rows of x, rightward, and y, downward, in whole steps."""
        east, north = _flat(longitudes, latitudes, self.meridian)
        moved = np.stack([east - self.left, self.top - north], axis=1)
        return np.rint(moved / self.metres_per_step).astype(np.int64)

    def spots_of(self, places: Sequence[Location]) -> list[tuple[int, int]]:
        """Return x and y of each place, in whole steps."""
        found = self.spots(
            np.array([it.longitude for it in places]),
            np.array([it.latitude for it in places]),
        )
        return [(x, y) for x, y in found.tolist()]

    def _degrees(self, east: float, north: float) -> Span:
        x, y = east / ARC_RADIUS_METRES, north / ARC_RADIUS_METRES
        turned = degrees(atan2(sinh(x), cos(y)))
        return self.meridian + turned, degrees(asin(sin(y) / cosh(x)))


def path_through(spots: npt.NDArray[np.int64]) -> str:
    """Return a closed path of SVG through rows of x and y, the last as the first."""
    moves = spots[1:-1] - spots[:-2]
    moves = moves[(moves[:, 0] | moves[:, 1]) != 0]
    numbers = str(moves.ravel().tolist())[1:-1]
    x, y = spots[0].tolist()
    return f"M{x} {y}l{numbers}z".replace(", -", "-").replace(", ", " ")


def _flat(
    longitudes: Numbers, latitudes: Numbers, meridian: float
) -> tuple[Numbers, Numbers]:
    """Return metres east of the meridian and north of the equator."""
    turned = np.radians(longitudes - meridian)
    upward = np.radians(latitudes)
    east = np.arctanh(np.cos(upward) * np.sin(turned))
    north = np.arctan2(np.tan(upward), np.cos(turned))
    return ARC_RADIUS_METRES * east, ARC_RADIUS_METRES * north


def _whole_coast(meridian: float) -> tuple[float, float]:
    """Return how far south and how far east no outline is cut off, in metres."""
    longitudes = np.array([meridian, EASTERN_EDGE])
    latitudes = np.array([SOUTHERN_EDGE, LATITUDE_OF_EASTERN_EDGE])
    east, north = _flat(longitudes, latitudes, meridian)
    return float(north[0]), float(east[1])


def _with_room(metres: Numbers, room: float, least: float) -> Span:
    low, high = float(metres.min()) - room, float(metres.max()) + room
    return _widened((low, high), least)


def _length(span: Span) -> float:
    return span[1] - span[0]


def _widened(
    span: Span,
    least: float,
    give: float = 0.0,
    lowest: float = float("-inf"),
    highest: float = float("inf"),
) -> Span:
    """Return the span, about its middle as long as asked; aside, if past a limit.

    It is moved aside by what was added at an end and what may be given there.
    """
    spare = max(0.0, least - _length(span)) / 2
    low, high, most = span[0] - spare, span[1] + spare, spare + give
    aside = min(most, max(0.0, lowest - low)) - min(most, max(0.0, high - highest))
    return low + aside, high + aside
