"""The soak's own eyes: whatever it is to notice, it does."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from benchmarks.invented_centres import awkward_centres, spread
from benchmarks.real_postcodes import RealPostcodes
from benchmarks.soak.api_checks import search_verdict
from benchmarks.soak.checks import faults_of, linked_verdict, results_verdict
from benchmarks.soak.exchange import Answer, BadAnswer, Request, Verdict, whole_answer
from benchmarks.soak.faults import Faults, Kill, Switch
from benchmarks.soak.judging import judge
from benchmarks.soak.memory import Sample, life_of
from benchmarks.soak.one_worker import MOST, limit_problems
from benchmarks.soak.oracle import Asked, Condition, Home, Listing, Right
from benchmarks.soak.reading import texts_shown
from benchmarks.soak.record import CutOff, Record
from finder.centres import ServiceType
from finder.postcodes import Nation, Outcode
from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from tests.builders import a_centre, at

MILE = 1609.344
HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
}
RIGHT = Right(["near", "far"], [2 * MILE, 7 * MILE], None, [])
PAGE = """<title>2 centres – Find a Centre</title><ol class="results"><li>
<h2><a href="/centres/near">Near</a></h2><p class="distance">2 miles</p></li><li>
<h2><a href="/centres/far">Far</a></h2><p class="distance">7 miles</p></li></ol>"""
FOUND = (
    '{"snapshot": "a", "total": 2, "without_venue": [], "results": ['
    '{"id": "near", "distance_miles": 2.0}, {"id": "far", "distance_miles": 7.0}]}'
)
REQUEST = Request(
    kind="results",
    path="/results/sealed",
    check=lambda _: Verdict(),
    private=("NG1 5FS",),
)


def an_answer(text: str = "", status: int = 200, **headers: str | None) -> Answer:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = {name: it for name, it in (HEADERS | told).items() if it is not None}
    return Answer(status, kept, text.encode())


def on_page(text: str) -> Verdict:
    return results_verdict(an_answer(text), {"a": RIGHT}, 1, 10, "en")


def by_api(text: str) -> Verdict:
    return search_verdict(an_answer(text), {"a": RIGHT}, 0, 10)


def test_a_right_answer_has_nothing_wrong_and_tells_its_snapshot():
    assert faults_of(REQUEST, an_answer(PAGE)) == []
    assert on_page(PAGE) == Verdict((), "a")
    assert by_api(FOUND) == Verdict((), "a")


@pytest.mark.parametrize("status", [500, 502, 503, 429, 404])
def test_a_status_that_was_not_expected_is_noticed(status):
    assert f"status {status}" in faults_of(REQUEST, an_answer(status=status))


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_a_missing_header_is_noticed(name):
    assert len(faults_of(REQUEST, an_answer(**{name.replace("-", "_"): None}))) >= 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/results/sealed", {"cache_control": "public, max-age=300"}),
        ("/near/ng1", {"cache_control": "public, max-age=300"}),
        ("/near/ng1", {"cache_control": "private, no-store", "etag": '"a"'}),
        ("/embed/v1/results/sealed", {}),
        ("/results/sealed", {"set_cookie": "a=b"}),
    ],
)
def test_a_wrong_header_is_noticed(path, headers):
    assert len(faults_of(replace(REQUEST, path=path), an_answer(**headers))) == 1


@pytest.mark.parametrize("told", ["NG1 5FS", "ng15fs", "NG1+5FS", "ng1%205fs"])
def test_the_childs_postcode_is_noticed_in_body_and_headers(told):
    assert "tells the child's postcode" in faults_of(REQUEST, an_answer(f"<p>{told}"))
    led = an_answer(location=f"/near/{told}")
    assert "tells the child's postcode" in faults_of(REQUEST, led)


@pytest.mark.parametrize(
    "text",
    [
        PAGE.replace("near", "other"),
        PAGE.replace("near", "x").replace("far", "near").replace("x", "far"),
        PAGE.replace("2 centres", "3 centres"),
        PAGE.replace("7 miles", "6 miles"),
        PAGE.partition("</li>")[0] + "</li></ol>",
        "<title>No centres</title>",
    ],
    ids=["centre", "order", "total", "distance", "shorter", "empty"],
)
def test_a_wrong_page_is_noticed(text):
    assert on_page(text).wrong


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"near"', '"other"'),
        ('"total": 2', '"total": 3'),
        ("7.0", "6.0"),
        ('"snapshot": "a"', '"snapshot": "b"'),
        ('"without_venue": []', '"without_venue": [{"id": "x"}]'),
        (FOUND, ""),
    ],
)
def test_a_wrong_answer_of_the_api_is_noticed(right, wrong):
    assert by_api(FOUND.replace(right, wrong)).wrong


def test_a_page_of_half_one_listing_and_half_another_is_noticed():
    page = an_answer('<a href="/centres/one">')
    assert linked_verdict(page, ["one", "two"], "a", "b").wrong
    assert linked_verdict(page, ["one"], "a", "b") == Verdict((), "a")
    assert linked_verdict(page, ["three"], "a", "b") == Verdict((), "b")


def test_an_answer_is_whole_only_with_all_its_bytes():
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"
    assert whole_answer(whole[:-1]) is None
    answer = whole_answer(whole)
    assert answer is not None
    assert answer.body == b"body"
    for broken in (whole + b"!", b"HTTP/1.1 200 OK\r\n\r\nbody", b"what\r\n\r\n"):
        with pytest.raises((BadAnswer, ValueError)):
            whole_answer(broken)


KILLED = Faults(kills=[Kill(9.9, 10.0, 1, frozenset({4000}))])


@pytest.mark.parametrize(
    ("cut_off", "problems"),
    [
        (CutOff(1.0, 10.1, 4000, "near"), 0),
        (CutOff(10.1, 10.3, 4001, "near"), 0),
        (CutOff(1.0, 10.1, 4001, "near"), 1),
        (CutOff(1.0, 9.0, 4000, "near"), 1),
        (CutOff(1.0, 30.0, 4000, "near"), 1),
    ],
    ids=["its worker's", "not yet taken", "another's", "before", "long after"],
)
def test_only_connections_of_a_killed_worker_may_break(cut_off, problems):
    assert len(judge(Record(), [cut_off], KILLED).problems) == problems


SWITCHED = Faults(switches=[Switch(0, 0, "a"), Switch(20, 20.1, "b")])


@pytest.mark.parametrize(
    ("snapshot", "sent", "problems"),
    [("a", 15, 0), ("a", 22, 0), ("a", 40, 1), ("b", 21, 0), ("b", 5, 1), ("c", 5, 1)],
)
def test_a_listing_may_go_on_for_some_seconds_and_never_come_before(
    snapshot, sent, problems
):
    record = Record()
    record.saw("near", snapshot, sent, sent + 0.05)
    assert len(judge(record, [], SWITCHED).problems) == problems


def test_every_wrong_answer_and_broken_journey_is_a_problem():
    record = Record(broken_journeys=["near: KeyError()"])
    record.tell_wrong("near", "order")
    assert len(judge(record, [], Faults()).problems) == 2


@pytest.mark.parametrize(
    ("megabytes_a_second", "files_a_second", "problems"),
    [(0.0, 0, 0), (0.02, 0, 0), (0.2, 0, 1), (0.0, 1, 1)],
)
def test_growth_is_noticed(megabytes_a_second, files_a_second, problems):
    samples = [
        Sample(second, 100 + megabytes_a_second * second, files_a_second * second)
        for second in range(300)
    ]
    assert len(life_of(1, samples).problems()) == problems
    assert not life_of(1, samples[:200]).problems()


def test_a_limit_that_does_not_hold_or_does_not_say_when_is_noticed():
    allowed = [an_answer()] * MOST
    refused = [an_answer(status=429, retry_after="30")] * 3
    assert limit_problems(allowed + refused, limited=True) == ()
    assert limit_problems(allowed * 2, limited=False) == ()
    for wrong in (
        allowed[1:] + refused,
        [*allowed, an_answer()],
        [*allowed, an_answer(status=429)],
        [*allowed, an_answer(status=429, retry_after="0")],
        [*allowed, an_answer(status=503, retry_after="30")],
    ):
        assert limit_problems(wrong, limited=True)


def test_the_right_order_is_of_those_that_answer_nearest_first():
    home = Home(at(52.95, -1.15), Outcode("NG1"), "E06000018", Nation.ENGLAND)
    far = a_centre("far", location=at(53.9, -1.15))
    near = a_centre("near", location=at(52.96, -1.15))
    other = a_centre("other", location=at(52.951, -1.15), offers=("indirect",))
    listing = Listing("a", [far, other, near])
    listing.measure({"NG1": home})
    asked = Asked("NG1", frozenset({ServiceType.SUPPORTED}))
    assert listing.right(asked, home).ids == ["near", "far"]
    close = replace(asked, condition=Condition(within_miles=5))
    assert listing.right(close, home).ids == ["near"]


def test_distances_are_read_as_pages_write_them():
    assert texts_shown(0.2 * MILE) == {"less than half a mile"}
    assert texts_shown(0.6 * MILE) == {"half a mile"}
    assert texts_shown(1.1 * MILE) == {"1 mile"}
    assert texts_shown(2.4 * MILE) == {"2.5 miles"}
    assert texts_shown(6.5 * MILE) == {"6 miles", "7 miles"}


def test_a_short_soak_finds_nothing_wrong(postcodes_folder: Path, tmp_path: Path):
    source, random = tmp_path / "data", Random(4)
    source.mkdir()
    (source / "postcodes").symlink_to(postcodes_folder)
    points = spread(RealPostcodes.live(source), 120, random)
    SnapshotStore(source / "snapshots").publish(
        awkward_centres(points, random), sources=("a test",), demonstration=True
    )
    options = {
        "--seconds": 3,
        "--connections": 8,
        "--centres": 200,
        "--postcodes": 20,
        "--data": source,
        "--reports": tmp_path,
    }
    arguments = [str(it) for pair in options.items() for it in pair]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *arguments],
        cwd=PROJECT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Wrong or unexplained in all: **0**." in (tmp_path / "soak.md").read_text()
