import pytest

from finder.errors import InvalidPostcode
from finder.island_parishes import read_island_areas
from finder.postcodes import Nation, Outcode, Sector
from finder.settings import PROJECT
from tests.builders import at

COMMITTED = PROJECT / "data" / "islands.csv"
HEADER = "area,nation,parish,latitude,longitude\n"


@pytest.fixture(scope="module")
def areas():
    return read_island_areas(COMMITTED)


def read(folder, *rows):
    path = folder / "islands.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return read_island_areas(path)


def test_an_area_is_at_the_parish_nearest_to_the_others(tmp_path):
    (area,) = read(
        tmp_path,
        "JE2,jersey,Example West,49.18,-2.20",
        "JE2,jersey,Example Middle,49.18,-2.10",
        "JE2,jersey,Example East,49.18,-2.05",
    )
    west, middle = at(49.18, -2.20), at(49.18, -2.10)
    assert area.area == Outcode("JE2")
    assert area.nation is Nation.JERSEY
    assert area.location == middle
    assert area.spread_metres == round(middle.metres_to(west))


def test_outcodes_and_their_sectors_are_areas_of_their_own(tmp_path):
    outcode, sector = read(
        tmp_path, "IM1,isle-of-man,A,54.15,-4.48", "IM1 1,isle-of-man,B,54.16,-4.49"
    )
    assert (outcode.area, outcode.is_sector) == (Outcode("IM1"), False)
    assert (sector.area, sector.is_sector) == (Sector(Outcode("IM1"), "1"), True)
    assert (outcode.spread_metres, sector.spread_metres) == (0, 0)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Jersey,jersey,A,49.18,-2.1", InvalidPostcode),
        ("JE2 3AB,jersey,A,49.18,-2.1", ValueError),
        ("JE2,sark,A,49.18,-2.1", ValueError),
        ("JE2,jersey,A,-2.1,49.18", ValueError),
    ],
)
def test_a_row_that_cannot_be_right_is_not_read(tmp_path, row, problem):
    with pytest.raises(problem):
        read(tmp_path, row)


def test_the_committed_table_has_the_districts_of_all_three(areas):
    outcodes = {str(it.area) for it in areas if not it.is_sector}
    assert {"JE1", "JE2", "JE3", "GY1", "GY9", "GY10", "IM1", "IM9"} <= outcodes
    assert {it.nation for it in areas} == {
        Nation.JERSEY,
        Nation.GUERNSEY,
        Nation.ISLE_OF_MAN,
    }


def test_every_committed_area_lies_on_its_island(areas):
    middles = {
        Nation.JERSEY: (at(49.21, -2.13), 12_000),
        Nation.GUERNSEY: (at(49.55, -2.42), 32_000),
        Nation.ISLE_OF_MAN: (at(54.23, -4.53), 30_000),
    }
    for area in areas:
        middle, reach = middles[area.nation]
        assert middle.metres_to(area.location) < reach, area
