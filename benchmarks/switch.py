"""What it costs a worker that another listing goes live while it answers."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter_ns

from benchmarks.doors import search_paths
from benchmarks.figures import Figure, Timing
from benchmarks.fixed_data import fixed_settings
from benchmarks.invented_centres import ordinary_centres
from benchmarks.real_postcodes import RealPostcodes
from benchmarks.servers import NotStarted, Server
from benchmarks.switch_client import WRONG, Answered, Watch
from benchmarks.switch_listings import Listings
from benchmarks.switches import Flip, Seen, seen
from finder.snapshot import SnapshotStore
from finder.web.sealed import new_key

INVENTED = 6_000
POSTCODES = 200
CONNECTIONS = 8
SWITCHES = 5
# Between two switches so many times what a load takes when nothing else is done.
LOADS_BETWEEN = 4
LEAST_SECONDS_BETWEEN = 0.5
LONGEST_LOAD_SECONDS = 30.0
MILLISECONDS = 1e3
NANOSECONDS_PER_MILLISECOND = 1e6
SEED = 21


def measure_switch(data_dir: Path, seconds: float) -> list[Figure]:
    """Switch the live listing under load, and then a much larger one."""
    postcodes, random = RealPostcodes.live(data_dir), Random(SEED)
    paths = search_paths(it.postcode for it in postcodes.draw(POSTCODES, random))
    live = SnapshotStore(data_dir / "snapshots").current().centres
    figures: list[Figure] = []
    for centres in (live, ordinary_centres(postcodes, INVENTED, random)):
        with tempfile.TemporaryDirectory() as name:
            key = new_key()
            environment = fixed_settings(data_dir, Path(name), key)
            listings = Listings.published(Path(name), centres)
            figures += _measured(listings, environment, paths, seconds)
    return figures


def _measured(
    listings: Listings, environment: dict[str, str], paths: list[str], seconds: float
) -> Iterator[Figure]:
    read, loads = listings.read_seconds(), listings.load_seconds()
    yield from _alone(listings, read, loads)
    pause = max(LEAST_SECONDS_BETWEEN, LOADS_BETWEEN * median(loads))
    with Server("app:app", environment) as server:
        server.wait_for("/readyz")
        second, first = (_answers(server, listings, it, paths) for it in (1, 0))
        watch = Watch(
            port=server.port,
            paths=paths,
            right=[first, second],
            connections=CONNECTIONS,
            seconds=max(seconds, pause * (SWITCHES + 1)),
        )
        calm, _ = _watched(watch, listings, 0, pause)
        before = server.worker_megabytes()[0]
        busy, flips = _watched(watch, listings, SWITCHES, pause)
        after = server.worker_megabytes()[0]
    told = seen(flips, busy, perf_counter_ns())
    memory = f"the worker went from {before:.0f} to {after:.0f} MB"
    yield _delay(listings, told, read, memory)
    yield from _searches(listings, calm, told)


def _answers(
    server: Server, listings: Listings, number: int, paths: Sequence[str]
) -> list[str]:
    """Return what the server answers from a listing, once that is live."""
    listings.activate(number)
    ends = time.monotonic() + LONGEST_LOAD_SECONDS
    while json.loads(server.fetch("/readyz"))["snapshot"] != listings.ids[number]:
        if time.monotonic() > ends:
            raise NotStarted(listings.ids[number])
        time.sleep(0.05)
    return [server.fetch(path).decode() for path in paths]


def _watched(
    watch: Watch, listings: Listings, switches: int, pause: float
) -> tuple[list[Answered], list[Flip]]:
    """Ask on and on and switch meanwhile; the first listing is live before."""
    flips = []
    with (
        tempfile.TemporaryFile("w+") as asked,
        tempfile.TemporaryFile("w+") as answered,
    ):
        json.dump(asdict(watch), asked)
        asked.seek(0)
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.switch_client"],
            stdin=asked,
            stdout=answered,
        ) as client:
            for number in range(1, switches + 1):
                time.sleep(pause)
                flips.append(Flip(perf_counter_ns(), number % 2))
                listings.activate(number % 2)
        if client.returncode:
            raise subprocess.CalledProcessError(client.returncode, client.args)
        answered.seek(0)
        lines = [tuple(map(int, line.split())) for line in answered]
    return [(began, ended, listing) for began, ended, listing in lines], flips


def _alone(
    listings: Listings, read: list[float], loads: list[float]
) -> Iterator[Figure]:
    for words, seconds in (
        ("reading and checking the files", read),
        ("loading another listing, nothing else being done", loads),
    ):
        yield Figure(
            measure=f"{listings.size:,} centres: {words}",
            amount=median(seconds) * MILLISECONDS,
            unit="ms",
            baseline=median(read) * MILLISECONDS,
            remark=f"worst {max(seconds) * MILLISECONDS:,.0f} of {len(seconds)}",
        )


def _delay(listings: Listings, told: Seen, read: list[float], memory: str) -> Figure:
    milliseconds = [it / NANOSECONDS_PER_MILLISECOND for it in told.delays] or [0.0]
    return Figure(
        measure=f"{listings.size:,} centres: until the first new answer, under load",
        amount=median(milliseconds),
        unit="ms",
        baseline=median(read) * MILLISECONDS,
        remark=f"worst {max(milliseconds):,.0f} of {len(told.delays)}; {memory}",
    )


def _searches(listings: Listings, calm: list[Answered], told: Seen) -> Iterator[Figure]:
    """Yield how long searches took, without switches and in the midst of one."""
    without = [ended - began for began, ended, _ in calm]
    failed = sum(listing == WRONG for _, _, listing in calm)
    for words, nanoseconds, wrong in (
        ("longest search without a switch", without, failed),
        ("longest search during one", told.during or [0], told.wrong),
    ):
        timing = Timing(nanoseconds)
        yield Figure(
            measure=f"{listings.size:,} centres: {words}",
            amount=max(nanoseconds) / NANOSECONDS_PER_MILLISECOND,
            unit="ms",
            baseline=max(without) / NANOSECONDS_PER_MILLISECOND,
            p50=timing.percentile(50),
            p99=timing.percentile(99),
            wrong=wrong,
            remark=f"{len(nanoseconds):,} searches over {CONNECTIONS} connections",
        )
