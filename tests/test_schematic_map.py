import re
from itertools import combinations
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.coastline import Coastline
from finder.location import Location
from finder.map_frame import MapFrame
from finder.map_labels import Box
from finder.marker_spreading import MARKER_RADIUS
from finder.places import Gazetteer
from finder.schematic_map import MOST_TOWNS, MapMaker
from finder.settings import PROJECT
from tests.builders import LEEDS, NOTTINGHAM, at

GAZETTEER = Gazetteer.read(PROJECT / "data" / "places.csv")
MAPS = MapMaker(Coastline.read(PROJECT / "data" / "coastline.json"), GAZETTEER)


def overlap(one, other):
    """Return whether two boxes have ground in common."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    tall = min(one.bottom, other.bottom) - max(one.top, other.top)
    return wide > 0 and tall > 0


CARDIFF, WESTON = at(51.4816, -3.1791), at(51.3458, -2.9774)
CORNWALL = at(50.26, -5.05)
TYPICAL = [at(51.35 + n * 0.08, -3.6 + (n * 7 % 10) * 0.15) for n in range(10)]

places = st.builds(
    Location, latitude=st.floats(49.7, 60.9), longitude=st.floats(-8.2, 1.8)
)
searches = places.flatmap(
    lambda middle: st.tuples(
        st.lists(
            st.builds(
                lambda north, east: at(
                    middle.latitude + north, middle.longitude + east
                ),
                st.floats(-0.6, 0.6),
                st.floats(-0.6, 0.6),
            ),
            min_size=1,
            max_size=10,
        ),
        st.just(middle) | st.none(),
    )
)
few = settings(max_examples=30)


def draw(places, middle=None):
    drawn = MAPS.draw(numbered(places), middle)
    assert drawn is not None
    return drawn


def numbered(places):
    return [(str(number), place) for number, place in enumerate(places, 1)]


def words_on(drawn):
    return [
        *(ring.label.box for ring in drawn.rings),
        *(town.label.box for town in drawn.towns),
    ]


@given(searches)
@few
def test_no_two_markers_overlap_and_all_are_in_the_frame(search):
    drawn = draw(*search)
    assert [it.label for it in drawn.markers] == [it for it, _ in numbered(search[0])]
    for one, other in combinations(drawn.markers, 2):
        assert dist((one.x, one.y), (other.x, other.y)) > 2 * MARKER_RADIUS
    for it in drawn.markers:
        for x, y in ((it.x, it.y), it.true_spot or (it.x, it.y)):
            assert 0 < x < drawn.width
            assert 0 < y < drawn.height


@given(searches)
@few
def test_a_marker_is_on_its_spot_or_says_where_that_is(search):
    points, middle = search
    frame = MapFrame.around([*points, middle] if middle else points)
    for true, marker in zip(frame.spots_of(points), draw(*search).markers, strict=True):
        assert marker.true_spot == true or dist((marker.x, marker.y), true) <= 3


@given(searches)
@few
def test_words_lie_in_the_frame_and_on_no_other_words_nor_markers(search):
    drawn = draw(*search)
    words = words_on(drawn)
    for one, other in combinations(words, 2):
        assert not overlap(one, other)
    for box in words:
        assert 0 < box.left < box.right < drawn.width
        assert 0 < box.top < box.bottom < drawn.height
        for it in drawn.markers:
            assert not overlap(box, Box.about(it.x, it.y, MARKER_RADIUS))


@given(searches)
@few
def test_the_same_map_is_drawn_again_and_of_nothing_but_what_is_given(search):
    points, middle = search
    again = MapMaker(MAPS._coastline, GAZETTEER)
    assert again.draw(numbered(points), middle) == draw(points, middle)


@given(searches)
@few
def test_there_is_a_scale_just_where_there_are_no_rings(search):
    points, middle = search
    drawn = draw(points, middle)
    frame = MapFrame.around([*points, middle] if middle else points)
    assert drawn.middle == (frame.spots_of([middle])[0] if middle else None)
    assert not (drawn.rings and drawn.scale)
    assert bool(drawn.rings) == (middle is not None)


@given(searches)
@few
def test_towns_are_real_few_and_where_they_are(search):
    points, middle = search
    frame = MapFrame.around([*points, middle] if middle else points)
    towns = draw(points, middle).towns
    assert len(towns) <= MOST_TOWNS
    for town in towns:
        spots = frame.spots_of([it.location for it in GAZETTEER.find(town.name)])
        near = min(dist(spot, (town.label.x, town.label.y)) for spot in spots)
        assert near <= 3 * MARKER_RADIUS
        assert town.dot in spots


@pytest.mark.parametrize("middle", [NOTTINGHAM, WESTON, CORNWALL, LEEDS])
def test_a_search_is_shown_among_towns_that_people_know(middle):
    drawn = draw([middle, at(middle.latitude + 0.3, middle.longitude - 0.1)], middle)
    assert len(drawn.towns) >= 4


@given(searches)
@few
def test_land_is_a_path_of_whole_numbers(search):
    land = draw(*search).land
    ring = r"M-?\d+ -?\d+l-?\d+(?:[ -]\d+| -\d+)*z"
    assert re.fullmatch(f"(?:{ring})*", land), land


def test_land_lies_on_both_sides_of_the_water_and_far_from_it_everywhere():
    assert draw([WESTON, CARDIFF]).land.count("M") >= 2
    inland = draw([NOTTINGHAM]).land
    assert inland.count("M") == 1
    assert len(inland) < 60
    assert draw([at(58.5, -8.5)]).land == ""


def test_the_path_of_a_usual_map_is_short():
    assert len(draw(TYPICAL, WESTON).land) < 4000


def test_nothing_is_drawn_of_nothing():
    assert MAPS.draw([], NOTTINGHAM) is None
