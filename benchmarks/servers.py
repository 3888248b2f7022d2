"""Servers started for a measurement and ended by their process id."""

import os
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from finder.settings import PROJECT

HOST = "127.0.0.1"
# As `make run` serves, but for one worker.
FLAGS = ("--interface", "wsgi", "--host", HOST, "--workers", "1")
THREADS = ("--blocking-threads", "1", "--no-ws")
# As deploy/granian.env has it.
ONE_POOL = {"MALLOC_ARENA_MAX": "1"}
LONGEST_START_SECONDS = 30.0
LONGEST_END_SECONDS = 10.0
BYTES_PER_MEGABYTE = 1_000_000


class NotStarted(Exception):
    """A server did not answer in time."""


class Server:
    """A WSGI application under granian with one worker, until the context ends."""

    def __init__(self, application: str, environment: dict[str, str]) -> None:
        self.port = _free_port()
        command = [sys.executable, "-m", "granian", *FLAGS, *THREADS]
        self._process = subprocess.Popen(  # noqa: S603
            [*command, "--port", str(self.port), application],
            env={**os.environ, **ONE_POOL, **environment},
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_for(self, path: str) -> bytes:
        """Return the first answer at a path. Raises `NotStarted`."""
        ends = time.monotonic() + LONGEST_START_SECONDS
        while time.monotonic() < ends and self._process.poll() is None:
            try:
                return self.fetch(path)
            except (URLError, ConnectionError):
                time.sleep(0.1)
        raise NotStarted(path)

    def fetch(self, path: str) -> bytes:
        """Return the answer at a path."""
        with urlopen(f"http://{HOST}:{self.port}{path}", timeout=10) as answer:
            content: bytes = answer.read()
        return content

    def worker_megabytes(self) -> tuple[float, float]:
        """Return the worker's resident memory, and how much of it is not files."""
        (worker,) = psutil.Process(self._process.pid).children()
        used = worker.memory_info()
        return used.rss / BYTES_PER_MEGABYTE, (
            used.rss - used.shared
        ) / BYTES_PER_MEGABYTE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        started = [psutil.Process(self._process.pid)]
        started += started[0].children(recursive=True)
        self._process.terminate()
        _, remaining = psutil.wait_procs(started, timeout=LONGEST_END_SECONDS)
        for process in remaining:
            process.kill()
        self._process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
    return port
