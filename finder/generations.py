"""Folders written whole, of which one is live.

Whatever is published goes into a folder of its own beside the live one, and
only when it is complete on disk does the pointer move to it. Killed at any
instant, a writer leaves the old generation live and whole; going back is the
same act as going forward.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from finder.errors import FinderError

_POINTER = "current"
_UNFINISHED = ".unfinished-"
_LOCK = ".lock"

Stamp = tuple[int, int]


class WriterBusy(FinderError):
    """Another process is writing to the same folder."""

    code = "writer_busy"


class Generations:
    """The generations below one folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out, and clear away what killed ones left behind.

        Raises `WriterBusy` at once if another process holds the lock. The lock
        goes with the process that holds it, however that ends.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WriterBusy from None
            for left in self._folder.glob(f"{_UNFINISHED}*"):
                _remove(left)
            yield

    def remove(self, name: str) -> None:
        """Remove a generation that is not the live one."""
        if name == self.live_name():
            raise ValueError("the live generation stays")
        shutil.rmtree(self._folder / name)

    def write(
        self,
        name: str,
        fill: Callable[[Path], None],
        is_whole: Callable[[Path], bool] = Path.is_dir,
    ) -> None:
        """Have `fill` write its files, then give the folder its name, at once.

        A generation is named by its content, so one that exists and is whole is
        left alone. One that is damaged is replaced.
        """
        if is_whole(self._folder / name):
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._folder))
        try:
            fill(beside)
            beside.chmod(0o755)
            for path in [*beside.iterdir(), beside]:
                _to_disk(path)
            shutil.rmtree(self._folder / name, ignore_errors=True)
            beside.rename(self._folder / name)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        _to_disk(self._folder)

    def activate(self, name: str) -> None:
        """Make a generation the live one. Raises `FileNotFoundError` if absent."""
        if not (self._folder / name).is_dir():
            raise FileNotFoundError(name)
        beside = self._folder / f"{_UNFINISHED}{_POINTER}-{os.getpid()}"
        try:
            beside.write_text(f"{name}\n", encoding="ascii")
            _to_disk(beside)
            beside.replace(self._folder / _POINTER)
        finally:
            beside.unlink(missing_ok=True)
        _to_disk(self._folder)

    def live_name(self) -> str | None:
        """Return the name of the live generation, or None before the first."""
        try:
            pointer = (self._folder / _POINTER).read_bytes()
        except FileNotFoundError:
            return None
        # A damaged pointer names no generation, and is no reason to stop here.
        return pointer.decode("ascii", errors="replace").strip()

    def folder_of(self, name: str) -> Path:
        """Return where the files of a generation lie."""
        return self._folder / name

    def names(self) -> list[str]:
        """Return the names of all whole generations, in order of their name."""
        if not self._folder.is_dir():
            return []
        return sorted(
            path.name
            for path in self._folder.iterdir()
            if path.is_dir() and not path.name.startswith(".")
        )

    def stamp(self) -> Stamp | None:
        """Return a value that changes whenever another generation goes live."""
        try:
            status = (self._folder / _POINTER).stat()
        except OSError:
            # Whoever asks goes on with what they have, as when there is none yet.
            return None
        return status.st_ino, status.st_mtime_ns


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
