import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.errors import (
    IncompletePostcode,
    InvalidPostcode,
    MissingPostcode,
    UnreadPlace,
)
from finder.postcodes import (
    Outcode,
    Postcode,
    Sector,
    likely_meant,
    read_postcode,
)

letters = st.sampled_from("ABDEFGHJLNPQRSTUWXYZ")
outcodes = st.builds(
    "".join,
    st.tuples(
        st.text(letters, min_size=1, max_size=2),
        st.sampled_from(["1", "9", "10", "99", "1A", "2W"]),
    ),
)
postcodes = st.builds(
    lambda outcode, digit, unit: Postcode(Outcode(outcode), f"{digit}{unit}"),
    outcodes,
    st.integers(0, 9),
    st.text(letters, min_size=2, max_size=2),
)


@pytest.mark.parametrize(
    "typed",
    [
        "NG1 5FS",
        "ng15fs",
        "ng1 5fs.",
        "  Ng1-5fS  ",
        "N G 1 5 F S",
        "(NG1 5FS)",
        "NG1\u00a05FS",
        "NG1\u200b5FS",
        "ＮＧ１　５ＦＳ",
        '"NG1 5FS",',
        "NG1–5FS",
    ],
)
def test_a_full_postcode_is_read_however_it_is_typed(typed):
    assert read_postcode(typed) == Postcode(Outcode("NG1"), "5FS")


@given(postcodes, st.sampled_from([" ", "", "  ", ".", "-"]), st.booleans())
def test_every_postcode_reads_back(postcode, gap, lower):
    typed = str(postcode).replace(" ", gap)
    assert read_postcode(typed.lower() if lower else typed) == postcode


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("NG1", Outcode("NG1")),
        ("ng15", Outcode("NG15")),
        ("NG1 5", Sector(Outcode("NG1"), "5")),
        ("ng15 1", Sector(Outcode("NG15"), "1")),
        ("sw1a", Outcode("SW1A")),
        ("SW1A 1", Sector(Outcode("SW1A"), "1")),
        ("sw1a1aa", Postcode(Outcode("SW1A"), "1AA")),
        ("W1A 0AA", Postcode(Outcode("W1A"), "0AA")),
        ("GIR 0AA", Postcode(Outcode("GIR"), "0AA")),
        ("NPT 0AD", Postcode(Outcode("NPT"), "0AD")),
        ("E1 0AA", Postcode(Outcode("E1"), "0AA")),
        ("CR0 1AA", Postcode(Outcode("CR0"), "1AA")),
    ],
)
def test_halves_and_wholes_are_told_apart(typed, read):
    assert read_postcode(typed) == read


@pytest.mark.parametrize("typed", ["", "   ", "\t\n", "..."])
def test_nothing_typed_is_said_to_be_missing(typed):
    with pytest.raises(MissingPostcode):
        read_postcode(typed)


@pytest.mark.parametrize("typed", ["NG1 5F", "SW1A 1A", "ng1 5f."])
def test_a_postcode_that_stops_before_its_end_is_incomplete(typed):
    with pytest.raises(IncompletePostcode):
        read_postcode(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "nonsense",
        "12345",
        "EC1 London",
        "NG1 5FS; DROP TABLE centres",
        "<script>alert(1)</script>",
        "😀",
        "NG1\x005FS",
        "x" * 10_000,
        "NG1 5FS" + " x" * 5_000,
        "S01 4AA",
    ],
)
def test_anything_else_is_not_a_postcode(typed):
    with pytest.raises(InvalidPostcode):
        read_postcode(typed)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(typed):
    try:
        read = read_postcode(typed)
    except UnreadPlace:
        return
    assert read_postcode(str(read)) == read


def test_a_refusal_does_not_quote_what_was_typed():
    with pytest.raises(InvalidPostcode) as refused:
        read_postcode("SW1A 1AAX")
    assert "SW1A" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("NGI 5FS", "NG1 5FS"), ("SWIA OAA", "SW1A 0AA"), ("S01 4AA", "SO1 4AA")],
)
def test_letters_mistaken_for_digits_suggest_a_postcode(typed, meant):
    assert meant in map(str, likely_meant(typed))


@pytest.mark.parametrize("typed", ["NG1 5FS", "nonsense", "", "x" * 10_000])
def test_nothing_is_suggested_without_such_a_mistake(typed):
    assert typed not in map(str, likely_meant(typed))


@pytest.mark.parametrize(
    ("outcode", "area"), [("NG1", "NG"), ("E1W", "E"), ("GIR", "GIR")]
)
def test_the_area_is_the_letters_before_the_digits(outcode, area):
    assert Outcode(outcode).area == area
