import json
from time import monotonic

import pytest
from flask.testing import FlaskClient

from finder.snapshot import SnapshotStore
from finder.web.quick_doors import API_PATH
from tests.builders import NOTTINGHAM, a_centre
from tests.web.api_listing import an_app_that_lists_two
from tests.web.asked_quickly import PLAIN, by_flask, by_us_alone, page_address, told
from tests.web.conftest import an_app

SECONDS_TO_FOLLOW = 30


@pytest.fixture(scope="module")
def app(tmp_path_factory, postcodes_folder):
    return an_app_that_lists_two(tmp_path_factory.mktemp("quick"), postcodes_folder)


@pytest.fixture
def client(app):
    """Return a client that leaves compressed answers as they are."""
    return FlaskClient(app)


@pytest.fixture(params=["api", "page"])
def address(request, client):
    return PLAIN if request.param == "api" else page_address(client)


@pytest.fixture
def fresh(data_dir):
    """Return what makes clients of an application that lists one centre."""
    store = SnapshotStore(data_dir / "snapshots")
    store.publish([a_centre("near")], sources=("a test",), demonstration=True)
    return lambda **settings: FlaskClient(an_app(data_dir, **settings))


@pytest.mark.parametrize("packing", ["", "br", "gzip", "zstd", "br;q=0", "gzip, br"])
@pytest.mark.parametrize("language", ["", "cy", "en-GB, cy;q=0.5", "c" * 500])
@pytest.mark.parametrize("more", ["", "&limit=1", "&service=virtual"])
def test_it_is_packed_and_worded_as_flask_does_it(
    client, address, packing, language, more
):
    address += more if "?" in address else ""
    headers = {"Accept-Encoding": packing, "Accept-Language": language}
    if packing != "zstd":
        for _ in range(3):
            answer = client.get(address, headers=headers)
            assert told(answer) == told(by_flask(client, address, headers=headers))
    else:
        answer = client.get(address, headers=headers)
        assert answer.headers.get("Content-Encoding", "zstd") == "zstd"


def test_what_it_is_asked_by_another_name_flask_learns_first(fresh):
    client = fresh()
    for address in (PLAIN, page_address(client)):
        client.get(address)
        for more in (
            {"base_url": "http://other.example.org"},
            {"base_url": "https://localhost"},
            {"headers": {"Accept-Encoding": "gzip"}},
        ):
            with pytest.raises(AssertionError, match="Flask was asked"):
                by_us_alone(client, address, **more)
            client.get(address, **more)
            assert told(by_us_alone(client, address, **more)) == told(
                by_flask(client, address, **more)
            )


def test_no_answer_bears_the_date_of_another(fresh):
    client, packed = fresh(), {"Accept-Encoding": "br"}
    for address in (PLAIN, page_address(client)):
        client.get(address, headers=packed)
        assert "Date" not in by_us_alone(client, address, headers=packed).headers


def test_other_methods_are_left_to_flask(client, address):
    client.get(address)
    assert client.head(address).data == b""
    assert client.put(address).status_code == 405


def test_names_that_are_not_ours_are_refused_however_often(fresh):
    client = fresh(hosts="find.example.org")
    at_home = {"base_url": "http://find.example.org"}
    form = {"postcode": "NG1 5FS", "service": "supported"}
    page = client.post("/search", data=form, **at_home).location
    for address in (PLAIN, page) * 3:
        assert client.get(address, **at_home).status_code == 200
        assert client.get(address, base_url="http://evil.example").status_code == 400


def test_a_new_snapshot_is_followed(data_dir, fresh):
    client = fresh()
    page = page_address(client)
    tuesday = a_centre("tuesday", name="Example Tuesday", location=NOTTINGHAM)
    assert "Example Tuesday" not in client.get(page).text
    assert "tuesday" not in client.get(PLAIN).text
    SnapshotStore(data_dir / "snapshots").publish(
        [tuesday], sources=("a test",), demonstration=True
    )
    until = monotonic() + SECONDS_TO_FOLLOW
    while "tuesday" not in client.get(PLAIN).text:
        assert monotonic() < until
    assert "Example Tuesday" in client.get(page).text


def test_a_client_is_limited_by_what_is_answered_quickly_too(fresh):
    client = fresh(limit_api="20 per hour", limit_searches="21 per hour")
    page = page_address(client)
    for address in (PLAIN, page):
        statuses = [client.get(address).status_code for _ in range(30)]
        assert statuses == [200] * 20 + [429] * 10


def test_what_is_answered_quickly_is_counted(fresh):
    client = fresh(metrics=True)
    page = page_address(client)
    for address in (PLAIN, page):
        for _ in range(5):
            client.get(address)
    counts = client.get("/metrics").text
    for door, route in (("api", API_PATH), ("pages", "/results/<sealed>")):
        labels = f'{{method="GET",route="{route}",status="200"}}'
        assert f"finder_requests_total{labels} 5.0" in counts
        searches = f'{{door="{door}",nation="england",outcome="found"}}'
        assert f"finder_searches_total{searches} 5.0" in counts


def test_no_more_ways_of_asking_are_kept_than_a_few(client, monkeypatch):
    monkeypatch.setattr("finder.web.quick_answers.WAYS_KEPT", 4)
    for number in range(20):
        wishes = {"Accept-Language": f"cy, x-{number}"}
        answer = client.get(PLAIN, headers=wishes)
        assert json.loads(answer.data)["results"][0]["distance_text"].startswith("llai")
