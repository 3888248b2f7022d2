"""Ten nearest that offer a service, by three engines that must agree."""

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from random import Random

from benchmarks.engines import (
    BruteForceEngine,
    GeodesicOracle,
    GeopyEngine,
    IndexEngine,
    Places,
    Question,
    Ranking,
    wrong_answers,
)
from benchmarks.figures import Figure, Timing
from benchmarks.interleaving import Contender, timed
from benchmarks.invented_centres import ordinary_centres
from benchmarks.real_postcodes import PlacedPostcode, RealPostcodes
from benchmarks.whole_searches import measure_searches
from finder.centres import Centre, ServiceType

SIZES = (350, 6_000, 100_000)
QUESTIONS = 900
# So many geodesics at each size are worth waiting for: some ten seconds.
CHECKED_GEODESICS = 6_000_000
SEED = 2026

GEOPY = "geopy loop"


def measure_ranking(data_dir: Path, seconds: float) -> list[Figure]:
    """Time the engines and whole searches at every size, and check the answers."""
    postcodes = RealPostcodes.live(data_dir)
    figures: list[Figure] = []
    for size in SIZES:
        random = Random(SEED + size)
        centres = ordinary_centres(postcodes, size, random)
        origins = postcodes.draw(QUESTIONS, random)
        engines = _measure_engines(centres, origins, seconds)
        alone = engines[1].amount
        searches = measure_searches(postcodes, centres, origins, seconds, alone)
        figures += [*engines, *searches]
    return figures


def _measure_engines(
    centres: Sequence[Centre], origins: Sequence[PlacedPostcode], seconds: float
) -> list[Figure]:
    services = cycle(ServiceType)
    questions = [(it.location, next(services)) for it in origins]
    places = _places_by_service(centres)
    rankings = {
        "numpy brute force": BruteForceEngine(places).nearest,
        "SpatialIndex": IndexEngine(places).nearest,
        GEOPY: GeopyEngine(places).nearest,
    }
    timings = timed(
        [Contender(name, it, block=_block(name)) for name, it in rankings.items()],
        questions,
        seconds,
    )
    right = _right_answers(places, questions)
    baseline = timings["numpy brute force"].per_second
    return [
        _figure(
            f"{len(centres):,} centres: {name}", it, rankings[name], right, baseline
        )
        for name, it in timings.items()
    ]


def _block(name: str) -> int:
    return 1 if name == GEOPY else 25


def _figure(
    measure: str,
    timing: Timing,
    ranking: Ranking,
    right: dict[Question, list[int]],
    baseline: float,
) -> Figure:
    """Check as many answers as were timed, and return the line for an engine."""
    questions = len(timing.nanoseconds)
    checked = dict(islice(right.items(), questions))
    return timing.figure(
        measure,
        unit="rankings/s",
        baseline=baseline,
        wrong=wrong_answers(ranking, checked),
        remark=f"{questions:,} timed, {len(checked)} checked",
    )


def _places_by_service(centres: Sequence[Centre]) -> Places:
    return {
        service: [it.location for it in centres if it.location and service in it.offers]
        for service in ServiceType
    }


def _right_answers(
    places: Places, questions: Sequence[Question]
) -> dict[Question, list[int]]:
    oracle: Ranking = GeodesicOracle(places).nearest
    centres = sum(map(len, places.values())) // len(places)
    return {it: oracle(it) for it in questions[: CHECKED_GEODESICS // centres]}
