import csv
from dataclasses import replace
from datetime import date, datetime

import html5lib
import pytest

from finder import report_page as page_module
from finder.changes import compare
from finder.import_report import dated_folder, report_on, without_formula
from finder.import_summary import Wishes
from finder.location import LATITUDES
from finder.report_map import MANY, report_map
from finder.report_page import ReportFacts, report_page
from tests.builders import a_centre, a_service, at
from tests.test_import_summary import WORDS, an_issue, summary_of

NOW = datetime(2026, 11, 22, 8, 5)
FACTS = ReportFacts(listing="listing.csv", made_at=NOW, workbook="marked-up.xlsx")
SQUARE = [(-3, 51), (-3, 54), (0, 54), (0, 51), (-3, 51)]
HOSTILE = "<script>alert('x')</script>"


def a_summary(**changes):
    live = [
        a_centre("kept"),
        a_centre("moved", location=at(52.5, -1.5), telephone="0115 496 0001"),
        a_centre("gone", location=at(52.1, -0.5), name="Example Gone"),
    ]
    centres = [
        live[0],
        replace(live[1], telephone="0115 496 0002"),
        a_centre("new", location=at(53.0, -2.0), name="Example New"),
    ]
    given = {
        "live": live,
        "issues": [an_issue(value="nobody")],
        "wishes": Wishes(allow_removals=True),
    }
    return summary_of(*centres, **{**given, **changes})


def page(summary=None, facts=FACTS, snapshot_id=None):
    return report_page(summary or a_summary(), WORDS, facts, snapshot_id)


def text_of(html):
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return " ".join("".join(tree.find("body").itertext()).split())


def test_the_page_is_correct_html_and_needs_nothing_else():
    html = page()
    html5lib.HTMLParser(strict=True).parse(html)
    for asks in ("<script", "<link", "src=", "@import", "url(", "http://", "https://"):
        assert asks not in html


def test_the_page_counts_and_lists_what_would_change():
    text = text_of(page())
    assert "1 added" in text
    assert "1 changed" in text
    assert "1 removed" in text
    assert "1 unchanged" in text
    for name in ("Example New", "Example Gone", "Example moved"):
        assert name in text
    assert "telephone before: 0115 496 0001 after: 0115 496 0002" in text
    assert "This is not an email address." in text
    assert "line 2, email: nobody" in text


def test_what_a_listing_says_is_never_markup():
    centre = a_centre("new", name=HOSTILE, services=(a_service(charges=HOSTILE),))
    live = a_centre("new", name="Example")
    summary = summary_of(
        centre,
        live=[live],
        issues=[an_issue(value=HOSTILE, column=HOSTILE, file=HOSTILE)],
        taken=((HOSTILE, "name"),),
    )
    html = page(summary, replace(FACTS, listing=HOSTILE))
    assert "<script" not in html
    assert text_of(html).count("alert('x')") >= 5


@pytest.mark.parametrize(
    ("wishes", "snapshot_id", "said"),
    [
        ({}, None, "A dry run: nothing was changed."),
        ({"publish": True}, None, "This page was written just before"),
        ({"publish": True}, "abc123", "Published as snapshot abc123."),
        ({"strict": True, "publish": True}, None, "Refused: nothing was changed."),
        ({"strict": True}, None, "Publishing this would be refused."),
    ],
)
def test_the_page_says_what_became_of_the_import(wishes, snapshot_id, said):
    summary = a_summary(wishes=Wishes(allow_removals=True, **wishes))
    assert said in text_of(page(summary, snapshot_id=snapshot_id))


def test_long_lists_are_cut_and_the_rest_counted(monkeypatch):
    monkeypatch.setattr(page_module, "SHOWN", 2)
    issues = [an_issue(line=line) for line in range(2, 7)]
    summary = summary_of(*(a_centre(f"new-{n}") for n in range(3)), issues=issues)
    text = text_of(page(summary))
    assert "Shown are the first 2 of 3. All are in changes.csv." in text
    assert "Shown are the first 2 of 5. The others are in issues.csv." in text


def test_stale_details_and_suspected_duplicates_are_listed():
    twins = [
        a_centre(id, name="Example Lace", last_checked=date(2024, 2, 3))
        for id in ("one", "two")
    ]
    text = text_of(page(summary_of(*twins)))
    assert "the same telephone number, the same postcode, within 50 metres" in text
    assert "3 February 2024: Example Lace" in text


def test_the_keeper_is_warned_of_withheld_addresses_in_the_files():
    assert "Keep these files to yourself" not in page()
    open_one = a_centre("hidden")
    hidden = replace(open_one, address=replace(open_one.address, visibility="none"))
    assert "Keep these files to yourself" in page(summary_of(hidden))


def test_a_report_without_a_place_has_no_map():
    assert '<svg class="map"' in page()
    assert '<svg class="map"' not in page(summary_of(a_centre(location=None)))


def a_map(new=(), live=(), outline=()):
    drawn = report_map(compare(live, new), new, outline)
    assert drawn is not None
    return drawn


def test_the_map_marks_what_happens_to_each_centre():
    kept, gone = a_centre("kept"), a_centre("gone", location=at(52, -2))
    old = a_centre("changed", location=at(51, -3))
    drawn = a_map([kept, replace(old, name="New")], [kept, gone, old])
    assert {(it.kind, it.label) for it in drawn.markers} == {
        ("unchanged", "Example kept"),
        ("changed", "New"),
        ("removed", "Example gone"),
    }


@pytest.mark.parametrize(
    "places", [[(52, -1)], [(50, -5), (58, -3)], [(52, -8), (52, 1)], [(50, 2.9)]]
)
def test_every_marker_lies_on_the_map_north_up_and_west_left(places):
    new = [a_centre(f"at-{n}", location=at(*it)) for n, it in enumerate(places)]
    drawn = a_map(new)
    spots = {it.label: it for it in drawn.markers}
    for it in drawn.markers:
        assert 0 < it.x < drawn.width
        assert 0 < it.y < drawn.height
    first, last = spots["Example at-0"], spots[f"Example at-{len(new) - 1}"]
    assert first.x <= last.x
    assert first.y >= last.y
    assert 1 / 1.7 < drawn.height / drawn.width < 1.7


def test_land_is_drawn_where_it_is_in_the_picture_and_a_grid_always():
    far = [(-8, 57), (-8, 57.5), (-7.5, 57.5), (-8, 57)]
    drawn = a_map([a_centre()], outline=[SQUARE, far])
    assert len(drawn.land) == 1
    assert drawn.land[0].startswith("M")
    assert a_map([a_centre()]).land == ()
    assert {line.label[-1] for line in a_map([a_centre()]).grid} == {"N", "W"}


def test_centres_in_one_spot_share_a_marker_that_names_some():
    (marker,) = a_map([a_centre(f"twin-{n}") for n in range(5)]).markers
    assert marker.label == "Example twin-0; Example twin-1; Example twin-2; 2 more"


def test_very_many_centres_make_a_map_that_can_be_drawn():
    spread = [
        a_centre(f"c-{n}", location=at(LATITUDES[0] + 0.5 + n % 97 / 10, -3 + n / 9e3))
        for n in range(20_000)
    ]
    assert len(spread) > MANY
    assert len(a_map(spread).markers) < 5_000


def test_the_files_of_a_report_say_all_that_changes(tmp_path):
    report = report_on(tmp_path / "r", a_summary(), WORDS, "listing.csv", NOW)
    report.write()
    with (tmp_path / "r" / "changes.csv").open(encoding="utf-8-sig") as file:
        found = [(it["change"], it["id"], it["column"]) for it in csv.DictReader(file)]
    assert found == [
        ("added", "new", ""),
        ("changed", "moved", "telephone"),
        ("removed", "gone", ""),
    ]
    assert {it.name for it in (tmp_path / "r").iterdir()} == {
        *("changes.csv", "issues.csv", "marked-up.xlsx", "report.html"),
    }


def test_each_report_has_a_folder_of_its_own_with_a_plain_name(tmp_path):
    first = dated_folder(tmp_path, "../My listing; final.csv", NOW)
    assert first == tmp_path / "2026-11-22-080500-My-listing-final"
    first.mkdir()
    second = dated_folder(tmp_path, "My listing; final.csv", NOW)
    assert second.name == "2026-11-22-080500-My-listing-final-2"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_report_can_start_a_formula(start):
    assert without_formula(f"{start}1") == f"'{start}1"
    assert without_formula("Example = 1") == "Example = 1"
