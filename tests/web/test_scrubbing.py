import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.web.scrubbing import REMOVED, scrubbed
from finder.web.sealed import Sealer
from tests.web.conftest import SECRET_KEY

POSTCODES = ["LE1 6TE", "le16te", "EC1A 1BB", "W1A0AX", "GIR1 0AA", "M1 1AE", "BT1 5GS"]
SEPARATORS = ["", " ", "+", "%20", "  ", "-", ".", "_", "&nbsp;", "', '", "\u00a0"]


@pytest.mark.parametrize(
    "text",
    [
        "no such place: 'LE1 6TE'",
        "LE16TE",
        "le1+6te",
        "GET /search?postcode=LE1%206TE HTTP/1.1",
        "postcode=%20LE1%206TE",
        '{"postcode": "le1-6te"}',
        "('LE1', '6TE')",
        "EC1A 1BB",
        "LE1 6",
        "LE1 6T",
        "52.62",
        "lat=52.6263&lon=-1.1328",
        "-1.1328",
        "Location(latitude=52.6263, longitude=-1.1328)",
    ],
)
def test_a_place_is_taken_out_however_it_is_written(text):
    clean = scrubbed(text)
    assert REMOVED in clean
    for part in ("LE1", "6TE", "1BB", "52.6", "1.13"):
        assert part not in clean.upper() or part not in text.upper()


@given(
    st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True),
    st.sampled_from(SEPARATORS),
    st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True),
    st.booleans(),
)
def test_no_postcode_remains(outward, separator, inward, small):
    postcode = f"{outward}{separator}{inward}"
    typed = postcode.lower() if small else postcode
    assert typed not in scrubbed(f"could not read <{typed}> today")


@given(st.floats(min_value=-9, max_value=62).filter(lambda it: round(it, 1) != it))
def test_no_position_remains_in_words_or_numbers(degrees):
    assert scrubbed(degrees) == REMOVED or "e" in str(degrees)
    text = f"{degrees:.4f}"
    assert text not in scrubbed(f"at {text}, there")


def test_a_sealed_address_is_taken_out():
    sealed = Sealer([SECRET_KEY], 4).seal("search", ["LE1 6TE", "", "supported"])
    assert sealed[6:30] not in scrubbed(f"GET /results/{sealed}?page=2")


def test_what_is_inside_other_values_is_found_too():
    told = scrubbed({"asked": ["NG1", ("LE1 6TE", {"of": b"LE1 6TE"})]})
    assert "6TE" not in str(told)
    assert told["asked"][0] == "NG1"


@pytest.mark.parametrize(
    "value",
    [
        "/api/v1/centres",
        "/sitemap-<int:number>.xml",
        "/results/<sealed>",
        "snapshot 77d91784120e02fc is live",
        "snapshot e16aa91784120e0f is live",
        "/opt/find-a-centre/finder/web/live.py:118 _load",
        "granian 2.8.7 of python 3.11.2",
        "127.0.0.1",
        "NG1",
        12.5,
        200,
        True,
        None,
    ],
)
def test_what_tells_of_no_place_is_left_alone(value):
    assert scrubbed(value) == value
