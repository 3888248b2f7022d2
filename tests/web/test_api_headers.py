import pytest

from tests.web.api_listing import an_app_that_lists_two
from tests.web.conftest import an_app

SEARCH = "/api/v1/centres?postcode=NG1+5FS&service=supported"
SHARED = [
    "/api/v1/centres/near",
    "/api/v1/openapi.json",
    "/api/v1/services",
    "/api/v1/status",
]
FAILURES = [
    ("/api/v1/centres", 400),
    ("/api/v1/centres/no-such", 404),
    ("/api/v1/nowhere", 404),
    ("/api/v1/search", 405),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory, postcodes_folder):
    folder = tmp_path_factory.mktemp("api")
    return an_app_that_lists_two(folder, postcodes_folder).test_client()


@pytest.mark.parametrize(
    ("address", "status"), [(SEARCH, 200), *((it, 200) for it in SHARED), *FAILURES]
)
def test_any_site_may_read_an_answer_and_a_problem(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    exposed = answer.headers["Access-Control-Expose-Headers"]
    assert exposed == "ETag, Retry-After, Content-Language"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_browser_may_ask_beforehand_what_it_may_send(client):
    answer = client.options(
        "/api/v1/search",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_no_page_is_for_other_sites_to_read(client):
    for address in ("/", "/centres/near", "/services"):
        answer = client.get(address)
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Content-Language" not in answer.headers


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "en"),
        ("cy", "cy"),
        ("cy-GB, en;q=0.5", "cy"),
        ("en-GB, cy;q=0.5", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("cy;q=x, \x01", "en"),
    ],
)
def test_words_are_in_the_language_asked_for(client, wanted, language):
    headers = {"Accept-Language": wanted}
    found, problem = (
        client.get(it, headers=headers) for it in (SEARCH, "/api/v1/centres")
    )
    texts = {"en": "less than half a mile", "cy": "llai na hanner milltir"}
    assert found.get_json()["results"][0]["distance_text"] == texts[language]
    titles = {"en": "The search", "cy": "Ni ellir"}
    assert problem.get_json()["title"].startswith(titles[language])
    for answer in (found, problem):
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.vary
        assert "Accept-Encoding" in answer.vary


@pytest.mark.parametrize("address", SHARED)
def test_what_is_the_same_for_everyone_is_kept_and_not_sent_twice(client, address):
    answer = client.get(address)
    assert answer.cache_control.public
    assert answer.cache_control.max_age == 300
    tag, weak = answer.get_etag()
    assert tag
    assert not weak
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept-Language" in again.vary


@pytest.mark.parametrize(
    "address", [SEARCH, "/api/v1/place?postcode=NG1", "/api/v1/centres/no-such"]
)
def test_what_is_about_a_place_is_kept_by_nobody(client, address):
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers


def test_a_service_that_has_nothing_to_answer_from_says_when_to_ask_again(tmp_path):
    client = an_app(tmp_path).test_client()
    for address in (SEARCH, "/api/v1/services", "/api/v1/status"):
        answer = client.get(address)
        assert (answer.status_code, answer.get_json()["code"]) == (503, "not_ready")
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Cache-Control"] == "private, no-store"
