import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from finder.errors import SnapshotDamaged
from finder.snapshot import SnapshotStore
from finder.snapshot_fetching import SnapshotFetcher, SnapshotUnreachable
from tests.builders import a_centre


class Folder(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, but for what a test has it answer instead."""

    folder: Path
    instead: Callable[["Folder"], bool] = staticmethod(lambda handler: False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, directory=str(self.folder), **kwargs)

    def do_GET(self) -> None:
        if not self.instead(self):
            super().do_GET()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def elsewhere(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "elsewhere")


@pytest.fixture
def here(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "here")


@pytest.fixture
def handler(tmp_path: Path) -> type[Folder]:
    return type("Handler", (Folder,), {"folder": tmp_path / "elsewhere"})


@pytest.fixture
def url(handler: type[Folder]) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def publish(store: SnapshotStore, *ids: str) -> str:
    return store.publish(map(a_centre, ids), sources=("a test",), demonstration=True)


def answer(handler: Folder, status: int, body: bytes = b"", **headers: str) -> bool:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
    return True


def test_the_newest_snapshot_is_fetched_and_made_live(url, elsewhere, here):
    monday = publish(elsewhere, "monday")
    fetcher = SnapshotFetcher(url, here)
    assert fetcher.fetch() == monday
    assert [it.id for it in here.current().centres] == ["monday"]
    tuesday = publish(elsewhere, "tuesday")
    assert fetcher.fetch() == tuesday
    assert here.live_id() == tuesday


def test_what_is_held_already_is_not_fetched_again(url, elsewhere, here, handler):
    publish(elsewhere, "monday")
    fetcher = SnapshotFetcher(url, here)
    fetcher.fetch()
    asked = []
    handler.instead = staticmethod(lambda it: asked.append(it.path))
    assert fetcher.fetch() is None
    assert asked == ["/current"]


def test_a_machine_out_of_reach_leaves_the_last_good_snapshot(
    url, elsewhere, here, caplog
):
    monday = publish(elsewhere, "monday")
    SnapshotFetcher(url, here).fetch()
    fetcher = SnapshotFetcher("http://127.0.0.1:9", here)
    with pytest.raises(SnapshotUnreachable):
        fetcher.fetch()
    fetcher.fetch_or_log()
    assert "the old goes on" in caplog.text
    assert here.current().id == monday


@pytest.mark.parametrize(
    "instead",
    [
        lambda it: answer(it, 500),
        lambda it: answer(it, 404),
        lambda it: answer(it, 200, b"../../etc/passwd"),
        lambda it: answer(it, 200, b"0" * 1_000),
        lambda it: answer(it, 302, Location="http://127.0.0.1:9/"),
        lambda it: answer(it, 200, b"0123", Content_Length="17"),
    ],
    ids=["error", "nothing", "another path", "endless", "redirect", "half"],
)
def test_an_answer_that_is_no_snapshot_folder_is_refused(
    url, elsewhere, here, handler, instead
):
    publish(elsewhere, "monday")
    handler.instead = staticmethod(instead)
    with pytest.raises(SnapshotUnreachable):
        SnapshotFetcher(url, here).fetch()
    assert here.ids() == []


@pytest.mark.parametrize("file", ["centres.json", "manifest.json"])
def test_a_snapshot_damaged_on_the_way_is_refused(url, elsewhere, here, handler, file):
    monday = publish(elsewhere, "monday")
    SnapshotFetcher(url, here).fetch()
    publish(elsewhere, "tuesday")
    handler.instead = staticmethod(
        lambda it: it.path.endswith(file) and answer(it, 200, b"{}")
    )
    with pytest.raises(SnapshotDamaged):
        SnapshotFetcher(url, here).fetch()
    assert (here.ids(), here.live_id()) == ([monday], monday)


def test_a_fetch_while_another_writes_waits_for_the_next_round(url, elsewhere, here):
    monday = publish(elsewhere, "monday")
    fetcher = SnapshotFetcher(url, here)
    with here.locked():
        fetcher.fetch_or_log()
        assert here.live_id() is None
    fetcher.fetch_or_log()
    assert here.live_id() == monday


def test_what_is_published_elsewhere_is_followed(url, elsewhere, here):
    publish(elsewhere, "monday")
    SnapshotFetcher(url, here).follow(every_seconds=0.01)
    tuesday = publish(elsewhere, "tuesday")
    for _ in range(500):
        if here.live_id() == tuesday:
            return
        time.sleep(0.01)
    pytest.fail("the new snapshot was not followed within five seconds")


def trickle(handler: Folder) -> bool:
    handler.send_response(200)
    handler.send_header("Content-Length", "17")
    handler.end_headers()
    for _ in range(17):
        handler.wfile.write(b"0")
        time.sleep(0.05)
    return True


def test_an_answer_that_trickles_in_is_given_up(
    url, elsewhere, here, handler, monkeypatch
):
    publish(elsewhere, "monday")
    monkeypatch.setattr("finder.snapshot_fetching.LONGEST_FILE_SECONDS", 0.1)
    handler.instead = staticmethod(trickle)
    with pytest.raises(SnapshotUnreachable, match="TimeoutError"):
        SnapshotFetcher(url, here).fetch()


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"\xff\x00\xff", b"", b"null", b"<html>busy</html>"]
)
def test_whatever_comes_the_next_round_takes_place(
    url, elsewhere, here, handler, caplog, body
):
    monday = publish(elsewhere, "monday")
    handler.instead = staticmethod(
        lambda it: not it.path.endswith("current") and answer(it, 200, body)
    )
    fetcher = SnapshotFetcher(url, here)
    fetcher.fetch_or_log()
    assert (here.live_id(), caplog.text.count("the old goes on")) == (None, 1)
    handler.instead = staticmethod(lambda it: False)
    fetcher.fetch_or_log()
    assert here.live_id() == monday
    assert "followed again" in caplog.text


def test_a_week_out_of_reach_is_told_once_an_hour(here, caplog, monkeypatch):
    fetcher = SnapshotFetcher("http://127.0.0.1:9", here)
    now = time.monotonic()
    for minutes in range(180):
        at = now + minutes * 60
        monkeypatch.setattr(time, "monotonic", lambda at=at: at)
        fetcher.fetch_or_log()
    assert caplog.text.count("the old goes on") == 3


def test_a_start_does_not_wait_for_a_slow_machine_if_a_listing_is_held(
    url, elsewhere, here, handler
):
    publish(elsewhere, "monday")
    SnapshotFetcher(url, here).fetch()
    begun = threading.Event()
    go_on = threading.Event()

    def hang(it: Folder) -> bool:
        begun.set()
        return go_on.wait(10)

    handler.instead = staticmethod(hang)
    SnapshotFetcher(url, here).follow(every_seconds=3600)
    assert begun.wait(5)
    go_on.set()


def test_only_the_latest_snapshots_are_kept(url, elsewhere, here):
    fetcher = SnapshotFetcher(url, here)
    fetched = []
    for day in range(8):
        publish(elsewhere, f"day-{day}")
        fetched.append(fetcher.fetch())
    assert set(here.ids()) == set(fetched[-5:])


def test_a_read_only_store_goes_on_with_what_it_holds(
    url, elsewhere, here, caplog, monkeypatch
):
    monday = publish(elsewhere, "monday")
    fetcher = SnapshotFetcher(url, here)
    fetcher.fetch()
    publish(elsewhere, "tuesday")

    def read_only(*given: object, **named: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", read_only)
        fetcher.fetch_or_log()
    assert here.live_id() == monday
    assert "the old goes on: OSError" in caplog.text
