"""Eight threads searching at once, every answer checked.

libspatialindex ends the whole process when two threads query one tree, so the
threads run in a process of their own, which must live to tell.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from time import monotonic

from benchmarks.figures import Figure
from benchmarks.invented_centres import awkward_centres, mixed
from benchmarks.real_postcodes import RealPostcodes
from finder.centres import ServiceType
from finder.found import SearchQuery
from finder.search import CentreSearch

THREADS = 8
LONGEST_ALONE_SECONDS = 5.0
CENTRES = 2_000
QUERIES = 400
SEED = 88

Answer = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Run:
    """What so many threads did in so many seconds."""

    threads: int
    answers: int
    wrong: int
    seconds: float

    def figure(self, baseline: float) -> Figure:
        """Return the line that tells of this run."""
        return Figure(
            measure=f"{self.threads} at once, among {CENTRES:,} centres",
            amount=self.answers / self.seconds,
            unit="searches/s",
            baseline=baseline,
            wrong=self.wrong,
            remark=f"{self.answers:,} answers in {self.seconds:.0f} s",
        )


def measure_threads(data_dir: Path, seconds: float) -> list[Figure]:
    """Search from one thread, for comparison, and from eight for so long."""
    alone = _in_own_process(data_dir, 1, min(seconds, LONGEST_ALONE_SECONDS))
    together = _in_own_process(data_dir, THREADS, seconds)
    baseline = alone.answers / alone.seconds
    return [alone.figure(baseline), together.figure(baseline)]


def _in_own_process(data_dir: Path, threads: int, seconds: float) -> Run:
    arguments = [str(data_dir), str(threads), str(seconds)]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "benchmarks.threads", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(f"{threads} threads: the process ended with {done.returncode}")
        return Run(threads, answers=0, wrong=1, seconds=seconds)
    return Run(**json.loads(done.stdout))


def search_at_once(data_dir: Path, threads: int, seconds: float) -> Run:
    """Have so many threads ask the same queries, each in an order of its own."""
    random = Random(SEED)
    postcodes = RealPostcodes.live(data_dir)
    centres = awkward_centres(mixed(postcodes, CENTRES, random), random)
    search = CentreSearch(centres, postcodes.index())
    queries = _queries(postcodes, random)
    right = [_answer(search, query) for query in queries]
    began = monotonic()

    def keep_asking(thread: int) -> tuple[int, int]:
        answers, wrong, own = 0, 0, Random(thread)
        while monotonic() - began < seconds:
            at = own.randrange(len(queries))
            wrong += _answer(search, queries[at]) != right[at]
            answers += 1
        return answers, wrong

    with ThreadPoolExecutor(threads) as pool:
        counts = list(pool.map(keep_asking, range(threads)))
    answers, wrong = map(sum, zip(*counts, strict=True))
    return Run(threads, answers, wrong, monotonic() - began)


def _queries(postcodes: RealPostcodes, random: Random) -> list[SearchQuery]:
    services = list(ServiceType)
    return [
        SearchQuery(
            place=it.postcode,
            services=frozenset(random.sample(services, random.randint(1, 3))),
            offset=random.choice((0, 0, 10, 50)),
        )
        for it in postcodes.draw(QUERIES, random)
    ]


def _answer(search: CentreSearch, query: SearchQuery) -> Answer:
    return [(it.centre.id, it.metres) for it in search.find(query).matches]


if __name__ == "__main__":
    run = search_at_once(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
    json.dump(asdict(run), sys.stdout)
