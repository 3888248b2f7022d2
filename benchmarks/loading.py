"""Servers loaded by a process of their own, each going on where it was left."""

import json
import subprocess
import sys
from dataclasses import asdict, replace

from benchmarks.doors import Door
from benchmarks.figures import Figure, Timing
from benchmarks.load_generator import Load, Measured
from benchmarks.servers import Server


def loaded(server: Server, load: Load) -> Measured:
    """Go on with the paths that the server was not asked for yet."""
    first = server.answered % len(load.paths)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load_generator"],
        input=json.dumps(asdict(replace(load, port=server.port, first=first))),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured = Measured(**json.loads(done.stdout))
    server.answered += len(measured.nanoseconds)
    return measured


def all_asked(server: Server, door: Door) -> Measured:
    """Ask for every path of a door once."""
    load = Load(paths=door.paths, must_hold=door.must_hold, connections=8, seconds=600)
    return loaded(server, replace(load, most=len(load.paths)))


def figure_of(measure: str, measured: Measured, baseline: float, remark: str) -> Figure:
    """Return the line that tells of a load, beside a baseline in requests a second."""
    timing = Timing(measured.nanoseconds)
    return Figure(
        measure=measure,
        amount=measured.per_second,
        unit="requests/s",
        baseline=baseline,
        p50=timing.percentile(50),
        p99=timing.percentile(99),
        wrong=measured.wrong,
        remark=remark,
    )
