import json

import numpy as np
import pytest

from finder.coastline import STEPS, Coastline
from finder.map_frame import Bounds
from finder.settings import PROJECT
from tests.builders import NOTTINGHAM, at

COMMITTED = PROJECT / "data" / "coastline.json"


@pytest.fixture(scope="module")
def coastline():
    return Coastline.read(COMMITTED)


# --- The outline ------------------------------------------------------------


def holds(ring, place):
    """Return whether a ring goes round a place, by counting crossings."""
    (x, y), (to_x, to_y) = ring[:-1].T, ring[1:].T
    level = (y > place.latitude) != (to_y > place.latitude)
    with np.errstate(divide="ignore", invalid="ignore"):
        east = x + (place.latitude - y) / (to_y - y) * (to_x - x) > place.longitude
    return np.count_nonzero(level & east) % 2 == 1


@pytest.mark.parametrize(
    "place",
    [
        at(49.9230, -6.2970),  # Scilly
        at(53.2800, -4.3500),  # Anglesey
        at(50.6700, -1.3000),  # Wight
        at(58.9800, -3.0500),  # Orkney
        at(60.2500, -1.2500),  # Shetland
        at(58.2300, -6.5000),  # Lewis
        at(57.2600, -7.3300),  # South Uist
        at(55.7600, -6.2000),  # Islay
        at(54.2300, -4.5300),  # Man
        at(49.2200, -2.1300),  # Jersey
        at(49.4500, -2.5900),  # Guernsey
        at(49.7150, -2.2000),  # Alderney
    ],
)
def test_the_islands_where_people_live_are_drawn(coastline, place):
    assert sum(holds(ring, place) for ring in coastline.rings) == 1


def test_great_britain_is_the_largest_and_ireland_the_second(coastline):
    assert holds(coastline.rings[0], NOTTINGHAM)
    assert holds(coastline.rings[1], at(54.5968, -5.9254))


def test_rings_are_closed_and_inside_the_frame(coastline):
    for ring in coastline.rings:
        assert len(ring) >= 4
        assert (ring[0] == ring[-1]).all()
        assert ring.min(axis=0) == pytest.approx(ring.min(axis=0).clip([-11, 48.8]))
        assert ring.max(axis=0) == pytest.approx(ring.max(axis=0).clip(max=[2.6, 61.2]))


def test_the_committed_file_is_small_and_names_its_source():
    stored = json.loads(COMMITTED.read_bytes())
    assert COMMITTED.stat().st_size < 60_000
    assert stored["steps_per_degree"] == STEPS
    assert "Natural Earth" in stored["source"]


# --- Land for drawing -------------------------------------------------------

SOLENT = Bounds(-1.7, 50.5, -1.0, 50.95)


def test_the_land_between_bounds_is_closed_rings_that_keep_to_them(coastline):
    mainland, wight, *_ = sorted(coastline.land_within(SOLENT, 0.002), key=len)[::-1]
    for ring in (mainland, wight):
        assert (ring[0] == ring[-1]).all()
        assert ring[:, 0].min() >= SOLENT.west - 1e-9
        assert ring[:, 0].max() <= SOLENT.east + 1e-9
        assert ring[:, 1].min() >= SOLENT.south - 1e-9
        assert ring[:, 1].max() <= SOLENT.north + 1e-9


def test_where_all_is_land_it_is_the_bounds_and_where_none_is_nothing(coastline):
    (inland,) = coastline.land_within(Bounds(-1.3, 52.8, -1.0, 53.0), 0.001)
    assert {tuple(it) for it in inland.round(6)} == {
        *((-1.3, 52.8), (-1.3, 53.0), (-1.0, 53.0), (-1.0, 52.8)),
    }
    assert coastline.land_within(Bounds(-9, 58.5, -8, 59), 0.001) == []


def test_coarse_land_has_fewer_points_and_no_islets(coastline):
    everywhere = Bounds(-9, 49, 2, 61)
    fine, coarse = (coastline.land_within(everywhere, it) for it in (0.001, 0.03))
    assert len(coarse) < len(fine) / 2
    assert sum(map(len, coarse)) < sum(map(len, fine)) / 4
