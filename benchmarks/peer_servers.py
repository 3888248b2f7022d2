"""PostgreSQL and Redis, started for a measurement and ended by their process id.

Both listen on a socket in a temporary folder and nowhere else. PostgreSQL refuses
to run as root; there it runs as the user `postgres`, whom its package makes.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

POSTGRES_FOLDERS = Path("/usr/lib/postgresql")
POSTGRES_USER = "postgres"
# Durability off and memory enough for all: the quickest that a keeper could wish.
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "jit": "off",
}
REDIS_FLAGS = ("--port", "0", "--save", "", "--appendonly", "no")
LONGEST_START_SECONDS = 30.0
LONGEST_END_SECONDS = 30.0


class Absent(Exception):
    """A peer is not installed, or would not start."""


@contextmanager
def postgres() -> Iterator[Path]:
    """Yield the folder of a new cluster's socket. Raises `Absent`."""
    programs = _postgres_programs()
    with TemporaryDirectory(prefix="bench-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            _hand_over(folder)
        program, data = str(programs / "initdb"), str(folder / "data")
        flags = ["--auth=trust", f"--username={POSTGRES_USER}", f"--pgdata={data}"]
        _done([*_unprivileged(), program, *flags])
        settings = [f"-c{name}={value}" for name, value in POSTGRES_SETTINGS.items()]
        command = [str(programs / "postgres"), "-D", data, "-k", name]
        with _running([*_unprivileged(), *command, *settings]) as process:
            _wait_for(folder / ".s.PGSQL.5432", process)
            yield folder


@contextmanager
def redis_server() -> Iterator[Path]:
    """Yield the socket of an empty Redis. Raises `Absent`."""
    program = shutil.which("redis-server")
    if program is None:
        raise Absent("redis-server is not installed")
    with TemporaryDirectory(prefix="bench-redis-") as name:
        socket = Path(name) / "redis.sock"
        flags = [*REDIS_FLAGS, "--dir", name, "--unixsocket", str(socket)]
        with _running([program, *flags]) as process:
            _wait_for(socket, process)
            yield socket


def _postgres_programs() -> Path:
    """Return the folder of the newest PostgreSQL."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    folders = sorted(
        POSTGRES_FOLDERS.glob("*/bin/initdb"), key=lambda it: int(it.parts[-3])
    )
    if not folders:
        raise Absent("PostgreSQL is not installed")
    return folders[-1].parent


def _unprivileged() -> list[str]:
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise Absent("PostgreSQL does not run as root, and setpriv is not installed")
    return ["setpriv", f"--reuid={POSTGRES_USER}", "--regid=postgres", "--clear-groups"]


def _hand_over(folder: Path) -> None:
    try:
        shutil.chown(folder, POSTGRES_USER, POSTGRES_USER)
    except LookupError:
        raise Absent(f"there is no user {POSTGRES_USER}") from None


def _done(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, check=False, cwd="/")  # noqa: S603
    except OSError as problem:
        raise Absent(f"{command[0]} does not start: {problem.strerror}") from None
    if done.returncode != 0:
        raise Absent(done.stderr.decode()[-200:])


@contextmanager
def _running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
        )
    except OSError as problem:
        raise Absent(f"{command[0]} does not start: {problem.strerror}") from None
    try:
        yield process
    finally:
        # To PostgreSQL this is a fast shutdown, which waits for nobody.
        process.send_signal(signal.SIGINT)
        try:
            process.wait(LONGEST_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + LONGEST_START_SECONDS
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > ends:
            raise Absent(f"no {socket.name} after starting it")
        time.sleep(0.05)
