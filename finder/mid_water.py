"""Whether a straight line crosses the sea or an estuary.

``data/mid_water.json`` has the middle lines of all water that is a long way round:
where it parts two islands by 2.5 km or more, and where it is 800 m wide or more
between two shores that are 5 km further from one another along the coast. So
no bay that a line cuts across counts, no strait that a bridge crosses, no river.
``scripts/build_mid_water.py`` makes it from the outline of the isles.
"""

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
import numpy.typing as npt
import shapely

from finder.coastline import STEPS
from finder.flat_isles import NARROWING, flat_of
from finder.location import Location

# To a degree of the isles laid flat. Half of all families live so far from any water
# that no line to the nearest centres can reach it.
CELLS = 10
CELLS_KEPT = 8_192
# Less than a degree of latitude is anywhere in the isles, and than a degree of
# longitude is for the cosine of its latitude (WGS84: 111,209 and 111,532).
LEAST_DEGREE_METRES = 111_200

Line = npt.NDArray[np.float64]


class MidWater:
    """The middle lines of the water of the isles. Safe to share between threads."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Take rows of longitude and latitude."""
        flat = [shapely.LineString(line * [NARROWING, 1.0]) for line in lines]
        self._lines = shapely.MultiLineString(flat)
        shapely.prepare(self._lines)
        # GEOS notes on a prepared geometry what it looks at, and shapely lets other
        # threads run meanwhile: two at once end the process.
        self._lock = Lock()
        self._clear_metres = lru_cache(maxsize=CELLS_KEPT)(self._measure_clear_metres)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the committed file, which its own tests check."""
        stored = json.loads(path.read_bytes())
        moves = (np.array(it, dtype=np.int64) for it in stored["lines"])
        return cls([it.reshape(-1, 2).cumsum(axis=0) / STEPS for it in moves])

    def crossed(
        self,
        one: Location,
        others: Sequence[Location],
        metres: Sequence[float] | None = None,
    ) -> list[bool]:
        """Return whether the straight line to each of the others crosses water.

        `metres` are how far away each of them is, where that is known.
        """
        start = x, y = flat_of(one)
        far: Sequence[int] = range(len(others))
        if metres is not None:
            clear = self._clear_metres(math.floor(x * CELLS), math.floor(y * CELLS))
            far = [at for at, away in enumerate(metres) if away >= clear]
        crossed = [False] * len(others)
        if far:
            rows = [start + flat_of(others[at]) for at in far]
            straight = shapely.linestrings(np.array(rows).reshape(-1, 2, 2))
            with self._lock:
                found = shapely.intersects(self._lines, straight).tolist()
            for at, wet in zip(far, found, strict=True):
                crossed[at] = wet
        return crossed

    def _measure_clear_metres(self, column: int, row: int) -> float:
        """Return less than any place in a cell is away from any of the lines."""
        west, south = column / CELLS, row / CELLS
        cell = shapely.box(west, south, west + 1 / CELLS, south + 1 / CELLS)
        with self._lock:
            degrees = float(shapely.distance(cell, self._lines))
        # A degree laid flat is shortest where it runs east, furthest to the north.
        north = math.radians(min(south + 1 / CELLS + degrees, 90))
        return degrees * LEAST_DEGREE_METRES * min(1.0, math.cos(north) / NARROWING)
