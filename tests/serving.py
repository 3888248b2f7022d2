"""The server as it runs, started for a test and ended by its process id."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil

from finder.settings import PROJECT
from finder.web.sealed import new_key

LONGEST_SECONDS = 60.0
SECRET_KEY = new_key()


def server_settings() -> dict[str, str]:
    """Return how `make run`, the unit and the container have granian run."""
    lines = (PROJECT / "deploy" / "granian.env").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + LONGEST_SECONDS
    while not holds():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


class Serving:
    """The application under granian, until the context ends."""

    def __init__(
        self,
        data_dir: Path,
        *,
        application: str = "app:serve",
        workers: int = 1,
        port: int = 0,
        **settings: str,
    ) -> None:
        self.port = port or free_port()
        self.data_dir = data_dir
        self.metrics_dir = data_dir / "metrics"
        self.log = (data_dir / f"server-{self.port}.log").open("a+", encoding="utf-8")
        command = [sys.executable, "-m", "granian", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--workers", str(workers), application],
            env={
                **os.environ,
                **server_settings(),
                "FINDER_DATA_DIR": str(data_dir),
                "FINDER_SECRET_KEY": SECRET_KEY,
                "PROMETHEUS_MULTIPROC_DIR": str(self.metrics_dir),
                **settings,
            },
            cwd=PROJECT,
            stdout=self.log,
            stderr=self.log,
        )

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and text at a path."""
        try:
            address = f"http://127.0.0.1:{self.port}{path}"
            with urlopen(address, timeout=LONGEST_SECONDS) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def workers(self) -> list[int]:
        children = psutil.Process(self.process.pid).children()
        return [it.pid for it in children if it.status() != psutil.STATUS_ZOMBIE]

    def logged(self) -> str:
        self.log.seek(0)
        return self.log.read()

    def close(self) -> None:
        """Have it end as an operator would, and wait until it has."""
        started = psutil.Process(self.process.pid).children()
        self.process.terminate()
        self.process.wait(LONGEST_SECONDS)
        for process in psutil.wait_procs(started, timeout=10)[1]:
            process.kill()
        self.log.close()

    def __enter__(self) -> Self:
        wait_until(self.answers)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
