import pytest

from finder.errors import UnknownPostcode
from finder.origins import OriginKind, origin_of, suggestion_for
from finder.postcodes import Nation, Outcode, read_postcode
from tests.builders import NOTTINGHAM, a_directory, a_postcode_index


@pytest.mark.parametrize(
    ("typed", "kind", "outcode", "approximate", "stands_in"),
    [
        ("NG1 5FS", OriginKind.POSTCODE, "NG1", False, False),
        ("NG1 5", OriginKind.SECTOR, "NG1", True, False),
        ("NG1", OriginKind.OUTCODE, "NG1", True, False),
        ("NG1 5QQ", OriginKind.SECTOR, "NG1", True, True),
        ("NG1 0ZZ", OriginKind.OUTCODE, "NG1", True, True),
        ("JE2 3AB", OriginKind.SECTOR, "JE2", True, True),
    ],
)
def test_an_origin_says_how_well_it_is_known(
    all_postcodes, typed, kind, outcode, approximate, stands_in
):
    origin = origin_of(read_postcode(typed), all_postcodes)
    assert origin.kind is kind
    assert origin.outcode == Outcode(outcode)
    assert (origin.approximate, origin.stands_in) == (approximate, stands_in)


def test_an_ended_postcode_is_said_to_have_ended(tmp_path):
    postcodes = a_postcode_index(
        tmp_path, a_directory(("NG1 5FS", 457000, 340000, "E06000018", 2023 * 12 + 1))
    )
    origin = origin_of(read_postcode("NG1 5FS"), postcodes)
    assert origin.kind is OriginKind.ENDED_POSTCODE
    assert not origin.approximate


def test_coordinates_take_district_and_nation_from_the_nearest_sector(all_postcodes):
    origin = origin_of(NOTTINGHAM, all_postcodes)
    assert (origin.kind, origin.outcode.text) == (OriginKind.COORDINATES, "NG1")
    assert (origin.nation, origin.authority) == (Nation.ENGLAND, "E06000018")
    assert origin.location == NOTTINGHAM


def test_a_place_in_no_directory_is_refused(all_postcodes):
    with pytest.raises(UnknownPostcode):
        origin_of(read_postcode("QQ1 1AA"), all_postcodes)


@pytest.mark.parametrize(
    ("typed", "meant"), [("NGI 5FS", "NG1 5FS"), ("SWIA 1AA", "SW1A 1AA")]
)
def test_only_a_postcode_that_exists_is_suggested(all_postcodes, typed, meant):
    assert str(suggestion_for(typed, all_postcodes)) == meant


@pytest.mark.parametrize("typed", ["NGI 5QQ", "nonsense", "", "x" * 10_000])
def test_nothing_is_suggested_where_nothing_fits(all_postcodes, typed):
    assert suggestion_for(typed, all_postcodes) is None
