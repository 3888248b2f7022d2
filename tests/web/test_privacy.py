"""The child's place is nowhere but in the field that it was typed into."""

import html
import logging
import re
from collections import Counter

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.postcodes import read_postcode
from finder.sessions import read_opening
from tests.builders import LEEDS, NOTTINGHAM, a_centre, a_service
from tests.web.test_pages import without_sealed

CHILD, OTHER_PARENT = "LE1 6TE", "DE1 2QY"
# So many pages are opened of each kind, which is a path and what it is asked with.
MOST_OF_A_KIND = 3
# The links that a search leads on to; other pages are the same for everyone.
OF_A_SEARCH = re.compile(r"(/cy)?/(results|centres|shortlist|search|names|\?|$)")


@pytest.fixture
def crawled(client_of) -> FlaskClient:
    """Return a client for a listing that has pages, filters and languages."""
    return client_of(
        [
            a_centre(
                f"centre-{number:02}",
                location=NOTTINGHAM if number % 2 else LEEDS,
                services=(a_service(opening=read_opening("Sat 10:00-12:00")),),
                languages=("Polish",),
            )
            for number in range(12)
        ]
    )


def links_of(page: TestResponse) -> set[str]:
    addresses = map(html.unescape, re.findall(r'href="(/[^"#]*)', page.text))
    return {it for it in addresses if OF_A_SEARCH.match(it)}


def forms_of(page: TestResponse) -> set[str]:
    """Return the addresses that the filters' form would ask for."""
    if 'method="get"' not in page.text:
        return set()
    here = page.request.path
    return {f"{here}?referral=self&day=weekend", f"{here}?within_miles=5"}


def kind_of(address: str) -> str:
    path, _, query = address.partition("?")
    asked = sorted({part.partition("=")[0] for part in query.split("&")})
    return re.sub(r"/(results|centres)/[^/]+", r"/\1/", path) + "?" + "&".join(asked)


def crawl(client: FlaskClient, first: TestResponse) -> list[TestResponse]:
    seen, waiting, pages = {first.location}, [first.location], [first]
    of_a_kind: Counter[str] = Counter()
    while waiting:
        address = waiting.pop(0)
        of_a_kind[kind_of(address)] += 1
        if of_a_kind[kind_of(address)] > MOST_OF_A_KIND:
            continue
        page = client.get(address)
        assert page.status_code < 400, page.request.path
        pages.append(page)
        if page.mimetype == "text/html":
            found = sorted((links_of(page) | forms_of(page)) - seen)
            seen.update(found)
            waiting += found
    return pages


def told_in(page: TestResponse) -> str:
    address = f"{page.request.path}?{page.request.query_string.decode()}"
    return without_sealed(f"{address}\n{page.headers}\n{page.text}")


def forbidden_in(all_postcodes, *postcodes: str) -> re.Pattern[str]:
    """Return a pattern for all of the places that nobody may be told."""
    patterns = []
    for typed in postcodes:
        place = read_postcode(typed)
        outward, inward = typed.split()
        sector = rf"{outward}(?:\W|%20)+{inward[0]}"
        location = all_postcodes.find(place).location
        degrees = f"{location.latitude:.2f}|{abs(location.longitude):.2f}"
        patterns += [rf"\b{sector}(?!\d)", inward, degrees.replace(".", r"\.")]
    return re.compile("|".join(patterns), re.IGNORECASE)


@pytest.mark.parametrize("language", ["", "/cy"])
def test_a_crawl_from_a_search_meets_the_childs_place_nowhere(
    crawled, all_postcodes, caplog, language
):
    caplog.set_level(logging.DEBUG)
    form = {"postcode": CHILD, "other": OTHER_PARENT, "service": "supported"}
    first = crawled.post(f"{language}/search", data=form)
    assert first.status_code == 303
    pages = crawl(crawled, first)
    visited = " ".join(page.request.path + page.request.full_path for page in pages)
    for part in ("page=2", "/cy/", "order=fairer", "day=weekend", "centres/", "csv"):
        assert part in visited, part
    forbidden = forbidden_in(all_postcodes, CHILD, OTHER_PARENT)
    for page in pages:
        assert forbidden.search(told_in(page)) is None, page.request.path
        assert "Set-Cookie" not in page.headers
        of_a_search = "/results/" in page.request.path or "/search" in page.request.path
        assert not of_a_search or page.headers["Cache-Control"] == "private, no-store"
    assert forbidden.search(without_sealed(caplog.text)) is None


def test_the_pattern_finds_a_place_however_it_is_written(all_postcodes):
    forbidden = forbidden_in(all_postcodes, CHILD)
    for text in ("LE1 6TE", "le16te", "LE1+6", "LE1%206T", "x 6te"):
        assert forbidden.search(text) is not None, text
    assert forbidden.search("LE1 and LE16 and LE1 centre") is None


def test_an_error_keeps_the_place_in_its_field_alone(crawled, all_postcodes, caplog):
    caplog.set_level(logging.DEBUG)
    page = crawled.post("/search", data={"postcode": CHILD})
    assert page.status_code == 400
    told = told_in(page)
    assert told.count(CHILD) == 1
    assert f'value="{CHILD}"' in told
    assert CHILD not in caplog.text
