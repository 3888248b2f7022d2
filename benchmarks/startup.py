"""How long a worker takes from its start to its first search, and what takes it.

Everything was read from disk before, as after a deployment: the first start of a
freshly booted machine waits for the disk as well.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from benchmarks.doors import search_paths
from benchmarks.figures import Figure
from benchmarks.fixed_data import fixed_settings
from benchmarks.real_postcodes import RealPostcodes
from benchmarks.servers import Server, ServerKind, installed_servers
from benchmarks.startup_process import BARE
from finder.web.sealed import new_key

RUNS = 5
LONGEST_START_SECONDS = 2.0
PROMISE = f"; each must be under {LONGEST_START_SECONDS:.0f} s"
SEED = 12

OURS_APPLICATION = "app:app"
BARE_APPLICATION = "benchmarks.bare_flask:app"
STEPS = {
    "import": "importing, within the process",
    "create": "create_app",
    "first": "its first search",
}


def measure_startup(data_dir: Path) -> list[Figure]:
    """Start servers by turns, and the steps of a start each in a fresh process."""
    drawn = RealPostcodes.live(data_dir).draw(1, Random(SEED))
    (path,) = search_paths(it.postcode for it in drawn)
    key = new_key()
    with tempfile.TemporaryDirectory() as name:
        environment = fixed_settings(data_dir, Path(name), key)
        # Compiles what is not compiled yet, and is not counted.
        answer = _started(OURS_APPLICATION, environment, path)[1]
        content = Path(name) / "answer"
        content.write_bytes(answer)
        environment["BENCHMARK_ANSWER"] = str(content)
        return [*_servers(environment, path), *_steps(environment, path)]


def _servers(environment: dict[str, str], path: str) -> Iterator[Figure]:
    for kind in installed_servers():
        taken: dict[str, list[float]] = {BARE_APPLICATION: [], OURS_APPLICATION: []}
        wrong = 0
        for _ in range(RUNS):
            for application, seconds in taken.items():
                took, answer = _started(application, environment, path, kind)
                seconds.append(took)
                wrong += b'"total":' not in answer
        bare, ours = taken.values()
        yield _told(f"bare Flask route under {kind}", bare, bare)
        # What is promised is of the server that the service runs under.
        promised = kind is ServerKind.GRANIAN
        wrong += promised * sum(it >= LONGEST_START_SECONDS for it in ours)
        figure = _told(f"the service under {kind}", ours, bare)
        told = f"{figure.remark}{PROMISE if promised else ''}"
        yield replace(figure, wrong=wrong, remark=told)


def _started(
    application: str,
    environment: dict[str, str],
    path: str,
    kind: ServerKind = ServerKind.GRANIAN,
) -> tuple[float, bytes]:
    """Return the seconds from starting a server to its first answer, and that."""
    began = perf_counter()
    with Server(application, environment, kind) as server:
        answer = server.wait_for(path)
        return perf_counter() - began, answer


def _steps(environment: dict[str, str], path: str) -> Iterator[Figure]:
    """Yield what the steps of a start take, the service's beside bare Flask's."""
    runs = [
        (_step_seconds(BARE, environment), _step_seconds(path, environment))
        for _ in range(RUNS)
    ]
    flask = [bare["import"] for bare, _ in runs]
    yield _told("importing Flask alone", flask, flask)
    for step, words in STEPS.items():
        seconds = [ours[step] for _, ours in runs]
        yield _told(words, seconds, flask if step == "import" else None)


def _step_seconds(asked: str, environment: dict[str, str]) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.startup_process", asked],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def _told(measure: str, seconds: list[float], baseline: list[float] | None) -> Figure:
    return Figure(
        measure=measure,
        amount=median(seconds) * 1_000,
        unit="ms",
        baseline=median(baseline) * 1_000 if baseline else None,
        remark=f"worst {max(seconds) * 1_000:,.0f} of {len(seconds)}",
        details={"worst": max(seconds) * 1_000},
    )
