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
    """A worker that was killed, when, and which ports its connections came from."""

    at: float
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
        faults.kills.append(_kill(random.choice(workers)))
        killed_at = monotonic()
        while len(server.workers()) < len(workers) and not done.wait(0.1):
            pass
        faults.respawn_seconds.append(monotonic() - killed_at)


def _kill(worker: psutil.Process) -> Kill:
    # Stopped first: it takes no connection between this look and its end.
    worker.suspend()
    while worker.status() != psutil.STATUS_STOPPED:
        time.sleep(0.001)
    connections = worker.net_connections("tcp")
    ports = frozenset(it.raddr.port for it in connections if it.raddr)
    killed = Kill(monotonic(), worker.pid, ports)
    worker.send_signal(signal.SIGKILL)
    return killed
