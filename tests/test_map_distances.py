from dataclasses import replace
from math import dist

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import InvalidLocation
from finder.location import METRES_PER_MILE, Location
from finder.map_distances import LONGEST_SCALE, distance_rings, scale_in
from finder.map_frame import MapFrame
from finder.map_labels import Box, Room
from tests.builders import LEEDS, NOTTINGHAM, at

CORNWALL, LERWICK, JERSEY = at(50.26, -5.05), at(60.15, -1.14), at(49.19, -2.1)

middles = st.sampled_from([NOTTINGHAM, CORNWALL, LERWICK, JERSEY])
places = st.builds(
    Location, latitude=st.floats(49.1, 60.9), longitude=st.floats(-8.2, 1.8)
)


def empty(frame, *taken):
    return Room(frame.width, frame.height, taken)


def rings_of(middle, *places):
    frame = MapFrame.around([middle, *places])
    return distance_rings(frame.spots_of([middle])[0], frame, empty(frame))


def around(middle, miles):
    for bearing in range(0, 360, 45):
        start = (middle.latitude, middle.longitude)
        end = geodesic(miles=miles).destination(start, bearing)
        try:
            yield at(end.latitude, end.longitude)
        except InvalidLocation:
            continue


@given(middles, places)
def test_rings_are_as_far_from_the_middle_as_they_say(middle, place):
    frame = MapFrame.around([middle, place])
    # In hundredths of a step, so that rounding does not hide an error.
    fine = replace(frame, metres_per_step=frame.metres_per_step / 100)
    ((x, y),) = fine.spots_of([middle])
    for ring in distance_rings(frame.spots_of([middle])[0], frame, empty(frame)):
        for far in fine.spots_of(list(around(middle, ring.miles))):
            drawn = dist(far, (x, y)) / 100
            assert abs(drawn - ring.radius) <= 0.51 + 0.005 * ring.radius


@pytest.mark.parametrize(
    ("middle", "place", "miles"),
    [
        (NOTTINGHAM, NOTTINGHAM, [5, 2]),
        (NOTTINGHAM, at(53.2, -1.5), [20, 10, 5]),
        (CORNWALL, at(51.6, -3), [100, 50, 20]),
        (LERWICK, at(57.1, -2.1), [200, 100, 50]),
    ],
)
def test_rings_suit_how_far_the_centres_are(middle, place, miles):
    assert [ring.miles for ring in rings_of(middle, place)] == miles


@given(middles, places)
def test_a_ring_has_its_distance_written_on_it(middle, place):
    frame = MapFrame.around([middle, place])
    (spot,) = frame.spots_of([middle])
    for ring in distance_rings(spot, frame, empty(frame)):
        there = (ring.label.x, ring.label.y)
        assert dist(there, spot) == pytest.approx(ring.radius, abs=1)


def test_a_ring_whose_label_has_no_room_is_not_drawn():
    frame = MapFrame.around([NOTTINGHAM])
    full = empty(frame, Box(0, 0, frame.width, frame.height))
    assert distance_rings((320, 240), frame, full) == ()
    assert scale_in(frame, full) is None


@given(places, places)
def test_a_scale_is_as_long_as_it_says_and_not_too_long(one, other):
    frame = MapFrame.around([one, other])
    scale = scale_in(frame, empty(frame))
    metres = scale.length * frame.metres_per_step
    step = frame.metres_per_step
    assert metres == pytest.approx(scale.miles * METRES_PER_MILE, rel=0.001, abs=step)
    assert LONGEST_SCALE / 4 < scale.length <= LONGEST_SCALE


def test_a_scale_goes_to_another_corner_where_one_is_taken():
    frame = MapFrame.around([LEEDS, NOTTINGHAM])
    first = scale_in(frame, empty(frame))
    second = scale_in(frame, empty(frame, Box.about(first.x, first.y, 20)))
    assert second.length == first.length
    assert (second.x, second.y) != (first.x, first.y)
