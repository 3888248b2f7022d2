import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.shortlist import MOST_CENTRES, NONE_PICKED, Shortlist, read_shortlist

LISTED = {"a", "b", "c-1"} | {f"centre-{number}" for number in range(20)}


def test_ids_are_read_in_the_order_of_picking():
    assert read_shortlist("b,a,c-1", LISTED).ids == ("b", "a", "c-1")


def test_an_id_that_is_picked_twice_counts_once():
    assert read_shortlist("a,b,a", LISTED).ids == ("a", "b")


def test_ids_that_are_not_listed_are_counted_and_not_kept():
    assert read_shortlist("a,gone,also-gone,gone", LISTED) == Shortlist(("a",), gone=2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",,,",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "NG1 5FS",
        "a\x00",
        " a",
        "A",
        "x" * 10_000,
        "😀",
        "' OR 1=1 --",
    ],
)
def test_what_cannot_be_an_id_is_as_if_it_were_not_there(text):
    assert read_shortlist(text, LISTED) == NONE_PICKED


def test_no_more_than_ten_are_read():
    text = ",".join(f"centre-{number}" for number in range(20))
    shortlist = read_shortlist(text, LISTED)
    assert len(shortlist) == MOST_CENTRES
    assert shortlist.full
    assert shortlist.ids[-1] == "centre-9"


def test_a_full_list_takes_no_more():
    full = Shortlist(tuple(f"centre-{number}" for number in range(MOST_CENTRES)))
    assert full.added("a") == full
    assert "a" in full.removed("centre-3").added("a")


def test_a_centre_that_was_added_can_be_removed():
    shortlist = NONE_PICKED.added("a").added("b").added("a")
    assert shortlist.text == "a,b"
    assert shortlist.removed("a").text == "b"
    assert "a" not in shortlist.removed("a")


def test_a_text_with_endless_parts_is_read_in_part_only():
    assert read_shortlist("gone," * 1_000_000, LISTED).gone == 1
    many = ",".join(f"gone-{number}" for number in range(1000))
    assert read_shortlist(many, LISTED).gone == 50


@given(st.text(alphabet=st.sampled_from("abc-1,<\x00 é"), max_size=60))
def test_whatever_is_asked_for_only_listed_ids_are_kept(text):
    shortlist = read_shortlist(text, LISTED)
    assert set(shortlist.ids) <= LISTED
    assert read_shortlist(shortlist.text, LISTED).ids == shortlist.ids
