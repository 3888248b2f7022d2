"""The outline of the isles, for maps.

``data/coastline.json`` is Natural Earth's 1:10m coast (public domain), true to
about 200 metres. It has the sea and the wide estuaries (Severn, Mersey, Humber,
Tay, Forth, Solent); it has no rivers.
"""

import json
from pathlib import Path
from typing import Self

import numpy as np
import shapely

from finder.flat_isles import NARROWING, Ring
from finder.map_frame import Bounds

STEPS = 1000  # of longitude and latitude in the file, to a degree

# The smallest islet that is drawn, in squares of the least detail.
LEAST_ISLET = 8


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

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the committed file, which its own tests check."""
        stored = json.loads(path.read_bytes())
        return cls(tuple(map(_ring, stored["rings"])))

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


def _ring(moves: list[int]) -> Ring:
    points = np.cumsum(np.array(moves, dtype=np.int64).reshape(-1, 2), axis=0)
    return np.vstack([points, points[:1]]) / STEPS
