"""Servers started for a measurement and ended by their process id."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from importlib.util import find_spec
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from finder.settings import PROJECT

HOST = "127.0.0.1"
OURS = "app:app"
LONGEST_START_SECONDS = 30.0
LONGEST_END_SECONDS = 10.0
SECONDS_BETWEEN_LOOKS = 0.01
BYTES_PER_MEGABYTE = 1_000_000


class ServerKind(StrEnum):
    """The servers that can run a WSGI application here."""

    GRANIAN = "granian"
    GUNICORN = "gunicorn"


# granian's other settings come from `deploy/granian.env`. gunicorn's usual sync worker
# ends a connection with every answer: one thread of gthread keeps it, as granian does.
FLAGS = {
    ServerKind.GRANIAN: ("--host", HOST, "--port", "{port}"),
    ServerKind.GUNICORN: (
        *("--worker-class", "gthread", "--threads", "1"),
        *("--no-control-socket", "--bind", HOST + ":{port}"),
    ),
}


class NotStarted(Exception):
    """A server did not answer in time."""


class Server:
    """An application under a server until the context ends; on some `cores` alone."""

    def __init__(
        self,
        application: str,
        environment: dict[str, str],
        kind: ServerKind = ServerKind.GRANIAN,
        workers: int = 1,
        cores: Sequence[int] | None = None,
    ) -> None:
        self.port = free_port()
        # How many requests of a load it answered: the next load goes on from there.
        self.answered = 0
        flags = [flag.format(port=self.port) for flag in FLAGS[kind]]
        flags += ["--workers", str(workers)]
        bound = ["taskset", "--cpu-list", ",".join(map(str, cores))] if cores else []
        settings = {**as_it_runs(), "GRANIAN_INTERFACE": "wsgi"}
        if application == OURS and kind is ServerKind.GRANIAN:
            settings |= {"GRANIAN_INTERFACE": "rsgi"}
        settings |= environment
        if settings["GRANIAN_INTERFACE"] == "rsgi":
            application = "app:serve"
        self._process = subprocess.Popen(  # noqa: S603
            [*bound, sys.executable, "-m", kind, *flags, application],
            env={**os.environ, **settings},
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
                time.sleep(SECONDS_BETWEEN_LOOKS)
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

    def processor_seconds(self) -> float:
        """Return what its workers have taken of the processor's time so far."""
        times = [it.cpu_times() for it in psutil.Process(self._process.pid).children()]
        return sum(it.user + it.system for it in times)

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


def installed_servers() -> list[ServerKind]:
    """Return the servers that are installed, saying which is not."""
    found = [kind for kind in ServerKind if find_spec(kind) is not None]
    for kind in ServerKind:
        if kind not in found:
            print(f"{kind} is skipped: it is not installed")
    return found


def as_it_runs() -> dict[str, str]:
    """Return granian's settings as everything that starts it reads them."""
    lines = (PROJECT / "deploy" / "granian.env").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
    return port
