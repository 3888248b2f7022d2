"""Where the centres of a page lie, for the server to draw as SVG.

Coast, a few towns, and a numbered marker for each centre; around the middle of a
search, rings of equal distance. The page's list says the same in words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np

from finder.coastline import Coastline
from finder.flat_isles import METRES_PER_DEGREE
from finder.location import Location
from finder.map_distances import DistanceRing, Scale, distance_rings, scale_in
from finder.map_frame import MapFrame, path_through
from finder.map_labels import DOT, Anchor, Box, Label, Room
from finder.marker_spreading import MARKER_RADIUS, Spot, spread
from finder.places import Gazetteer, Place

MOST_TOWNS, TOWNS_TRIED, TOWNS_APART = 8, 40, 75
# A centre that is drawn this close to its spot needs no line to it.
CLOSE = 3
# In steps: how true the coast is, and how far it is drawn beyond the frame.
COAST_DETAIL, BEYOND = 1.4, 8
MAPS_KEPT = 64


class Marker(NamedTuple):
    """A centre: its marker's middle, and its true spot if that is elsewhere."""

    label: str
    x: int
    y: int
    true_spot: Spot | None


class Town(NamedTuple):
    """A town: where its name is written, and its dot, which a marker may cover."""

    name: str
    label: Label
    dot: Spot


@dataclass(frozen=True, slots=True)
class SchematicMap:
    """A map, ready to draw: all in whole steps of a picture of this size.

    `land` is a path of SVG. `middle` is the middle of the rings. There is a
    scale where there is no ring.
    """

    width: int
    height: int
    land: str
    middle: Spot | None
    rings: tuple[DistanceRing, ...]
    scale: Scale | None
    towns: tuple[Town, ...]
    markers: tuple[Marker, ...]

    def __hash__(self) -> int:
        """Return a hash that does not go through all of the map."""
        return hash((self.land, self.middle, self.height))


class MapMaker:
    """Draws maps, and keeps those drawn last. Safe to share between threads."""

    def __init__(self, coastline: Coastline, gazetteer: Gazetteer) -> None:
        self._coastline = coastline
        self._gazetteer = gazetteer
        self._drawn = lru_cache(maxsize=MAPS_KEPT)(self._draw)

    def draw(
        self, points: Sequence[tuple[str, Location]], middle: Location | None = None
    ) -> SchematicMap | None:
        """Return a map of the points, each with its label; None if there is none.

        The rings are centred on `middle`, and the frame follows from it and the
        points alone. It must be the middle of the child's postcode district or
        town, never the child's place: a ring about a home would give it away.
        """
        return self._drawn(tuple(points), middle) if points else None

    def _draw(
        self, points: tuple[tuple[str, Location], ...], middle: Location | None
    ) -> SchematicMap:
        centres = [place for _, place in points]
        frame = MapFrame.around([*centres, middle] if middle else centres)
        markers = _markers(points, frame)
        room = Room(frame.width, frame.height, _taken_by(markers))
        at = frame.spots_of([middle])[0] if middle else None
        rings = distance_rings(at, frame, room) if at else ()
        places = self._gazetteer.most_populous(frame.bounds, TOWNS_TRIED)
        return SchematicMap(
            width=frame.width,
            height=frame.height,
            land=_land(self._coastline, frame),
            middle=at,
            rings=rings,
            scale=None if rings else scale_in(frame, room),
            towns=tuple(islice(_towns(places, frame, room, markers), MOST_TOWNS)),
            markers=markers,
        )


def _markers(
    points: Sequence[tuple[str, Location]], frame: MapFrame
) -> tuple[Marker, ...]:
    true_spots = frame.spots_of([place for _, place in points])
    drawn = spread(true_spots, frame.width, frame.height)
    return tuple(
        Marker(label, x, y, None if _near((x, y), true, CLOSE) else true)
        for (label, _), (x, y), true in zip(points, drawn, true_spots, strict=True)
    )


def _near(one: Spot, other: Spot, reach: int) -> bool:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 <= reach**2


def _is_near_any(one: Spot, others: list[Spot], reach: int) -> bool:
    x, y = one
    for its_x, its_y in others:
        if (its_x - x) ** 2 + (its_y - y) ** 2 <= reach**2:
            return True
    return False


def _taken_by(markers: Sequence[Marker]) -> Iterator[Box]:
    for marker in markers:
        yield Box.about(marker.x, marker.y, MARKER_RADIUS + 2)
        if marker.true_spot:
            yield Box.about(*marker.true_spot, DOT)


def _towns(
    places: Sequence[Place], frame: MapFrame, room: Room, markers: Sequence[Marker]
) -> Iterator[Town]:
    """Yield the first towns that have room for their names."""
    spots = frame.spots_of([place.location for place in places])
    named: list[Spot] = []
    marked = [(it.x, it.y) for it in markers]
    for place, at in zip(places, spots, strict=True):
        if _is_near_any(at, named, TOWNS_APART):
            continue
        under = _is_near_any(at, marked, MARKER_RADIUS + DOT)
        dot = Box.about(*at, DOT)
        if not under and not room.is_free(dot):
            continue
        label = room.take_first(_names(at, len(place.name), under))
        if label:
            named.append(at)
            room.take(dot)
            yield Town(place.name, label, at)


def _names(at: Spot, letters: int, under: bool) -> Iterator[Label]:
    """Yield where a name may stand: beside, above or below its dot, or its marker."""
    (x, y), clear = at, 2 * MARKER_RADIUS if under else 2 * DOT
    yield Label(x + clear, y, Anchor.START, letters)
    yield Label(x - clear, y, Anchor.END, letters)
    yield Label(x, y - clear - 12, Anchor.MIDDLE, letters)
    yield Label(x, y + clear + 12, Anchor.MIDDLE, letters)


def _land(coastline: Coastline, frame: MapFrame) -> str:
    """Return the land of the frame as a path: from spot to spot, by whole steps."""
    step = frame.metres_per_step / METRES_PER_DEGREE
    bounds = frame.bounds.widened(BEYOND * step)
    rings = coastline.land_within(bounds, COAST_DETAIL * step)
    if not rings:
        return ""
    spots = frame.spots(*np.concatenate(rings).T)
    ends = np.cumsum([len(ring) for ring in rings])[:-1]
    return "".join(map(path_through, np.split(spots, ends)))
