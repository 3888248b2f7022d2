"""The listing as published: whole, immutable, and one of them live."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from finder.centres import Centre
from finder.errors import NotReady, SnapshotDamaged
from finder.generations import Generations, Stamp

CENTRES_FILE = "centres.json"
MANIFEST_FILE = "manifest.json"
_FORMAT_VERSION = 1

_CENTRES = TypeAdapter(tuple[Centre, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A published listing. `demonstration` says that its centres are fictional."""

    id: str
    published_at: datetime
    demonstration: bool
    sources: tuple[str, ...]
    centres: tuple[Centre, ...]


class SnapshotStore:
    """The snapshots below one folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)

    def publish(
        self,
        centres: Iterable[Centre],
        *,
        sources: tuple[str, ...],
        demonstration: bool,
    ) -> str:
        """Store a listing whole, make it the live one, and return its id.

        The id follows from the content: the same listing has the same id.
        """
        ordered = sorted(centres, key=lambda centre: centre.id)
        content = _CENTRES.dump_json(tuple(ordered))
        manifest = {
            "format_version": _FORMAT_VERSION,
            "sha256": hashlib.sha256(content).hexdigest(),
            "demonstration": demonstration,
            "sources": list(sources),
        }
        snapshot_id = _id_of(manifest)
        manifest["published_at"] = datetime.now(UTC).isoformat()

        self._store(snapshot_id, json.dumps(manifest, indent=1).encode(), content)
        self._generations.activate(snapshot_id)
        return snapshot_id

    def activate(self, snapshot_id: str) -> None:
        """Make a stored snapshot live again, once it has been read and found whole.

        Raises `SnapshotDamaged`.
        """
        self.read(snapshot_id)
        self._generations.activate(snapshot_id)

    def current(self) -> Snapshot:
        """Read the live snapshot. Raises `NotReady` or `SnapshotDamaged`."""
        live = self._generations.live_name()
        if live is None:
            raise NotReady("no snapshot has been published")
        return self.read(live)

    def read(self, snapshot_id: str) -> Snapshot:
        """Read a stored snapshot. Raises `SnapshotDamaged` unless it is whole."""
        folder = self._generations.folder_of(snapshot_id)
        try:
            manifest = (folder / MANIFEST_FILE).read_bytes()
            content = (folder / CENTRES_FILE).read_bytes()
        except (OSError, ValueError) as problem:
            reason = type(problem).__name__
            raise SnapshotDamaged(snapshot_id, reason) from problem
        return _whole_snapshot(snapshot_id, manifest, content)

    def take(self, snapshot_id: str, manifest: bytes, content: bytes) -> None:
        """Store a snapshot published elsewhere and make it live.

        Raises `SnapshotDamaged`, and changes nothing, unless it is whole.
        """
        _whole_snapshot(snapshot_id, manifest, content)
        self._store(snapshot_id, manifest, content)
        self._generations.activate(snapshot_id)

    def prune(self, keep: int) -> list[str]:
        """Remove all but the live snapshot and the `keep` latest; return their ids.

        Damaged ones go too.
        """
        latest = [it.id for it in self.whole()][-keep:] if keep else []
        spared = {self.live_id(), *latest}
        removed = [it for it in self.ids() if it not in spared]
        for snapshot_id in removed:
            self._generations.remove(snapshot_id)
        return removed

    def locked(self) -> AbstractContextManager[None]:
        """Keep other writers out while inside; raises `WriterBusy` at once."""
        return self._generations.locked()

    def live_id(self) -> str | None:
        """Return the id of the live snapshot, or None before the first."""
        return self._generations.live_name()

    def ids(self) -> list[str]:
        """Return the ids of all stored snapshots."""
        return self._generations.names()

    def whole(self) -> list[Snapshot]:
        """Read all stored snapshots that are whole, in the order of publishing."""
        whole = filter(None, map(self._read_if_whole, self.ids()))
        return sorted(whole, key=lambda it: it.published_at)

    def stamp(self) -> Stamp | None:
        """Return a value that changes whenever another snapshot goes live."""
        return self._generations.stamp()

    def _store(self, snapshot_id: str, manifest: bytes, content: bytes) -> None:
        def fill(folder: Path) -> None:
            (folder / CENTRES_FILE).write_bytes(content)
            (folder / MANIFEST_FILE).write_bytes(manifest)

        def is_whole(folder: Path) -> bool:
            return self._read_if_whole(folder.name) is not None

        self._generations.write(snapshot_id, fill, is_whole)

    def _read_if_whole(self, snapshot_id: str) -> Snapshot | None:
        try:
            return self.read(snapshot_id)
        except SnapshotDamaged:
            return None


def _whole_snapshot(snapshot_id: str, stored: bytes, content: bytes) -> Snapshot:
    """Return what the two files hold. Raises `SnapshotDamaged` unless whole."""
    try:
        manifest = json.loads(stored)
        if manifest["format_version"] != _FORMAT_VERSION:
            raise SnapshotDamaged(snapshot_id, "unknown format version")
        if _id_of(manifest) != snapshot_id:
            raise SnapshotDamaged(snapshot_id, "manifest does not match the id")
        if hashlib.sha256(content).hexdigest() != manifest["sha256"]:
            raise SnapshotDamaged(snapshot_id, "checksum does not match")
        return Snapshot(
            id=snapshot_id,
            published_at=datetime.fromisoformat(manifest["published_at"]),
            demonstration=manifest["demonstration"],
            sources=tuple(manifest["sources"]),
            centres=_CENTRES.validate_json(content),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        reason = type(problem).__name__
        raise SnapshotDamaged(snapshot_id, reason) from problem


def _id_of(manifest: Mapping[str, object]) -> str:
    """Return the id that follows from all of a manifest but when it was published."""
    content = {key: manifest[key] for key in manifest if key != "published_at"}
    identity = json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(identity).hexdigest()[:16]
