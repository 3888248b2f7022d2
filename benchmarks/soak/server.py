"""The server as `make run` has it, with the settings of a soak."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from benchmarks.servers import NotStarted, as_it_runs
from finder.settings import PROJECT

HOST = "127.0.0.1"
LONGEST_START_SECONDS = 60.0
LONGEST_END_SECONDS = 15.0
# No limit: one address makes all the requests.
WIDE = {"FINDER_LIMIT_SEARCHES": "none", "FINDER_LIMIT_API": "none"}
# So that slow clients are given up more often in the time there is.
IMPATIENT = {"FINDER_BODY_SECONDS": "3"}


class SoakServer:
    """granian with its workers, until the context ends."""

    def __init__(
        self, folder: Path, port: int, workers: int, settings: dict[str, str]
    ) -> None:
        self.port = port
        self._workers = workers
        self._log: IO[str] = (folder / f"server-{port}.log").open("a+")
        command = [sys.executable, "-m", "granian", "--host", HOST]
        self.process = subprocess.Popen(  # noqa: S603
            [*command, "--port", str(port), "--workers", str(workers), "app:serve"],
            env={**os.environ, **as_it_runs(), **settings},
            cwd=PROJECT,
            stdout=self._log,
            stderr=self._log,
        )

    def workers(self) -> list[psutil.Process]:
        """Return the workers that live."""
        found = psutil.Process(self.process.pid).children()
        return [it for it in found if it.status() != psutil.STATUS_ZOMBIE]

    def logged(self) -> list[str]:
        """Return what the server wrote."""
        self._log.seek(0)
        return self._log.read().splitlines()

    def answers(self, path: str = "/readyz") -> bool:
        """Return whether the server answers there."""
        try:
            with urlopen(f"http://{HOST}:{self.port}{path}", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def __enter__(self) -> Self:
        ends = time.monotonic() + LONGEST_START_SECONDS
        while not (self.answers() and len(self.workers()) == self._workers):
            if time.monotonic() > ends or self.process.poll() is not None:
                self._end()
                raise NotStarted("/readyz")
            time.sleep(0.1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()
        self._log.close()

    def _end(self) -> None:
        try:
            started = psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            started = []
        self.process.terminate()
        try:
            self.process.wait(LONGEST_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for process in psutil.wait_procs(started, timeout=LONGEST_END_SECONDS)[1]:
            process.kill()
