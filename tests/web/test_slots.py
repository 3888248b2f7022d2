import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from finder.web.slots import SLOT, Pattern

texts = st.text(st.characters(exclude_characters="\x00"))


@given(st.lists(texts, min_size=1), st.data())
def test_filling_puts_each_value_into_its_slot_escaped(parts, data):
    values = data.draw(
        st.lists(texts, min_size=len(parts) - 1, max_size=len(parts) - 1)
    )
    filled = Pattern.of(SLOT.join(parts)).fill(values)
    expected = escape(parts[0])
    for value, part in zip(values, parts[1:], strict=True):
        expected += escape(value) + escape(part)
    assert filled == expected


def test_markup_is_filled_in_as_it_is():
    assert Pattern.of(f"<p>{SLOT}</p>").fill([Markup("<b>1</b>")]) == "<p><b>1</b></p>"


@pytest.mark.parametrize("values", [[], ["one", "two"]])
def test_too_few_or_too_many_values_are_refused(values):
    with pytest.raises(ValueError, match="size"):
        Pattern.of(f"a{SLOT}b").fill(values)
