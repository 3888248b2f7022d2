import pytest

from finder.centres import Address, AddressVisibility, AreaCovered, ServiceType
from finder.postcodes import Nation, Outcode, Postcode
from tests.builders import a_centre

BOTH = frozenset({ServiceType.SUPPORTED, ServiceType.HANDOVER})


def test_a_centre_offers_all_only_if_it_offers_each():
    assert a_centre(offers=("supported", "handover", "virtual")).offers_all(BOTH)
    assert not a_centre(offers=("supported",)).offers_all(BOTH)


def with_visibility(visibility: AddressVisibility) -> Address:
    return a_centre(
        address=Address(
            lines=("1 Example Street",),
            town="Nottingham",
            county="Nottinghamshire",
            postcode=Postcode.read("NG1 5FS"),
            visibility=visibility,
        )
    ).public_address


def test_a_full_address_is_public_as_it_stands():
    assert with_visibility(AddressVisibility.FULL).lines == ("1 Example Street",)


def test_of_a_withheld_address_the_town_is_all_that_is_public():
    public = with_visibility(AddressVisibility.TOWN)
    assert (public.lines, public.postcode) == ((), None)
    assert (public.town, public.county) == ("Nottingham", "Nottinghamshire")


def test_of_a_secret_address_nothing_is_public():
    public = with_visibility(AddressVisibility.NONE)
    assert public == Address(visibility=AddressVisibility.NONE)


@pytest.mark.parametrize(
    "area",
    [
        AreaCovered(outcodes=(Outcode("NG1"),)),
        AreaCovered(authorities=("E06000018",)),
        AreaCovered(nations=(Nation.ENGLAND,)),
    ],
)
def test_an_area_covers_a_place_by_any_of_its_codes(area):
    assert area.covers(Outcode("NG1"), "E06000018", Nation.ENGLAND)
    assert not area.covers(Outcode("CF10"), "W06000015", Nation.WALES)


def test_an_empty_area_covers_nothing():
    assert not AreaCovered()
    assert not AreaCovered().covers(Outcode("NG1"), "", Nation.ENGLAND)
