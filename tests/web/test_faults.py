"""What docs/reliability.md promises of each fault, as far as one process meets it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from finder.generations import Generations
from finder.sessions import read_opening
from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from finder.web.live import SECONDS_TO_NEXT_TRY
from finder.web.sealed import new_key
from tests.builders import a_centre, a_directory, a_postcode_index, a_service
from tests.web.conftest import SECRET_KEY, an_app

ASKED = {"postcode": "NG1 5FS", "service": "supported"}
NOTTINGHAM = ("NG1 5FS", 456830, 340065, "E06000018")
YEAR_SECONDS = 365 * 24 * 3600
READS_A_CUT_INDEX = """
import sys
from pathlib import Path
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Postcode

folder = Path(sys.argv[1])
index = PostcodeIndex(folder)
for file in folder.glob("*.npy"):
    file.open("r+b").truncate(0)
index.find(Postcode.read("NG1 5FS"))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a data folder with a listing of one centre and one postcode."""
    a_postcode_index(tmp_path / "postcodes", a_directory(NOTTINGHAM))
    publish(tmp_path, "monday")
    return tmp_path


def publish(folder: Path, *ids: str) -> Path:
    store = SnapshotStore(folder / "snapshots")
    made = store.publish(map(a_centre, ids), sources=("a test",), demonstration=True)
    return folder / "snapshots" / made


def live_index(folder: Path) -> Path:
    postcodes = Generations(folder / "postcodes")
    return postcodes.folder_of(postcodes.live_name() or "")


def ids_found(app: Flask) -> list[str]:
    answer = app.test_client().get("/api/v1/centres", query_string=ASKED)
    assert answer.status_code == 200
    return [it["id"] for it in answer.get_json()["results"]]


def ready(app: Flask) -> dict[str, object]:
    told: dict[str, object] = app.test_client().get("/readyz").get_json()
    return told


def eventually(app: Flask, **told: object) -> None:
    """Wait until readiness tells so."""
    ends = time.monotonic() + 10
    while not told.items() <= ready(app).items():
        assert time.monotonic() < ends, ready(app)
        time.sleep(0.01)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what was refused tried again at once."""
    assert SECONDS_TO_NEXT_TRY <= 60
    monkeypatch.setattr("finder.web.live.SECONDS_TO_NEXT_TRY", 0.0)


def test_a_snapshot_that_vanishes_goes_on_being_served(folder):
    app = an_app(folder)
    shutil.rmtree(folder / "snapshots")
    eventually(app, ready=True, refused="not_ready")
    assert ids_found(app) == ["monday"]
    tuesday = publish(folder, "tuesday")
    eventually(app, ready=True, snapshot=tuesday.name)
    assert ids_found(app) == ["tuesday"]


def test_a_damaged_snapshot_at_the_start_is_told_until_it_is_mended(folder, soon):
    centres = publish(folder, "tuesday") / "centres.json"
    whole = centres.read_bytes()
    centres.write_bytes(whole[:-9])
    app = an_app(folder)
    assert ready(app) == {"ready": False, "reason": "snapshot_damaged"}
    page = app.test_client().post("/search", data=ASKED)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/safety").status_code == 200
    centres.write_bytes(whole)
    eventually(app, ready=True)
    assert ids_found(app) == ["tuesday"]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("../current", b"\xff\x00"),
        ("centres.json", b"[" * 100_000),
        ("manifest.json", b"[" * 100_000),
        ("manifest.json", b""),
    ],
)
def test_rubbish_in_place_of_a_snapshot_is_refused_and_the_old_goes_on(
    folder, file, content
):
    app = an_app(folder)
    (publish(folder, "tuesday") / file).write_bytes(content)
    ends = time.monotonic() + 10
    while "refused" not in (told := ready(app)):
        assert time.monotonic() < ends
    assert told["ready"] is True
    assert ids_found(app)


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("manifest.json", 0),
        ("units.keys.npy", 0),
        ("units.rows.npy", 130),
        ("sectors.rows.npy", 100),
    ],
)
def test_a_cut_postcode_index_at_the_start_is_told_until_it_is_mended(
    folder, soon, file, kept
):
    path = live_index(folder) / file
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    app = an_app(folder)
    assert ready(app) == {"ready": False, "reason": "postcode_index_damaged"}
    path.write_bytes(whole)
    eventually(app, ready=True)
    assert ids_found(app) == ["monday"]


def test_a_postcode_index_that_vanishes_goes_on_being_served(folder):
    app = an_app(folder)
    shutil.rmtree(folder / "postcodes")
    eventually(app, ready=True, refused="postcode_index_damaged")
    assert ids_found(app) == ["monday"]
    a_postcode_index(folder / "postcodes", a_directory(NOTTINGHAM))
    eventually(app, ready=True)


def test_an_index_cut_short_while_it_is_read_ends_the_worker_at_once(folder):
    """It cannot answer wrongly; another worker starts, as `test_serving` shows."""
    command = [sys.executable, "-c", READS_A_CUT_INDEX, live_index(folder)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    assert ended.returncode < 0


@pytest.fixture
def read_only(folder: Path) -> Iterator[Path]:
    """Return the data folder on a disk that nothing can be written to."""
    bind = ["mount", "--bind", str(folder), str(folder)]
    if os.geteuid() != 0 or subprocess.run(bind, check=False).returncode != 0:
        reason = "a read-only disk takes the right to mount one"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    try:
        again = ["mount", "-o", "remount,bind,ro", str(folder)]
        subprocess.run(again, check=True)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_read_only_data_folder_is_all_that_serving_needs(read_only):
    app = an_app(read_only)
    assert ids_found(app) == ["monday"]
    assert app.test_client().post("/search", data=ASKED).status_code == 303


@pytest.mark.parametrize("years", [-56, -1, 1, 60])
def test_a_clock_that_jumps_stops_no_page(folder, monkeypatch, years):
    opening = read_opening("Sat 10:00-12:00")
    saturday = a_centre("saturday", services=(a_service(opening=opening),))
    SnapshotStore(folder / "snapshots").publish(
        [saturday], sources=("a test",), demonstration=True
    )
    client = an_app(folder).test_client()
    jumped = time.time() + years * YEAR_SECONDS
    monkeypatch.setattr(time, "time", lambda: jumped)
    for module in ("pages", "results"):
        now = datetime.fromtimestamp(jumped)
        monkeypatch.setattr(f"finder.web.{module}.local_now", lambda now=now: now)
    found = client.post("/search", data=ASKED)
    assert client.get(found.location).status_code == 200
    for path in ("/centres/saturday", "/status", "/readyz"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("hours", "status"), [(-24, 410), (-0.05, 200), (3, 200), (5, 410)]
)
def test_a_search_sealed_by_a_wrong_clock_is_not_open_for_ever(
    folder, monkeypatch, hours, status
):
    client = an_app(folder).test_client()
    address = client.post("/search", data=ASKED).location
    now = time.time() + hours * 3600
    monkeypatch.setattr(time, "time", lambda: now)
    page = client.get(address)
    assert page.status_code == status
    assert ("service=supported" in page.text) or status == 200


def test_a_rotated_key_opens_searches_while_it_is_kept_second(folder):
    new, old = new_key(), SECRET_KEY
    address = an_app(folder).test_client().post("/search", data=ASKED).location
    both = an_app(folder, secret_key=f"{new},{old}").test_client()
    assert both.get(address).status_code == 200
    kept = both.post("/search", data=ASKED).location
    alone = an_app(folder, secret_key=new).test_client()
    assert alone.get(kept).status_code == 200
    dropped = alone.get(address)
    assert dropped.status_code == 404
    assert "We cannot open this search" in dropped.text
    assert 'href="/"' in dropped.text
