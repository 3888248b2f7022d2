"""How much memory each worker held, and whether that grew."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

import numpy as np
import psutil

from benchmarks.soak.server import SoakServer

BYTES_PER_MEGABYTE = 1_000_000
SECONDS_BETWEEN = 0.5
# Shorter lives end before caches are full; they are told and not judged.
SHORTEST_JUDGED_SECONDS = 240.0
MOST_GROWTH_SHARE = 0.05
MOST_GROWTH_MEGABYTES = 8.0
MOST_MORE_FILES = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """What a worker held at an instant."""

    at: float
    megabytes: float
    files: int


@dataclass(frozen=True, slots=True)
class Life:
    """A worker's memory under load, in its second quarter and in its last."""

    worker: int
    seconds: float
    second_quarter: float
    last_quarter: float
    most: float
    more_files: float

    @property
    def growth(self) -> float:
        """By how many megabytes the last quarter is above the second."""
        return self.last_quarter - self.second_quarter

    @property
    def is_judged(self) -> bool:
        """Whether the worker lived long enough to be judged."""
        return self.seconds >= SHORTEST_JUDGED_SECONDS

    def problems(self) -> list[str]:
        """Return what grew more than it may."""
        if not self.is_judged:
            return []
        allowed = max(MOST_GROWTH_MEGABYTES, MOST_GROWTH_SHARE * self.second_quarter)
        problems = []
        if self.growth > allowed:
            problems.append(f"worker {self.worker} grew by {self.growth:.1f} MB")
        if self.more_files > MOST_MORE_FILES:
            problems.append(f"worker {self.worker} keeps {self.more_files:.0f} files")
        return problems


def life_of(worker: int, samples: Sequence[Sample]) -> Life:
    """Return the life that samples tell of."""
    quarters = [
        [samples[at] for at in part]
        for part in np.array_split(np.arange(len(samples)), 4)
    ]
    megabytes = [_mean([it.megabytes for it in part]) for part in quarters]
    files = [_mean([it.files for it in part]) for part in quarters]
    return Life(
        worker=worker,
        seconds=samples[-1].at - samples[0].at,
        second_quarter=megabytes[1],
        last_quarter=megabytes[3],
        most=max(it.megabytes for it in samples),
        more_files=files[3] - files[1],
    )


class MemoryWatch:
    """Looks at the workers of a server now and then."""

    def __init__(self, server: SoakServer) -> None:
        self._server = server
        self._samples: defaultdict[int, list[Sample]] = defaultdict(list)

    def watch(self, done: threading.Event) -> None:
        """Look until told to stop."""
        while not done.wait(SECONDS_BETWEEN):
            for worker in self._server.workers():
                self._look_at(worker)

    def lives(self) -> list[Life]:
        """Return the lives of all workers that were seen often enough."""
        return [life_of(k, it) for k, it in self._samples.items() if len(it) >= 8]

    def _look_at(self, worker: psutil.Process) -> None:
        try:
            resident, files = worker.memory_info().rss, worker.num_fds()
        except psutil.Error:
            return
        sample = Sample(monotonic(), resident / BYTES_PER_MEGABYTE, files)
        self._samples[worker.pid].append(sample)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
