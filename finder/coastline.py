"""The outline of the isles: for the map, and whether a line crosses water.

``data/coastline.json`` is Natural Earth's 1:10m coast (public domain), true to
about 200 metres. It has the sea and the wide estuaries (Severn, Mersey, Humber,
Tay, Forth, Solent); it has no rivers, so no bridge in London is a crossing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import shapely

from finder.flat_isles import (
    NARROWING,
    Flat,
    Ring,
    between,
    flat_of,
    metres_along,
    metres_between,
)
from finder.location import Location
from finder.map_frame import Bounds

STEPS = 1000  # of longitude and latitude in the file, to a degree

# Water between shores that no land joins. The straits that are bridged are
# narrower in this outline: the Menai up to 1.6 km, Holy Island and Hayling 2.
WIDE_STRAIT_METRES = 2500
# Water that can be walked round: an estuary is narrow and a long way round (the
# Mersey is 1 km, and 57 round), a bay is wide and its shore hardly longer.
WIDE_ESTUARY_METRES = 800
LONG_WAY_ROUND_METRES = 5000
# A place this close to the outline is taken to lie on its shore.
SEASIDE_METRES = 2000

# The smallest islet that is drawn, in squares of the least detail.
LEAST_ISLET = 8

FOOTINGS_KEPT = 4096

Edges = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Shore:
    """A spot on the outline: which ring, and how far along it."""

    ring: int
    metres_along: float


# The far end of a line that starts on an island too small for the outline.
_NOWHERE = _Shore(-1, 0.0)

_Cut = tuple[float, _Shore]  # how far along the line, from 0 to 1, and where


class Coastline:
    """The coast of the UK, Ireland and the islands. Safe to share between threads.

    `rings` are closed rows of longitude and latitude, largest first. They end at
    the frame (48.8 to 61.2 north, 11 west to 2.6 east), which cuts France alone.
    """

    def __init__(self, rings: tuple[Ring, ...]) -> None:
        """Take closed rings that do not cross one another."""
        self.rings = rings
        flat = [ring * [NARROWING, 1.0] for ring in rings]
        self._land = shapely.MultiPolygon([shapely.Polygon(it) for it in flat])
        shapely.prepare(self._land)
        self._x, self._y = np.ascontiguousarray(np.vstack(flat).T)
        self._ring_of = np.repeat(np.arange(len(flat)), [len(it) for it in flat])
        walked = [metres_along(it) for it in flat]
        self._along = np.concatenate(walked)
        self._round = [float(it[-1]) for it in walked]
        # An edge has the number of the point that it starts from.
        self._edges = np.flatnonzero(self._ring_of[:-1] == self._ring_of[1:])
        points = np.stack([self._x, self._y], axis=1)
        ends = np.stack([points[self._edges], points[self._edges + 1]], axis=1)
        # Centres are asked about again and again, and a home with each of them.
        self._footing = lru_cache(maxsize=FOOTINGS_KEPT)(self._find_footing)
        self._tree = shapely.STRtree(np.asarray(shapely.linestrings(ends)))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the committed file, which its own tests check."""
        stored = json.loads(path.read_bytes())
        return cls(tuple(map(_ring, stored["rings"])))

    def crosses_water(self, one: Location, other: Location) -> bool:
        """Return whether the straight line crosses the sea or an estuary.

        That is: somewhere it leaves one island and is over 2.5 km of water from
        the next, or it is over 800 m of water and following the shore round
        would be 5 km longer. A bay that it cuts across does not count, nor that
        a place lies a little off the outline.
        """
        return self.crossed(one, [other])[0]

    def crossed(self, one: Location, others: Sequence[Location]) -> list[bool]:
        """Return whether the line to each of the others crosses water."""
        if not others:
            return []
        start, ends = flat_of(one), [flat_of(other) for other in others]
        both = np.empty((len(ends), 2, 2))
        both[:, 0], both[:, 1] = start, ends
        lines = shapely.linestrings(both)
        # Most lines do not come near the coast, which this tells much sooner.
        dry = shapely.contains_properly(self._land, lines)
        return [
            not inland and self._is_over_water(line, start, end)
            for inland, line, end in zip(dry.tolist(), lines, ends, strict=True)
        ]

    def _is_over_water(self, line: shapely.LineString, start: Flat, end: Flat) -> bool:
        start, start_shore = self._footing(start)
        end, end_shore = self._footing(end)
        if start_shore or end_shore:
            line = shapely.linestrings([start, end])
        cuts = self._cuts(start, end, self._edges[np.sort(self._tree.query(line))])
        cuts += [(0.0, start_shore)] if start_shore else []
        cuts += [(1.0, end_shore)] if end_shore else []
        cuts.sort(key=lambda cut: cut[0])
        return any(
            self._is_crossing(start, end, cut, following)
            for cut, following in pairwise(cuts)
        )

    def _find_footing(self, point: Flat) -> tuple[Flat, _Shore | None]:
        """Return a point on land as it is, and any other on the nearest shore."""
        if shapely.contains_xy(self._land, *point):
            return point, None
        return self._ashore(point)

    def land_within(self, bounds: Bounds, detail: float) -> list[Ring]:
        """Return the land between the bounds, for drawing: closed rings.

        Nothing smaller than `detail` degrees of latitude is told apart, and an
        islet of a few times that each way is left out.
        """
        clipped = shapely.clip_by_rect(
            self._land,
            bounds.west * NARROWING,
            bounds.south,
            bounds.east * NARROWING,
            bounds.north,
        )
        # Keeping rings from touching, which no eye could see, takes five times as long.
        thinned = shapely.simplify(clipped, detail, preserve_topology=False)
        parts = shapely.get_parts(thinned)
        parts = parts[shapely.area(parts) > LEAST_ISLET * detail**2]
        return [
            shapely.get_coordinates(ring) / [NARROWING, 1.0]
            for ring in shapely.get_exterior_ring(parts)
        ]

    def _is_crossing(self, start: Flat, end: Flat, cut: _Cut, following: _Cut) -> bool:
        """Return whether the line is over enough water between two cuts."""
        (at, shore), (until, far_shore) = cut, following
        leaves, lands = between(start, end, at), between(start, end, until)
        width = metres_between(leaves, lands)
        if width < WIDE_ESTUARY_METRES:
            return False
        if shapely.contains_xy(self._land, *between(leaves, lands, 0.5)):
            return False
        if shore.ring != far_shore.ring or shore is _NOWHERE:
            return width > WIDE_STRAIT_METRES
        walked = abs(shore.metres_along - far_shore.metres_along)
        walked = min(walked, self._round[shore.ring] - walked)
        return walked - width > LONG_WAY_ROUND_METRES

    def _cuts(self, start: Flat, end: Flat, edges: Edges) -> list[_Cut]:
        """Return where the line cuts some edges of the outline, in no order."""
        run, rise = end[0] - start[0], end[1] - start[1]
        x, y = self._x[edges], self._y[edges]
        far_x, far_y = self._x[edges + 1], self._y[edges + 1]
        side = run * (y - start[1]) - rise * (x - start[0])
        far_side = run * (far_y - start[1]) - rise * (far_x - start[0])
        cut = np.flatnonzero((side > 0) != (far_side > 0))
        part = side[cut] / (side[cut] - far_side[cut])
        x = x[cut] + part * (far_x[cut] - x[cut])
        y = y[cut] + part * (far_y[cut] - y[cut])
        length = run * run + rise * rise
        at = ((x - start[0]) * run + (y - start[1]) * rise) / (length or 1.0)
        return [
            (float(at[it]), self._shore(int(edges[cut[it]]), float(part[it])))
            for it in np.flatnonzero((at >= 0) & (at <= 1))
        ]

    def _ashore(self, point: Flat) -> tuple[Flat, _Shore]:
        """Return the nearest spot on the outline, or the point itself if far out."""
        edge = int(self._edges[self._tree.nearest(shapely.points(point))])
        start = float(self._x[edge]), float(self._y[edge])
        run, rise = self._x[edge + 1] - start[0], self._y[edge + 1] - start[1]
        part = (point[0] - start[0]) * run + (point[1] - start[1]) * rise
        part = min(1.0, max(0.0, float(part / (run * run + rise * rise))))
        spot = start[0] + float(run) * part, start[1] + float(rise) * part
        if metres_between(point, spot) > SEASIDE_METRES:
            return point, _NOWHERE
        return spot, self._shore(edge, part)

    def _shore(self, edge: int, part: float) -> _Shore:
        before, after = self._along[edge], self._along[edge + 1]
        walked = float(before + part * (after - before))
        return _Shore(int(self._ring_of[edge]), walked)


def _ring(moves: list[int]) -> Ring:
    points = np.cumsum(np.array(moves, dtype=np.int64).reshape(-1, 2), axis=0)
    return np.vstack([points, points[:1]]) / STEPS
