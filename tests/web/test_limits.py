import logging
import shutil
import socket
import subprocess
import time

import pytest

from finder.rates import Rate, read_rates
from finder.settings import Settings
from finder.snapshot import SnapshotStore
from finder.web import limit_counts
from finder.web.clients import ClientMarks
from finder.web.limit_counts import OwnCounts, SharedCounts
from finder.web.limits import Kind, Limits, kind_of
from tests.builders import a_centre
from tests.web.conftest import an_app

HOME = "198.51.100.7"
OTHER_HOME = "198.51.100.8"
# Within a window, and far from its end.
SOON_AFTER_NINE = 1_800_000_000.0
SEARCH = "/api/v1/centres?postcode=NG1+5FS&service=supported"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Hold the time still, so that no window ends within a test."""
    monkeypatch.setattr("finder.web.limits.time.time", lambda: SOON_AFTER_NINE)


@pytest.fixture
def client_with(data_dir):
    def make(**settings):
        store = SnapshotStore(data_dir / "snapshots")
        store.publish([a_centre("near")], sources=("a test",), demonstration=True)
        return an_app(data_dir, **settings).test_client()

    return make


def limits(most=3, counts=None):
    rates = {Kind.SEARCHES: (Rate(most, 60),), Kind.API: (Rate(most, 60),)}
    return Limits(rates, counts or OwnCounts(), ClientMarks("a secret"))


def search(client, **more):
    typed = {"postcode": "NG1 5FS", "service": "supported"}
    return client.post("/search", data=typed, **more)


def statuses(ask, times):
    return [ask().status_code for _ in range(times)]


def test_whoever_searches_too_often_is_told_when_to_come_back(client_with):
    client = client_with(limit_searches="2 per minute")
    assert statuses(lambda: search(client), 3) == [303, 303, 429]
    told = search(client)
    assert 1 <= int(told.headers["Retry-After"]) <= 60
    assert "Too many requests" in told.text
    assert "text/html" in told.content_type


def test_a_program_is_told_in_problem_details(client_with):
    client = client_with(limit_api="2 per minute")
    assert statuses(lambda: client.get(SEARCH), 3) == [200, 200, 429]
    told = client.get(SEARCH)
    assert told.content_type == "application/problem+json"
    assert told.json["code"] == "http_429"
    assert 1 <= int(told.headers["Retry-After"]) <= 60
    # Pages of other sites can read it too, to do better.
    assert told.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "feed", ["/feeds/centres.csv", "/feeds/centres.geojson", "/oruk/v3/services"]
)
def test_feeds_are_limited_as_the_api_is(client_with, feed):
    client = client_with(limit_api="1 per minute")
    assert statuses(lambda: client.get(feed), 2) == [200, 429]


def test_the_widget_says_it_in_its_own_frame(client_with):
    client = client_with(limit_searches="1 per minute")
    typed = {"postcode": "NG1 5FS", "service": "supported"}
    assert client.post("/embed/v1/search", data=typed).status_code == 303
    told = client.post("/embed/v1/search", data=typed)
    assert told.status_code == 429
    assert "frame-ancestors *" in told.headers["Content-Security-Policy"]


def test_both_languages_count_together(client_with):
    client = client_with(limit_searches="1 per minute")
    assert search(client).status_code == 303
    typed = {"postcode": "NG1 5FS", "service": "supported"}
    told = client.post("/cy/search", data=typed)
    assert told.status_code == 429
    assert "Gormod" in told.text


def test_pages_and_the_api_are_counted_apart(client_with):
    client = client_with(limit_searches="1 per minute", limit_api="1 per minute")
    assert statuses(lambda: search(client), 2) == [303, 429]
    assert client.get(SEARCH).status_code == 200


def test_one_client_takes_nothing_from_another(client_with):
    client = client_with(limit_searches="1 per minute")
    here, there = ({"REMOTE_ADDR": it} for it in (HOME, OTHER_HOME))
    assert statuses(lambda: search(client, environ_base=here), 2) == [303, 429]
    assert search(client, environ_base=there).status_code == 303


def test_what_is_only_read_is_never_limited(client_with):
    client = client_with(limit_searches="1 per minute", limit_api="1 per minute")
    for path in ("/", "/healthz", "/readyz", "/guide", "/centres/near", "/robots.txt"):
        assert statuses(lambda path=path: client.get(path), 5) == [200] * 5


def test_a_batch_counts_for_several_searches(client_with):
    client = client_with(limit_api="15 per minute")
    asked = {"places": [{"postcode": "NG1 5FS"}], "service": ["supported"]}

    def batch():
        return client.post("/api/v1/batch", json=asked)

    assert statuses(batch, 2) == [200, 429]


def test_the_validator_of_open_referral_passes_with_the_usual_limits(client_with):
    usual = Settings.model_fields["limit_api"].default
    client = client_with(limit_api=usual)
    assert set(statuses(lambda: client.get("/oruk/v3/services"), 60)) == {200}


def test_three_hundred_people_behind_one_address_search_for_an_hour(monkeypatch):
    usual = Settings.model_fields["limit_searches"].default
    rates = {Kind.SEARCHES: usual, Kind.API: ()}
    counted = Limits(rates, OwnCounts(), ClientMarks("a secret"))
    pages_of_each, people, seconds = 18, 300, 3600
    for number in range(people * pages_of_each):
        now = SOON_AFTER_NINE + number * seconds / (people * pages_of_each)
        monkeypatch.setattr("finder.web.limits.time.time", lambda now=now: now)
        assert counted.seconds_to_wait(Kind.SEARCHES, HOME) == 0


def test_three_hundred_people_behind_one_address_search_at_once():
    usual = Settings.model_fields["limit_searches"].default
    rates = {Kind.SEARCHES: usual, Kind.API: ()}
    counted = Limits(rates, OwnCounts(), ClientMarks("a secret"))
    assert not any(counted.seconds_to_wait(Kind.SEARCHES, HOME) for _ in range(600))


def test_the_next_window_begins_anew(monkeypatch):
    counted = limits(1)
    counted.seconds_to_wait(Kind.API, HOME)
    wait = counted.seconds_to_wait(Kind.API, HOME)
    later = SOON_AFTER_NINE + wait
    monkeypatch.setattr("finder.web.limits.time.time", lambda: later)
    assert counted.seconds_to_wait(Kind.API, HOME) == 0


def test_the_longest_wait_of_several_rates_is_told():
    rates = {Kind.API: read_rates("1 per minute, 1 per hour"), Kind.SEARCHES: ()}
    counted = Limits(rates, OwnCounts(), ClientMarks("a secret"))
    counted.seconds_to_wait(Kind.API, HOME)
    left_of_the_hour = 3600 - SOON_AFTER_NINE % 3600
    assert counted.seconds_to_wait(Kind.API, HOME) == left_of_the_hour


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("198.51.100.7", "198.51.100.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
    ],
)
def test_a_household_is_one_client_whatever_its_newer_address(one, other, same):
    marks = ClientMarks("a secret")
    assert (marks.mark(one) == marks.mark(other)) is same


def test_a_mark_tells_nothing_without_the_secret():
    mark = ClientMarks("a secret").mark(HOME)
    assert HOME not in mark
    assert mark != ClientMarks("another secret").mark(HOME)
    assert mark == ClientMarks("a secret").mark(HOME)


def test_counts_of_this_process_hold_only_so_many_clients(monkeypatch):
    monkeypatch.setattr(limit_counts, "MOST_CLIENTS", 10)
    counts = OwnCounts()
    counted = limits(counts=counts)
    for number in range(50):
        counted.seconds_to_wait(Kind.API, f"198.51.100.{number}")
    [(_, kept)] = counts._counts.values()
    assert len(kept) == 10


def test_counting_costs_next_to_nothing():
    counted = limits(10**6)
    times = 2_000
    began = time.process_time()
    for _ in range(times):
        counted.seconds_to_wait(Kind.API, HOME)
    # Some ten microseconds; a search takes a thousand.
    assert (time.process_time() - began) / times < 100e-6


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [
        ("en.search", Kind.SEARCHES),
        ("cy.embed.results", Kind.SEARCHES),
        ("api.findCentres", Kind.API),
        ("feeds.centres_csv", Kind.API),
        ("assets.asset", None),
        ("health.alive", None),
        ("en.start", None),
    ],
)
def test_each_view_is_counted_as_what_it_is(endpoint, kind):
    assert kind_of(endpoint) is kind


def test_each_view_that_is_limited_is_there(data_dir):
    from finder.web.limits import _BATCH, _SEARCHING

    endpoints = an_app(data_dir).view_functions
    assert {f"en.{page}" for page in _SEARCHING} <= endpoints.keys()
    assert _BATCH in endpoints


@pytest.fixture
def redis_server(tmp_path):
    """Serve a Redis of this test's own; yield its port and what ends it."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen([*command, "--dir", tmp_path], stdout=subprocess.DEVNULL)
    for _ in range(100):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port, process
    process.kill()
    process.wait()


def test_several_servers_count_together_in_redis(redis_server):
    port, _ = redis_server
    one, other = (limits(2, SharedCounts(f"redis://127.0.0.1:{port}")) for _ in "ab")
    assert one.seconds_to_wait(Kind.API, HOME) == 0
    assert other.seconds_to_wait(Kind.API, HOME) == 0
    assert one.seconds_to_wait(Kind.API, HOME) > 0
    assert other.seconds_to_wait(Kind.API, OTHER_HOME) == 0


def test_redis_holds_no_address_and_nothing_for_good(redis_server):
    import redis

    port, _ = redis_server
    limits(2, SharedCounts(f"redis://127.0.0.1:{port}")).seconds_to_wait(Kind.API, HOME)
    with redis.Redis(port=port) as there:
        names = there.keys()
        assert len(names) == 1
        assert HOME.encode() not in names[0]
        assert 0 < there.ttl(names[0]) <= 120


def test_without_redis_each_server_counts_alone_and_says_so_once(redis_server, caplog):
    port, process = redis_server
    counted = limits(3, SharedCounts(f"redis://127.0.0.1:{port}"))
    assert counted.seconds_to_wait(Kind.API, HOME) == 0
    process.kill()
    process.wait()
    with caplog.at_level(logging.INFO):
        waits = [counted.seconds_to_wait(Kind.API, HOME) for _ in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert waits[3] > 0
    told = [it.getMessage() for it in caplog.records]
    assert [it for it in told if "Redis is gone" in it] == told
    assert len(told) == 1
    assert HOME not in caplog.text


def test_the_service_answers_while_redis_is_gone(client_with):
    client = client_with(redis_url="redis://127.0.0.1:1", limit_searches="2 per minute")
    assert statuses(lambda: search(client), 3) == [303, 303, 429]


def test_redis_is_used_again_once_it_is_back(redis_server, monkeypatch):
    port, _ = redis_server
    monkeypatch.setattr(limit_counts, "_SECONDS_UNTIL_ANOTHER_TRY", 0)
    shared = SharedCounts(f"redis://127.0.0.1:{port}")
    counted = limits(1, shared)
    working = shared._redis
    import redis

    shared._redis = redis.Redis(port=1)
    assert counted.seconds_to_wait(Kind.API, HOME) == 0
    shared._redis = working
    # What was counted alone is forgotten: never too strict.
    assert counted.seconds_to_wait(Kind.API, HOME) == 0
    assert counted.seconds_to_wait(Kind.API, HOME) > 0
