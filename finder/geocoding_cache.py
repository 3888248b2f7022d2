"""What online geocoders answered, kept on disk so that none is asked twice.

SQLite, with its plain rollback journal: each answer is a transaction of its own,
so a run killed at any instant has kept whatever was answered, two runs at once
may share the file, and all of it is one file to copy, or to delete. Write-ahead
logging would be faster, which at a request a second is of no use, and fails on
network drives.
"""

import errno
import logging
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from finder.centres import LocationSource
from finder.errors import InvalidLocation
from finder.geocoding import Located
from finder.location import Location

log = logging.getLogger(__name__)

_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    geocoder TEXT NOT NULL,
    question TEXT NOT NULL,
    answered TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    source TEXT,
    PRIMARY KEY (geocoder, question)
)
"""
_FIND = """
SELECT answered, latitude, longitude, source FROM answers
WHERE geocoder = ? AND question = ?
"""
_KEEP = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)"
_NOT_A_CACHE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,  # A table of another shape.
}
_PRIMARY_CODE = 0xFF
# How long one process waits for another to finish writing.
_BUSY_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes:
    """How long an answer is believed."""

    found: timedelta = timedelta(days=365)
    not_found: timedelta = timedelta(days=30)


class GeocodingCache:
    """The answers in one file, which need not exist yet.

    A file that is damaged is set aside with a warning, and a new one begun. One
    that cannot be opened or written raises `OSError`.
    """

    def __init__(
        self,
        path: Path,
        lifetimes: Lifetimes | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path = path
        self._lifetimes = lifetimes or Lifetimes()
        self._now = now

    def answer(
        self, geocoder: str, question: str, ask: Callable[[], Located | None]
    ) -> Located | None:
        """Return the answer kept for exactly this question, else ask and keep it.

        Nothing is kept when `ask` raises.
        """
        row = self._run(_FIND, geocoder, question)
        if row is not None and self._is_believed(row):
            return _located(row)
        located = ask()
        kept = (
            (located.location.latitude, located.location.longitude, located.source)
            if located
            else (None, None, None)
        )
        self._run(_KEEP, geocoder, question, self._now().isoformat(), *kept)
        return located

    def _is_believed(self, row: tuple[Any, ...]) -> bool:
        try:
            age = self._now() - datetime.fromisoformat(row[0])
            found = _located(row) is not None
        except (InvalidLocation, TypeError, ValueError):
            return False
        lifetime = self._lifetimes.found if found else self._lifetimes.not_found
        return timedelta(0) <= age < lifetime

    def _run(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = _identity(self._path)
            try:
                return self._run_once(statement, values)
            except sqlite3.Error as problem:
                if not _is_damage(problem):
                    raise
            self._set_aside(opened)
            return self._run_once(statement, values)
        except sqlite3.Error as problem:
            raise OSError(errno.EIO, str(problem), str(self._path)) from problem

    def _run_once(
        self, statement: str, values: tuple[Any, ...]
    ) -> tuple[Any, ...] | None:
        # Opened each time, so that no run writes to a file that another set aside.
        opened = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
        with closing(opened), opened:
            opened.execute(_TABLE)
            row: tuple[Any, ...] | None = opened.execute(statement, values).fetchone()
            return row

    def _set_aside(self, damaged: int | None) -> None:
        if _identity(self._path) != damaged:
            return  # Another run has done so already.
        mark = f"damaged-{self._now():%Y%m%d-%H%M%S}-{os.getpid()}"
        aside = self._path.with_name(f"{self._path.name}.{mark}")
        # First the journal: left behind, it would be applied to the new file.
        journal = self._path.with_name(f"{self._path.name}-journal")
        if journal.exists():
            journal.rename(aside.with_name(f"{aside.name}-journal"))
        self._path.rename(aside)
        log.warning("The cache of geocoding was damaged. It is kept as %s.", aside)


def _located(row: tuple[Any, ...]) -> Located | None:
    _, latitude, longitude, source = row
    if source is None:
        return None
    location = Location(latitude=latitude, longitude=longitude)
    return Located(location, LocationSource(source))


def _identity(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _is_damage(problem: sqlite3.Error) -> bool:
    # Text that is not UTF-8 comes without a code.
    code: int = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code & _PRIMARY_CODE in _NOT_A_CACHE
