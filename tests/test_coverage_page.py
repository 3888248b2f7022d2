import csv
import re
from dataclasses import replace
from datetime import UTC, datetime

import html5lib
import pytest

from finder.centres import AreaCovered, ServiceType
from finder.coastline import Coastline
from finder.coverage_districts import District
from finder.coverage_map import coverage_map
from finder.coverage_page import MAPPED, CoverageFacts, coverage_page, share
from finder.coverage_report import Tally, measure_coverage
from finder.coverage_tables import (
    DISTRICT_HEADINGS,
    DISTRICTS_FILE,
    NATION_HEADINGS,
    NATIONS_FILE,
    write_coverage_tables,
)
from finder.places import Gazetteer, Place
from finder.postcodes import Nation, Outcode
from finder.settings import PROJECT
from finder.snapshot import Snapshot
from finder.words import Language, Words
from tests.builders import NOTTINGHAM, a_centre, a_directory, at
from tests.test_coverage import ROWS, counted

NOW = datetime(2026, 11, 22, 8, 5, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script>"
CENTRES = (
    a_centre(),
    a_centre(
        "unseen",
        offers=("handover",),
        location=None,
        area_covered=AreaCovered(nations=(Nation.ENGLAND,)),
    ),
)


@pytest.fixture(scope="module")
def postcodes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("postcodes")
    many = [(f"LS2 1A{it}", 429960, 433298, "E08000035") for it in "ABDEFGHJLNPQRSTUWX"]
    more = [(f"LS2 2A{it}", 429960, 433298, "E08000035") for it in "ABDE"]
    return counted(folder, a_directory(*ROWS, *many, *more))


@pytest.fixture(scope="module")
def coastline():
    return Coastline.read(PROJECT / "data" / "coastline.json")


def a_gazetteer(name="Example Town"):
    return Gazetteer(
        [
            (
                Place(
                    name=name,
                    nation=Nation.ENGLAND,
                    county="Example Shire",
                    district=Outcode("LS2"),
                    location=NOTTINGHAM,
                    slug="example",
                ),
                (),
            )
        ]
    )


def reaches_of(postcodes, name="Example Town"):
    return measure_coverage(postcodes, CENTRES, a_gazetteer(name))


def a_snapshot(**changes):
    given = {
        "id": "abc123",
        "published_at": NOW,
        "demonstration": False,
        "sources": ("listing.csv",),
        "centres": CENTRES,
    }
    return Snapshot(**{**given, **changes})


@pytest.fixture
def page(postcodes, coastline):
    def made(
        language=Language.ENGLISH, name="Example Town", demonstration=False, **facts
    ):
        given = {
            "snapshot": a_snapshot(demonstration=demonstration),
            "postcodes": postcodes,
            "made_at": NOW,
        }
        return coverage_page(
            reaches_of(facts.get("postcodes", postcodes), name),
            Words(language),
            CoverageFacts(**{**given, **facts}),
            coastline,
        )

    return made


def text_of(html):
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return " ".join(" ".join(tree.find("body").itertext()).split())


@pytest.mark.parametrize("language", Language)
def test_the_page_is_correct_html_in_its_language_and_needs_nothing_else(
    page, language
):
    html = page(language, mapped=tuple(ServiceType))
    html5lib.HTMLParser(strict=True).parse(html)
    assert f'<html lang="{language}">' in html
    assert html.count("<h1") == 1
    for asks in ("<script", "<link", "src=", "@import", "url(", "http://", "https://"):
        assert asks not in html
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'(?:aria-labelledby="|href="#)([^"]*)"', html):
        assert target in ids


def test_the_page_says_what_it_was_made_of(page):
    text = text_of(page())
    assert "22 November 2026" in text
    assert "snapshot abc123" in text
    assert "Example directory" in text
    assert "does not tell which postcodes have ended" in text
    assert "Supported contact is not watched" in text


def test_it_says_so_where_the_directory_tells_which_postcodes_have_ended(
    page, postcodes
):
    text = text_of(page(postcodes=replace(postcodes, knows_ended=True)))
    assert "Postcodes that have ended are left out." in text
    assert "does not tell" not in text


def test_a_demonstration_is_called_one(page):
    said = "these are not real centres"
    assert said in text_of(page(demonstration=True))
    assert said not in text_of(page())


def test_shares_of_the_whole_leave_out_scotland_which_is_told_apart(page):
    text = text_of(page())
    assert "All nations but Scotland: 28 postcodes" in text
    assert "England: 28 postcodes" in text
    assert text.index("England: 28") < text.index("Scotland: 1 postcodes")
    # Three of 28 postcodes lie in Nottingham.
    assert "Supported contact 10.7% 10.7% 10.7% 10.7% 0%" in text
    assert "Handover 0% 0% 0% 0% 100%" in text


def test_the_furthest_districts_are_named_with_a_town(page):
    text = text_of(page())
    assert re.search(r"LS2 Example Town, Example Shire England 6\d\.\d 0% 0%", text)


def test_services_without_any_building_have_no_map(page):
    html = page(mapped=(ServiceType.HANDOVER,))
    assert 'class="map"' not in html
    assert "No open centre of the listing has a building" in text_of(html)
    assert page().count('class="map"') == len(MAPPED) - 2


def test_a_name_is_never_markup(page):
    html = page(name=HOSTILE)
    assert "<script" not in html
    assert HOSTILE in text_of(html)


@pytest.mark.parametrize(
    ("part", "shown"), [(0, "0%"), (1, "0.1%"), (2500, "25.0%"), (9999, "99.9%")]
)
def test_only_none_is_shown_as_none_and_only_all_as_all(part, shown):
    tally = Tally(10_000, (part,), 0)
    assert share(part, tally) == shown
    assert share(10_000, tally) == "100%"


def test_a_map_has_a_dot_for_each_listed_district_by_its_distance(postcodes, coastline):
    reach = reaches_of(postcodes)[0]
    drawn = coverage_map([it.district for it in reach.districts], coastline)
    assert drawn is not None
    assert drawn.land.startswith("M")
    # Two of Nottingham are near; two of Leeds and Berwick are further than any step.
    assert [path.count("M") for path in drawn.dots(reach)] == [2, 0, 0, 0, 3]
    for path in drawn.dots(reach):
        for x, y in re.findall(r"M(\d+) (\d+)h0", path):
            assert 0 <= int(x) <= drawn.frame.width
            assert 0 <= int(y) <= drawn.frame.height


def test_without_a_listed_district_there_is_no_map(coastline):
    scottish = District(
        outcode="EH1",
        nation=Nation.SCOTLAND,
        authority="S12000036",
        location=at(55.95, -3.19),
        near=None,
    )
    assert coverage_map([scottish], coastline) is None


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_have_a_row_for_each_service_and_district_or_nation(
    postcodes, tmp_path
):
    reaches = reaches_of(postcodes)
    write_coverage_tables(tmp_path, reaches)
    districts = read(tmp_path / DISTRICTS_FILE)
    assert list(districts[0]) == DISTRICT_HEADINGS
    assert len(districts) == len(ServiceType) * len(reaches[0].districts)
    first = districts[0]
    assert (first["service"], first["district"]) == ("supported", "LS1")
    assert (first["postcodes"], first["authority"]) == ("2", "E08000035")
    assert first["percent_within_50_miles"] == "0.00"
    assert float(first["median_miles"]) > 50
    handover = [it for it in districts if it["service"] == "handover"]
    assert {it["median_miles"] for it in handover} == {""}

    nations = read(tmp_path / NATIONS_FILE)
    assert list(nations[0]) == NATION_HEADINGS
    assert [it["nation"] for it in nations[:3]] == [
        *("all-but-scotland", "england", "scotland")
    ]
    assert nations[0]["percent_within_5_miles"] == "10.71"
    assert {
        (it["nation"], it["percent_covered_without_building"])
        for it in nations
        if it["service"] == "handover"
    } == {("all-but-scotland", "100.00"), ("england", "100.00"), ("scotland", "0.00")}


def test_no_cell_of_a_table_can_start_a_formula(postcodes, tmp_path):
    write_coverage_tables(tmp_path, reaches_of(postcodes, "=cmd|'/c calc'!A1"))
    towns = {it["near"] for it in read(tmp_path / DISTRICTS_FILE)}
    assert "'=cmd|'/c calc'!A1" in towns
    assert not any(it.startswith("=") for it in towns)
