"""Keeps the newest snapshot of another machine, for servers that share no disk.

A snapshot folder served as plain files is all that the other machine needs. What
comes is verified before it is stored; while nothing comes, or what comes is
damaged, the last good snapshot goes on serving.
"""

import http.client
import logging
import re
import threading
import urllib.error
import urllib.request
from typing import Any, NoReturn
from urllib.parse import urljoin

from finder.errors import FinderError
from finder.generations import WriterBusy
from finder.snapshot import CENTRES_FILE, MANIFEST_FILE, SnapshotStore

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
LARGEST_POINTER_BYTES = 100
LARGEST_MANIFEST_BYTES = 1_000_000
LARGEST_SNAPSHOT_BYTES = 500_000_000

_ID = re.compile(rb"[0-9a-f]{16}\n?")


class SnapshotUnreachable(FinderError):
    """The other machine does not answer, or not as a snapshot folder does."""

    code = "snapshot_unreachable"


class SnapshotFetcher:
    """Fetches what is live in a snapshot folder at a URL into a store here."""

    def __init__(self, url: str, store: SnapshotStore) -> None:
        self._url = url.rstrip("/") + "/"
        self._store = store
        # A redirect could lead anywhere; a folder of files needs none.
        self._opener = urllib.request.build_opener(_NoRedirects)

    def fetch(self) -> str | None:
        """Fetch and activate the newest snapshot; return its id, or None if held.

        Raises `SnapshotUnreachable`, `SnapshotDamaged` or `WriterBusy`, and then
        nothing has changed.
        """
        pointer = self._get("current", LARGEST_POINTER_BYTES)
        if not _ID.fullmatch(pointer):
            raise SnapshotUnreachable("its pointer names no snapshot")
        newest = pointer.decode().strip()
        if newest == self._store.live_id():
            return None
        manifest = self._get(f"{newest}/{MANIFEST_FILE}", LARGEST_MANIFEST_BYTES)
        content = self._get(f"{newest}/{CENTRES_FILE}", LARGEST_SNAPSHOT_BYTES)
        with self._store.locked():
            self._store.take(newest, manifest, content)
        return newest

    def fetch_or_log(self) -> None:
        """Fetch, and only log a failure: the next round tries again."""
        try:
            self.fetch()
        except WriterBusy:
            # Another worker of this machine is fetching the same.
            return
        except (FinderError, OSError) as problem:
            log.warning("no new snapshot, the old goes on: %s", problem)

    def follow(self, every_seconds: float) -> None:
        """Fetch again and again, in a thread of its own, until the process ends."""
        tick = threading.Event()

        def go_on() -> None:
            while not tick.wait(every_seconds):
                self.fetch_or_log()

        threading.Thread(target=go_on, name="fetch-snapshots", daemon=True).start()

    def _get(self, path: str, largest: int) -> bytes:
        try:
            with self._opener.open(
                urljoin(self._url, path), timeout=TIMEOUT_SECONDS
            ) as answer:
                content: bytes = answer.read(largest + 1)
        except (OSError, http.client.HTTPException) as problem:
            raise SnapshotUnreachable(type(problem).__name__) from problem
        if len(content) > largest:
            raise SnapshotUnreachable(f"{path} is too large")
        return content


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise urllib.error.URLError("it redirects")
