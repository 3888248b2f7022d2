import re
from random import Random
from time import monotonic

import pytest

from finder.snapshot import SnapshotStore
from finder.web.district_maps import NEARBY, DistrictMaps
from tests.builders import a_centre, at
from tests.web.conftest import an_app
from tests.web.test_pages import results

SEED = 20
SECONDS_TO_FOLLOW = 30
# Of one district, a mile and more apart.
HOMES = ("NG1 5FS", "NG1 1AA", "NG1 6DQ")
MARKER = re.compile(r'<circle cx="(\d+)" cy="(\d+)" r="19"/><text [^>]*>(\d+)</text>')


def around_nottingham(number):
    draw = Random(SEED)
    places = [
        at(52.95 + draw.gauss(0, 0.2), -1.15 + draw.gauss(0, 0.3))
        for _ in range(number)
    ]
    return [a_centre(f"c{it}", location=place) for it, place in enumerate(places)]


def markers_of(page):
    """Return where each number stands on the map of a page."""
    picture = re.search(r"<svg.*?</svg>", page.text, re.DOTALL)[0]
    return {int(number): (x, y) for x, y, number in MARKER.findall(picture)}


def numbers_of(page):
    """Return the number of each centre in the list of a page, by its id."""
    cards = page.text.split('<span class="number" aria-hidden="true">')[1:]
    return {
        re.search(r'href="/centres/([\w-]+)', card)[1]: int(card.split("<")[0])
        for card in cards
    }


def a_client_of(centres, data_dir):
    SnapshotStore(data_dir / "snapshots").publish(
        centres, sources=("a test",), demonstration=True
    )
    return an_app(data_dir).test_client()


@pytest.fixture
def client(data_dir):
    return a_client_of(around_nottingham(40), data_dir)


def test_every_centre_of_a_page_is_on_its_map_by_its_number(client):
    for home in (*HOMES, "NG1", "DE1 1AA", "LE1 6TE"):
        for page in ("", "?page=2", "?page=4"):
            address = results(client, home).request.path + page
            shown = client.get(address)
            assert markers_of(shown).keys() == set(numbers_of(shown).values())


def test_a_centre_stands_at_one_spot_for_all_of_a_district(client):
    spots = {}
    for home in HOMES:
        page = results(client, home)
        markers = markers_of(page)
        for its_id, number in numbers_of(page).items():
            assert spots.setdefault(its_id, markers[number]) == markers[number]
    assert 10 <= len(spots) <= NEARBY


def test_a_district_is_drawn_once_in_each_language(data_dir, monkeypatch):
    drawn = []
    draw = DistrictMaps._draw
    monkeypatch.setattr(
        DistrictMaps, "_draw", lambda self, it: drawn.append(it) or draw(self, it)
    )
    client = a_client_of(around_nottingham(40), data_dir)
    for home in HOMES:
        results(client, home)
    assert len(drawn) == 1
    form = {"postcode": HOMES[0], "service": "supported"}
    client.get(client.post("/cy/search", data=form).location)
    assert len(drawn) == 2


def test_a_listing_that_goes_live_has_maps_of_its_own(data_dir):
    client = a_client_of(around_nottingham(40), data_dir)
    page = results(client, HOMES[0])
    spots = set(markers_of(page).values())
    others = [a_centre(f"d{it}", location=at(53 + it / 50, -1)) for it in range(12)]
    SnapshotStore(data_dir / "snapshots").publish(
        others, sources=("a test",), demonstration=True
    )
    until = monotonic() + SECONDS_TO_FOLLOW
    while "d0" not in client.get(page.request.path).text:
        assert monotonic() < until
    later = client.get(page.request.path)
    assert markers_of(later).keys() == set(numbers_of(later).values())
    assert set(markers_of(later).values()) != spots


def test_a_page_whose_centres_are_not_all_near_the_middle_has_a_map_too(data_dir):
    # To either side of a district: few homes have as many of each as its middle.
    ways = [west + it / 500 for west in (-1.30, -1.04) for it in range(20)]
    places = [at(52.95, longitude) for longitude in ways]
    centres = [a_centre(f"c{it}", location=place) for it, place in enumerate(places)]
    client = a_client_of(centres, data_dir)
    for home in HOMES:
        page = results(client, home)
        assert markers_of(page).keys() == set(range(1, 11))
