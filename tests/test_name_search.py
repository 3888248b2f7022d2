import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.centres import Address, AddressVisibility
from finder.name_search import LONGEST_TEXT, NameSearch, shortened
from tests.builders import a_centre

ROSE = a_centre("rose", name="Example Rose Lane Children's Contact Centre")
OAK = a_centre("oak", name="Example Oakfield Family Centre", operator="Example Trust")
YNYS = a_centre("ynys", name="Example Canolfan Llŷn")
SEARCH = NameSearch([ROSE, OAK, YNYS])


def found(text: str) -> list[str]:
    return [centre.id for centre in SEARCH.find(text, 10)]


@pytest.mark.parametrize(
    ("typed", "centre"),
    [
        ("Rose Lane", "rose"),
        ("rose lane", "rose"),
        ("lane rose", "rose"),
        ("Rsoe Lane", "rose"),
        ("Rose Lan", "rose"),
        ("ROSE LANE CHILDRENS CONTACT CENTER", "rose"),
        ("oakfeild", "oak"),
        ("oak", "oak"),
        ("Oakfield Trust", "oak"),
        ("Llyn", "ynys"),
        ("canolfan llyn", "ynys"),
    ],
)
def test_a_name_is_found_however_it_was_typed(typed, centre):
    assert found(typed)[0] == centre


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "zzzzzz", "rose zzzzzz"])
def test_what_is_like_no_name_finds_nothing(typed):
    assert found(typed) == []


def test_the_likest_comes_first_and_ties_by_name():
    one, two = (
        a_centre("one", name="Example Roes"),
        a_centre("two", name="Example Rose"),
    )
    three = a_centre("three", name="Other Rose")
    ranked = NameSearch([three, two, one]).find("rose", 10)
    assert [it.id for it in ranked] == ["two", "three", "one"]


def test_no_more_are_returned_than_asked_for():
    many = [a_centre(f"centre-{number}") for number in range(30)]
    assert len(NameSearch(many).find("example", 7)) == 7


def test_a_withheld_town_cannot_be_found_by():
    hidden = a_centre(
        "hidden",
        name="Example House",
        address=Address(town="Nottingham", visibility=AddressVisibility.NONE),
    )
    assert NameSearch([hidden]).find("Nottingham", 10) == ()


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    assert len(SEARCH.find(text, 2)) <= 2


@given(st.sampled_from([ROSE, OAK, YNYS]))
def test_a_centre_is_found_first_by_its_whole_name(centre):
    assert SEARCH.find(centre.name, 1) == (centre,)


@given(st.lists(st.text("abc", min_size=1, max_size=12), min_size=60, max_size=80))
def test_a_centre_is_found_by_its_whole_name_however_long_that_is(words):
    long = a_centre("long", name=" ".join(words))
    assert [it.id for it in NameSearch([long]).find(long.name, 1)] == ["long"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rose  Lane ", "Rose Lane"),
        ("x" * (LONGEST_TEXT - 2) + " y", "x" * (LONGEST_TEXT - 2) + " y"),
        ("x" * (LONGEST_TEXT - 1) + " y", "x" * (LONGEST_TEXT - 1)),
        ("x" * LONGEST_TEXT + " y", "x" * LONGEST_TEXT),
        ("x" * (LONGEST_TEXT + 1), "x" * LONGEST_TEXT),
    ],
)
def test_what_is_too_long_is_kept_as_far_as_its_last_whole_word(typed, kept):
    assert shortened(typed) == kept
