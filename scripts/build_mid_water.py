"""Make the committed middle lines of the sea and the estuaries, from the outline.

A middle line is as far from one shore as from another: the edges of the Voronoi
diagram of points along all shores. Kept are those between shores that people have
to go a long way round, so that a straight line over one is a longer way by road.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Self

import click
import numpy as np
import numpy.typing as npt
import shapely

from finder.coastline import STEPS, Coastline
from finder.flat_isles import METRES_PER_DEGREE, NARROWING, Ring, metres_along
from finder.settings import PROJECT

# Water between shores that no land joins. The straits that are bridged are
# narrower in the outline: the Menai up to 1.6 km, Holy Island and Hayling 2.
WIDE_STRAIT_METRES = 2500
# Water that can be walked round: an estuary is narrow and a long way round (the
# Mersey is 1 km, and 57 round), a bay is wide and its shore hardly longer.
WIDE_ESTUARY_METRES = 800
LONG_WAY_ROUND_METRES = 5000
# Between points along a shore; the outline itself is true to about 200 metres.
POINTS_APART_METRES = 200
TOLERANCE_METRES = 60

# Where people live and no road goes, too small for the outline: the middle of their
# postcodes in the ONS Postcode Directory.
ISLETS = {
    "Caldey": (51.637, -4.686),
    "Canna": (57.061, -6.494),
    "Gigha": (55.683, -5.748),
    "Great Cumbrae": (55.757, -4.926),
    "Inchcolm": (56.030, -3.301),
    "Iona": (56.333, -6.395),
    "Muck": (56.836, -6.229),
    "Sanda": (55.283, -5.583),
}
ISLET_METRES = 300

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shores:
    """Points along all shores laid flat: their ring, how far along, and its length."""

    points: Points
    ring: Indices
    metres_along: Points
    metres_round: Points

    @classmethod
    def of(cls, rings: Sequence[Ring]) -> Self:
        """Take closed rings laid flat, and put points along them."""
        apart = POINTS_APART_METRES / METRES_PER_DEGREE
        close = [
            shapely.get_coordinates(shapely.segmentize(shapely.LinearRing(it), apart))
            for it in rings
        ]
        walked = [metres_along(it) for it in close]
        numbers = np.repeat(np.arange(len(close)), [len(it) - 1 for it in close])
        return cls(
            np.vstack([it[:-1] for it in close]),
            numbers,
            np.concatenate([it[:-1] for it in walked]),
            np.array([it[-1] for it in walked])[numbers],
        )

    def are_far_round(self, one: Indices, other: Indices) -> npt.NDArray[np.bool_]:
        """Return whether the water between pairs of points is a long way round."""
        (x, y), (far_x, far_y) = self.points[one].T, self.points[other].T
        stretch = np.cos(np.radians((y + far_y) / 2)) / NARROWING
        width = METRES_PER_DEGREE * np.hypot((far_x - x) * stretch, far_y - y)
        walked = np.abs(self.metres_along[one] - self.metres_along[other])
        walked = np.minimum(walked, self.metres_round[one] - walked)
        long_way = walked - width > LONG_WAY_ROUND_METRES
        far: npt.NDArray[np.bool_] = np.where(
            self.ring[one] == self.ring[other],
            (width > WIDE_ESTUARY_METRES) & long_way,
            width > WIDE_STRAIT_METRES,
        )
        return far


def mid_water(rings: Sequence[Ring]) -> list[Points]:
    """Return the middle lines, in longitude and latitude, of the water around rings.

    The rings are closed rows of longitude and latitude that do not cross.
    """
    flat = [ring * [NARROWING, 1.0] for ring in rings]
    shores = Shores.of(flat)
    sides, ends = _voronoi(shores.points)
    far = shores.are_far_round(*sides.T)
    sides, ends = sides[far], ends[far]
    land = shapely.MultiPolygon([shapely.Polygon(it) for it in flat])
    shapely.prepare(land)
    between = shores.points[sides].mean(axis=1), ends.mean(axis=1)
    wet = ~np.logical_or(*(shapely.contains_xy(land, *it.T) for it in between))
    edges = shapely.MultiLineString(list(shapely.linestrings(ends[wet])))
    joined = shapely.line_merge(edges)
    frame = shapely.box(*shapely.buffer(land, 0.2, join_style="mitre").bounds)
    inside = shapely.intersection(joined, frame)
    simple = shapely.simplify(inside, TOLERANCE_METRES / METRES_PER_DEGREE)
    lines = map(shapely.get_coordinates, shapely.get_parts(simple))
    return [line / [NARROWING, 1.0] for line in lines]


def islets() -> list[Ring]:
    """Return a small ring for each islet that the outline lacks."""
    around = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], dtype=float)
    return [
        [longitude, latitude]
        + around * ISLET_METRES / METRES_PER_DEGREE / [cos(radians(latitude)), 1]
        for latitude, longitude in ISLETS.values()
    ]


def _voronoi(points: Points) -> tuple[Indices, Points]:
    """Return for each edge of the diagram the two points beside it, and its ends."""
    triangles = shapely.delaunay_triangles(shapely.multipoints(points))
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3]
    index = {at: number for number, at in enumerate(map(tuple, points.tolist()))}
    numbers = np.array([[index[tuple(it)] for it in each] for each in corners.tolist()])
    edges = np.sort(
        np.concatenate([numbers[:, [0, 1]], numbers[:, 1:], numbers[:, ::2]])
    )
    owners = np.tile(np.arange(len(numbers)), 3)
    order = np.lexsort(edges.T)
    edges, owners = edges[order], owners[order]
    shared = np.flatnonzero((edges[1:] == edges[:-1]).all(axis=1))
    centres = _centres(corners)
    ends = np.stack([centres[owners[shared]], centres[owners[shared + 1]]], axis=1)
    return edges[shared], ends


def _centres(corners: Points) -> Points:
    """Return the centres of the circles through the corners of triangles."""
    # Counted from a corner: squares of whole coordinates would lose what is small.
    origin = corners[:, 0]
    (x, y), (to_x, to_y) = (corners[:, 1] - origin).T, (corners[:, 2] - origin).T
    square, to_square = x * x + y * y, to_x * to_x + to_y * to_y
    twice = 2 * (x * to_y - y * to_x)
    across = (to_y * square - y * to_square) / twice
    up = (x * to_square - to_x * square) / twice
    centres: Points = origin + np.stack([across, up], axis=1)
    return centres


def written(lines: Sequence[Points]) -> str:
    """Return the text of the file: a row a line, in steps from point to point."""
    rows = []
    for line in lines:
        steps = [(round(x * STEPS), round(y * STEPS)) for x, y in line.tolist()]
        moves = [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise([(0, 0), *steps])]
        numbers = [number for move in moves if move != (0, 0) for number in move]
        if len(numbers) > 2:
            rows.append(json.dumps(numbers, separators=(",", ":")))
    joined = ",\n".join(sorted(rows))
    return f'{{"steps_per_degree":{STEPS},"lines":[\n{joined}\n]}}\n'


@click.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=PROJECT / "data" / "mid_water.json",
    help="Where to write; data/mid_water.json without it.",
)
def main(out: Path) -> None:
    """Make the middle lines of the water from the committed outline."""
    outline = Coastline.read(PROJECT / "data" / "coastline.json")
    text = written(mid_water([*outline.rings, *islets()]))
    out.write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{text.count('[') - 1:,} lines, {len(text):,} bytes, in {out}.")


if __name__ == "__main__":
    main()
