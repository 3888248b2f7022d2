"""One soak from its data folder to its outcome."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic

from benchmarks.real_postcodes import RealPostcodes
from benchmarks.soak.faults import Faults, kill_every, switch_every
from benchmarks.soak.judging import judge
from benchmarks.soak.listings import DataFolder, make_data_folder
from benchmarks.soak.memory import MemoryWatch
from benchmarks.soak.one_worker import try_one_worker
from benchmarks.soak.record import Record
from benchmarks.soak.report import Outcome
from benchmarks.soak.server import IMPATIENT, WIDE, SoakServer
from benchmarks.soak.slow_clients import SlowRecord, be_slow
from benchmarks.soak.visitors import Crowd, visit
from benchmarks.soak.world import World, make_world
from finder.web.sealed import new_key

WORKERS = 2
PROCESSES = 2
SEED = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long, how many and how often."""

    seconds: float
    port: int
    connections: int = 32
    slow_clients: int = 3
    postcodes: int = 500
    invented: int = 6_000
    switch_seconds: float = 10.0
    # Then workers live on, so that their memory can be judged.
    kill_share: float = 0.5

    @property
    def kill_seconds(self) -> float:
        """How long between two kills: less in a short run, never too little.

        granian ends when a worker dies twice within some seconds.
        """
        return max(min(20.0, self.seconds * self.kill_share / 2), 7.0)


@dataclass(slots=True)
class Loaded:
    """What was seen of a server under load, and what was done to it."""

    memory: MemoryWatch
    faults: Faults = field(default_factory=Faults)
    record: Record = field(default_factory=Record)
    slow: SlowRecord = field(default_factory=SlowRecord)
    logged: list[str] = field(default_factory=list)


def soak(source: Path, folder: Path, plan: Plan) -> Outcome:
    """Load a server as planned, and judge all that was seen."""
    data = make_data_folder(source, folder, plan.invented)
    settings = {
        "FINDER_DATA_DIR": str(folder),
        "FINDER_SECRET_KEY": new_key(),
    }
    world = _world(source, data, plan)
    loaded = {**settings, **WIDE, **IMPATIENT}
    with SoakServer(folder, plan.port, WORKERS, loaded) as server:
        seen = _load(server, data, world, plan)
    limited, held = try_one_worker(folder, plan.port, settings)
    return Outcome(
        seconds=plan.seconds,
        connections=plan.connections,
        record=seen.record,
        slow=seen.slow,
        faults=seen.faults,
        lives=seen.memory.lives(),
        limited=limited,
        held_seconds=held,
        judgement=judge(seen.record, seen.slow.cut_off, seen.faults),
        logged=[f"the server wrote: {it}" for it in seen.logged],
    )


def _world(source: Path, data: DataFolder, plan: Plan) -> World:
    postcodes = RealPostcodes.live(source)
    drawn = [it.postcode for it in postcodes.draw(plan.postcodes, Random(SEED))]
    return make_world(data.listings, postcodes.index(), drawn)


def _load(server: SoakServer, data: DataFolder, world: World, plan: Plan) -> Loaded:
    """Have visitors, slow clients and faults all at once."""
    seen, until = Loaded(MemoryWatch(server)), monotonic() + plan.seconds
    # Forked before there are threads; what is right is then in all of them.
    context = multiprocessing.get_context("fork")
    clients = PROCESSES + plan.slow_clients
    with ProcessPoolExecutor(clients, mp_context=context) as pool:
        visits = [pool.submit(visit, world, it) for it in _crowds(plan, until)]
        slow = [
            pool.submit(be_slow, plan.port, until, seed)
            for seed in range(plan.slow_clients)
        ]
        with _meanwhile(seen.memory.watch), _switching(data, seen.faults, plan):
            with _killing(server, seen.faults, plan):
                _wait(until - plan.seconds * (1 - plan.kill_share))
            for done in visits:
                seen.record.add(done.result())
        for ended in slow:
            seen.slow.add(ended.result())
    seen.logged = [it for it in server.logged() if _tells(it)]
    return seen


def _crowds(plan: Plan, until: float) -> list[Crowd]:
    each = plan.connections // PROCESSES
    return [Crowd(plan.port, each, until, seed) for seed in range(PROCESSES)]


def _switching(
    data: DataFolder, faults: Faults, plan: Plan
) -> AbstractContextManager[None]:
    return _meanwhile(lambda it: switch_every(plan.switch_seconds, data, faults, it))


def _killing(
    server: SoakServer, faults: Faults, plan: Plan
) -> AbstractContextManager[None]:
    return _meanwhile(lambda it: kill_every(plan.kill_seconds, server, faults, it))


@contextmanager
def _meanwhile(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Do work in a thread that is told to stop at the end; raise what it raised."""
    done = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work, done)
        try:
            yield
        finally:
            done.set()
            doing.result()


def _wait(until: float) -> None:
    threading.Event().wait(max(until - monotonic(), 0))


def _tells(line: str) -> bool:
    """Return whether a line of the server's is of anything but a worker's end."""
    return bool(line.strip()) and "Unexpected exit from worker" not in line
