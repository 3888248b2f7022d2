"""How far it is on a map: rings about a middle, or a scale where there are none."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import cos, hypot, radians, sin

from finder.location import METRES_PER_MILE
from finder.map_frame import MapFrame
from finder.map_labels import Anchor, Box, Label, Room

RINGS_MILES = (2, 5, 10, 20, 50, 100, 200)
MOST_RINGS, SMALLEST_RING = 3, 45
# Where a ring's label is tried: due north, then to either side.
RING_TURNS = sorted(range(-170, 181, 10), key=lambda it: (abs(it), it))
_RING_WAYS = [(sin(radians(it)), -cos(radians(it))) for it in RING_TURNS]
SCALE_MILES = (1, *RINGS_MILES)
LONGEST_SCALE = 170

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DistanceRing:
    """A circle about the middle, and where its distance is written."""

    miles: int
    radius: int
    label: Label


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from `x`, `y` rightward that is so many miles long."""

    miles: int
    x: int
    y: int
    length: int


def distance_rings(
    middle: Spot, frame: MapFrame, room: Room
) -> tuple[DistanceRing, ...]:
    """Return the widest rings that the frame shows and has room to label."""
    return tuple(islice(_rings(middle, frame, room), MOST_RINGS))


def scale_in(frame: MapFrame, room: Room) -> Scale | None:
    """Return a scale in the first corner that has room for it, if any has."""
    miles, length = max(it for it in _lengths(frame) if it[1] <= LONGEST_SCALE)
    for left in (20, frame.width - 20 - LONGEST_SCALE):
        for low in (frame.height - 18, 50):
            box = Box(left - 8, low - 40, left + LONGEST_SCALE + 8, low + 10)
            if room.is_free(box):
                room.take(box)
                return Scale(miles, left, low, length)
    return None


def _rings(middle: Spot, frame: MapFrame, room: Room) -> Iterator[DistanceRing]:
    x, y = middle
    furthest = hypot(max(x, frame.width - x), max(y, frame.height - y))
    for miles, radius in reversed(_lengths(frame)):
        if miles in RINGS_MILES and SMALLEST_RING <= radius < furthest:
            label = room.take_first(_ring_labels(middle, radius, miles))
            if label:
                yield DistanceRing(miles, radius, label)


def _lengths(frame: MapFrame) -> list[tuple[int, int]]:
    return [(it, round(frame.steps(it * METRES_PER_MILE))) for it in SCALE_MILES]


def _ring_labels(middle: Spot, radius: int, miles: int) -> Iterator[Label]:
    # The Welsh is a letter longer than the English.
    letters = len(f"{miles} milltir")
    for across, down in _RING_WAYS:
        x, y = middle[0] + radius * across, middle[1] + radius * down
        yield Label(round(x), round(y), Anchor.MIDDLE, letters)
