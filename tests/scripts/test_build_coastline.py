import json

from shapely import MultiPolygon, Polygon, box

from finder.settings import PROJECT
from scripts.build_coastline import decoded_arcs, land_of, simplified, written

COMMITTED = PROJECT / "data" / "coastline.json"


def a_topology(**changes):
    """Return two countries that share a border, as TopoJSON; a third far away."""
    return {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [-4, 50]},
        # The border northward; the west round it; the east round it.
        "arcs": [
            [[2, 0], [0, 4]],
            [[2, 4], [-2, 0], [0, -4], [2, 0]],
            [[2, 4], [2, 0], [0, -4], [-2, 0]],
        ],
        "objects": {
            "countries": {
                "geometries": [
                    country("Ireland", "Polygon", [[0, 1]]),
                    country("United Kingdom", "MultiPolygon", [[[-1, -3]]]),
                    country("Elsewhere", "Polygon", [[0, 2]]),
                ]
            }
        },
        **changes,
    }


def country(name, kind, arcs):
    return {"type": kind, "arcs": arcs, "properties": {"name": name}}


def test_arcs_are_counted_from_point_to_point_and_put_on_the_map():
    assert decoded_arcs(a_topology())[0] == [(-3.0, 50.0), (-3.0, 52.0)]


def test_countries_are_joined_without_the_border_between_them():
    countries = a_topology()
    countries["objects"]["countries"]["geometries"][1]["arcs"] = [[[2, -1]]]
    (joined,) = land_of(countries).geoms
    assert joined.equals(box(-4, 50, -2, 52))


def test_land_outside_the_frame_is_cut_off():
    (cut,) = land_of(
        a_topology(transform={"scale": [0.5, 1], "translate": [-4, 46]})
    ).geoms
    assert cut.bounds[1] == 48.8


def test_an_island_however_small_is_kept():
    speck = Polygon([(-6.30, 49.90), (-6.29, 49.90), (-6.29, 49.91), (-6.30, 49.91)])
    land = MultiPolygon([box(-4, 50, -2, 52), speck])
    assert len(simplified(land).geoms) == 2


def test_a_ring_is_written_in_steps_from_its_point_before():
    text = written(MultiPolygon([box(-4, 50, -2, 52)]))
    (ring,) = json.loads(text)["rings"]
    assert ring[:2] in ([-4000, 50000], [-2000, 50000], [-4000, 52000], [-2000, 52000])
    assert sorted(map(abs, ring[2:])) == [0, 0, 0, 2000, 2000, 2000]
