"""The server as it runs: several workers, one of them killed."""

import json
import os
import re
import signal
from collections.abc import Iterator
from time import sleep

import pytest

from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from tests.builders import a_centre, a_directory, a_postcode_index
from tests.serving import Serving, server_settings, wait_until

SEARCH = "/api/v1/centres?postcode=NG1+5FS&service=supported"
# For both to look, and to load it.
IDLE_SECONDS = 6
COUNTED = re.compile(
    r'^finder_searches_total{door="api",nation="england",outcome="found"} (\S+)$',
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("data")
    a_postcode_index(
        folder / "postcodes", a_directory(("NG1 5FS", 456830, 340065, "E06000018"))
    )
    SnapshotStore(folder / "snapshots").publish(
        [a_centre()], sources=("a test",), demonstration=True
    )
    watched = {"FINDER_METRICS": "true", "FINDER_LOG_LEVEL": "info"}
    # A worker that took a killed one's place does not end by itself: granian 2.8.
    watched["GRANIAN_WORKERS_KILL_TIMEOUT"] = "1"
    with Serving(folder, workers=2, **watched) as serving:
        wait_until(lambda: len(served_by(serving)) == 2)
        yield serving


def served_by(serving: Serving) -> set[str]:
    """Return which of the workers have counted anything yet."""
    serving.get("/healthz")
    return {path.name for path in serving.metrics_dir.glob("counter_*.db")}


def counted(serving: Serving) -> float:
    found = COUNTED.search(serving.get("/metrics")[1])
    return float(found[1]) if found else 0.0


def test_any_worker_tells_what_all_have_counted(serving):
    before = counted(serving)
    for _ in range(20):
        assert serving.get(SEARCH)[0] == 200
    assert {counted(serving) for _ in range(10)} == {before + 20}


def test_idle_workers_answer_who_comes_first_from_what_is_live_by_then(serving):
    store = SnapshotStore(serving.data_dir / "snapshots")
    store.publish([a_centre("tuesday")], sources=("a test",), demonstration=True)
    sleep(IDLE_SECONDS)
    found = [json.loads(serving.get(SEARCH)[1])["results"] for _ in range(10)]
    assert [it["id"] for [it] in found] == ["tuesday"] * 10


def test_every_line_that_workers_log_is_json_and_tells_of_no_visitor(serving):
    serving.get(SEARCH)
    lines = [json.loads(line) for line in serving.logged().splitlines()]
    assert {it["route"] for it in lines if it["event"] == "request"} >= {
        "/api/v1/centres",
        "/healthz",
    }
    assert "NG1" not in serving.logged()


def test_a_killed_worker_is_replaced_and_its_counts_are_kept(serving):
    serving.get(SEARCH)
    before, workers = counted(serving), set(serving.workers())
    os.kill(min(workers), signal.SIGKILL)
    wait_until(lambda: len(set(serving.workers()) - {min(workers)}) == 2)
    wait_until(serving.answers)
    assert counted(serving) >= before
    assert serving.get(SEARCH)[0] == 200


def test_everything_that_serves_reads_the_same_settings():
    assert server_settings()["GRANIAN_RESPAWN_FAILED_WORKERS"] == "true"
    for file in ("Makefile", "deploy/find-a-centre@.service", "deploy/Containerfile"):
        assert "deploy/granian.env" in (PROJECT / file).read_text(), file


def test_every_fault_that_is_told_of_names_tests_that_are_there():
    told = (PROJECT / "docs" / "reliability.md").read_text()
    named = set(re.findall(r"`(test_\w+)`", told))
    written = "".join(it.read_text() for it in (PROJECT / "tests").rglob("test_*.py"))
    assert len(named) > 15
    assert {it for it in named if f"def {it}(" not in written} == set()
