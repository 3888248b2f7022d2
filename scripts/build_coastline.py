"""Make the committed outline of the isles from the npm package world-atlas.

``npm pack world-atlas@2.0.2`` fetches it; ``countries-10m.json`` inside is
Natural Earth's 1:10m countries as TopoJSON (arcs shared between neighbours, in
whole steps of a grid, each point counted from the one before).
"""

import json
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

import click
import shapely
from shapely import MultiPolygon, Polygon

from finder.coastline import STEPS
from finder.settings import PROJECT

SOURCE = "Natural Earth 1:10m, by way of world-atlas 2.0.2"
# France and Belgium for the strip that falls inside the frame.
COUNTRIES = {
    "United Kingdom",
    "Ireland",
    "Isle of Man",
    "Jersey",
    "Guernsey",
    "France",
    "Belgium",
}
WEST, SOUTH, EAST, NORTH = -11.0, 48.8, 2.6, 61.2
# A step of the source is about 200 metres; less than that is its own roughness.
TOLERANCE_METRES = 150
METRES_PER_DEGREE = 111_320
MIDDLE_LATITUDE = 55

Point = tuple[float, float]
Topology = dict[str, Any]


def decoded_arcs(topology: Topology) -> list[list[Point]]:
    """Return every arc of a topology as points of longitude and latitude."""
    (scale_x, scale_y), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    return [
        [
            (x * scale_x + west, y * scale_y + south)
            for x, y in accumulate(arc, lambda at, by: (at[0] + by[0], at[1] + by[1]))
        ]
        for arc in topology["arcs"]
    ]


def ring_of(arcs: list[list[Point]], numbers: list[int]) -> list[Point]:
    """Join arcs into a ring; a negative number is an arc walked backwards."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def land_of(topology: Topology) -> MultiPolygon:
    """Return the land inside the frame as one, without borders between countries."""
    arcs = decoded_arcs(topology)
    polygons = [
        Polygon(ring_of(arcs, rings[0]))
        for country in topology["objects"]["countries"]["geometries"]
        if country["properties"]["name"] in COUNTRIES
        for rings in (
            country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        )
    ]
    frame = shapely.box(WEST, SOUTH, EAST, NORTH)
    return _polygons(shapely.union_all([it.intersection(frame) for it in polygons]))


def simplified(land: MultiPolygon) -> MultiPolygon:
    """Drop what shows on no map, but no island; put points on the grid of the file."""
    narrowing = cos(radians(MIDDLE_LATITUDE))
    level = shapely.transform(land, lambda points: points * [narrowing, 1])
    fewer = level.simplify(TOLERANCE_METRES / METRES_PER_DEGREE)
    back = shapely.transform(fewer, lambda points: points / [narrowing, 1])
    return _polygons(shapely.set_precision(back, 1 / STEPS))


def _polygons(shape: Any) -> MultiPolygon:
    """Return the polygons of a shape, without holes: slivers along a border."""
    parts = [Polygon(it.exterior) for it in shapely.get_parts(shape) if it.area]
    parts.sort(key=lambda it: (-it.area, it.bounds))
    return MultiPolygon(parts)


def written(land: MultiPolygon) -> str:
    """Return the text of the file: a line a ring, largest first, in steps."""
    lines = []
    for polygon in land.geoms:
        points = shapely.get_coordinates(polygon.normalize())[:-1]
        steps = [(round(x * STEPS), round(y * STEPS)) for x, y in points.tolist()]
        moves = [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise([(0, 0), *steps])]
        numbers = [number for move in moves for number in move]
        lines.append(json.dumps(numbers, separators=(",", ":")))
    return (
        f'{{"source":"{SOURCE}","steps_per_degree":{STEPS},"rings":[\n'
        + ",\n".join(lines)
        + "\n]}\n"
    )


@click.command()
@click.argument(
    "topojson", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=PROJECT / "data" / "coastline.json",
    help="Where to write; data/coastline.json without it.",
)
def main(topojson: Path, out: Path) -> None:
    """Make the outline from TOPOJSON, the countries-10m.json of world-atlas."""
    land = simplified(land_of(json.loads(topojson.read_bytes())))
    text = written(land)
    out.write_text(text, encoding="utf-8", newline="\n")
    points = len(shapely.get_coordinates(land))
    click.echo(
        f"{len(land.geoms)} rings of {points:,} points, {len(text):,} bytes, in {out}."
    )


if __name__ == "__main__":
    main()
