"""What a publication leaves when it is killed, or when the disk is full."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from finder.generations import WriterBusy
from finder.settings import PROJECT
from finder.snapshot import SnapshotStore
from tests.builders import a_centre

KILLS = 50


def publish(store: SnapshotStore, *ids: str) -> str:
    with store.locked():
        return store.publish(
            map(a_centre, ids), sources=("a test",), demonstration=True
        )


def test_killed_at_fifty_random_instants_the_live_snapshot_is_whole(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.publish_until_killed", tmp_path, str(KILLS), "7"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout == f"whole {KILLS} of {KILLS}, 0 left behind\n"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        reason = "a small disk takes the right to mount one"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_the_live_snapshot_and_the_next_import_succeeds(small_disk):
    store = SnapshotStore(small_disk)
    monday = publish(store, "monday")
    many = [f"centre-{number}" for number in range(300)]
    with pytest.raises(OSError, match="No space left"):
        publish(store, *many)
    assert store.current().id == monday
    assert [it.id for it in store.current().centres] == ["monday"]
    tuesday = publish(store, "tuesday")
    assert store.current().id == tuesday


def test_two_imports_at_once_are_kept_apart(tmp_path):
    store = SnapshotStore(tmp_path)
    with store.locked(), pytest.raises(WriterBusy), SnapshotStore(tmp_path).locked():
        pass
    assert publish(store, "monday")


def test_what_a_killed_writer_left_is_cleared_by_the_next(tmp_path):
    (tmp_path / ".unfinished-folder").mkdir()
    (tmp_path / ".unfinished-folder" / "centres.json").write_text("[")
    (tmp_path / ".unfinished-current-1").write_text("half")
    publish(SnapshotStore(tmp_path), "monday")
    assert not list(tmp_path.glob(".unfinished-*"))


def test_pruning_keeps_the_live_snapshot_and_the_latest(tmp_path):
    store = SnapshotStore(tmp_path)
    ids = [publish(store, f"day-{number}") for number in range(5)]
    store.activate(ids[0])
    assert set(store.prune(keep=2)) == {ids[1], ids[2]}
    assert set(store.ids()) == {ids[0], ids[3], ids[4]}
    assert set(store.prune(keep=0)) == {ids[3], ids[4]}
    assert store.current().id == ids[0]
