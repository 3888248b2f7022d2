import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from finder.postcode_files import UNITS, UnitTable
from finder.postcode_keys import key_of
from tests.test_postcodes import postcodes


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
