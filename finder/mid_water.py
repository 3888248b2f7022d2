"""Whether a straight line crosses the sea or an estuary.

``data/mid_water.json`` has the middle lines of all water that is a long way round:
where it parts two islands by 2.5 km or more, and where it is 800 m wide or more
between two shores that are 5 km further from one another along the coast. So
no bay that a line cuts across counts, no strait that a bridge crosses, no river.
``scripts/build_mid_water.py`` makes it from the outline of the isles.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np
import numpy.typing as npt
import shapely

from finder.coastline import STEPS
from finder.flat_isles import NARROWING, flat_of
from finder.location import Location

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

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the committed file, which its own tests check."""
        stored = json.loads(path.read_bytes())
        moves = (np.array(it, dtype=np.int64) for it in stored["lines"])
        return cls([it.reshape(-1, 2).cumsum(axis=0) / STEPS for it in moves])

    def crossed(self, one: Location, others: Sequence[Location]) -> list[bool]:
        """Return whether the straight line to each of the others crosses water."""
        start = flat_of(one)
        ends = np.array([start + flat_of(other) for other in others]).reshape(-1, 2, 2)
        straight = shapely.linestrings(ends)
        with self._lock:
            crossed: list[bool] = shapely.intersects(self._lines, straight).tolist()
        return crossed
