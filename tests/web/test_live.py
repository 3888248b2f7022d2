import threading
from time import monotonic, sleep

import pytest

from finder.errors import NotReady
from finder.generations import Generations
from finder.snapshot import SnapshotStore
from finder.web.live import LiveListing
from tests.builders import a_centre, a_directory, a_postcode_index
from tests.web.conftest import an_app

SECONDS_TO_FOLLOW = 30


@pytest.fixture
def folder(tmp_path):
    a_postcode_index(
        tmp_path / "postcodes", a_directory(("NG1 5FS", 456830, 340065, "E06000018"))
    )
    return tmp_path


def publish(folder, *ids: str) -> str:
    return SnapshotStore(folder / "snapshots").publish(
        [a_centre(it) for it in ids], sources=("a test",), demonstration=True
    )


def followed(listing: LiveListing) -> set[str]:
    listing.follow()
    listing.wait()
    return set(listing.now().listed)


def test_a_new_snapshot_is_taken_without_a_restart(folder):
    publish(folder, "monday")
    listing = LiveListing(folder)
    assert set(listing.now().listed) == {"monday"}
    publish(folder, "tuesday")
    assert followed(listing) == {"tuesday"}


def test_what_goes_live_is_followed_without_anyone_asking(folder, monkeypatch):
    monkeypatch.setattr("finder.web.live.SECONDS_WHILE_IDLE", 0.01)
    publish(folder, "monday")
    listing = LiveListing(folder)
    listing.keep_following()
    tuesday = publish(folder, "tuesday")
    until = monotonic() + SECONDS_TO_FOLLOW
    while listing.snapshot_id() != tuesday:
        assert monotonic() < until
        sleep(0.01)


def test_a_listing_that_nobody_has_is_followed_no_more(folder, monkeypatch):
    monkeypatch.setattr("finder.web.live.SECONDS_WHILE_IDLE", 0.01)
    publish(folder, "monday")
    listing = LiveListing(folder)
    before = set(threading.enumerate())
    listing.keep_following()
    [following] = set(threading.enumerate()) - before
    listing.wait()
    del listing
    following.join(SECONDS_TO_FOLLOW)
    assert not following.is_alive()


def test_going_back_is_followed_too(folder):
    monday = publish(folder, "monday")
    publish(folder, "tuesday")
    listing = LiveListing(folder)
    SnapshotStore(folder / "snapshots").activate(monday)
    assert followed(listing) == {"monday"}


def test_a_damaged_snapshot_is_refused_and_the_old_one_serves_on(folder, caplog):
    publish(folder, "monday")
    listing = LiveListing(folder)
    tuesday = publish(folder, "tuesday")
    (folder / "snapshots" / tuesday / "centres.json").write_text("[]")
    assert followed(listing) == {"monday"}
    assert "snapshot_damaged" in caplog.text


def test_a_service_without_a_listing_is_not_ready_until_one_is_published(folder):
    listing = LiveListing(folder)
    with pytest.raises(NotReady):
        listing.now()
    publish(folder, "monday")
    assert followed(listing) == {"monday"}


def test_a_service_without_postcodes_is_not_ready(tmp_path):
    publish(tmp_path, "monday")
    with pytest.raises(NotReady):
        LiveListing(tmp_path).now()


def test_a_new_postcode_index_is_taken_without_a_restart(folder):
    publish(folder, "monday")
    listing = LiveListing(folder)
    before = listing.now().postcodes.id
    a_postcode_index(
        folder / "postcodes", a_directory(("LS1 4DY", 429900, 433600, "E08000035"))
    )
    assert followed(listing) == {"monday"}
    assert listing.now().postcodes.id != before
    assert listing.now().postcodes.id == Generations(folder / "postcodes").live_name()


def test_a_postcode_index_is_read_again_only_when_one_is_made_live(folder):
    publish(folder, "monday")
    listing = LiveListing(folder)
    held = listing.now().postcodes
    publish(folder, "tuesday")
    assert followed(listing) == {"tuesday"}
    assert listing.now().postcodes is held
    # The same once more, as to mend the files of the one that is live.
    Generations(folder / "postcodes").activate(held.id)
    assert followed(listing) == {"tuesday"}
    assert listing.now().postcodes is not held
    assert listing.now().postcodes.id == held.id


def test_requests_go_on_while_snapshots_are_switched(folder):
    publish(folder, "centre-0")
    client = an_app(folder).test_client()
    statuses: set[int] = set()
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            query = {"postcode": "NG1 5FS", "service": "supported"}
            answer = client.get("/api/v1/centres", query_string=query)
            statuses.add(answer.status_code)
            # A server waits for what it is asked next, and lets other threads on.
            sleep(0.001)

    asker = threading.Thread(target=ask)
    asker.start()
    for number in range(1, 20):
        publish(folder, f"centre-{number}")
    done.set()
    asker.join()
    assert statuses == {200}
