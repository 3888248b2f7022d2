import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from finder.location import METRES_PER_MILE, Location
from finder.map_frame import WIDTH, MapFrame, path_through
from tests.builders import LEEDS, NOTTINGHAM, at

CORNWALL, SHETLAND = at(50.26, -5.05), at(60.15, -1.14)

places = st.builds(
    Location, latitude=st.floats(49.1, 60.9), longitude=st.floats(-8.2, 1.8)
)


def is_fair(frame):
    return 0.745 < frame.height / frame.width < 1.34


@given(st.lists(places, min_size=1, max_size=12))
def test_every_place_lies_well_inside_a_frame_of_a_fair_shape(some):
    frame = MapFrame.around(some)
    assert frame.width == WIDTH
    assert is_fair(frame)
    for x, y in frame.spots_of(some):
        assert 20 < x < frame.width - 20
        assert 20 < y < frame.height - 20


@given(places)
def test_a_frame_around_one_place_is_twelve_miles_across(place):
    frame = MapFrame.around([place])
    assert frame.width * frame.metres_per_step == pytest.approx(12 * METRES_PER_MILE)


@given(st.lists(places, min_size=2, max_size=5))
def test_north_is_up_and_west_is_left(some):
    frame = MapFrame.around(some)
    middle = at(sum(it.latitude for it in some) / len(some), frame.meridian)
    aside = 20 * frame.metres_per_step / 111_000
    north = at(middle.latitude + aside, middle.longitude)
    west = at(middle.latitude, middle.longitude - 2 * aside)
    ((x, y), (_, above), (left, _)) = frame.spots_of([middle, north, west])
    assert above < y
    assert left < x


@given(places, places, st.floats(0, 360))
def test_a_mile_is_as_long_in_every_direction_and_everywhere(one, other, bearing):
    frame = MapFrame.around([one, other])
    metres = 100 * frame.metres_per_step
    for start in (one, other):
        end = geodesic(meters=metres).destination(
            (start.latitude, start.longitude), bearing
        )
        places = np.array(
            [[start.longitude, start.latitude], [end.longitude, end.latitude]]
        )
        (before, after) = frame.spots(*places.T)
        # Both ends are rounded to whole steps.
        assert np.hypot(*(after - before)) == pytest.approx(100, abs=2)


@pytest.mark.parametrize("pair", [(NOTTINGHAM, LEEDS), (CORNWALL, SHETLAND)])
def test_the_bounds_hold_the_frame_and_hardly_more(pair):
    frame = MapFrame.around(pair)
    within = frame.bounds
    corners = np.array(
        [
            [it, other]
            for it in (within.west, within.east)
            for other in (within.south, within.north)
        ]
    )
    left, top = frame.spots(*corners.T).min(axis=0)
    right, low = frame.spots(*corners.T).max(axis=0)
    assert left <= 0 < frame.width <= right
    assert top <= 0 < frame.height <= low
    assert -left < frame.width / 4
    assert low - frame.height < frame.height / 4


def test_a_frame_is_moved_aside_rather_than_show_where_france_is_cut_off():
    north_sea = MapFrame.around([at(51.2, 1.4), at(53.5, 1.0)])
    ((x, _),) = north_sea.spots_of([at(51.1, 2.6)])
    assert x >= north_sea.width - 1
    channel = MapFrame.around([at(49.2, -2.1), at(49.2, 0.9)])
    ((_, y),) = channel.spots_of([at(49.0, channel.meridian)])
    assert y < channel.height < y + channel.steps(23_000)


def test_a_path_goes_from_spot_to_spot_by_whole_steps():
    ring = np.array([[5, 5], [15, 5], [15, 5], [15, 2], [4, 12], [5, 5]])
    assert path_through(ring) == "M5 5l10 0 0-3-11 10z"
