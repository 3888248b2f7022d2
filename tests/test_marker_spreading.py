from itertools import combinations
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.marker_spreading import APART, EDGE, MARKER_RADIUS, spread

WIDTH, HEIGHT = 640, 480

anywhere = st.tuples(st.integers(EDGE, WIDTH - EDGE), st.integers(EDGE, HEIGHT - EDGE))
crowds = anywhere.flatmap(
    lambda middle: st.lists(
        st.tuples(
            st.integers(middle[0] - 30, middle[0] + 30),
            st.integers(middle[1] - 30, middle[1] + 30),
        ),
        max_size=10,
    )
)


@given(crowds | st.lists(anywhere, max_size=10))
def test_up_to_ten_markers_never_overlap_nor_reach_over_the_frame(spots):
    drawn = spread(spots, WIDTH, HEIGHT)
    assert len(drawn) == len(spots)
    for one, other in combinations(drawn, 2):
        assert dist(one, other) > 2 * MARKER_RADIUS
    for x, y in drawn:
        assert MARKER_RADIUS < x < WIDTH - MARKER_RADIUS
        assert MARKER_RADIUS < y < HEIGHT - MARKER_RADIUS


@pytest.mark.parametrize("spot", [(320, 240), (EDGE, EDGE), (WIDTH - EDGE, 240)])
def test_ten_on_one_spot_stay_close_to_it(spot):
    drawn = spread([spot] * 10, WIDTH, HEIGHT)
    assert drawn[0] == spot
    assert max(dist(spot, it) for it in drawn) < 4.5 * APART
    assert all(dist(*pair) >= APART for pair in combinations(drawn, 2))


def test_a_marker_with_its_spot_to_itself_stays_there():
    crowd = [(100, 100)] * 5
    assert spread([*crowd, (150, 100)], WIDTH, HEIGHT)[-1] == (150, 100)


@given(crowds)
def test_the_same_spots_are_always_spread_the_same_way(spots):
    assert spread(spots, WIDTH, HEIGHT) == spread(spots, WIDTH, HEIGHT)


def test_markers_that_find_no_room_stay_on_their_spots():
    many = spread([(40, 40)] * 60, 80, 80)
    assert len(many) == 60
    assert many[-1] == (40, 40)
