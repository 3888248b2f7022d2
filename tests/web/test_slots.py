import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from finder.web.slots import SLOT, NamedPattern, Pattern, written

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
names = st.sampled_from(["place", "cards", "map"])


@given(st.lists(texts, min_size=1), st.data())
def test_filling_puts_each_value_into_its_slot(parts, data):
    values = data.draw(
        st.lists(texts, min_size=len(parts) - 1, max_size=len(parts) - 1)
    )
    filled = Pattern.of(SLOT.join(parts)).fill([written(it) for it in values])
    expected = escape(parts[0])
    for value, part in zip(values, parts[1:], strict=True):
        expected += escape(value) + escape(part)
    assert filled == expected.encode()


@given(texts)
def test_texts_are_written_escaped_and_markup_as_it_is(text):
    assert written(text) == escape(text).encode()
    assert written(Markup("<b>é</b>")) == "<b>é</b>".encode()
    assert written(12) == b"12"


@pytest.mark.parametrize("values", [[], [b"one", b"two"]])
def test_too_few_or_too_many_values_are_refused(values):
    with pytest.raises(ValueError, match="size"):
        Pattern.of(f"a{SLOT}b").fill(values)


@given(st.lists(st.tuples(texts, names)), texts)
def test_a_named_slot_is_filled_wherever_it_stands(before, last):
    values = {name: f"<{name}>".encode() for name in ("place", "cards", "map")}
    drawn = "".join(text + NamedPattern.slot(name) for text, name in before) + last
    filled = NamedPattern.of(drawn).fill(values)
    assert (
        filled
        == b"".join(escape(text).encode() + values[name] for text, name in before)
        + last.encode()
    )


def test_a_named_slot_without_a_value_is_refused():
    with pytest.raises(KeyError):
        NamedPattern.of(NamedPattern.slot("map")).fill({"cards": b""})
