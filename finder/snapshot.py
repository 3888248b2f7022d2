"""The listing as published: whole, immutable, and one of them live."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from finder.centres import Centre
from finder.errors import NotReady, SnapshotDamaged
from finder.generations import Generations, Stamp

_CENTRES_FILE = "centres.json"
_MANIFEST_FILE = "manifest.json"
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

        def fill(folder: Path) -> None:
            (folder / _CENTRES_FILE).write_bytes(content)
            (folder / _MANIFEST_FILE).write_text(json.dumps(manifest, indent=1))

        def is_whole(folder: Path) -> bool:
            return self._read_if_whole(folder.name) is not None

        self._generations.write(snapshot_id, fill, is_whole)
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
            manifest = json.loads((folder / _MANIFEST_FILE).read_bytes())
            content = (folder / _CENTRES_FILE).read_bytes()
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
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as problem:
            reason = type(problem).__name__
            raise SnapshotDamaged(snapshot_id, reason) from problem

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

    def _read_if_whole(self, snapshot_id: str) -> Snapshot | None:
        try:
            return self.read(snapshot_id)
        except SnapshotDamaged:
            return None


def _id_of(manifest: Mapping[str, object]) -> str:
    """Return the id that follows from all of a manifest but when it was published."""
    content = {key: manifest[key] for key in manifest if key != "published_at"}
    identity = json.dumps(content, sort_keys=True).encode()
    return hashlib.sha256(identity).hexdigest()[:16]
