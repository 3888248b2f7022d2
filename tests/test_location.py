import math

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import InvalidLocation, SwappedLocation
from finder.location import (
    METRES_PER_MILE,
    Location,
    arc_error_metres,
    shown_miles,
)

locations = st.builds(
    Location, latitude=st.floats(49, 61.5), longitude=st.floats(-9, 3)
)


@given(locations, locations)
def test_distance_is_the_geodesic_within_the_error_that_is_promised(one, other):
    exact = geodesic(
        (one.latitude, one.longitude), (other.latitude, other.longitude)
    ).meters
    assert abs(one.metres_to(other) - exact) <= arc_error_metres(exact)


@given(locations, locations)
def test_geodesic_distance_is_that_of_an_independent_solver(one, other):
    exact = geodesic(
        (one.latitude, one.longitude), (other.latitude, other.longitude)
    ).meters
    assert one.geodesic_metres_to(other) == pytest.approx(exact, abs=1e-6)


@given(st.floats(49, 61.5), st.floats(-9, 3))
def test_every_swap_of_latitude_and_longitude_is_caught(latitude, longitude):
    with pytest.raises(SwappedLocation):
        Location(latitude=longitude, longitude=latitude)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (0, 0),
        (48.9, -1),
        (61.6, -1),
        (52, -9.1),
        (52, 3.1),
        (math.nan, -1),
        (52, math.nan),
        (math.inf, -1),
        (52, -math.inf),
    ],
)
def test_a_point_outside_the_isles_is_refused(latitude, longitude):
    with pytest.raises(InvalidLocation) as refused:
        Location(latitude=latitude, longitude=longitude)
    assert not isinstance(refused.value, SwappedLocation)


@pytest.mark.parametrize(
    ("miles", "shown"),
    [
        (0, 0),
        (0.499, 0),
        (0.5, 0.5),
        (0.74, 0.5),
        (0.75, 1),
        (2.3, 2.5),
        (4.74, 4.5),
        (4.9, 5),
        (5.4, 5),
        (5.5, 6),
        (109.2, 109),
    ],
)
def test_shown_miles_are_halves_below_five_and_whole_above(miles, shown):
    assert shown_miles(miles * METRES_PER_MILE) == shown


@given(st.floats(0, 2e6), st.floats(0, 2e6))
def test_nearer_is_never_shown_as_further(one, other):
    nearer, further = sorted((one, other))
    assert shown_miles(nearer) <= shown_miles(further)
