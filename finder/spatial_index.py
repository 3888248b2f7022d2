"""Positions in order of distance, exactly. The only module that knows rtree."""

import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from finder.exact_order import (
    Geodesic,
    Measured,
    Metres,
    Positions,
    in_exact_order,
    square_chords,
    surely_longer,
)
from finder.location import EarthCentred, Location

if TYPE_CHECKING:
    from rtree import index

# Up to so many, measuring every point in one pass is quicker than asking a tree,
# and threads need not wait for one another: see docs/performance.md.
MOST_IN_ONE_PASS = 6_000
# A tree is asked for the first one in so many at most; for more, a pass is quicker.
ASKED_OF_TREE = 64
# Asked for besides, so that the last one wanted seldom ties with the last one found.
SPARE = 6
# Of a node's entries all are looked at: few make a quick tree, at more memory.
TREE_CAPACITY = 10

ALL = range(sys.maxsize)

Chosen = npt.NDArray[np.bool_]


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

    @property
    def in_one_pass(self) -> bool:
        """Whether all are measured for every search, however few are wanted."""
        return self._tree is None

    def nearest_first(
        self,
        origin: Location,
        ranks: range = ALL,
        among: Chosen | None = None,
        squares: Metres | None = None,
    ) -> list[Measured]:
        """Return each position with its distance in metres, nearest first.

        Of all, or of those that are true in `among`, only such `ranks` as are
        asked for come back. Equal distances are in the order of the locations.
        `squares` are those of `squares_from`, if they were measured before.
        """
        point, geodesic = origin.earth_centred(), origin.geodesic_metres_to
        if among is None and squares is None and self._tree is not None:
            nearby = self._from_tree(self._tree, point, ranks.stop)
            if nearby is not None:
                return self._ranked(*nearby, ranks, geodesic)
        positions = None if among is None else among.nonzero()[0]
        if squares is None:
            squares = square_chords(self._axes_of(positions), point)
        elif positions is not None:
            squares = squares.take(positions)
        return self._ranked(positions, squares, ranks, geodesic)

    def fairest_first(
        self,
        one: Location,
        other: Location,
        ranks: range = ALL,
        among: Chosen | None = None,
    ) -> list[Measured]:
        """Return each position with the longer of its two distances, shortest first.

        `ranks`, `among` and equal distances are as in `nearest_first`.
        """
        positions = None if among is None else among.nonzero()[0]
        axes = self._axes_of(positions)
        ends = one.earth_centred(), other.earth_centred()
        squares = np.maximum(*(square_chords(axes, end) for end in ends))

        def longer(at: Location) -> float:
            return max(one.geodesic_metres_to(at), other.geodesic_metres_to(at))

        return self._ranked(positions, squares, ranks, longer)

    def squares_from(self, origin: Location) -> Metres:
        """Return the square of the straight chord to every position."""
        return square_chords(self._axes, origin.earth_centred())

    def _axes_of(self, positions: Positions | None) -> Metres:
        return self._axes if positions is None else self._axes.take(positions, axis=1)

    def _from_tree(
        self, tree: "index.Index", point: EarthCentred, number: int
    ) -> tuple[Sequence[int], Metres] | None:
        """Return, in their order, all that may be among the first so many.

        Their square chords come with them. None, where a pass over all is quicker.
        """
        asked = number + SPARE
        while asked * ASKED_OF_TREE <= len(self):
            with self._lock:
                found = sorted(tree.nearest(point + point, asked))
            squares = square_chords(self._axes.take(found, axis=1), point)
            nearest = sorted(squares.tolist())
            if surely_longer(nearest[number - 1]) < nearest[-1]:
                return found, squares
            asked *= 4
        return None

    def _ranked(
        self,
        positions: Sequence[int] | Positions | None,
        squares: Metres,
        ranks: range,
        geodesic: Geodesic,
    ) -> list[Measured]:
        """Return ranks out of squares, which are those of all or of some positions."""
        locations = self._locations
        if positions is None:
            return in_exact_order(squares, ranks, locations.__getitem__, geodesic)
        found = in_exact_order(
            squares, ranks, lambda it: locations[positions[it]], geodesic
        )
        return [(int(positions[it]), metres) for it, metres in found]


def _tree(points: npt.NDArray[np.float64]) -> "index.Index":
    # Two megabytes, which no listing of the size of the country's needs.
    from rtree import index

    return index.Index(
        (np.arange(len(points)), points, points),
        properties=index.Property(
            dimension=3,
            leaf_capacity=TREE_CAPACITY,
            index_capacity=TREE_CAPACITY,
            near_minimum_overlap_factor=TREE_CAPACITY - 1,
        ),
    )
