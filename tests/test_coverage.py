import math
from itertools import pairwise

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.centres import AreaCovered, CentreStatus, ServiceType
from finder.coverage import BLOCK, Ground, Groups, earth_centred, within
from finder.coverage_postcodes import counted_postcodes
from finder.coverage_report import MILES, Tally, measure_coverage
from finder.errors import PostcodeIndexDamaged
from finder.island_parishes import IslandArea
from finder.location import METRES_PER_MILE, arc_error_metres, arc_metres
from finder.places import Gazetteer, Place
from finder.postcode_files import NATIONS
from finder.postcodes import Nation, Outcode, read_postcode
from finder.spatial_index import SpatialIndex
from tests.builders import NOTTINGHAM, a_centre, a_directory, a_postcode_index, at

ENGLAND, LEEDS_CITY, SCOTLAND = "E06000018", "E08000035", "S12000026"
ROWS = (
    ("NG1 5FS", 456847, 340057, ENGLAND),
    ("NG1 6AA", 456995, 339594, ENGLAND),
    ("NG2 1AA", 457800, 336900, ENGLAND),
    ("LS1 4DY", 429960, 433298, LEEDS_CITY),
    ("LS1 1UR", 429833, 434079, LEEDS_CITY),
    ("TD151AA", 399800, 652900, "E06000057"),
    ("TD151XX", 394600, 655400, SCOTLAND),
)

points = st.builds(
    at,
    st.floats(49.2, 60.9),
    st.floats(-8.0, 1.7),
)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    return counted(tmp_path_factory.mktemp("few"), a_directory(*ROWS))


def counted(folder, directory, islands=None):
    index = a_postcode_index(folder, directory, islands)
    return counted_postcodes(folder / index.id)


def no_places():
    return Gazetteer([])


def reach_of(postcodes, *centres, service="supported", gazetteer=None):
    reaches = measure_coverage(postcodes, centres, gazetteer or no_places())
    return next(it for it in reaches if it.service == service)


def district(reach, outcode, nation=Nation.ENGLAND):
    return next(
        it
        for it in reach.districts
        if (it.district.outcode, it.district.nation) == (outcode, nation)
    )


def ground_of(places):
    return Ground(*degrees(places))


def degrees(places):
    return (
        np.array([it.latitude for it in places], dtype=float),
        np.array([it.longitude for it in places], dtype=float),
    )


def geodesic_metres(one, other):
    ends = (one.latitude, one.longitude), (other.latitude, other.longitude)
    return float(geodesic(*ends).meters)


@settings(deadline=None)
@given(*[st.lists(points, min_size=1, max_size=6)] * 2)
def test_the_nearest_is_that_of_a_brute_force_geodesic(places, centres):
    found = ground_of(places).metres_to_nearest(*degrees(centres))
    for place, metres in zip(places, found.tolist(), strict=True):
        true = min(geodesic_metres(place, it) for it in centres)
        assert abs(metres - true) <= arc_error_metres(true) + 1e-5


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 400), st.floats(0.001, 5))
def test_blocks_leave_out_no_centre_that_could_be_nearest(seed, count, spread):
    random = np.random.default_rng(seed)
    size = 5 * BLOCK + 3
    places = 54 + random.normal(0, spread / 3, size), random.normal(-2, spread, size)
    centres = random.uniform(50, 58, count), random.uniform(-6, 2, count)
    found = Ground(*places).metres_to_nearest(*centres)
    chords = np.linalg.norm(
        earth_centred(*places)[:, :, None] - earth_centred(*centres)[:, None, :], axis=0
    ).min(axis=1)
    radius = 6_385_000.0
    assert np.allclose(found, 2 * radius * np.arcsin(chords / (2 * radius)), atol=1e-6)


@given(points)
def test_earth_centred_points_are_those_of_a_location(place):
    (found,) = earth_centred(*degrees([place])).T.tolist()
    assert found == pytest.approx(place.earth_centred(), abs=1e-8)


def test_points_all_in_one_spot_are_measured():
    found = ground_of([NOTTINGHAM] * 3 * BLOCK).metres_to_nearest(*degrees([at(53, 0)]))
    assert found.min() == found.max() > 0


def test_without_a_centre_every_distance_is_infinite():
    found = ground_of([NOTTINGHAM]).metres_to_nearest(*degrees([]))
    assert found.tolist() == [math.inf]


def test_a_limit_counts_what_is_at_just_that_distance():
    limit = 5 * METRES_PER_MILE
    metres = np.array([limit, np.nextafter(limit, math.inf)])
    (chosen,) = within(metres, [limit])
    assert chosen.tolist() == [True, False]


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 4), st.floats(0, 100)), min_size=1
    )
)
def test_groups_have_the_counts_means_medians_and_commonest_of_their_rows(rows):
    numbers, codes, values = map(np.array, zip(*rows, strict=True))
    groups = Groups(numbers)
    near = values <= 50
    for position, number in enumerate(groups.ids):
        mine = numbers == number
        assert groups.sizes[position] == mine.sum()
        assert groups.counts(near)[position] == (mine & near).sum()
        assert groups.means(values)[position] == pytest.approx(values[mine].mean())
        assert groups.medians(values)[position] == np.median(values[mine])
        assert groups.commonest(codes)[position] == np.bincount(codes[mine]).argmax()


def test_shares_are_those_of_a_brute_force(few):
    centres = [a_centre("one"), a_centre("two", location=at(54.2, -1.6))]
    reach = reach_of(few, *centres)
    for it in reach.districts:
        code = NATIONS.index(it.district.nation)
        here = [
            min(geodesic_metres(at(*place), centre.location) for centre in centres)
            for *place, outcode, nation in zip(
                few.latitudes, few.longitudes, few.outcodes, few.nations, strict=True
            )
            if (few.outcode_texts[outcode], nation) == (it.district.outcode, code)
        ]
        assert it.tally.postcodes == len(here)
        assert it.tally.within == tuple(
            sum(metres <= miles * METRES_PER_MILE for metres in here) for miles in MILES
        )
        median = float(np.median(here))
        error = arc_error_metres(median) + 1e-5
        assert it.median_metres == pytest.approx(median, abs=error)


def test_districts_add_up_to_their_nations_and_these_to_the_whole(few):
    reach = reach_of(few, a_centre())
    assert reach.tally().postcodes == 6
    assert reach.tally(Nation.SCOTLAND).postcodes == 1
    whole = reach.tally() + reach.tally(Nation.SCOTLAND)
    assert whole.postcodes == sum(it.tally.postcodes for it in reach.districts) == 7
    for it in reach.districts:
        assert all(one <= more for one, more in pairwise(it.tally.within))
        assert it.tally.within[-1] <= it.tally.postcodes


def test_a_district_in_two_nations_is_told_as_two(few):
    reach = reach_of(few, a_centre(location=at(55.77, -2.0)))
    english, scottish = (
        district(reach, "TD15", it) for it in (Nation.ENGLAND, Nation.SCOTLAND)
    )
    assert english.tally == Tally(1, (1, 1, 1, 1), 0)
    assert scottish.tally.postcodes == 1
    assert (english.district.authority, scottish.district.authority) == (
        "E06000057",
        SCOTLAND,
    )


@pytest.mark.parametrize(
    "status", [CentreStatus.TEMPORARILY_CLOSED, CentreStatus.CLOSED]
)
def test_a_centre_that_is_closed_does_not_count(few, status):
    reach = reach_of(few, a_centre(status=status))
    assert not reach.has_venues
    assert reach.tally().within == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("area", "covered"),
    [
        (AreaCovered(outcodes=(Outcode("NG1"),)), 2),
        (AreaCovered(authorities=(LEEDS_CITY,)), 2),
        (AreaCovered(authorities=("E99999999",)), 0),
        (AreaCovered(nations=(Nation.ENGLAND,)), 6),
        (AreaCovered(outcodes=(Outcode("LS1"),), authorities=(ENGLAND,)), 5),
    ],
)
def test_a_service_without_a_building_counts_apart_where_it_works(few, area, covered):
    unseen = a_centre(location=None, area_covered=area)
    closed = a_centre(
        "closed",
        location=None,
        area_covered=AreaCovered(nations=tuple(Nation)),
        status=CentreStatus.TEMPORARILY_CLOSED,
    )
    reach = reach_of(few, unseen, closed)
    assert reach.tally().covered == covered
    assert reach.tally().within == (0, 0, 0, 0)
    assert reach.tally(Nation.SCOTLAND).covered == 0


def test_each_service_is_measured_from_those_who_offer_it(few):
    centres = [a_centre("one"), a_centre("two", offers=("handover",), location=None)]
    assert reach_of(few, *centres).tally().within[0] == 3
    assert not reach_of(few, *centres, service="handover").has_venues
    assert [it.service for it in measure_coverage(few, centres, no_places())] == list(
        ServiceType
    )


def test_ended_postcodes_and_those_without_a_place_are_left_out(tmp_path):
    nan = float("nan")
    directory = a_directory(
        (*ROWS[0], 0),
        (*ROWS[1], 2020 * 12 + 3),
        ("NG1 9ZZ", nan, nan, ENGLAND, 0),
        ("NG1 9ZY", nan, nan, ENGLAND, 2020 * 12 + 3),
        knows_ended=True,
    )
    found = counted(tmp_path, directory)
    assert len(found.latitudes) == 1
    assert (found.left_out, found.knows_ended) == (1, True)


def test_an_index_without_any_place_is_refused(tmp_path):
    index = a_postcode_index(
        tmp_path, a_directory((*ROWS[0], 2020 * 12 + 3), knows_ended=True)
    )
    with pytest.raises(PostcodeIndexDamaged):
        counted_postcodes(tmp_path / index.id)


def test_postcodes_of_the_islands_count_where_their_sector_is(tmp_path):
    nan = float("nan")
    islands = [
        IslandArea(
            area=read_postcode(area),
            nation=Nation.GUERNSEY,
            location=location,
            spread_metres=0,
        )
        for area, location in (("GY1 1", at(49.46, -2.54)), ("GY1", at(49.45, -2.6)))
    ]
    directory = a_directory(
        ROWS[0], ("GY1 1WR", nan, nan, "L99999999"), ("GY1 2AA", nan, nan, "L99999999")
    )
    found = counted(tmp_path, directory, islands)
    guernsey = found.nations == NATIONS.index(Nation.GUERNSEY)
    assert found.latitudes[guernsey].tolist() == [49.46, 49.45]
    assert found.longitudes[guernsey].tolist() == [-2.54, -2.6]
    assert found.left_out == 0


def a_place(name, outcode, location, nation=Nation.ENGLAND):
    return Place(
        name=name,
        nation=nation,
        county="Example",
        district=Outcode(outcode),
        location=location,
        slug=name.lower(),
    )


def test_a_district_is_named_by_its_largest_town_else_the_closest_of_its_nation(few):
    places = [
        a_place("Large", "NG1", at(52.9, -1.1)),
        a_place("Small", "NG1", NOTTINGHAM),
        a_place("North", "LS9", at(53.8, -1.5)),
        a_place("Beyond", "TD15", at(55.78, -2.08), Nation.SCOTLAND),
    ]
    reach = reach_of(few, a_centre(), gazetteer=Gazetteer((it, ()) for it in places))
    near = {
        (it.district.outcode, it.district.nation.value): it.district.near
        for it in reach.districts
    }
    assert near["NG1", "england"].name == "Large"
    assert near["LS1", "england"].name == "North"
    assert near["TD15", "england"].name == "North"
    assert near["TD15", "scotland"].name == "Beyond"
    assert district(reach_of(few), "NG1").district.near is None


def test_the_furthest_are_neither_small_nor_scottish_and_one_of_each_island(tmp_path):
    nan = float("nan")
    many = [
        (f"{outcode}{digit}{letter}{letter}", easting, northing, authority)
        for outcode, easting, northing, authority in (
            ("NG1 ", 456847, 340057, ENGLAND),
            ("LS1 ", 429960, 433298, LEEDS_CITY),
            ("TD15", 394600, 655400, SCOTLAND),
            ("GY1 ", nan, nan, "L99999999"),
            ("GY2 ", nan, nan, "L99999999"),
        )
        for digit in (1, 2)
        for letter in "ABDEFGHJLN"
    ]
    islands = [
        IslandArea(
            area=Outcode(text), nation=Nation.GUERNSEY, location=it, spread_metres=0
        )
        for text, it in (("GY1", at(49.46, -2.54)), ("GY2", at(49.4, -2.6)))
    ]
    directory = a_directory(*many, ("LS2 1AA", 429960, 533298, LEEDS_CITY))
    reach = reach_of(counted(tmp_path, directory, islands), a_centre())
    assert {it.district.outcode for it in reach.districts} > {"TD15", "LS2", "GY1"}
    furthest = [it.district.outcode for it in reach.furthest(20)]
    assert furthest == ["GY2", "LS1", "NG1"]
    assert len(reach.furthest(2)) == 2


def test_real_postcodes_are_as_far_as_a_search_says(postcodes_folder, all_postcodes):
    real = counted_postcodes(postcodes_folder / all_postcodes.id)
    chosen = np.random.default_rng(1).integers(0, len(real.latitudes), (2, 2_000))
    places, venues = (
        [
            at(*it)
            for it in zip(real.latitudes[rows], real.longitudes[rows], strict=True)
        ]
        for rows in chosen
    )
    found = ground_of(places).metres_to_nearest(*degrees(venues[:200]))
    index = SpatialIndex(venues[:200])
    chords = [math.sqrt(index.squares_from(it).min()) for it in places]
    assert np.allclose(found, [arc_metres(chord) for chord in chords], atol=1e-6)
