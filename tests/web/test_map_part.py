import gzip
import re

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader

from finder.coastline import Coastline
from finder.places import Gazetteer
from finder.schematic_map import MapMaker
from finder.settings import PROJECT
from finder.words import Language, Words
from tests.builders import NOTTINGHAM, at
from tests.test_schematic_map import TYPICAL, WESTON, numbered

PART = Environment(
    loader=FileSystemLoader(PROJECT / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("parts/map.html")


@pytest.fixture(scope="module")
def maps():
    return MapMaker(
        Coastline.read(PROJECT / "data" / "coastline.json"),
        Gazetteer.read(PROJECT / "data" / "places.csv"),
    )


def shown(drawn, *choices, language=Language.ENGLISH, **named):
    return str(PART.module.map(Words(language), drawn, *choices, **named))


def texts(html):
    return re.findall(r"<text[^>]*>([^<]*)</text>", html)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("middle", "caption"),
    [(WESTON, "district"), (WESTON, "town"), (None, "list"), (None, "centre")],
)
def test_a_map_is_a_named_picture_in_plain_whole_numbers(
    maps, language, middle, caption
):
    drawn = maps.draw(numbered(TYPICAL), middle)
    html = shown(drawn, f"map.caption.{caption}", language=language)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    assert 'role="img" aria-labelledby="map-title"' in html
    assert re.search(r'<title id="map-title">[^<]+</title>', html)
    assert Words(language)(f"map.caption.{caption}")[:20] in html.replace("&#39;", "'")
    assert not re.search(r'="[^"a-z]*\d\.\d', html)
    assert not re.search(r"<a |href|tabindex|style=|\son\w+=", html)


def test_a_map_names_its_towns_and_distances_in_words(maps):
    drawn = maps.draw(numbered(TYPICAL), WESTON)
    english, welsh = (shown(drawn, language=it) for it in Language)
    towns = {town.name for town in drawn.towns}
    assert "Newport" in towns
    assert {*towns, "20 miles", "10"} <= set(texts(english))
    assert {*towns, "20 milltir", "10"} <= set(texts(welsh))


def test_two_maps_of_one_page_have_names_of_their_own(maps):
    drawn = maps.draw([("A", NOTTINGHAM)])
    html = shown(drawn) + shown(drawn, id="second")
    assert re.findall(r' id="([^"]+)"', html) == ["map-title", "second-title"]


def test_a_centre_without_a_number_has_a_marker_all_the_same(maps):
    html = shown(maps.draw([("", NOTTINGHAM)]))
    assert 'class="pip"' in html
    assert "Map of the centre on this page" in html
    assert "" not in texts(html)


def test_a_marker_that_was_moved_has_a_line_to_its_spot(maps):
    apart = shown(maps.draw(numbered([NOTTINGHAM, at(53.3, -1.4)])))
    together = shown(maps.draw(numbered([NOTTINGHAM] * 2)))
    lines = re.compile(r'<g class="lines">(.+?)</g>')
    assert not lines.search(apart)
    assert lines.search(together)


def test_a_usual_map_is_light(maps):
    svg = re.search(
        "<svg.*</svg>", shown(maps.draw(numbered(TYPICAL), WESTON)), re.DOTALL
    )[0].encode()
    assert len(svg) < 6_000
    assert len(gzip.compress(svg)) < 2_500
