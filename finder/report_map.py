"""Where the centres of an import lie, drawn for its report as SVG.

North is up, and a mile is as long one way as the other. Centres that fall
together share a marker, which names them when pointed at.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from finder.centres import Centre
from finder.changes import Changes
from finder.location import Location
from finder.map_frame import MapFrame, path_through

SMALLEST_METRES = 110_000
MOST_GRID_LINES = 8
# Meridians and parallels are drawn as so many points with straight lines between.
GRID_BENDS = 9
# Among more centres than this, markers share coarser spots.
MANY = 2_000
SPOT, COARSE_SPOT = 2, 5
NAMES_SHOWN = 3

Ring = npt.ArrayLike  # rows of longitude and latitude


@dataclass(frozen=True, slots=True)
class Marker:
    """A spot on the map, and the centres there to which one thing happens."""

    kind: str
    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """A meridian or a parallel: a path of SVG, and where its label begins."""

    label: str
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ReportMap:
    """A map, ready to draw. `land` holds paths of SVG."""

    width: int
    height: int
    land: tuple[str, ...]
    grid: tuple[GridLine, ...]
    markers: tuple[Marker, ...]


def report_map(
    changes: Changes, centres: Iterable[Centre], outline: Iterable[Ring]
) -> ReportMap | None:
    """Return a map of what happens to which centre; None if none has a place."""
    placed = list(_placed(changes, centres))
    if not placed:
        return None
    frame = MapFrame.around([at for _, _, at in placed], SMALLEST_METRES)
    return ReportMap(
        width=frame.width,
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
    placed: Sequence[tuple[str, str, Location]], frame: MapFrame
) -> Iterator[Marker]:
    spot = COARSE_SPOT if len(placed) > MANY else SPOT
    names: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    spots = frame.spots_of([at for _, _, at in placed])
    for (kind, name, _), (x, y) in zip(placed, spots, strict=True):
        names[kind, round(x / spot) * spot, round(y / spot) * spot].append(name)
    for (kind, x, y), here in names.items():
        more = len(here) - NAMES_SHOWN
        label = "; ".join(
            [*here[:NAMES_SHOWN], *([f"{more} more"] if more > 0 else [])]
        )
        yield Marker(kind, x, y, label)


def _path(ring: Ring, frame: MapFrame) -> str:
    """Return a ring as a path; empty where all of it lies outside the frame."""
    spots = frame.spots(*np.array(ring, dtype=np.float64).T)
    outside = (spots.max(axis=0) < 0) | (
        spots.min(axis=0) > [frame.width, frame.height]
    )
    return "" if outside.any() else path_through(spots)


def _grid(frame: MapFrame) -> Iterator[GridLine]:
    within = frame.bounds
    longest = max(within.east - within.west, within.north - within.south)
    step = next((it for it in (0.25, 0.5, 1) if longest / it <= MOST_GRID_LINES), 2)
    up = np.linspace(within.south, within.north, GRID_BENDS)
    for at in _multiples(step, within.west, within.east):
        side = "E" if at > 0 else "W" if at < 0 else ""
        spots = frame.spots(np.full(GRID_BENDS, at), up)
        x = round(np.interp(-frame.height, -spots[:, 1], spots[:, 0]))
        label = f"{abs(at):g}° {side}".strip()
        yield GridLine(label, _line(spots), x + 3, frame.height - 5)
    across = np.linspace(within.west, within.east, GRID_BENDS)
    for at in _multiples(step, within.south, within.north):
        spots = frame.spots(across, np.full(GRID_BENDS, at))
        y = round(np.interp(0, spots[:, 0], spots[:, 1]))
        yield GridLine(f"{at:g}° N", _line(spots), 4, y - 4)


def _line(spots: npt.NDArray[np.int64]) -> str:
    return "M" + "L".join(f"{x},{y}" for x, y in spots.tolist())


def _multiples(step: float, start: float, end: float) -> Iterator[float]:
    for number in range(ceil(start / step), floor(end / step) + 1):
        yield number * step
