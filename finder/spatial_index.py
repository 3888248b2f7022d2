"""Positions in order of distance, exactly. The only module that knows rtree."""

import threading
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from rtree import index

from finder.location import (
    ARC_RADIUS_METRES,
    Location,
    arc_error_metres,
)

FIRST_BATCH = 16

Measured = tuple[int, float]


class SpatialIndex:
    """An R-tree over locations, answering in order of geodesic distance.

    Points are earth-centred metres, where straight-line order is distance order
    on the ground but for millimetres; bare degrees would be wrong in most
    queries. Points that those millimetres could exchange are measured again by
    the geodesic. Safe to share between threads.
    """

    def __init__(self, locations: Sequence[Location]) -> None:
        """Index locations by their position in the sequence, which may be empty."""
        self._locations = tuple(locations)
        self._points = np.array(
            [at.earth_centred() for at in self._locations], dtype=np.float64
        ).reshape(-1, 3)
        # libspatialindex crashes the process when two threads query one tree.
        self._lock = threading.Lock()
        self._tree = _tree(self._points) if self._locations else None

    def __len__(self) -> int:
        return len(self._locations)

    def nearest_first(self, origin: Location) -> Iterator[Measured]:
        """Yield each position with its distance in metres, nearest first.

        Equal distances come in the order in which the locations were given.
        """
        yielded, batch = 0, FIRST_BATCH
        while yielded < len(self):
            nearest = self._nearest(origin, batch)
            whole = len(nearest) == len(self)
            runs = list(_runs(nearest))
            # The last run may go on beyond the batch.
            for run in runs if whole else runs[:-1]:
                if run[0][0] >= yielded:
                    yield from self._settled(origin, [item for _, item in run])
                    yielded += len(run)
            batch *= 2

    def _nearest(self, origin: Location, at_least: int) -> list[Measured]:
        """Return the nearest positions by chord, and all that tie for the last."""
        if self._tree is None:
            return []
        point = origin.earth_centred()
        with self._lock:
            found = list(self._tree.nearest(point + point, at_least))
        positions = np.array(found, dtype=np.int64)
        chords = np.linalg.norm(self._points[positions] - point, axis=1)
        metres = 2 * ARC_RADIUS_METRES * np.arcsin(chords / (2 * ARC_RADIUS_METRES))
        order = np.lexsort((positions, metres))
        return list(zip(positions[order].tolist(), metres[order].tolist(), strict=True))

    def _settled(self, origin: Location, run: list[Measured]) -> list[Measured]:
        """Return a run of near ties in the order of their geodesic distances."""
        if len(run) == 1:
            return run
        distinct = {self._locations[position] for position, _ in run}
        if len(distinct) == 1:
            return sorted(run)
        metres = {at: origin.geodesic_metres_to(at) for at in distinct}
        measured = [
            (position, metres[self._locations[position]]) for position, _ in run
        ]
        return sorted(measured, key=lambda item: (round(item[1], 6), item[0]))


def _runs(nearest: list[Measured]) -> Iterator[list[tuple[int, Measured]]]:
    """Part measured positions wherever the gap is wider than the error of measure.

    Each item comes with its rank in the list.
    """
    run: list[tuple[int, Measured]] = []
    for rank, item in enumerate(nearest):
        if run and item[1] - run[-1][1][1] > 2 * arc_error_metres(item[1]):
            yield run
            run = []
        run.append((rank, item))
    if run:
        yield run


def _tree(points: npt.NDArray[np.float64]) -> index.Index:
    return index.Index(
        (np.arange(len(points)), points, points),
        properties=index.Property(dimension=3),
    )
