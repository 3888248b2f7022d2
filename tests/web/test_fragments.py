from hypothesis import given
from hypothesis import strategies as st

from finder.web.fragments import SharedMap
from finder.web.slots import Pattern

MAP = SharedMap(
    picture=Pattern((b"<svg>", b"|", b"</svg>")),
    lines={"far": b"<path/>"},
    markers={"near": b"<text>", "far": b"<text x>"},
    rest=b"</text>",
)


@given(st.dictionaries(st.sampled_from(["near", "far"]), st.integers(1, 99)))
def test_a_shared_map_bears_the_lines_and_numbers_of_those_asked_for(numbers):
    markers = {"near": "<text>{}</text>", "far": "<text x>{}</text>"}
    lines = "<path/>" if "far" in numbers else ""
    drawn = "".join(markers[it].format(number) for it, number in numbers.items())
    assert MAP.with_numbers(numbers) == f"<svg>{lines}|{drawn}</svg>".encode()


def test_a_shared_map_is_none_for_a_centre_that_is_not_on_it():
    assert MAP.with_numbers({"near": 1, "elsewhere": 2}) is None
