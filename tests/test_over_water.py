import numpy as np

from finder.found import SearchQuery
from finder.mid_water import MidWater
from finder.over_water import lines_over_water, over_water
from finder.postcodes import read_postcode
from finder.search import CentreSearch
from tests.builders import LEEDS, NOTTINGHAM, a_centre, at

# From the south to the north, between Nottingham and what lies to the east of it.
WATER = MidWater([np.array([[-0.5, 40.0], [-0.5, 70.0]])])
EAST = at(NOTTINGHAM.latitude, 0.0)


def found(postcodes, other=None):
    centres = [
        a_centre(its_id, location=place)
        for its_id, place in (("near", NOTTINGHAM), ("east", EAST), ("north", LEEDS))
    ]
    query = SearchQuery(
        place=read_postcode("NG1 5FS"),
        other_place=other,
        services=frozenset({centres[0].services[0].type}),
    )
    return CentreSearch(centres, postcodes).find(query)


def test_the_centres_beyond_water_are_named(all_postcodes):
    assert over_water(found(all_postcodes), WATER) == {"east"}
    assert over_water(found(all_postcodes), MidWater([])) == set()


def test_each_home_has_its_own_lines_in_the_order_of_the_matches(all_postcodes):
    results = found(all_postcodes, other=EAST)
    ids = [it.centre.id for it in results.matches]
    child, other = lines_over_water(results, WATER)
    assert dict(zip(ids, child, strict=True)) == {
        "near": False,
        "north": False,
        "east": True,
    }
    assert dict(zip(ids, other, strict=True)) == {
        "near": True,
        "north": True,
        "east": False,
    }
    assert over_water(results, WATER) == {"near", "north", "east"}
