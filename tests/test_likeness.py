import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.likeness import likest

TOWNS = ["nottingham", "norwich", "north walsham", "newport"]

words = st.text("abcd", min_size=1, max_size=6)


def optimal_string_alignment(one, other):
    """Return how many letters differ, by the recurrence as textbooks have it."""
    rows = [
        [i + j if not i * j else 0 for j in range(len(other) + 1)]
        for i in range(len(one) + 1)
    ]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            differs = one[i - 1] != other[j - 1]
            ways = [
                rows[i - 1][j] + 1,
                rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + differs,
            ]
            exchanged = one[i - 2 : i] == other[j - 2 : j][::-1]
            if i > 1 and j > 1 and exchanged:
                ways.append(rows[i - 2][j - 2] + 1)
            rows[i][j] = min(ways)
    return rows[-1][-1]


@given(words, st.lists(words, unique=True, max_size=8))
def test_likeness_is_one_less_the_share_of_letters_that_differ(text, among):
    found = dict(likest(text, among, least=0.0))
    assert found == {
        it: pytest.approx(
            1 - optimal_string_alignment(text, it) / max(len(text), len(it))
        )
        for it in among
    }


def test_the_likest_comes_first_and_no_more_than_asked_for():
    assert [it.text for it in likest("nottinham", TOWNS, 0.0, limit=1)] == [
        "nottingham"
    ]
    alike = [it.likeness for it in likest("norwhich", TOWNS, 0.0)]
    assert alike == sorted(alike, reverse=True)


def test_what_is_less_like_than_asked_for_is_left_out():
    assert [it.text for it in likest("norwhich", TOWNS, 0.8)] == ["norwich"]
    assert likest("xyz", TOWNS, 0.5) == []


def test_a_start_does_not_wait_for_it():
    loaded = "import sys, finder.web; print('rapidfuzz' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"
