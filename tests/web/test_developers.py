import html
import json
import re
from itertools import pairwise

import pytest
from werkzeug.test import TestResponse

from finder.web.api_problem_models import PROBLEM_CODES
from finder.web.developers_reading import read_reference
from tests.web.api_listing import an_app_that_lists_two
from tests.web.conftest import an_app

PAGES = ("/developers", "/cy/developers")
DOCUMENT = "/api/v1/openapi.json"
HOST = "http://localhost"


@pytest.fixture(scope="module")
def client(tmp_path_factory, postcodes_folder):
    folder = tmp_path_factory.mktemp("developers")
    return an_app_that_lists_two(folder, postcodes_folder).test_client()


@pytest.fixture(scope="module")
def document(client):
    return client.get(DOCUMENT).get_json()


@pytest.fixture(scope="module")
def reference(document):
    return read_reference(document)


def part(page: TestResponse, name: str) -> str:
    """Return the marks of one section of the page, to the next of its level."""
    start = page.text.index(f' id="{name}"')
    return page.text[start : page.text.index("</section>", start)]


def codes(marks: str) -> list[str]:
    return [html.unescape(it) for it in re.findall(r"<code>(.*?)</code>", marks, re.S)]


@pytest.mark.parametrize("path", PAGES)
def test_every_operation_of_the_served_description_is_told(client, document, path):
    page = client.get(path)
    described = [
        (methods[method]["operationId"], method.upper(), path)
        for path, methods in document["paths"].items()
        for method in methods
    ]
    assert re.findall(r'id="operation-(\w+)"', page.text) == [it[0] for it in described]
    for operation, method, its_path in described:
        assert codes(part(page, f"operation-{operation}"))[0] == f"{method} {its_path}"


def test_every_parameter_is_told_with_its_type_meaning_and_limits(client, document):
    page = client.get("/developers")
    for it in document["paths"]["/centres"]["get"]["parameters"]:
        assert f"<code>{it['name']}</code>" in part(page, "operation-findCentres")
    row = r"<tr>(?:(?!<tr>).)*<code>within_miles</code>.*?</tr>"
    told = re.search(row, page.text, re.S)
    assert told is not None
    said = re.sub(r"\s*<[^>]+>\s*", " ", told[0])
    assert "whole number" in said
    assert "How far away a centre may be, in whole miles." in said
    assert "1 or more, up to 500" in said


def test_what_must_be_sent_is_marked(client):
    search = part(client.get("/developers"), "operation-findCentres")
    assert re.findall(r"<code>(\w+)</code><br><strong>needed", search) == ["service"]


def test_every_answer_of_an_operation_is_told_by_its_status(client, document):
    page = client.get("/developers")
    for methods in document["paths"].values():
        for described in methods.values():
            table = part(page, f"operation-{described['operationId']}")
            told = re.findall(r'<tr><th scope="row">(\d+)</th>', table)
            assert told == list(described["responses"])


def test_the_first_example_is_answered_as_the_page_says(client):
    first, answer = codes(part(client.get("/developers"), "begin"))[:2]
    address = re.fullmatch(rf"curl '{HOST}(/api/v1/\S+)'", first.strip())
    assert address is not None
    assert client.get(address[1]).get_json() == json.loads(answer)


def test_every_example_is_answered_as_the_page_says(client, reference):
    told = [it for it in reference.operations if it.answered]
    assert len(told) == 5
    for it in told:
        body = json.loads(it.sent) if it.sent else None
        answer = client.open(f"/api/v1{it.asked}", method=it.method, json=body)
        assert answer.get_json() == json.loads(it.answered), it.id


@pytest.mark.parametrize("path", PAGES)
def test_every_schema_that_is_referred_to_is_on_the_page(client, document, path):
    text = client.get(path).text
    ids = set(re.findall(r'\sid="([^"]+)"', text))
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= ids
    used = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert {f"schema-{it}" for it in used} <= ids


def test_members_that_may_be_missing_are_marked(client):
    page = client.get("/developers").text
    result = page[page.index('id="members-Result"') :]
    table = result[: result.index("</table>")]
    assert re.findall(r"<code>(\w+)</code><br>may be missing", table) == [
        "other_distance_miles",
        "other_distance_text",
        "other_over_water",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/developers", "The distance is a whole number of miles from 1 to 500"),
        ("/cy/developers", "Rhif cyfan o filltiroedd o 1 i 500 yw'r pellter"),
    ],
)
def test_every_problem_is_told_with_its_words(client, path, said):
    problems = part(client.get(path), "problems")
    assert re.findall(r'row"><code>(\w+)</code>', problems) == list(PROBLEM_CODES)
    assert said in html.unescape(problems)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("centres?postcode=AA1+1AA", 400),
        ("centres?postcode=XX9+9XX&service=supported", 404),
        ("centres?place=Nowhereville&service=supported", 400),
        ("centres/nowhere", 404),
        ("nowhere", 404),
    ],
)
def test_a_problem_has_the_status_and_words_that_the_page_tells(client, asked, status):
    problem = client.get(f"/api/v1/{asked}")
    row = (
        f'<tr><th scope="row"><code>{problem.get_json()["code"]}</code></th>'
        f"<td>{status}</td><td>{html.escape(problem.get_json()['detail'])}</td></tr>"
    )
    assert problem.status_code == status
    assert html.unescape(row) in html.unescape(client.get("/developers").text)


def test_every_postcode_of_the_sandbox_is_told(client, document):
    told = part(client.get("/developers"), "sandbox")
    described = re.findall(r"^\| (AA1 \w+)", document["info"]["description"], re.M)
    assert re.findall(r'row"><code>(.*?)</code>', told) == described


def test_english_texts_of_the_description_are_marked_on_the_welsh_page(client):
    english, welsh = (client.get(path).text for path in PAGES)
    assert '<span lang="en">Find centres near a place</span>' in welsh
    assert '<span lang="en">' not in english
    assert 'scope="col">Ystyr</th>' in welsh


@pytest.mark.parametrize("path", PAGES)
def test_headings_go_down_by_one_level_at_a_time(client, path):
    levels = [int(it) for it in re.findall(r"<h([1-6])[ >]", client.get(path).text)]
    steps = [after - before for before, after in pairwise(levels)]
    assert levels[0] == 1
    assert max(steps) == 1


@pytest.mark.parametrize("path", PAGES)
def test_every_table_scrolls_in_a_region_that_has_a_name_and_can_be_focused(
    client, path
):
    text = client.get(path).text
    regions = re.findall(
        r'role="region" tabindex="0" aria-labelledby="([\w-]+)">\s*<table>\s*'
        r'<caption id="\1">[^<]+</caption>',
        text,
    )
    assert len(regions) == text.count("<table>") > 30


@pytest.mark.parametrize("path", PAGES)
def test_caches_may_keep_the_page_and_ask_if_it_changed(client, path):
    page = client.get(path)
    assert page.cache_control.public
    again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def test_examples_ask_the_address_at_which_the_world_knows_the_service(data_dir):
    app = an_app(data_dir, public_url="https://centres.example.org")
    page = app.test_client().get("/developers").text
    assert "curl 'https://centres.example.org/api/v1/centres?" in html.unescape(page)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("7 per minute, 90 per day", "7 requests a minute, 90 requests a day."),
        ("none", "This server sets no limit to how often you may ask."),
    ],
)
def test_the_limits_are_those_of_the_settings(data_dir, limit, said):
    page = an_app(data_dir, limit_api=limit).test_client().get("/developers")
    assert said in part(page, "rules")


def test_the_page_can_be_read_before_any_listing_is_there(data_dir):
    assert an_app(data_dir).test_client().get("/developers").status_code == 200


def test_the_page_leads_to_the_description_the_feeds_and_the_widget(client):
    page = client.get("/developers").text
    for address in (DOCUMENT, "/feeds/centres.csv", "/oruk/v3/", "/widget"):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_professionals_are_led_to_the_page(client):
    main = client.get("/professionals").text.partition("<footer")[0]
    assert 'href="/developers"' in main
