import json

import numpy as np
from click.testing import CliRunner

from finder.mid_water import MidWater
from finder.settings import PROJECT
from scripts.build_mid_water import ISLETS, main, mid_water, written
from tests.builders import at

COMMITTED = PROJECT / "data" / "mid_water.json"


def square(west, south, east, north):
    corners = [(west, south), (east, south), (east, north), (west, north)]
    return np.array([*corners, corners[0]])


def crosses(rings, one, other):
    return MidWater(mid_water(rings)).crossed(one, [other])[0]


def test_the_committed_file_is_what_the_script_makes(tmp_path):
    made = tmp_path / "made.json"
    done = CliRunner().invoke(main, ["--out", str(made)], catch_exceptions=False)
    assert done.exit_code == 0
    assert made.read_text() == COMMITTED.read_text()


def test_water_between_two_islands_counts_from_two_and_a_half_kilometres():
    def strait(degrees):
        east = -1.0 + degrees
        return square(-2.0, 53.0, -1.0, 54.0), square(east, 53.0, east + 1, 54.0)

    west, east = at(53.5, -1.5), at(53.5, -0.5)
    assert not crosses(strait(0.03), west, east)  # 2.0 km
    assert crosses(strait(0.045), west, east)  # 3.0 km


def test_water_that_can_be_walked_round_counts_when_the_way_round_is_long():
    def inlet(depth):
        points = [(-2.0, 53.0), (-1.0, 53.0), (-1.0, 54.0), (-1.48, 54.0)]
        points += [(-1.48, 54.0 - depth), (-1.52, 54.0 - depth), (-1.52, 54.0)]
        return (np.array([*points, (-2.0, 54.0), points[0]]),)

    west, east = at(53.999, -1.6), at(53.999, -1.4)
    assert not crosses(inlet(0.02), west, east)  # 4 km more
    assert crosses(inlet(0.04), west, east)  # 9 km more


def test_a_brook_never_counts_however_long_the_way_round():
    points = [(-2.0, 53.0), (-1.0, 53.0), (-1.0, 54.0), (-1.495, 54.0)]
    points += [(-1.495, 53.5), (-1.505, 53.5), (-1.505, 54.0), (-2.0, 54.0)]
    brook = (np.array([*points, points[0]]),)
    assert not crosses(brook, at(53.7, -1.6), at(53.7, -1.4))  # 660 m


def test_a_place_on_a_pier_is_as_near_as_the_shore_that_it_is_on():
    island = (square(-2.0, 53.0, -1.0, 54.0),)
    pier = at(53.5, -2.02)  # 1.3 km out
    assert not crosses(island, pier, at(53.5, -1.5))
    assert not crosses(island, pier, at(53.55, -2.02))


def test_a_line_round_an_island_is_written_whole():
    islands = square(-2.0, 53.0, -1.9, 53.1), square(-1.8, 53.0, -1.7, 53.1)
    lines = mid_water([square(-2.5, 52.5, -2.4, 54.0), *islands])
    stored = json.loads(written(lines))["lines"]
    moves = [np.array(it).reshape(-1, 2) for it in stored]
    assert len(moves) == len(lines)
    for line, steps in zip(
        sorted(map(len, lines)), sorted(map(len, moves)), strict=True
    ):
        assert line == steps


def test_nobody_gets_off_an_islet_without_crossing_water():
    water = MidWater.read(COMMITTED)
    for latitude, longitude in ISLETS.values():
        assert water.crossed(at(latitude, longitude), [at(52.95, -1.15)]) == [True]
