"""Positions in order of distance, exactly. The only module that knows rtree."""

import threading
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from rtree import index

from finder.location import (
    ARC_ERROR_FLOOR_METRES,
    ARC_ERROR_PER_CUBIC_METRE,
    ARC_RADIUS_METRES,
    EarthCentred,
    Location,
)

FIRST_BATCH = 16
BATCH_GROWTH = 4
# Up to so many, measuring every point in one pass is quicker than asking a tree,
# and threads need not wait for one another: see docs/performance.md.
MOST_IN_ONE_PASS = 4_000

Measured = tuple[int, float]
Positions = npt.NDArray[np.int64]
Metres = npt.NDArray[np.float64]


class SpatialIndex:
    """Locations in order of geodesic distance: an R-tree, or one pass if few.

    Points are earth-centred metres, where straight-line order is distance order
    on the ground but for millimetres; bare degrees would be wrong in most
    queries. Points that those millimetres could exchange are measured again by
    the geodesic. Safe to share between threads.
    """

    def __init__(self, locations: Sequence[Location]) -> None:
        """Index locations by their position in the sequence, which may be empty."""
        self._locations = tuple(locations)
        points = np.array(
            [at.earth_centred() for at in self._locations], dtype=np.float64
        ).reshape(-1, 3)
        # A row for each axis: a pass over one is then a pass over its memory.
        self._axes = np.ascontiguousarray(points.T)
        # libspatialindex crashes the process when two threads query one tree.
        self._lock = threading.Lock()
        self._tree = _tree(points) if len(points) > MOST_IN_ONE_PASS else None

    def __len__(self) -> int:
        return len(self._locations)

    def nearest_first(self, origin: Location) -> Iterator[Measured]:
        """Yield each position with its distance in metres, nearest first.

        Equal distances come in the order in which the locations were given.
        """
        point = origin.earth_centred()
        return self._in_order(
            lambda batch: self._nearest(point, batch), origin.geodesic_metres_to
        )

    def fairest_first(self, one: Location, other: Location) -> Iterator[Measured]:
        """Yield each position with the longer of its two distances, shortest first.

        Equal ones come in the order in which the locations were given.
        """
        ends = one.earth_centred(), other.earth_centred()

        def nearest(batch: int) -> tuple[Positions, Metres]:
            squares = np.maximum(*(self._square_chords(it, slice(None)) for it in ends))
            return _in_order_of(squares, _smallest(squares, batch))

        return self._in_order(
            nearest,
            lambda at: max(one.geodesic_metres_to(at), other.geodesic_metres_to(at)),
        )

    def metres_from(self, origin: Location) -> Metres:
        """Return the distance to every position, as `arc_metres` has it."""
        squares = self._square_chords(origin.earth_centred(), slice(None))
        return _arc_metres(np.sqrt(squares))

    def _in_order(
        self,
        nearest: Callable[[int], tuple[Positions, Metres]],
        geodesic: Callable[[Location], float],
    ) -> Iterator[Measured]:
        """Yield positions in order, from growing batches that arcs put in order."""
        yielded, batch = 0, FIRST_BATCH
        while yielded < len(self):
            positions, metres = nearest(batch)
            ends = _run_ends(metres)
            # The last run may go on beyond the batch.
            if len(positions) < len(self):
                ends.pop()
            measured = list(zip(positions.tolist(), metres.tolist(), strict=True))
            for end in ends:
                if end > yielded:
                    yield from self._settled(geodesic, measured[yielded:end])
                    yielded = end
            batch *= BATCH_GROWTH

    def _nearest(self, point: EarthCentred, at_least: int) -> tuple[Positions, Metres]:
        """Return the nearest positions by chord, and all that tie for the last."""
        if self._tree is None:
            squares = self._square_chords(point, slice(None))
            return _in_order_of(squares, _smallest(squares, at_least))
        with self._lock:
            found = list(self._tree.nearest(point + point, at_least))
        positions = np.sort(np.array(found, dtype=np.int64))
        squares = self._square_chords(point, positions)
        order = squares.argsort(kind="stable")
        return positions[order], _arc_metres(np.sqrt(squares[order]))

    def _square_chords(
        self, point: EarthCentred, positions: Positions | slice
    ) -> Metres:
        x, y, z = (
            axis[positions] - here for axis, here in zip(self._axes, point, strict=True)
        )
        squares: Metres = x * x + y * y + z * z
        return squares

    def _settled(
        self, geodesic: Callable[[Location], float], run: list[Measured]
    ) -> list[Measured]:
        """Return a run of near ties in the order of their geodesic distances."""
        if len(run) == 1:
            return run
        distinct = {self._locations[position] for position, _ in run}
        if len(distinct) == 1:
            return sorted(run)
        metres = {at: geodesic(at) for at in distinct}
        measured = [
            (position, metres[self._locations[position]]) for position, _ in run
        ]
        return sorted(measured, key=lambda item: (round(item[1], 6), item[0]))


def _smallest(squares: Metres, at_least: int) -> Positions:
    """Return where the smallest are, in order of position, and all tied for last."""
    if at_least >= len(squares):
        return np.arange(len(squares))
    last = np.partition(squares, at_least - 1)[at_least - 1]
    return np.flatnonzero(squares <= last)


def _in_order_of(squares: Metres, positions: Positions) -> tuple[Positions, Metres]:
    """Return the positions in order of their squares, with the distances."""
    chosen = squares[positions]
    order = chosen.argsort(kind="stable")
    return positions[order], _arc_metres(np.sqrt(chosen[order]))


def _run_ends(metres: Metres) -> list[int]:
    """Return where runs end, a gap being wider than the error of measure."""
    errors = ARC_ERROR_PER_CUBIC_METRE * metres[1:] ** 3 + ARC_ERROR_FLOOR_METRES
    gaps = metres[1:] - metres[:-1] > 2 * errors
    return [*(np.flatnonzero(gaps) + 1).tolist(), len(metres)]


def _arc_metres(chords: Metres) -> Metres:
    arcs: Metres = 2 * ARC_RADIUS_METRES * np.arcsin(chords / (2 * ARC_RADIUS_METRES))
    return arcs


def _tree(points: npt.NDArray[np.float64]) -> index.Index:
    return index.Index(
        (np.arange(len(points)), points, points),
        properties=index.Property(dimension=3),
    )
