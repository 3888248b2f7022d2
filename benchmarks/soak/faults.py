"""What is done to the server meanwhile: other listings, killed workers."""

import signal
import threading
import time
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from time import monotonic

import psutil

from benchmarks.soak.listings import DataFolder
from benchmarks.soak.server import SoakServer


@dataclass(frozen=True, slots=True)
class Switch:
    """A snapshot that went live between two instants."""

    began: float
    done: float
    snapshot: str


@dataclass(frozen=True, slots=True)
class Kill:
    """A worker that was stopped and killed, and the ports of its connections."""

    stopped: float
    gone: float
    worker: int
    ports: frozenset[int]


@dataclass(slots=True)
class Faults:
    """All that was done; each list in order of time."""

    switches: list[Switch] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    respawn_seconds: list[float] = field(default_factory=list)


def switch_every(
    seconds: float, data: DataFolder, faults: Faults, done: threading.Event
) -> None:
    """Have the listings go live by turns until told to stop."""
    live = data.store.live_id()
    others = [it for it in data.listings if it != live]
    faults.switches.append(Switch(0.0, monotonic(), str(live)))
    for snapshot in cycle([*others, str(live)]):
        if done.wait(seconds):
            return
        began = monotonic()
        data.store.activate(snapshot)
        faults.switches.append(Switch(began, monotonic(), snapshot))


def kill_every(
    seconds: float, server: SoakServer, faults: Faults, done: threading.Event
) -> None:
    """Kill a worker now and then until told to stop, and see that another comes."""
    random = Random(seconds)
    while not done.wait(seconds):
        workers = server.workers()
        faults.kills.append(_kill(random.choice(workers), server.port))
        killed_at = monotonic()
        while len(server.workers()) < len(workers) and not done.wait(0.1):
            pass
        faults.respawn_seconds.append(monotonic() - killed_at)


def _kill(worker: psutil.Process, port: int) -> Kill:
    # Stopped first: it takes no connection between this look and its end.
    stopped = monotonic()
    worker.suspend()
    while worker.status() != psutil.STATUS_STOPPED:
        time.sleep(0.001)
    # Each worker listens for itself: what waits there unaccepted, with no process
    # to its name yet, ends with it as well.
    ports = frozenset(
        it.raddr.port
        for it in psutil.net_connections("tcp")
        if it.raddr and it.laddr.port == port and it.pid in {worker.pid, None}
    )
    worker.send_signal(signal.SIGKILL)
    while not _is_gone(worker):
        time.sleep(0.001)
    return Kill(stopped, monotonic(), worker.pid, ports)


def _is_gone(worker: psutil.Process) -> bool:
    try:
        return bool(worker.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
