import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.flat_isles import NARROWING
from finder.location import LATITUDES, LONGITUDES, Location, arc_error_metres
from finder.mid_water import CELLS, MidWater
from finder.settings import PROJECT
from tests.builders import LEEDS, NOTTINGHAM, at

BIRKENHEAD, LIVERPOOL = at(53.3934, -3.0145), at(53.4084, -2.9916)
BRISTOL, NEWPORT = at(51.4552, -2.5966), at(51.5877, -2.9984)
CARDIFF, WESTON = at(51.4816, -3.1791), at(51.3458, -2.9774)
DUNDEE, EDINBURGH = at(56.4691, -2.9749), at(55.9521, -3.1965)
GRIMSBY, HULL = at(53.5654, -0.0755), at(53.7446, -0.3353)
HOLYHEAD, BANGOR = at(53.3062, -4.6321), at(53.2278, -4.1285)
LARGS, MILLPORT = at(55.7940, -4.8680), at(55.7540, -4.9290)
PORTSMOUTH, RYDE = at(50.7990, -1.0913), at(50.7299, -1.1620)
SOUTHAMPTON, COWES = at(50.9043, -1.4043), at(50.7628, -1.3006)
ST_HELIER, WEYMOUTH = at(49.1880, -2.1049), at(50.6144, -2.4577)
LUNDY_CHURCH, LUNDY_LIGHT = at(51.1660, -4.6660), at(51.1625, -4.6570)

# Without a lock it takes a few hundred lines for two threads to meet.
EIGHT_THREADS = """
from concurrent.futures import ThreadPoolExecutor
from random import Random
from finder.location import Location
from finder.mid_water import MidWater
from finder.settings import PROJECT

water, draw = MidWater.read(PROJECT / "data" / "mid_water.json"), Random(4)
places = [
    Location(latitude=draw.uniform(50, 58), longitude=draw.uniform(-5, 1))
    for _ in range(2_000)
]
alone = [water.crossed(it, places[:10]) for it in places]
with ThreadPoolExecutor(8) as threads:
    rounds = [
        threads.map(lambda it: water.crossed(it, places[:10]), places)
        for _ in range(10)
    ]
    together = [list(each) for each in rounds]
print(sum(it != alone for it in together), "wrong")
"""

locations = st.builds(
    Location, latitude=st.floats(*LATITUDES), longitude=st.floats(*LONGITUDES)
)


def between(one, other, part):
    """Return a latitude and a longitude some part of the way from one to the other."""
    return (
        one.latitude + (other.latitude - one.latitude) * part,
        one.longitude + (other.longitude - one.longitude) * part,
    )


@pytest.fixture(scope="module")
def water():
    return MidWater.read(PROJECT / "data" / "mid_water.json")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CARDIFF, WESTON),
        (BRISTOL, NEWPORT),
        (LIVERPOOL, BIRKENHEAD),
        (SOUTHAMPTON, COWES),
        (PORTSMOUTH, RYDE),
        (HULL, GRIMSBY),
        (DUNDEE, EDINBURGH),
        (ST_HELIER, WEYMOUTH),
        (at(50.7950, -1.1243), PORTSMOUTH),  # Gosport
        (at(55.9480, -4.7606), at(55.9490, -4.9260)),  # Greenock and Dunoon
        (at(56.4152, -5.4710), at(56.4705, -5.7060)),  # Oban and Mull
        (at(58.2090, -6.3860), at(57.8960, -5.1613)),  # Stornoway and Ullapool
        (at(49.9144, -6.3116), at(50.1186, -5.5371)),  # Scilly and Penzance
        (at(54.1500, -4.4833), at(54.5968, -5.9254)),  # Douglas and Belfast
        (LUNDY_CHURCH, at(51.2086, -4.1127)),  # Lundy and Ilfracombe
        (LARGS, MILLPORT),  # Great Cumbrae is too small for the outline
    ],
)
def test_a_line_over_the_sea_or_an_estuary_crosses_water(water, one, other):
    assert water.crossed(one, [other]) == [True]
    assert water.crossed(other, [one]) == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NOTTINGHAM, LEEDS),
        (NOTTINGHAM, NOTTINGHAM),
        (at(51.5460, -0.1255), at(51.4615, -0.1151)),  # Camden and Brixton
        (at(54.5968, -5.9254), at(54.8577, -5.8236)),  # Belfast and Larne
        (at(54.5968, -5.9254), at(54.9980, -7.3090)),  # Belfast and Derry
        (HOLYHEAD, BANGOR),  # over two straits with bridges
        (at(53.3418, -2.7312), at(53.3618, -2.7341)),  # Runcorn and Widnes
        (at(54.1500, -4.4833), at(54.3217, -4.3840)),  # Douglas and Ramsey
        (at(50.8280, -0.1395), at(50.8553, 0.5723)),  # Brighton and Hastings
        (at(51.6208, -3.9432), at(51.5917, -3.7806)),  # over Swansea Bay
        (at(50.4619, -3.5253), at(50.3940, -3.5156)),  # over Tor Bay
        (LUNDY_CHURCH, LUNDY_LIGHT),
        (at(51.7760, 0.9120), at(51.8890, 0.9010)),  # Mersea, over the Strood
    ],
)
def test_a_line_over_land_a_bay_or_a_bridged_strait_does_not(water, one, other):
    assert water.crossed(one, [other]) == [False]
    assert water.crossed(other, [one]) == [False]


def test_many_lines_are_answered_each_by_itself_in_their_order(water):
    assert water.crossed(CARDIFF, [WESTON, NEWPORT, CARDIFF, LEEDS, RYDE]) == [
        True,
        False,
        False,
        False,
        True,
    ]
    assert water.crossed(CARDIFF, []) == []


@given(one=locations, other=locations)
def test_any_two_points_are_answered_alike_both_ways(water, one, other):
    assert water.crossed(one, [other]) == water.crossed(other, [one])


def test_threads_do_not_end_the_process_and_agree():
    # In a process of its own: what GEOS does to one is no exception to catch.
    done = subprocess.run(
        [sys.executable, "-c", EIGHT_THREADS],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "wrong"]


@given(st.floats(*LATITUDES), st.integers(-40, 0), st.floats(0.01, 2.5))
def test_knowing_how_far_the_others_are_hides_no_water(latitude, cell, gap):
    # At the edge of its cell, and the other just beyond a line to the east of both.
    one = at(latitude, (cell - 1e-6) / CELLS / NARROWING)
    line_at = one.longitude + gap
    other = at(latitude, line_at + 1e-6)
    water = MidWater([np.array([[line_at, 40.0], [line_at, 70.0]])])
    metres = one.geodesic_metres_to(other)
    assert water.crossed(one, [other], [metres]) == [True]
    assert water.crossed(one, [one, other], [0.0, metres]) == [False, True]


@given(one=locations, other=locations, more=st.floats(0, 2))
def test_nor_does_it_around_the_isles(water, one, other, more):
    near = at(*between(one, other, 1 / 10))
    metres = one.metres_to(near) + arc_error_metres(500_000) + more
    assert water.crossed(one, [near], [metres]) == water.crossed(one, [near])
