"""Postcode lookups a second and memory, against a plain dictionary.

Each way of holding the postcodes lives in a fresh process of its own, and they
are asked the same by turns.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

from benchmarks.figures import Figure
from benchmarks.real_postcodes import RealPostcodes
from finder.postcodes import AnyPostcode

WAYS = {"dict": "plain dict", "index": "PostcodeIndex"}
MEMORIES = {
    "resident": "memory",
    "own": "  of it, other than mapped files",
    "unshared": "  of it, shared with no process",
}
LOOKUPS_BEFORE_MEMORY = 100_000
BATCH = 2_000
SEED = 58

Answer = dict[str, Any]
Batch = Sequence[AnyPostcode]


class PostcodeProcess:
    """A process that holds the postcodes one way, until the context ends."""

    def __init__(self, way: str, data_dir: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "benchmarks.postcode_process", way, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.opened = self._read()
        self.answers: list[Answer] = []

    def ask(self, postcodes: Batch) -> Answer:
        """Have postcodes looked up; return how many it found and in what time."""
        if self._process.stdin is not None:
            texts = json.dumps([str(it) for it in postcodes])
            self._process.stdin.write(f"{texts}\n")
            self._process.stdin.flush()
        return self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def _read(self) -> Answer:
        line = self._process.stdout.readline() if self._process.stdout else ""
        answer: Answer = json.loads(line)
        return answer


@dataclass(slots=True)
class Stream:
    """One kind of postcodes that one process is asked for, batch after batch."""

    measure: str
    process: PostcodeProcess
    batches: list[Batch]
    seconds: float = 0.0
    asked: int = 0
    found: int = 0

    def ask(self) -> None:
        """Ask for the next batch."""
        batch = self.batches[self.asked // BATCH % len(self.batches)]
        answer = self.process.ask(batch)
        self.asked += len(batch)
        self.found += answer["found"]
        self.seconds += answer["seconds"]

    def waiting(self, seconds: float) -> bool:
        """Return whether every batch and so many seconds are not yet done."""
        return self.seconds < seconds or self.asked < BATCH * len(self.batches)

    def figure(self, baseline: float) -> Figure:
        """Return the line that tells of this stream."""
        return Figure(
            measure=self.measure,
            amount=self.asked / self.seconds,
            unit="lookups/s",
            baseline=baseline,
            wrong=self.asked - self.found,
            remark=f"{self.asked:,} timed",
        )


def measure_lookups(data_dir: Path, seconds: float) -> list[Figure]:
    """Time both ways by turns and weigh them.

    The dictionary has no answer for outcodes and postcodes that do not exist.
    """
    real, absent, outcodes = _draw(RealPostcodes.live(data_dir), Random(SEED))
    with ExitStack() as stack:
        dictionary, index = (
            stack.enter_context(PostcodeProcess(way, data_dir)) for way in WAYS
        )
        streams = [
            Stream("real postcodes: plain dict", dictionary, real),
            Stream("real postcodes: PostcodeIndex", index, real),
            Stream("absent postcodes: PostcodeIndex", index, absent),
            Stream("outcodes: PostcodeIndex", index, outcodes),
        ]
        while waiting := [it for it in streams if it.waiting(seconds)]:
            for stream in waiting:
                stream.ask()
        baseline = streams[0].asked / streams[0].seconds
        timed = [stream.figure(baseline) for stream in streams]
        return [*timed, *_weighed([dictionary, index], real[-1])]


def _draw(postcodes: RealPostcodes, random: Random) -> list[list[Batch]]:
    real: list[Batch] = [
        [it.postcode for it in postcodes.draw(BATCH, random)]
        for _ in range(LOOKUPS_BEFORE_MEMORY // BATCH)
    ]
    absent = postcodes.draw_absent(BATCH, random)
    return [real, [absent], [postcodes.draw_outcodes(BATCH, random)]]


def _weighed(processes: Sequence[PostcodeProcess], postcodes: Batch) -> list[Figure]:
    """Return how much each process holds, the baseline's first."""
    figures = []
    for memory, words in MEMORIES.items():
        after = [it.ask(postcodes)["memory"][memory] for it in processes]
        for process, name, held in zip(processes, WAYS.values(), after, strict=True):
            opened = process.opened
            before = f"{opened['before'][memory]:.0f} before opening"
            ready = f"{opened['after'][memory]:.0f} after, in {opened['seconds']:.2g} s"
            figures.append(
                Figure(
                    measure=f"{words}: {name}",
                    amount=held,
                    unit="MB",
                    baseline=after[0],
                    remark=f"{before}, {ready}",
                )
            )
    return figures
