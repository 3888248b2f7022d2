"""The search core beside its peers: the ten nearest that offer a service."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Protocol

import psutil

from benchmarks.database_engines import PostgisEngine
from benchmarks.engines import (
    BruteForceEngine,
    GeodesicOracle,
    IndexEngine,
    Question,
    Ranking,
    wrong_answers,
)
from benchmarks.figures import Figure
from benchmarks.interleaving import Contender, timed
from benchmarks.library_engines import KdTreeEngine, SqliteEngine
from benchmarks.listed_places import ListedPlaces, draw_questions, invent_places
from benchmarks.peer_servers import Absent, postgres, redis_server
from benchmarks.real_postcodes import RealPostcodes
from benchmarks.redis_engine import RedisEngine

SIZES = (350, 6_000, 100_000, 1_000_000)
QUESTIONS = 900
# So many geodesics at each size are worth waiting for: some ten seconds.
CHECKED_GEODESICS = 6_000_000
BYTES_PER_MEGABYTE = 1_000_000
SEED = 2027

OURS = "SpatialIndex"
# Parts the size from the engine in the name of a measure.
CENTRES = " centres: "


class Engine(Protocol):
    """What ranks the centres of each service."""

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""


Build = Callable[[ListedPlaces], Engine]


@dataclass(frozen=True, slots=True)
class Built:
    """An engine that holds a listing, and what it took."""

    engine: Engine
    seconds: float
    megabytes: float


def measure_peers(data_dir: Path, seconds: float) -> list[Figure]:
    """Time every peer by turns at every size, and compare their answers with ours."""
    postcodes = RealPostcodes.live(data_dir)
    figures: list[Figure] = []
    with ExitStack() as servers:
        builds = dict(_builds(servers))
        # Imports and the like, which the first build would be charged with.
        with _all_built(builds, invent_places(postcodes, SIZES[0], Random(SEED))):
            pass
        for size in SIZES:
            random = Random(SEED + size)
            places = invent_places(postcodes, size, random)
            questions = draw_questions(postcodes, QUESTIONS, random)
            with _all_built(builds, places) as built:
                figures += _compared(built, places, questions, seconds)
    return figures


def _builds(servers: ExitStack) -> Iterator[tuple[str, Build]]:
    """Yield how each engine is built, their servers being started."""
    yield OURS, lambda places: IndexEngine(places.by_service)
    yield "numpy brute force", lambda places: BruteForceEngine(places.by_service)
    yield "scipy cKDTree", KdTreeEngine
    yield "SQLite R*Tree", SqliteEngine
    try:
        redis = servers.enter_context(redis_server())
        yield "Redis GEOSEARCH", lambda places: RedisEngine(places, redis)
    except Absent as absent:
        print(f"Redis is skipped: {absent}")
    try:
        cluster = servers.enter_context(postgres())
    except Absent as absent:
        print(f"PostGIS is skipped: {absent}")
        return
    for name, partial in (("an index a service", True), ("one index", False)):
        yield (
            f"PostGIS KNN, {name}",
            lambda places, partial=partial: PostgisEngine(  # type: ignore[misc]
                places, cluster, partial=partial
            ),
        )


@contextmanager
def _all_built(
    builds: dict[str, Build], places: ListedPlaces
) -> Iterator[dict[str, Built]]:
    """Yield the engines that could be built; those that could not say why."""
    with ExitStack() as stack:
        built = {}
        for name, build in builds.items():
            try:
                built[name] = _built(build, places)
            except Absent as absent:
                print(f"{name} is skipped: {absent}")
                continue
            close = getattr(built[name].engine, "close", None)
            if close is not None:
                stack.callback(close)
        yield built


def _built(build: Build, places: ListedPlaces) -> Built:
    gc.collect()
    before, began = _resident(), time.perf_counter()
    engine = build(places)
    seconds = time.perf_counter() - began
    told = getattr(engine, "megabytes", None)
    megabytes = told() if told else max(0.0, _resident() - before)
    return Built(engine, seconds, megabytes)


def _resident() -> float:
    return float(psutil.Process().memory_info().rss / BYTES_PER_MEGABYTE)


def _compared(
    built: Mapping[str, Built],
    places: ListedPlaces,
    questions: Sequence[Question],
    seconds: float,
) -> list[Figure]:
    engines = {name: it.engine.nearest for name, it in built.items()}
    timings = timed(
        [Contender(name, nearest) for name, nearest in engines.items()],
        questions,
        seconds,
    )
    answers = {question: engines[OURS](question) for question in questions}
    return [
        Figure(
            measure=f"{len(places.locations):,}{CENTRES}{name}",
            amount=timing.percentile(50),
            unit="µs",
            baseline=timings[OURS].percentile(50),
            p50=timing.percentile(50),
            p99=timing.percentile(99),
            wrong=_wrong(engines[OURS], places, questions) if name == OURS else 0,
            details=_details(built[name], answers),
        )
        for name, timing in timings.items()
    ]


def _wrong(ours: Ranking, places: ListedPlaces, questions: Sequence[Question]) -> int:
    """Return how many of our answers are not as the geodesics have it."""
    oracle = GeodesicOracle(places.by_service).nearest
    listed = sum(map(len, places.numbers.values())) // len(places.numbers)
    checked = questions[: CHECKED_GEODESICS // listed]
    return wrong_answers(ours, {it: oracle(it) for it in checked})


def _details(built: Built, answers: dict[Question, list[int]]) -> dict[str, float]:
    return {
        "differing": wrong_answers(built.engine.nearest, answers),
        "asked": len(answers),
        "build seconds": built.seconds,
        "megabytes": built.megabytes,
    }
