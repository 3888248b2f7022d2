"""The bulk check: whole orders against geodesics, for every set of services."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations as subsets
from itertools import cycle, zip_longest
from multiprocessing import get_context
from pathlib import Path
from random import Random

from benchmarks.figures import Figure
from benchmarks.geodesic_order import GeodesicOrder
from benchmarks.invented_centres import PATTERNS, awkward_centres, near
from benchmarks.real_postcodes import RealPostcodes
from finder.centres import Centre, ServiceType
from finder.found import Match, SearchQuery
from finder.location import LATITUDES, LONGITUDES, Location
from finder.origins import Whereabouts
from finder.search import CentreSearch

CENTRES = 350
PAGE_SIZES = (1, 7, 10, 50)
# Every so many queries are paged through as a visitor would.
PAGED_EVERY = 11
FARTHEST_NEARBY_METRES = 3_000.0

Wanted = frozenset[ServiceType]


@dataclass(slots=True)
class Tally:
    """What the check of one set of centres found."""

    pattern: str
    queries: int = 0
    distances: int = 0
    combinations: set[Wanted] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    worst_metres: float = 0.0

    def figure(self) -> Figure:
        """Return the line that tells of this check."""
        return Figure(
            measure=f"{self.pattern}, {CENTRES} centres",
            amount=self.queries,
            unit="orders",
            wrong=len(self.wrong),
            remark=f"{len(self.combinations)} sets of services, {self.distances:,} "
            f"distances, worst {self.worst_metres:.3g} m"
            + "".join(f"\n    {it}" for it in self.wrong[:3]),
        )


def check_exactness(data_dir: Path, origins: int, processes: int) -> list[Figure]:
    """Check every pattern of places from so many origins each."""
    check = partial(check_pattern, data_dir, origins)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return [tally.figure() for tally in pool.map(check, PATTERNS)]


def check_pattern(data_dir: Path, origins: int, pattern: str) -> Tally:
    """Compare the order of all matches, origin by origin, with the geodesic one."""
    random = Random(f"{pattern} {origins}")
    postcodes = RealPostcodes.live(data_dir)
    points = PATTERNS[pattern](postcodes, CENTRES, random)
    centres = awkward_centres(points, random)
    search = CentreSearch(centres, postcodes.index())
    order, tally = GeodesicOrder(centres), Tally(pattern)
    places = draw_places(postcodes, centres, origins, random)
    combinations = cycle([*all_combinations()])
    for place, origin in places:
        query = SearchQuery(place=place, services=next(combinations))
        _check(search, order, tally, query, origin)
    return tally


def all_combinations() -> Iterator[Wanted]:
    """Yield every set of services but the empty one."""
    services = list(ServiceType)
    for size in range(1, len(services) + 1):
        yield from map(frozenset, subsets(services, size))


def draw_places(
    postcodes: RealPostcodes, centres: list[Centre], count: int, random: Random
) -> list[tuple[Whereabouts, Location]]:
    """Return places and where they are: half postcodes, a quarter near a centre."""
    places: list[tuple[Whereabouts, Location]] = [
        (it.postcode, it.location) for it in postcodes.draw(count // 2, random)
    ]
    while len(places) < count:
        at = _anywhere(random) if len(places) % 2 else _near_a_centre(centres, random)
        places.append((at, at))
    random.shuffle(places)
    return places


def _check(
    search: CentreSearch,
    order: GeodesicOrder,
    tally: Tally,
    query: SearchQuery,
    origin: Location,
) -> None:
    ids, metres = order.nearest_first(origin, query.services)
    matches, total = _all_matches(search, query, tally.queries)
    found = [match.centre.id for match in matches]
    if found != ids or total != len(ids):
        tally.wrong.append(_difference(query, found, ids))
    for match, right in zip(matches, metres, strict=False):
        tally.worst_metres = max(tally.worst_metres, abs(match.metres - right))
    tally.queries += 1
    tally.distances += len(matches)
    tally.combinations.add(query.services)


def _all_matches(
    search: CentreSearch, query: SearchQuery, turn: int
) -> tuple[list[Match], int]:
    """Return all matches, at once or page by page, and the total as told."""
    size = CENTRES
    if turn % PAGED_EVERY == 0:
        size = PAGE_SIZES[turn // PAGED_EVERY % len(PAGE_SIZES)]
    matches: list[Match] = []
    while True:
        page = search.find(replace(query, offset=len(matches), limit=size))
        matches += page.matches
        if len(page.matches) < size:
            return matches, page.total


def _difference(query: SearchQuery, found: list[str], right: list[str]) -> str:
    pairs = enumerate(zip_longest(found, right))
    rank, pair = next(((n, it) for n, it in pairs if it[0] != it[1]), (-1, ("", "")))
    services = " ".join(sorted(query.services))
    return f"{query.place}, {services}: rank {rank} is {pair[0]}, not {pair[1]}"


def _anywhere(random: Random) -> Location:
    return Location(
        latitude=random.uniform(*LATITUDES), longitude=random.uniform(*LONGITUDES)
    )


def _near_a_centre(centres: list[Centre], random: Random) -> Location:
    at = random.choice(centres).location
    metres = FARTHEST_NEARBY_METRES * random.random() ** 3
    return near(at, metres, random) if at else _anywhere(random)
