"""One soak from its data folder to its outcome."""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

from cryptography.fernet import Fernet

from benchmarks.real_postcodes import RealPostcodes
from benchmarks.soak.faults import Faults, kill_every, switch_every
from benchmarks.soak.judging import judge
from benchmarks.soak.listings import DataFolder, make_data_folder
from benchmarks.soak.memory import MemoryWatch
from benchmarks.soak.narrow_limits import try_limits
from benchmarks.soak.oracle import World, make_world
from benchmarks.soak.record import Record
from benchmarks.soak.report import Outcome
from benchmarks.soak.server import WIDE, SoakServer
from benchmarks.soak.slow_clients import SlowRecord, be_slow
from benchmarks.soak.visitors import Crowd, visit

WORKERS = 2
PROCESSES = 2
SEED = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long, how many and how often."""

    seconds: float
    connections: int = 32
    slow_clients: int = 3
    postcodes: int = 500
    invented: int = 6_000
    switch_seconds: float = 10.0
    kill_seconds: float = 20.0
    # Then workers live on, so that their memory can be judged.
    kill_share: float = 0.5
    port: int = 8061


def soak(source: Path, folder: Path, plan: Plan) -> Outcome:
    """Load a server as planned, and judge all that was seen."""
    data = make_data_folder(source, folder, plan.invented)
    postcodes = RealPostcodes.live(source)
    drawn = [it.postcode for it in postcodes.draw(plan.postcodes, Random(SEED))]
    world = make_world(data.listings, postcodes.index(), drawn)
    settings = {
        "FINDER_DATA_DIR": str(folder),
        "FINDER_SECRET_KEY": Fernet.generate_key().decode(),
    }
    with SoakServer(folder, plan.port, WORKERS, {**settings, **WIDE}) as server:
        loaded = _loaded(server, data, world, plan)
        logged = [f"the server wrote: {it}" for it in server.logged() if _tells(it)]
    limited = try_limits(folder, plan.port, settings)
    record, slow, faults, memory = loaded
    return Outcome(
        seconds=plan.seconds,
        connections=plan.connections,
        record=record,
        slow=slow,
        faults=faults,
        lives=memory.lives(),
        limited=limited,
        judgement=judge(record, slow.cut_off, faults),
        logged=logged,
    )


def _loaded(
    server: SoakServer, data: DataFolder, world: World, plan: Plan
) -> tuple[Record, SlowRecord, Faults, MemoryWatch]:
    """Have visitors, slow clients and faults all at once."""
    faults, memory = Faults(), MemoryWatch(server)
    until = monotonic() + plan.seconds
    each = plan.connections // PROCESSES
    crowds = [Crowd(plan.port, each, until, seed) for seed in range(PROCESSES)]
    with ExitStack() as stack:
        # Forked before there are threads; what is right is then in all of them.
        context = multiprocessing.get_context("fork")
        pool = stack.enter_context(
            ProcessPoolExecutor(PROCESSES + plan.slow_clients, mp_context=context)
        )
        visits = [pool.submit(visit, world, it) for it in crowds]
        slow = [
            pool.submit(be_slow, plan.port, until, seed)
            for seed in range(plan.slow_clients)
        ]
        stack.enter_context(_meanwhile(memory.watch))
        stack.enter_context(
            _meanwhile(
                lambda done: switch_every(plan.switch_seconds, data, faults, done)
            )
        )
        with _meanwhile(
            lambda done: kill_every(plan.kill_seconds, server, faults, done)
        ):
            _wait(until - plan.seconds * (1 - plan.kill_share))
        record, slowly = Record(), SlowRecord()
        for each_visit in visits:
            record.add(each_visit.result())
        for each_slow in slow:
            slowly.add(each_slow.result())
    return record, slowly, faults, memory


@contextmanager
def _meanwhile(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Do work in a thread that is told to stop, and has, at the end."""
    done = threading.Event()
    thread = threading.Thread(target=work, args=(done,))
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _wait(until: float) -> None:
    threading.Event().wait(max(until - monotonic(), 0))


def _tells(line: str) -> bool:
    """Return whether a line of the server's is of anything but a worker's end."""
    return bool(line.strip()) and "Unexpected exit from worker" not in line
