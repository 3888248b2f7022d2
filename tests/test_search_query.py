import pytest

from finder.centres import ServiceType
from finder.postcodes import Outcode
from finder.search_query import InvalidSearch, Problem, read_search, read_services


def problems_of(postcode: str, *services: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidSearch) as invalid:
        read_search(postcode, services)
    return [(problem.field, problem.code) for problem in invalid.value.problems]


def test_a_search_is_read_from_what_was_typed():
    search = read_search("ng1", ["supported", "handover"])
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
        ("nonsense", "postcode_invalid"),
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
        read_search("SW1A 1AAX", ["supported"])
    assert "SW1A" not in str(invalid.value)
