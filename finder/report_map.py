"""Where the centres of an import lie, drawn for its report as SVG.

North is up, and a mile is as long one way as the other. Centres that fall
together share a marker, which names them when pointed at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, cos, floor, radians

from finder.centres import Centre
from finder.changes import Changes
from finder.location import Location

WIDTH = 640
# Of height to width and of width to height.
MOST_ELONGATED = 1.6
MARGIN_DEGREES = 0.15
SMALLEST_DEGREES = 1.0
MOST_GRID_LINES = 8
EASTERN_EDGE = 2.6
# Among more centres than this, markers share coarser spots.
MANY = 2_000
SPOT, COARSE_SPOT = 2, 5
NAMES_SHOWN = 3

Ring = Iterable[Sequence[float]]  # of longitude and latitude


@dataclass(frozen=True, slots=True)
class Marker:
    """A spot on the map, and the centres there to which one thing happens."""

    kind: str
    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """A meridian at `x`, or a parallel at `y`."""

    label: str
    x: int | None = None
    y: int | None = None


@dataclass(frozen=True, slots=True)
class ReportMap:
    """A map, ready to draw. `land` holds paths of SVG."""

    width: int
    height: int
    land: tuple[str, ...]
    grid: tuple[GridLine, ...]
    markers: tuple[Marker, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the isles that is drawn, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Sequence[Location]) -> "_Frame":
        """Return a frame with room around the points, of a fair shape."""
        south, north = _with_room(it.latitude for it in points)
        west, east = _with_room(it.longitude for it in points)
        narrowing = cos(radians((south + north) / 2))
        height, width = north - south, (east - west) * narrowing
        tall = max(0.0, width / MOST_ELONGATED - height) / 2
        wide = max(0.0, height / MOST_ELONGATED - width) / 2 / narrowing
        # The outline of France is cut off further east.
        shift = min(wide, max(0.0, east + wide - EASTERN_EDGE))
        return cls(west - wide - shift, south - tall, east + wide - shift, north + tall)

    @property
    def narrowing(self) -> float:
        return cos(radians((self.south + self.north) / 2))

    @property
    def scale(self) -> float:
        return WIDTH / ((self.east - self.west) * self.narrowing)

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale)

    def x(self, longitude: float) -> int:
        return round((longitude - self.west) * self.narrowing * self.scale)

    def y(self, latitude: float) -> int:
        return round((self.north - latitude) * self.scale)


def report_map(
    changes: Changes, centres: Iterable[Centre], outline: Iterable[Ring]
) -> ReportMap | None:
    """Return a map of what happens to which centre; None if none has a place."""
    placed = list(_placed(changes, centres))
    if not placed:
        return None
    frame = _Frame.around([at for _, _, at in placed])
    return ReportMap(
        width=WIDTH,
        height=frame.height,
        land=tuple(filter(None, (_path(ring, frame) for ring in outline))),
        grid=tuple(_grid(frame)),
        markers=tuple(_markers(placed, frame)),
    )


def _placed(
    changes: Changes, centres: Iterable[Centre]
) -> Iterator[tuple[str, str, Location]]:
    """Yield kind, name and place, those that matter most last, and so on top."""
    changed = [it.centre for it in changes.changed]
    touched = {it.id for it in (*changes.added, *changed)}
    kinds = {
        "unchanged": [it for it in centres if it.id not in touched],
        "added": changes.added,
        "changed": changed,
        "removed": changes.removed,
    }
    for kind, found in kinds.items():
        for centre in found:
            if centre.location is not None:
                yield kind, centre.name, centre.location


def _markers(
    placed: Sequence[tuple[str, str, Location]], frame: _Frame
) -> Iterator[Marker]:
    spot = COARSE_SPOT if len(placed) > MANY else SPOT
    names: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for kind, name, at in placed:
        x, y = frame.x(at.longitude), frame.y(at.latitude)
        names[kind, round(x / spot) * spot, round(y / spot) * spot].append(name)
    for (kind, x, y), here in names.items():
        more = len(here) - NAMES_SHOWN
        label = "; ".join(
            [*here[:NAMES_SHOWN], *([f"{more} more"] if more > 0 else [])]
        )
        yield Marker(kind, x, y, label)


def _with_room(degrees: Iterable[float]) -> tuple[float, float]:
    known = list(degrees)
    lowest, highest = min(known), max(known)
    room = max(MARGIN_DEGREES, (SMALLEST_DEGREES - (highest - lowest)) / 2)
    return lowest - room, highest + room


def _path(ring: Ring, frame: _Frame) -> str:
    """Return a ring as a path; empty where all of it lies outside the frame."""
    points = [(frame.x(point[0]), frame.y(point[1])) for point in ring]
    across, down = zip(*points, strict=True)
    if max(across) < 0 or min(across) > WIDTH:
        return ""
    if max(down) < 0 or min(down) > frame.height:
        return ""
    moved = [at for at, _ in groupby(points)]
    return "M" + "L".join(f"{x},{y}" for x, y in moved) + "Z"


def _grid(frame: _Frame) -> Iterator[GridLine]:
    longest = max(frame.east - frame.west, frame.north - frame.south)
    step = next((it for it in (0.25, 0.5, 1) if longest / it <= MOST_GRID_LINES), 2)
    for at in _multiples(step, frame.west, frame.east):
        side = "E" if at > 0 else "W" if at < 0 else ""
        yield GridLine(f"{abs(at):g}° {side}".strip(), x=frame.x(at))
    for at in _multiples(step, frame.south, frame.north):
        yield GridLine(f"{at:g}° N", y=frame.y(at))


def _multiples(step: float, start: float, end: float) -> Iterator[float]:
    for number in range(ceil(start / step), floor(end / step) + 1):
        yield number * step
