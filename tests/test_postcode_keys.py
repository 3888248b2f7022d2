import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from finder.postcode_keys import key_of, key_text, keys_of, outward_of, rank_of
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


@given(postcodes, postcodes)
def test_keys_are_in_the_order_of_the_postcodes_as_they_are_written(one, other):
    texts = key_text(one), key_text(other)
    # A space comes last among the letters of keys, and first among those of texts.
    written = [it.replace(" ", "~") for it in texts]
    ranks = [rank_of(it) for it in texts]
    assert (ranks[0] < ranks[1]) == (written[0] < written[1])
