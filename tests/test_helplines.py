import re

import pytest

from finder.helplines import HELPLINES, Subject, helplines_about, helplines_for
from finder.postcodes import Nation
from finder.words import Language, Words

# Numbers that nobody could confirm: never to be told to somebody in need.
UNCONFIRMED = {"0345 119 2020"}


def codes(nation: Nation) -> list[str]:
    return [line.code for line in helplines_for(nation)]


@pytest.mark.parametrize(
    ("nation", "telephone"),
    [
        (Nation.ENGLAND, "0808 2000 247"),
        (Nation.WALES, "0808 80 10 800"),
        (Nation.SCOTLAND, "0800 027 1234"),
        (Nation.NORTHERN_IRELAND, "0808 802 1414"),
    ],
)
def test_the_line_of_the_nation_itself_comes_first(nation, telephone):
    first = helplines_for(nation)[0]
    assert first.telephone == telephone
    assert first.hours == "always"


@pytest.mark.parametrize("nation", Nation)
def test_lines_for_all_of_the_uk_are_offered_everywhere(nation):
    everywhere = [line.code for line in HELPLINES if not line.nations]
    assert "samaritans" in everywhere
    assert set(everywhere) <= set(codes(nation))


def test_nobody_is_sent_to_the_line_of_another_nation():
    assert "england" not in codes(Nation.SCOTLAND)
    assert "scotland" not in codes(Nation.WALES)


def test_naccc_is_not_offered_in_scotland_which_it_does_not_cover():
    assert [line.telephone for line in helplines_about(Subject.CENTRES)] == [
        "0115 948 4557"
    ]
    assert "naccc" in codes(Nation.JERSEY)
    assert "naccc" not in codes(Nation.SCOTLAND)


def test_every_line_has_a_source_and_a_number_of_its_own():
    assert all(line.source.startswith("https://") for line in HELPLINES)
    numbers = [line.telephone for line in HELPLINES]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"[01][\d ]+", number) for number in numbers)


def test_no_number_that_was_not_confirmed_is_told():
    told = {line.telephone.replace(" ", "") for line in HELPLINES}
    assert told.isdisjoint(number.replace(" ", "") for number in UNCONFIRMED)


@pytest.mark.parametrize("language", Language)
def test_every_line_has_words(language):
    words = Words(language)
    for line in HELPLINES:
        assert f"helpline.{line.code}.name" in words
        assert f"helpline.{line.code}.for" in words
        assert not line.hours or f"helpline.hours.{line.hours}" in words
