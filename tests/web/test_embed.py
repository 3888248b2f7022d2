import gzip
import re
import time
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.centres import CentreStatus
from tests.builders import LEEDS, NOTTINGHAM, a_centre
from tests.web.test_pages import NASTY, without_sealed, words_of

MOST_BYTES_COMPRESSED = 15_000
A_DAY_SECONDS = 86_400
EVERYTHING_ASKED = (
    "types=supported,virtual&accent=a8210d&text=111111&background=ffffff"
    "&radius=12&font=serif&exit=yes"
)


def start(client: FlaskClient, query: str = "", prefix: str = "") -> TestResponse:
    return client.get(f"{prefix}/embed/v1/?{query}")


def search(
    client: FlaskClient,
    postcode: str,
    *services: str,
    query: str = "",
    prefix: str = "",
) -> TestResponse:
    return client.post(
        f"{prefix}/embed/v1/search?{query}",
        data={"postcode": postcode, "service": list(services) or ["supported"]},
    )


def results(client: FlaskClient, *asked: str, **how: str) -> TestResponse:
    redirect = search(client, *asked, **how)
    assert redirect.status_code == 303, redirect.text
    return client.get(redirect.location)


def queries_of(page: TestResponse) -> set[str]:
    """Return the query strings of every address in the frame."""
    text = page.text.replace("&amp;", "&")
    found = re.findall(r'(?:action|href)="((?:/cy)?/embed/[^"]*)"', text)
    assert found
    return {urlsplit(address).query for address in found}


def test_a_search_leads_to_results_in_the_frame(client):
    page = results(client, "NG1 5FS")
    assert page.request.path.startswith("/embed/v1/results/")
    assert re.findall(r'href="(/centres/\w+)"', page.text) == [
        "/centres/near",
        "/centres/far",
    ]
    said = words_of(page)
    for part in (
        "Centres nearest to NG1",
        "less than half a mile",
        "parents themselves, a solicitor",
        "0115 496 0000",
    ):
        assert part in said, part


def test_a_reader_goes_on_at_the_results_or_at_the_problem(client):
    assert search(client, "NG1").location.endswith("#fac-results")
    assert 'id="fac-results" tabindex="-1"' in results(client, "NG1").text
    assert re.search(r'action="/embed/v1/search#fac-problem"', start(client).text)
    assert 'id="fac-problem"' in search(client, "nonsense 1").text


def test_nothing_takes_the_focus_of_the_page_around_it(client):
    for page in (start(client), search(client, "XX1"), results(client, "NG1")):
        assert "autofocus" not in page.text


def test_titles_begin_below_the_hosts_and_leave_none_out(client):
    pages = (
        start(client),
        start(client, "types=supported"),
        search(client, "XX1"),
        results(client, "NG1", "supported", "virtual"),
        client.get("/embed/v1/results/nonsense"),
    )
    for page in pages:
        levels = [int(it) for it in re.findall(r"<h(\d)", page.text)]
        assert levels[0] == 2
        steps = pairwise(levels)
        assert all(after <= before + 1 for before, after in steps)


def test_what_leaves_the_frame_opens_a_window_that_knows_nothing_of_it(client):
    for page in (start(client), results(client, "NG1")):
        for tag in re.findall(r'<a [^>]*href="/[^>]*>', page.text):
            inside = 'href="/embed/' in tag or 'href="/cy/embed/' in tag
            opens = 'target="_blank" rel="noopener noreferrer"' in tag
            assert inside != opens, tag


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_what_the_host_asked_is_kept_throughout(client_of, prefix):
    centres = [a_centre(f"c{n}", location=NOTTINGHAM) for n in range(6)]
    client = client_of(centres)
    form = start(client, EVERYTHING_ASKED, prefix)
    page = results(client, "NG1", query=EVERYTHING_ASKED, prefix=prefix)
    mend = search(client, "Nowhere", query=EVERYTHING_ASKED, prefix=prefix)
    expired = client.get(f"{prefix}/embed/v1/results/x?{EVERYTHING_ASKED}")
    for each in (form, page, mend, expired):
        for query in queries_of(each):
            assert EVERYTHING_ASKED in query
        assert "--accent:#a8210d" in each.text
        assert 'target="_top"' in each.text


def test_the_place_is_in_no_address(client):
    page = results(client, "NG1 5FS")
    assert "5FS" not in without_sealed(page.text)
    assert "NG1" not in without_sealed(page.request.url)
    title = re.search("<title>.*</title>", page.text)
    assert title is not None
    assert "NG1" not in title[0]


def test_one_service_is_not_asked_for_and_several_are_the_choice(client):
    one = start(client, "types=supervised").text
    assert "<fieldset" not in one
    assert '<input type="hidden" name="service" value="supervised">' in one
    assert "For when someone could be harmed" in one
    some = start(client, "types=handover,supervised,nonsense").text
    chosen = re.findall(r'name="service" value="([\w-]+)"', some)
    assert chosen == ["supervised", "handover"]
    assert " checked" not in some
    assert "<details" not in some
    assert start(client).text.count('type="checkbox"') == 9


def test_services_of_an_address_are_chosen(client):
    page = start(client, "service=virtual&service=nonsense").text
    assert re.findall(r'value="([\w-]+)"[^>]* checked', page) == ["virtual"]
    assert "<details open>" in page


def test_five_are_shown_at_a_time(client_of):
    client = client_of([a_centre(f"c{n}", location=NOTTINGHAM) for n in range(12)])
    page = results(client, "NG1")
    assert page.text.count("<h3>") == 5
    assert "page 1 of 3" in words_of(page)
    onward = re.search(r'rel="next" href="([^"]*)"', page.text)
    assert onward is not None
    second = client.get(onward[1])
    assert "page 2 of 3" in words_of(second)
    last = client.get(f"{page.request.path}?page=3")
    assert last.text.count("<h3>") == 2
    assert 'rel="next"' not in last.text
    beyond = client.get(f"{page.request.path}?page=4")
    assert "page 1 of 3" in words_of(beyond)


def test_problems_are_told_above_and_beside_the_field(client):
    page = client.post("/embed/v1/search", data={"postcode": ""})
    assert page.status_code == 400
    assert 'href="#fac-service-supported"' in page.text
    assert 'href="#fac-postcode"' in page.text
    assert page.text.count("Select the service the child needs") == 2
    assert page.text.count("Enter the postcode or town") == 2


def test_a_town_of_a_shared_name_is_chosen_and_a_slip_is_mended(client):
    towns = search(client, "Newport")
    slug = re.search(r'name="town" value="([^"]+)"', towns.text)
    assert slug is not None
    data = {"postcode": "Newport", "town": slug[1], "service": "supported"}
    assert client.post("/embed/v1/search", data=data).status_code == 303
    slip = search(client, "NGI 5FS")
    assert 'name="suggestion" value="NG1 5FS"' in slip.text


def test_a_postcode_in_no_place_is_told(client):
    page = search(client, "BF1 2AA")
    assert page.status_code == 400
    assert "British Forces" in page.text


def test_nothing_found_has_ways_on_within_the_frame(client_of):
    client = client_of(
        [
            a_centre("one", offers=("supported", "virtual"), location=NOTTINGHAM),
            a_centre("two", offers=("handover",), location=LEEDS),
        ]
    )
    page = results(client, "NG1", "supported", "handover", query="exit=yes")
    said = words_of(page)
    assert "No centres found near NG1" in said
    assert "Services that need no centre nearby" in said
    assert 'href="/centres/one"' in page.text
    ways = re.findall(r'href="(/embed/v1/results/[^"]*exit=yes[^"]*)"', page.text)
    assert len(ways) >= 3
    for way in ways:
        assert client.get(way.partition("#")[0]).status_code == 200


@pytest.mark.parametrize(
    ("postcode", "said"),
    [("ZE1 0AA", "Scotland has its own law"), ("JE2 3AB", "lives in Jersey")],
)
def test_another_law_is_told(client, postcode, said):
    assert said in words_of(results(client, postcode))


def test_a_centre_that_is_closed_for_now_says_so(client_of):
    closed = CentreStatus.TEMPORARILY_CLOSED
    client = client_of([a_centre("c", status=closed, status_note="Back in May.")])
    assert "Closed for now. Back in May." in words_of(results(client, "NG1"))


def test_made_up_centres_are_said_to_be(client_of):
    real = client_of([a_centre()], demonstration=False)
    assert "not real centres" not in start(real).text
    made_up = client_of([a_centre()])
    assert "not real centres" in start(made_up).text
    assert "not real centres" in results(made_up, "NG1").text


@pytest.mark.parametrize(("prefix", "said"), [("", "expired"), ("/cy", "dod i ben")])
def test_an_expired_search_stays_in_the_frame(client, monkeypatch, prefix, said):
    address = search(client, "NG1", "virtual", query="exit=yes").location
    later = time.time() + A_DAY_SECONDS
    monkeypatch.setattr(time, "time", lambda: later)
    page = client.get(prefix + address)
    assert page.status_code == 410
    assert said in page.text
    again = f'href="{prefix}/embed/v1/?exit=yes&amp;service=virtual"'
    assert again in page.text


def test_an_answer_that_cannot_be_given_stays_in_the_frame(client_of, data_dir):
    from tests.web.conftest import an_app

    page = start(an_app(data_dir).test_client(), "accent=a8210d")
    assert page.status_code in {200, 503}
    empty = search(an_app(data_dir).test_client(), "NG1")
    assert empty.status_code == 503
    assert "being set up" in empty.text


def test_the_switch_of_language_stays_in_the_frame(client):
    page = results(client, "NG1", query="types=supported")
    switch = re.search(r'<a lang="cy"[^>]*href="([^"]*)"', page.text)
    assert switch is not None
    welsh = client.get(switch[1].replace("&amp;", "&"))
    assert "Y canolfannau agosaf at NG1" in words_of(welsh)
    mend = search(client, "XX1")
    assert 'formaction="/cy/embed/v1/search#fac-problem"' in mend.text


def test_a_look_that_cannot_be_read_gives_way_to_the_usual_one(client):
    page = start(client, "accent=ffffff&background=ffffff&exit=yes")
    assert 'data-theme-problems="theme_accent_contrast"' in page.text
    assert "--accent:#0d4f4c" in page.text
    assert queries_of(page) == {"exit=yes"}


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_typed_becomes_part_of_the_frame(client, nasty):
    given = ("types", "accent", "text", "background", "radius", "font", "exit")
    page = client.get("/embed/v1/", query_string=dict.fromkeys(given, nasty))
    assert page.status_code == 200
    assert queries_of(page) == {""}
    assert search(client, nasty).status_code in {303, 400}


def test_only_what_the_frame_holds_may_run_or_style(client):
    policy = start(client).headers["Content-Security-Policy"]
    assert re.fullmatch(r"style-src 'sha256-[^ ]+'", policy.split("; ")[1])
    assert re.fullmatch(r"script-src 'sha256-[^ ]+'", policy.split("; ")[2])


def test_a_host_that_isolates_itself_may_frame_it(client):
    headers = start(client).headers
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_sandboxed_frame_can_open_any_page_in_a_window(client):
    # Browsers refuse a page there that asks for an opener policy.
    for path in ("/", "/centres/near", "/safety", "/guide"):
        assert "Cross-Origin-Opener-Policy" not in client.get(path).headers


def test_the_frame_is_whole_and_small(client):
    page = start(client)
    assert len(gzip.compress(page.data)) <= MOST_BYTES_COMPRESSED
    assert not re.search(r"<link|<img|\ssrc=", page.text)


def test_the_form_may_be_kept_and_what_was_searched_may_not(client):
    assert start(client).cache_control.public
    assert results(client, "NG1").cache_control.no_store


def test_a_reload_of_the_forms_address_begins_again(client):
    page = client.get("/embed/v1/search?exit=yes")
    assert (page.status_code, page.location) == (302, "/embed/v1/?exit=yes")
