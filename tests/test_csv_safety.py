import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.csv_safety import protected

LIVE = ("=", "+", "-", "@", "\t", "\r")
CELLS = st.text("aB7é'\"=+-@,;. \t\r\n", max_size=12)


@given(CELLS)
def test_no_cell_can_be_taken_for_a_formula(cell):
    written = protected(cell)
    assert not written.startswith(LIVE) or float(written) <= 0


@given(CELLS)
def test_a_cell_is_changed_by_one_apostrophe_at_most(cell):
    assert protected(cell) in {cell, f"'{cell}"}


@given(CELLS, CELLS)
def test_different_cells_stay_different(one, other):
    assert (protected(one) == protected(other)) is (one == other)


@pytest.mark.parametrize("cell", ["", "Free", "'Tis here", "-1.1553", "-1e-05", "7"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert protected(cell) == cell
