import pytest

from finder.centres import ServiceType
from finder.places import Gazetteer
from finder.postcodes import Outcode
from finder.search_query import InvalidSearch, Problem, read_search, read_services
from finder.settings import PROJECT

GAZETTEER = Gazetteer.read(PROJECT / "data" / "places.csv")


def problems_of(postcode: str, *services: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidSearch) as invalid:
        read_search(postcode, services, GAZETTEER)
    return [(problem.field, problem.code) for problem in invalid.value.problems]


def test_a_search_is_read_from_what_was_typed():
    search = read_search("ng1", ["supported", "handover"], GAZETTEER)
    assert search.place == Outcode("NG1")
    assert search.services == {ServiceType.SUPPORTED, ServiceType.HANDOVER}


def test_every_problem_is_told_at_once_in_the_order_of_the_form():
    assert problems_of("") == [
        ("service", "service_missing"),
        ("postcode", "postcode_missing"),
    ]


@pytest.mark.parametrize(
    ("postcode", "code"),
    [
        ("", "postcode_missing"),
        ("nonsense", "place_unknown"),
        ("NG1 5FSX", "postcode_invalid"),
        ("Newport", "place_shared"),
        ("NG1 5F", "postcode_incomplete"),
    ],
)
def test_each_wrong_postcode_has_a_code_of_its_own(postcode, code):
    assert problems_of(postcode, "supported") == [("postcode", code)]


@pytest.mark.parametrize("service", ["", "Supported", "not-sure", "<script>"])
def test_a_service_that_is_not_known_is_refused(service):
    with pytest.raises(InvalidSearch) as invalid:
        read_services([service])
    assert invalid.value.problems == (Problem("service", "service_unknown"),)


def test_a_refusal_does_not_quote_what_was_typed():
    with pytest.raises(InvalidSearch) as invalid:
        read_search("SW1A 1AAX", ["supported"], GAZETTEER)
    assert "SW1A" not in str(invalid.value)


@pytest.mark.parametrize("typed", ["Nottingham", "nottingham", " NOTTINGHAM, England"])
def test_a_town_is_read_however_it_is_typed(typed):
    search = read_search(typed, ["supported"], GAZETTEER)
    assert search.place == GAZETTEER.by_slug("nottingham")


def test_a_name_that_several_towns_share_gives_the_choice():
    with pytest.raises(InvalidSearch) as invalid:
        read_search("Newport", ["supported"], GAZETTEER)
    choices = invalid.value.choices
    assert {town.name for town in choices} == {"Newport", "Newport-on-Tay"}
    assert len({town.slug for town in choices}) == len(choices) > 3
    chosen = read_search(choices[1].slug, ["supported"], GAZETTEER)
    assert chosen.place == choices[1]


def test_a_name_with_a_typing_error_gives_towns_that_are_like_it():
    with pytest.raises(InvalidSearch) as invalid:
        read_search("Notingham", ["supported"], GAZETTEER)
    assert "Nottingham" in [town.name for town in invalid.value.choices]


def test_the_other_home_is_read_like_the_first_and_left_out_when_empty():
    read = read_search("NG1", ["supported"], GAZETTEER, "Derby")
    assert read.other_place == GAZETTEER.find("Derby")[0]
    assert read_search("NG1", ["supported"], GAZETTEER, "  ").other_place is None


def test_a_wrong_other_home_is_a_problem_of_its_own_field():
    with pytest.raises(InvalidSearch) as invalid:
        read_search("", ["supported"], GAZETTEER, "Newport")
    assert [(it.field, it.code) for it in invalid.value.problems] == [
        ("postcode", "postcode_missing"),
        ("other", "place_shared"),
    ]
    assert invalid.value.choices == GAZETTEER.find("Newport")
    assert invalid.value.choices_for == "other"
