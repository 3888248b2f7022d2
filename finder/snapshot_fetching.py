"""Keeps the newest snapshot of another machine, for servers that share no disk.

A snapshot folder served as plain files is all that the other machine needs. What
comes is verified before it is stored; while nothing comes, or what comes is
damaged, the last good snapshot goes on serving.
"""

import http.client
import logging
import re
import threading
import time
import urllib.error
import urllib.request
from typing import Any, NoReturn
from urllib.parse import urljoin

from finder.errors import FinderError
from finder.generations import WriterBusy
from finder.snapshot import CENTRES_FILE, MANIFEST_FILE, SnapshotStore

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
# For one file, however slowly it trickles in; and for the pointer and manifest too.
LONGEST_FILE_SECONDS = 120
READ_BYTES = 65_536
LONGEST_WAIT_SECONDS = 60
SECONDS_BETWEEN_WARNINGS = 3600
# Besides the live one: to go back to, and so that the disk never fills.
SNAPSHOTS_KEPT = 5
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
        self._answered_at = time.monotonic()
        self._failures = 0
        self._warned_at = 0.0

    def seconds_since_answer(self) -> float:
        """Return how long ago the other machine last named a snapshot, or the start."""
        return time.monotonic() - self._answered_at

    def fetch(self) -> str | None:
        """Fetch and activate the newest snapshot; return its id, or None if held.

        Raises `SnapshotUnreachable`, `SnapshotDamaged` or `WriterBusy`, and then
        nothing has changed.
        """
        pointer = self._get("current", LARGEST_POINTER_BYTES)
        if not _ID.fullmatch(pointer):
            raise SnapshotUnreachable("its pointer names no snapshot")
        self._answered_at = time.monotonic()
        newest = pointer.decode().strip()
        if newest == self._store.live_id():
            return None
        manifest = self._get(f"{newest}/{MANIFEST_FILE}", LARGEST_MANIFEST_BYTES)
        content = self._get(f"{newest}/{CENTRES_FILE}", LARGEST_SNAPSHOT_BYTES)
        with self._store.locked():
            self._store.take(newest, manifest, content)
            self._store.prune(SNAPSHOTS_KEPT)
        return newest

    def fetch_or_log(self) -> None:
        """Fetch, and only log a failure: the next round tries again."""
        try:
            self.fetch()
        except WriterBusy:
            # Another worker of this machine is fetching the same.
            return
        except FinderError as problem:
            self._note_failure(str(problem))
        except Exception as problem:
            # Whatever came, or the disk refused: the next round must take place.
            self._note_failure(type(problem).__name__)
        else:
            if self._failures:
                log.warning("the snapshots of the other machine are followed again")
            self._failures = 0

    def follow(self, every_seconds: float) -> None:
        """Fetch again and again, in a thread of its own, until the process ends.

        Waits for the first round only if there is nothing yet to serve. After
        failures the rounds come more seldom, at most a minute apart.
        """
        tick = threading.Event()
        if self._store.live_id() is None:
            self.fetch_or_log()

        def go_on() -> None:
            while True:
                self.fetch_or_log()
                tick.wait(self._pause(every_seconds))

        threading.Thread(target=go_on, name="fetch-snapshots", daemon=True).start()

    def _pause(self, every_seconds: float) -> float:
        slower = every_seconds * 2.0 ** min(self._failures, 10)
        return max(every_seconds, min(slower, LONGEST_WAIT_SECONDS))

    def _note_failure(self, reason: str) -> None:
        now = time.monotonic()
        # Once when it begins, then hourly: a week out of reach must not fill the logs.
        if not self._failures or now - self._warned_at > SECONDS_BETWEEN_WARNINGS:
            log.warning("no new snapshot, the old goes on: %s", reason)
            self._warned_at = now
        self._failures += 1

    def _get(self, path: str, largest: int) -> bytes:
        try:
            with self._opener.open(
                urljoin(self._url, path), timeout=TIMEOUT_SECONDS
            ) as answer:
                content = _read(answer, largest)
        except (OSError, http.client.HTTPException) as problem:
            raise SnapshotUnreachable(type(problem).__name__) from problem
        if len(content) > largest:
            raise SnapshotUnreachable(f"{path} is too large")
        return content


def _read(answer: Any, largest: int) -> bytes:
    """Read an answer of so many bytes, and a little more of one that is larger."""
    ends = time.monotonic() + LONGEST_FILE_SECONDS
    content = bytearray()
    while len(content) <= largest and (part := answer.read1(READ_BYTES)):
        content += part
        if time.monotonic() > ends:
            raise TimeoutError
    if len(content) <= largest and answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return bytes(content)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise urllib.error.URLError("it redirects")
