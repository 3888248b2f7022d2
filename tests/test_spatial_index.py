import math
import threading

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from finder import spatial_index
from finder.location import Location, arc_error_metres, arc_metres, square_chord
from finder.spatial_index import SpatialIndex
from tests.builders import LEEDS, NOTTINGHAM, at


@pytest.fixture(params=["one pass", "tree"], autouse=True, scope="module")
def either_way(request):
    """Run every promise with few points, and as if they were many."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "tree":
            patch.setattr(spatial_index, "MOST_IN_ONE_PASS", 0)
            patch.setattr(spatial_index, "ASKED_OF_TREE", 1)
        yield


anywhere = st.builds(Location, latitude=st.floats(49, 61.5), longitude=st.floats(-9, 3))
# Bunched within metres of one another, and often at the very same point.
bunched = st.builds(
    lambda north, east: at(53 + north * 1e-5, -1 + east * 1e-5),
    st.integers(-3, 3),
    st.integers(-3, 3),
)
coincident = st.sampled_from([NOTTINGHAM, LEEDS])
homes = st.one_of(anywhere, bunched, coincident)
places = st.lists(homes, max_size=60)
# Far more than a page of them, many within the error of measure of one another.
crowds = st.builds(
    lambda steps: [at(56 + north * 2e-6, -3 + east * 5e-6) for north, east in steps],
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=120),
)


def exact_metres(one: Location, other: Location) -> float:
    return geodesic(
        (one.latitude, one.longitude), (other.latitude, other.longitude)
    ).meters


@settings(max_examples=150, deadline=None)
@given(places, homes)
def test_order_is_that_of_a_brute_force_geodesic(locations, origin):
    expected = sorted(
        range(len(locations)),
        key=lambda it: (round(exact_metres(origin, locations[it]), 6), it),
    )
    found = [position for position, _ in SpatialIndex(locations).nearest_first(origin)]
    assert found == expected


@settings(max_examples=300, deadline=None)
@given(st.data(), crowds, homes)
def test_any_ranks_among_any_are_cut_from_the_brute_force_order(data, crowd, origin):
    among = data.draw(st.none() | st.lists(st.booleans(), min_size=len(crowd)))
    chosen = None if among is None else np.array(among[: len(crowd)], dtype=np.bool_)
    left = [it for it in range(len(crowd)) if among is None or among[it]]
    expected = sorted(
        left, key=lambda it: (round(origin.geodesic_metres_to(crowd[it]), 6), it)
    )
    start = data.draw(st.integers(0, len(crowd)))
    ranks = range(start, start + data.draw(st.integers(0, 20)))
    found = SpatialIndex(crowd).nearest_first(origin, ranks, chosen)
    assert [position for position, _ in found] == expected[ranks.start : ranks.stop]


@settings(max_examples=50, deadline=None)
@given(places, anywhere)
def test_distances_never_fall_and_are_exact_within_their_error(locations, origin):
    measured = list(SpatialIndex(locations).nearest_first(origin))
    metres = [distance for _, distance in measured]
    assert metres == sorted(metres)
    for position, distance in measured:
        exact = exact_metres(origin, locations[position])
        assert abs(distance - exact) <= arc_error_metres(exact)


def test_an_empty_index_answers_with_nothing():
    assert list(SpatialIndex([]).nearest_first(NOTTINGHAM)) == []


def test_many_at_one_point_come_in_the_order_given():
    index = SpatialIndex([NOTTINGHAM] * 100)
    assert [position for position, _ in index.nearest_first(LEEDS)] == list(range(100))


def test_points_that_the_chord_alone_would_exchange_are_in_geodesic_order():
    # Seven hundred kilometres off, a chord is up to a metre out, by its bearing.
    origin = at(50.0, -5.0)
    north = at(56.2, -5.0)
    metres = exact_metres(origin, north)
    rivals = [north, *_rivals_at(origin, metres)]
    found = [position for position, _ in SpatialIndex(rivals).nearest_first(origin)]
    assert found == sorted(
        range(len(rivals)), key=lambda it: exact_metres(origin, rivals[it])
    )
    by_chord = sorted(range(len(rivals)), key=lambda it: origin.metres_to(rivals[it]))
    assert found != by_chord
    one_by_one = [
        SpatialIndex(rivals).nearest_first(origin, range(rank, rank + 1))[0][0]
        for rank in range(len(rivals))
    ]
    assert one_by_one == found


def _rivals_at(origin: Location, metres: float) -> list[Location]:
    """Return points in other directions, a few centimetres further each."""
    rivals = []
    for step, bearing in enumerate((30, 20, 10), start=1):
        point = geodesic(meters=metres + step * 0.05).destination(
            (origin.latitude, origin.longitude), bearing
        )
        rivals.append(at(point.latitude, point.longitude))
    return rivals


@pytest.mark.parametrize("size", [15, 16, 17, 33, 200])
def test_every_position_comes_once_whatever_the_size_of_batches(size):
    index = SpatialIndex([at(50 + i * 0.05, -1) for i in range(size)])
    found = [position for position, _ in index.nearest_first(LEEDS)]
    assert sorted(found) == list(range(size))


def test_eight_threads_search_one_index_at_once():
    index = SpatialIndex([at(50 + i * 0.005, -2 + i * 0.001) for i in range(1000)])
    expected = index.nearest_first(LEEDS, range(10))
    answers: list[bool] = []

    def search() -> None:
        for _ in range(200):
            answers.append(index.nearest_first(LEEDS, range(10)) == expected)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [True] * 1600


@settings(max_examples=150, deadline=None)
@given(places, homes, homes)
def test_the_fairer_order_is_that_of_the_longer_leg_by_brute_force(
    locations, one, other
):
    def longer_leg(at: Location) -> float:
        return max(exact_metres(one, at), exact_metres(other, at))

    expected = sorted(
        range(len(locations)), key=lambda it: (round(longer_leg(locations[it]), 6), it)
    )
    measured = list(SpatialIndex(locations).fairest_first(one, other))
    assert [position for position, _ in measured] == expected
    for position, metres in measured:
        exact = longer_leg(locations[position])
        assert abs(metres - exact) <= arc_error_metres(exact)


@settings(max_examples=50, deadline=None)
@given(places, anywhere)
def test_all_chords_at_once_are_those_measured_one_by_one(locations, origin):
    squares = SpatialIndex(locations).squares_from(origin)
    assert len(squares) == len(locations)
    for square, location in zip(squares, locations, strict=True):
        metres = arc_metres(math.sqrt(square))
        assert metres == pytest.approx(origin.metres_to(location), abs=1e-6)
        assert square_chord(metres) == pytest.approx(square, rel=1e-9, abs=1e-6)
