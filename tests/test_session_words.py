import pytest

from finder.session_words import LONGEST_WORDING, Words
from finder.sessions import UnreadSession


def number(word):
    return int(word) if word.isdecimal() else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1st & 3rd Sat", ["1st", "&", "3rd", "sat"]),
        ("Sat 10.30\u201312.30", ["sat", "10.30", "-", "12.30"]),
        ("10 a.m. to 12 noon.", ["10 am", "to", "noon"]),
        ("from 2026-01-10", ["from", "2026-01-10"]),
    ],
)
def test_a_text_is_parted_into_words_times_and_signs(text, words):
    assert Words.of(text).left == words


@pytest.mark.parametrize("text", ["Sat (10:00)", "Sat?", "x" * (LONGEST_WORDING + 1)])
def test_a_text_with_any_other_sign_or_too_long_is_not_read(text):
    with pytest.raises(UnreadSession):
        Words.of(text)


def test_words_that_fit_are_taken_with_the_joiners_between_them():
    words = Words(["1", "and", "2", ",", "sat"])
    assert words.take_all(number) == [1, 2]
    # What leads to no number belongs to what follows.
    assert words.left == [",", "sat"]


def test_a_word_that_does_not_fit_stays():
    words = Words(["sat"])
    assert words.take(number) is None
    assert words.left == ["sat"]
    with pytest.raises(UnreadSession):
        words.must_take(number)


def test_words_are_passed_over_while_they_are_of_a_kind():
    words = Words(["of", "the", ",", "month", "10"])
    words.skip({"of", "the", "month"}, {","})
    assert words.left == ["10"]
