import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from finder.postcode_files import (
    UNITS,
    UnitTable,
    key_of,
    key_text,
    keys_of,
    outward_of,
)
from finder.postcodes import Outcode, Postcode, Sector
from tests.test_postcodes import postcodes


@given(st.lists(postcodes, min_size=1, max_size=20))
def test_keys_made_singly_and_together_agree(several):
    together = keys_of(np.array([key_text(it) for it in several], dtype="S7"))
    assert together.tolist() == [key_of(it) for it in several]


@given(postcodes, postcodes)
def test_different_postcodes_have_different_keys(one, other):
    assert (key_of(one) == key_of(other)) == (one == other)


@given(postcodes)
def test_a_postcode_its_sector_and_its_outcode_have_keys_of_their_own(postcode):
    keys = {key_of(postcode), key_of(postcode.sector), key_of(postcode.outcode)}
    assert len(keys) == 3
    assert outward_of(key_of(postcode)) == str(postcode.outcode)


def test_keys_are_made_from_text_as_wide_as_the_directory_has_it():
    assert key_text(Postcode(Outcode("E1"), "0AA")) == "E1  0AA"
    assert key_text(Postcode(Outcode("TR21"), "0AA")) == "TR210AA"
    assert key_text(Sector(Outcode("NG1"), "5")) == "NG1 5  "
    assert key_text(Outcode("NG1")) == "NG1    "


@given(st.lists(postcodes, max_size=30), postcodes)
def test_keys_of_half_the_size_find_the_same_rows(several, other):
    keys = np.unique(np.array([key_of(it) for it in several], dtype=np.uint64))
    rows = np.zeros(len(keys), dtype=UNITS)
    rows["ended_month"] = np.arange(len(keys))
    table = UnitTable.of(keys, rows)
    assert table.table.keys.dtype == np.uint32
    assert table.with_full_keys().keys.tolist() == keys.tolist()
    for number, it in enumerate(sorted(set(several), key=key_of)):
        assert table.find(it)["ended_month"] == number
    assert (table.find(other) is not None) == (other in several)
