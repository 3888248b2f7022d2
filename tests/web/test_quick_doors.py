import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from finder.found import PAGE_SIZE
from finder.web.quick_doors import API_PATH
from tests.builders import LEEDS, NOTTINGHAM, a_centre
from tests.web.api_listing import an_app_that_lists, an_app_that_lists_two
from tests.web.asked_quickly import PLAIN, by_flask, by_us_alone, page_address, told

NAMES = (
    "service postcode limit offset day referral step_free within_miles language "
    "order lat place other_postcode unknown"
)
TEXTS = (
    "supported|virtual|NG1 5FS|LS1 4DY|NG1|NG1 5|ZZ1 1ZZ|AA1 1AA|1|0|5|-1|50|51|"
    "weekend|self|true|yes|cy|fairer|Nottingham|52.95||é|a b|%|NG1%205FS"
)
names, texts = (
    st.sampled_from(it) for it in (NAMES.split(), [*TEXTS.split("|"), "x" * 80])
)
queries = st.lists(st.tuples(names, texts), max_size=5)

PLACES = ["NG1 5FS", "NG1", "NG1 5", "LS1 4DY", "Nottingham", "CF10 1EP", "BT1 5GS"]
SERVICES = ["supported", "virtual", "handover"]
places = st.sampled_from(PLACES)


@pytest.fixture(scope="module")
def app(tmp_path_factory, postcodes_folder):
    return an_app_that_lists_two(tmp_path_factory.mktemp("doors"), postcodes_folder)


@pytest.fixture
def client(app):
    """Return a client that leaves compressed answers as they are."""
    return FlaskClient(app)


@given(before=queries, after=queries, repeated=st.booleans())
def test_whatever_is_asked_of_the_api_is_answered_as_flask_answers_it(
    app, before, after, repeated
):
    client = FlaskClient(app)
    plain = [("postcode", "NG1 5FS"), ("service", "supported")]
    for asked in ([*before, *plain, *after], [*before, *after], plain):
        address = f"{API_PATH}?{urlencode(asked)}"
        for _ in range(1 + repeated):
            assert told(client.get(address)) == told(by_flask(client, address))


@pytest.mark.parametrize(
    "query",
    [
        "postcode=LS1+4DY&service=supported",
        "postcode=ls14dy&service=supported&limit=5",
        "service=supported&service=virtual&postcode=NG1%205FS&within_miles=50",
        "postcode=NG1&service=supported&day=weekend&day=evening&referral=self",
        "limit=50&offset=1&postcode=NG1+5&service=supported&step_free=false",
    ],
)
def test_plain_searches_of_the_api_are_answered_without_flask(client, query):
    client.get(PLAIN)
    answer = by_us_alone(client, f"{API_PATH}?{query}")
    assert answer.status_code == 200
    assert told(answer) == told(by_flask(client, f"{API_PATH}?{query}"))


def test_the_language_of_an_answer_is_that_which_was_wished_for(client):
    client.get(PLAIN)
    welsh = {"headers": {"Accept-Language": "cy-GB"}}
    with pytest.raises(AssertionError, match="Flask was asked"):
        by_us_alone(client, PLAIN, **welsh)
    client.get(PLAIN, **welsh)
    assert told(by_us_alone(client, PLAIN, **welsh)) == told(
        by_flask(client, PLAIN, **welsh)
    )


def without_others(answer, address):
    """Return an answer without the searches that it offers, each sealed anew."""
    status, headers, content = answer
    own = address.rpartition("/")[2].encode()
    sealed = re.compile(rb"sealed-[\w-]+")
    return (
        status,
        headers,
        sealed.sub(lambda it: it[0] if it[0] == own else b"", content),
    )


@given(
    prefix=st.sampled_from(["", "/cy"]),
    place=places,
    other=st.just("") | places,
    services=st.lists(st.sampled_from(SERVICES), min_size=1, unique=True),
    query=st.sampled_from(["", "", "?day=weekend", "?page=2", "?shortlist=far", "?x"]),
)
def test_every_page_of_results_is_what_flask_makes_of_it(
    app, prefix, place, other, services, query
):
    client = FlaskClient(app)
    form = {"postcode": place, "other": other, "service": services}
    sealed = page_address(client, prefix, **form)
    for _ in range(2):
        answers = client.get(sealed + query), by_flask(client, sealed + query)
        one, other = (without_others(told(it), sealed) for it in answers)
        assert one == other


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_plain_pages_are_answered_without_flask_once_one_was_drawn(client, prefix):
    client.get(page_address(client, prefix))
    for place in ("NG1 5FS", "NG1 1AA"):
        address = page_address(client, prefix, postcode=place)
        answer = by_us_alone(client, address)
        assert address.rpartition("/")[2] in answer.text
        assert told(answer) == told(by_flask(client, address))


def test_a_page_of_other_centres_needs_no_flask_either(tmp_path, postcodes_folder):
    around = {"n": NOTTINGHAM, "l": LEEDS}
    centres = [
        a_centre(f"{name}{number}", name=f"Example {name}{number}", location=place)
        for name, place in around.items()
        for number in range(PAGE_SIZE)
    ]
    client = FlaskClient(an_app_that_lists(centres, tmp_path, postcodes_folder))
    client.get(page_address(client, postcode="NG1 5FS"))
    address = page_address(client, postcode="LS1 4DY")
    answer = by_us_alone(client, address)
    assert "Example l9" in answer.text
    assert "Example n9" not in answer.text
    assert told(answer) == told(by_flask(client, address))


def test_pages_that_are_not_drawn_yet_are_left_to_flask(tmp_path, postcodes_folder):
    client = FlaskClient(an_app_that_lists_two(tmp_path, postcodes_folder))
    client.get(page_address(client))
    address = page_address(client, service="virtual")
    with pytest.raises(AssertionError, match="Flask was asked"):
        by_us_alone(client, address)
    client.get(address)
    assert by_us_alone(client, address).status_code == 200


@pytest.mark.parametrize("change", ["x", "/", "/x", "%22", "?page=2", "?unknown"])
def test_addresses_that_are_not_plain_are_left_to_flask(client, change):
    address = page_address(client)
    client.get(address)
    with pytest.raises(AssertionError, match="Flask was asked"):
        by_us_alone(client, address + change)
    changed = address + change
    assert told(client.get(changed)) == told(by_flask(client, changed))


def test_searches_that_find_nothing_are_left_to_flask(client):
    address = page_address(client, service="escorted")
    for _ in range(2):
        with pytest.raises(AssertionError, match="Flask was asked"):
            by_us_alone(client, address)
        assert client.get(address).status_code == 200
