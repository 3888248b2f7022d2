import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.compared_names import folded, plain_words


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("Nottingham", "NOTTINGHAM"),
        ("Ynys M\u00f4n", "ynys mon"),
        ("Bishop's Stortford", "Bishop\u2019s Stortford"),
        ("King's Lynn", "Kings Lynn"),
        ("St. Ives", "Saint Ives"),
        ("Stratford-upon-Avon", "stratford on avon"),
        ("Tyne & Wear", "Tyne and Wear"),
    ],
)
def test_two_ways_to_write_a_name_are_compared_as_one(written, other):
    assert folded(written) == folded(other)


def test_other_names_are_not():
    assert folded("Newport") != folded("Newport Pagnell")
    assert folded("Ware") != folded("Wareham")


def test_the_words_of_a_name_are_kept_as_they_are_spelt():
    assert plain_words("Saint \u00c9tienne-upon-Sea") == [
        "saint",
        "etienne",
        "upon",
        "sea",
    ]


@given(st.text())
def test_folding_a_second_time_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.text("Aa\u00e9' -&1", max_size=12))
def test_one_word_is_read_as_it_is_among_others(text):
    among = plain_words(f"{text} more")
    assert among == [*plain_words(text), "more"]
