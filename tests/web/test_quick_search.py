import gzip
import json
from urllib.parse import urlencode

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from finder.snapshot import SnapshotStore
from finder.web.quick_search import PATH, QuickSearches
from tests.builders import NOTTINGHAM, a_centre
from tests.web.api_listing import an_app_that_lists_two
from tests.web.conftest import an_app

PLAIN = f"{PATH}?postcode=NG1+5FS&service=supported"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}

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


@pytest.fixture(scope="module")
def app(tmp_path_factory, postcodes_folder):
    return an_app_that_lists_two(tmp_path_factory.mktemp("quick"), postcodes_folder)


@pytest.fixture
def client(app):
    """Return a client that leaves compressed answers as they are."""
    return FlaskClient(app)


def by_flask(client, address, **more):
    """Return the answer of Flask alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            QuickSearches, "__call__", lambda self, *given: self.inner(*given)
        )
        return client.get(address, **more)


def by_us_alone(client, address, **more):
    """Return an answer that Flask has no part in; fail if it is asked."""

    def ask_flask(*given):
        raise AssertionError("Flask was asked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "full_dispatch_request", ask_flask)
        patch.setattr(Flask, "handle_exception", ask_flask)
        return client.get(address, **more)


def told(answer):
    content = UNPACK[answer.headers.get("Content-Encoding", "")](answer.data)
    headers = dict(answer.headers)
    # What gzip makes holds the time.
    headers.pop("Content-Length")
    return answer.status, headers, content


@given(before=queries, after=queries, repeated=st.booleans())
def test_whatever_is_asked_is_answered_as_flask_answers_it(
    app, before, after, repeated
):
    client = FlaskClient(app)
    plain = [("postcode", "NG1 5FS"), ("service", "supported")]
    for asked in ([*before, *plain, *after], [*before, *after], plain):
        address = f"{PATH}?{urlencode(asked)}"
        for _ in range(1 + repeated):
            assert told(client.get(address)) == told(by_flask(client, address))


@pytest.mark.parametrize("packing", ["", "br", "gzip", "zstd", "br;q=0", "gzip, br"])
@pytest.mark.parametrize("language", ["", "cy", "en-GB, cy;q=0.5", "c" * 500])
@pytest.mark.parametrize("address", [PLAIN, f"{PLAIN}&limit=1", f"{PATH}?postcode=NG1"])
def test_it_is_packed_and_worded_as_flask_does_it(client, packing, language, address):
    headers = {"Accept-Encoding": packing, "Accept-Language": language}
    if packing != "zstd":
        for _ in range(3):
            answer = client.get(address, headers=headers)
            assert told(answer) == told(by_flask(client, address, headers=headers))
    else:
        answer = client.get(address, headers=headers)
        assert answer.headers.get("Content-Encoding", "zstd") == "zstd"


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
def test_plain_searches_are_answered_without_flask(client, query):
    client.get(PLAIN)
    answer = by_us_alone(client, f"{PATH}?{query}")
    assert answer.status_code == 200
    assert told(answer) == told(by_flask(client, f"{PATH}?{query}"))


def test_what_it_is_asked_by_another_name_flask_learns_first(client):
    client.get(PLAIN)
    for more in (
        {"base_url": "http://other.example.org"},
        {"base_url": "https://localhost"},
        {"headers": {"Accept-Language": "cy-GB"}},
    ):
        with pytest.raises(AssertionError, match="Flask was asked"):
            by_us_alone(client, PLAIN, **more)
        client.get(PLAIN, **more)
        assert told(by_us_alone(client, PLAIN, **more)) == told(
            by_flask(client, PLAIN, **more)
        )


def test_names_that_are_not_ours_are_refused_however_often(data_dir):
    store = SnapshotStore(data_dir / "snapshots")
    store.publish([a_centre("near")], sources=("a test",), demonstration=True)
    client = an_app(data_dir, hosts="find.example.org").test_client()
    for _ in range(3):
        assert client.get(PLAIN, base_url="http://find.example.org").status_code == 200
        assert client.get(PLAIN, base_url="http://evil.example").status_code == 400


def test_a_new_snapshot_is_followed(data_dir):
    store = SnapshotStore(data_dir / "snapshots")
    store.publish([a_centre("monday")], sources=("a test",), demonstration=True)
    client = an_app(data_dir).test_client()

    def found():
        return [it["id"] for it in client.get(PLAIN).get_json()["results"]]

    assert found() == ["monday"]
    tuesday = a_centre("tuesday", location=NOTTINGHAM)
    store.publish([tuesday], sources=("a test",), demonstration=True)
    for _ in range(2_000):
        if found() == ["tuesday"]:
            break
    assert found() == ["tuesday"]


def test_a_client_is_limited_by_what_is_answered_quickly_too(data_dir):
    store = SnapshotStore(data_dir / "snapshots")
    store.publish([a_centre("near")], sources=("a test",), demonstration=True)
    client = an_app(data_dir, limit_api="20 per hour").test_client()
    statuses = [client.get(PLAIN).status_code for _ in range(30)]
    assert statuses == [200] * 20 + [429] * 10


def test_what_is_answered_quickly_is_counted(data_dir):
    store = SnapshotStore(data_dir / "snapshots")
    store.publish([a_centre("near")], sources=("a test",), demonstration=True)
    client = an_app(data_dir, metrics=True).test_client()
    for _ in range(5):
        client.get(PLAIN)
    counts = client.get("/metrics").text
    labels = '{method="GET",route="/api/v1/centres",status="200"}'
    assert f"finder_requests_total{labels} 5.0" in counts
    searches = '{door="api",nation="england",outcome="found"}'
    assert f"finder_searches_total{searches} 5.0" in counts


def test_no_more_ways_of_asking_are_kept_than_a_few(client, monkeypatch):
    monkeypatch.setattr("finder.web.quick_search.WAYS_KEPT", 4)
    for number in range(20):
        wishes = {"Accept-Language": f"cy, x-{number}"}
        answer = client.get(PLAIN, headers=wishes)
        assert json.loads(answer.data)["results"][0]["distance_text"].startswith("llai")
