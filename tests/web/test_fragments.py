import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader

from finder.coastline import Coastline
from finder.places import Gazetteer
from finder.schematic_map import MapMaker
from finder.settings import PROJECT
from finder.web.fragments import Fragments, SharedMap
from finder.web.slots import Pattern
from finder.words import Language
from tests.builders import NOTTINGHAM
from tests.test_schematic_map import TYPICAL, WESTON, numbered

CAPTION = "map.caption.district"

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


@pytest.mark.parametrize("places", [TYPICAL, [NOTTINGHAM] * 10], ids=["apart", "moved"])
def test_a_shared_map_with_all_its_numbers_is_the_map_of_a_page(places):
    maps = MapMaker(
        Coastline.read(PROJECT / "data" / "coastline.json"),
        Gazetteer.read(PROJECT / "data" / "places.csv"),
    )
    loader = FileSystemLoader(PROJECT / "templates")
    fragments = Fragments(Environment(loader=loader, autoescape=True))
    drawn = maps.draw(numbered(places), WESTON)
    shared = fragments.shared_map(drawn, CAPTION, len(places), Language.WELSH)
    numbers = {marker.label: int(marker.label) for marker in drawn.markers}
    page = fragments.map(drawn, CAPTION, Language.WELSH)
    assert shared.with_numbers(numbers) == page.encode()
