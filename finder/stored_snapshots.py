"""The snapshots that a store has, for its keeper to see and go back to."""

from collections.abc import Iterator

from finder.errors import NotReady
from finder.snapshot import SnapshotStore


def snapshot_lines(store: SnapshotStore) -> Iterator[str]:
    """Yield a line for each snapshot, those damaged first, the latest last."""
    live = store.live_id()
    snapshots = store.whole()
    for damaged in sorted({*store.ids()} - {it.id for it in snapshots}):
        yield f"{damaged}  damaged"
    for snapshot in snapshots:
        mark = "live" if snapshot.id == live else ""
        centres = f"{len(snapshot.centres)} centres"
        sources = ", ".join(snapshot.sources)
        yield (
            f"{snapshot.id}  {snapshot.published_at:%Y-%m-%d %H:%M} UTC  "
            f"{centres:<16} {sources}  {mark}".rstrip()
        )


def published_before_live(store: SnapshotStore) -> str:
    """Return the id of the whole snapshot published last before the live one.

    Raises `NotReady` if there is none.
    """
    ids = [snapshot.id for snapshot in store.whole()]
    live = store.live_id()
    earlier = ids[: ids.index(live)] if live in ids else ids
    if not earlier:
        raise NotReady("no earlier snapshot is stored")
    return earlier[-1]
