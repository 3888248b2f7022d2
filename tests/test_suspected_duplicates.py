from dataclasses import replace

import pytest

from finder.centres import Address, LocationSource
from finder.postcodes import Postcode
from finder.suspected_duplicates import NEIGHBOURS, suspected_duplicates
from tests.builders import a_centre, at

HERE = at(52.95490, -1.15530)
METRE_NORTH = 1 / 111_250


def a_venue(id, name, *, postcode=None, telephone="", location=HERE, **changes):
    address = Address(postcode=Postcode.read(postcode) if postcode else None)
    given = {"address": address, "telephone": telephone, "location": location}
    return a_centre(id, name=name, **given, **changes)


def found(*centres):
    return [(it.one.id, it.other.id, it.shares) for it in suspected_duplicates(centres)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lace Market Contact Centre", "Lace Market Child Contact Centre"),
        ("Lace Market Contact Centre", "The Lace Market Family Time Service"),
        ("St Mary's Contact Centre", "St Marys Children’s Contact Centre"),
        ("Lace Market Centre", "Lace Markt Centre"),
        ("Market, Lace", "Lace Market"),
    ],
)
def test_alike_names_in_one_place_are_suspected(one, other):
    assert found(a_venue("one", one), a_venue("two", other)) == [
        ("one", "two", ("place",))
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lace Market Contact Centre", "Castle Contact Centre"),
        ("Example Contact Centre 1", "Example Contact Centre 2"),
    ],
)
def test_other_names_in_one_place_are_not(one, other):
    assert found(a_venue("one", one), a_venue("two", other)) == []


@pytest.mark.parametrize("direction", [(1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7)])
@pytest.mark.parametrize(("metres", "is_suspected"), [(45, True), (60, False)])
def test_one_place_is_within_fifty_metres_in_every_direction(
    direction, metres, is_suspected
):
    north = direction[0] * metres * METRE_NORTH
    east = direction[1] * metres * METRE_NORTH / 0.6025
    for nudge in range(12):
        latitude = HERE.latitude + nudge * 9 * METRE_NORTH
        near = at(latitude + north, HERE.longitude + east)
        one = a_venue("one", "Lace", location=at(latitude, HERE.longitude))
        two = a_venue("two", "Lace", location=near)
        assert bool(found(one, two)) is is_suspected


def test_the_middle_of_a_district_is_no_place_to_share():
    source = LocationSource.OUTCODE
    centres = [a_venue(id, "Lace", location_source=source) for id in ("one", "two")]
    assert found(*centres) == []
    calling = [replace(it, telephone="0115 496 0000") for it in centres]
    assert found(*calling) == [("one", "two", ("telephone",))]


def test_a_postcode_or_a_telephone_however_written_is_shared_wherever_they_are():
    far = at(50.7, -3.5)
    one = a_venue("one", "Lace", postcode="NG1 5FS", telephone="0115 496 0000")
    two = a_venue("two", "Lace", postcode="ng15fs", location=far)
    three = a_venue("three", "Lace", telephone="+44 (0)115 4960000", location=far)
    assert ("one", "two", ("postcode",)) in found(one, two)
    assert ("one", "three", ("telephone",)) in found(one, three)


def test_by_telephone_alone_names_must_be_nearly_the_same():
    number, far = "0115 496 0000", at(50.7, -3.5)
    one = a_venue("one", "Leeds Example Trust", telephone=number)
    branch = a_venue("two", "Derby Example Trust", telephone=number, location=far)
    assert found(one, branch) == []


def test_a_pair_that_shares_much_is_told_once_and_not_with_itself():
    shared = {"postcode": "NG1 5FS", "telephone": "0115 496 0000"}
    centres = [a_venue(id, "Lace", **shared) for id in ("one", "two")]
    assert found(*centres) == [("one", "two", ("telephone", "postcode", "place"))]


def test_among_very_many_neighbours_alike_ones_are_still_found():
    others = [a_venue(f"n-{i}", f"{chr(97 + i % 26) * (i + 3)}") for i in range(200)]
    twins = [a_venue("twin-1", "Lace Market"), a_venue("twin-2", "Lace Market Centre")]
    assert len(others) > NEIGHBOURS
    assert ("twin-1", "twin-2", ("place",)) in found(twins[0], *others, twins[1])
