from dataclasses import replace

import pytest

from finder.centres import Address, AddressVisibility, AreaCovered, LocationSource
from finder.geocoding import (
    CannotPlace,
    ExactPostcode,
    GivenCoordinates,
    Located,
    PostcodeGeocoder,
    locate_with_first,
    placed,
)
from finder.island_parishes import IslandArea
from finder.location import METRES_PER_MILE
from finder.postcodes import Nation, Outcode, Postcode, read_postcode
from tests.builders import (
    LEEDS,
    NOTTINGHAM,
    a_centre,
    a_directory,
    a_postcode_index,
    at,
)

ENGLAND = "E06000018"
ENDED = 2023 * 12 + 11


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory):
    return a_postcode_index(
        tmp_path_factory.mktemp("postcodes"),
        a_directory(
            ("NG1 5FS", 456847, 340057, ENGLAND),
            ("NG1 5AA", 456900, 340300, ENGLAND, ENDED),
            ("NG1 6AA", 456995, 339594, ENGLAND),
            ("NG2 3AA", 453984, 337269, ENGLAND),
            ("NG801AA", None, None, ENGLAND),
            knows_ended=True,
        ),
        [
            IslandArea(
                area=Outcode("JE2"),
                nation=Nation.JERSEY,
                location=at(49.188, -2.1049),
                spread_metres=2000,
            )
        ],
    )


@pytest.fixture
def geocoders(postcodes):
    return [GivenCoordinates(postcodes), PostcodeGeocoder(postcodes)]


def a_listed(postcode="NG1 5FS", *, given=None, visibility="full", **changes):
    """Return a centre as a keeper listed it, not yet placed."""
    address = Address(
        lines=("1 Example Street",),
        postcode=Postcode.read(postcode) if postcode else None,
        visibility=AddressVisibility(visibility),
    )
    return a_centre(
        address=address,
        given_location=given,
        location=None,
        location_source=None,
        **changes,
    )


def place_of(postcodes, text):
    return postcodes.find(read_postcode(text)).location


def refusal(centre, geocoders, postcodes):
    with pytest.raises(CannotPlace) as refused:
        placed(centre, geocoders, postcodes)
    return refused.value.column, refused.value.code


def test_coordinates_given_are_trusted_before_the_postcode(geocoders, postcodes):
    given = at(52.96, -1.16)
    centre = placed(a_listed(given=given), geocoders, postcodes)
    assert (centre.location, centre.location_source) == (given, LocationSource.GIVEN)


@pytest.mark.parametrize(
    ("postcode", "found_by", "source"),
    [
        ("NG1 5FS", "NG1 5FS", LocationSource.POSTCODE),
        ("NG1 5AA", "NG1 5AA", LocationSource.ENDED_POSTCODE),
        ("NG1 5ZZ", "NG1 5", LocationSource.SECTOR),
        ("NG1 9ZZ", "NG1", LocationSource.OUTCODE),
        ("JE2 3AB", "JE2", LocationSource.OUTCODE),
    ],
)
def test_a_postcode_places_a_centre_as_nearly_as_the_directory_can(
    geocoders, postcodes, postcode, found_by, source
):
    centre = placed(a_listed(postcode), geocoders, postcodes)
    assert centre.location == place_of(postcodes, found_by)
    assert centre.location_source is source


@pytest.mark.parametrize(
    ("postcode", "code"),
    [
        ("BF1 1AA", "postcode_forces"),
        ("BX1 1LT", "postcode_not_geographic"),
        ("GIR 0AA", "postcode_not_geographic"),
        ("NG80 1AA", "postcode_not_geographic"),
        ("LS1 4DY", "postcode_unknown"),
    ],
)
@pytest.mark.parametrize("visibility", AddressVisibility)
def test_a_postcode_in_no_place_is_refused_and_says_why(
    geocoders, postcodes, postcode, code, visibility
):
    centre = a_listed(postcode, visibility=visibility)
    assert refusal(centre, geocoders, postcodes) == ("postcode", code)


@pytest.mark.parametrize(("miles", "trusted"), [(4.99, True), (5.01, False)])
def test_coordinates_over_five_miles_from_their_postcode_are_refused(
    geocoders, postcodes, miles, trusted
):
    here = place_of(postcodes, "NG1 5FS")
    degrees_north = miles * METRES_PER_MILE / 111_270
    given = at(here.latitude + degrees_north, here.longitude)
    assert here.metres_to(given) / METRES_PER_MILE == pytest.approx(miles, abs=0.005)
    centre = a_listed(given=given)
    if trusted:
        assert placed(centre, geocoders, postcodes).location == given
    else:
        assert refusal(centre, geocoders, postcodes) == (
            "latitude",
            "coordinates_far_from_postcode",
        )


def test_coordinates_are_not_held_to_a_district_more_tightly_than_it_is_wide(
    geocoders, postcodes
):
    edge = at(49.188 + 5.5 * METRES_PER_MILE / 111_270, -2.1049)
    centre = placed(a_listed("JE2 3AB", given=edge), geocoders, postcodes)
    assert centre.location == edge


def test_coordinates_stand_alone_where_the_postcode_has_no_place(geocoders, postcodes):
    for postcode in ("LS1 4DY", ""):
        centre = placed(a_listed(postcode, given=LEEDS), geocoders, postcodes)
        assert centre.location_source is LocationSource.GIVEN


@pytest.mark.parametrize("visibility", ["town", "none"])
@pytest.mark.parametrize("given", [None, NOTTINGHAM])
def test_a_withheld_venue_is_put_at_the_middle_of_its_district(
    geocoders, postcodes, visibility, given
):
    centre = a_listed("NG1 5FS", visibility=visibility, given=given)
    coarse = placed(centre, geocoders, postcodes)
    assert coarse.location == place_of(postcodes, "NG1")
    assert coarse.location_source is LocationSource.OUTCODE
    assert coarse.location not in {place_of(postcodes, "NG1 5FS"), given}


@pytest.mark.parametrize("visibility", ["town", "none"])
def test_withheld_venues_of_one_district_cannot_be_told_apart(
    geocoders, postcodes, visibility
):
    points = {
        placed(a_listed(it, visibility=visibility), geocoders, postcodes).location
        for it in ("NG1 5FS", "NG1 5AA", "NG1 6AA", "NG1 9ZZ")
    }
    assert len(points) == 1


@pytest.mark.parametrize("given", [None, at(52.93, -1.2)])
def test_a_withheld_venue_in_a_district_of_one_place_is_refused(
    geocoders, postcodes, given
):
    centre = a_listed("NG2 3AA", visibility="none", given=given)
    assert refusal(centre, geocoders, postcodes) == (
        "postcode",
        "withheld_in_small_district",
    )


def test_a_withheld_venue_without_a_postcode_is_refused(geocoders, postcodes):
    centre = a_listed("", given=NOTTINGHAM, visibility="none")
    assert refusal(centre, geocoders, postcodes) == (
        "postcode",
        "withheld_without_postcode",
    )


@pytest.mark.parametrize("visibility", AddressVisibility)
def test_a_centre_without_a_venue_stays_without_a_point(
    geocoders, postcodes, visibility
):
    area = AreaCovered(outcodes=(Outcode("NG1"),))
    centre = a_listed("", visibility=visibility, area_covered=area)
    assert placed(centre, geocoders, postcodes) == centre
    assert centre.location is None


def test_a_centre_with_neither_place_nor_area_is_refused(geocoders, postcodes):
    assert refusal(a_listed(""), geocoders, postcodes) == ("postcode", "place_missing")


def test_placing_changes_nothing_but_the_point(geocoders, postcodes):
    listed = a_listed()
    centre = placed(listed, geocoders, postcodes)
    assert replace(centre, location=None, location_source=None) == listed


class Knows:
    """Answers every question with one place."""

    def __init__(self, answer):
        self.answer = answer

    def locate(self, centre):
        return self.answer


def test_the_first_geocoder_that_knows_is_believed():
    first = Located(NOTTINGHAM, LocationSource.PLACE)
    second = Located(LEEDS, LocationSource.ADDRESS)
    asked = [Knows(None), Knows(first), Knows(second)]
    assert locate_with_first(asked, a_listed()) == first
    assert locate_with_first([Knows(None)], a_listed()) is None


@pytest.mark.parametrize(
    ("postcode", "source"),
    [
        ("NG1 5FS", LocationSource.POSTCODE),
        ("NG1 5AA", LocationSource.ENDED_POSTCODE),
        ("NG1 5ZZ", None),
        ("NG1 5PO", None),
        ("LS1 4DY", None),
    ],
)
def test_only_the_postcode_itself_comes_before_the_online_geocoders(
    postcodes, postcode, source
):
    located = ExactPostcode(postcodes).locate(a_listed(postcode))
    assert (located and located.source) == source


@pytest.mark.parametrize("postcode", ["BF1 1AA", "BX1 1LT", "NG80 1AA"])
def test_a_postcode_of_no_place_is_refused_before_anybody_is_asked(postcodes, postcode):
    with pytest.raises(CannotPlace):
        ExactPostcode(postcodes).locate(a_listed(postcode))
