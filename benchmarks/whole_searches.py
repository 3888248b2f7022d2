"""Whole searches by postcode: for some services, far down, nearby, for two homes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from benchmarks.figures import Figure
from benchmarks.interleaving import Contender, timed
from benchmarks.real_postcodes import PlacedPostcode, RealPostcodes
from finder.centres import Centre, ServiceType
from finder.found import Order, SearchQuery, SearchResults
from finder.narrowing import Narrowing
from finder.search import CentreSearch

SERVICES = list(ServiceType)
WANTED = {"one service": 1, "two services": 2, "four services": 4}
LAST_PAGE = "one service, last page"
NEARBY = "one service, within 20 miles"
FAIRER = "one service, two homes, fairer order"
SEED = 9
# Parts whole searches from rankings alone in the name of a measure.
SEARCH = "whole search, "

Queries = Mapping[str, SearchQuery]


def measure_searches(
    postcodes: RealPostcodes,
    centres: Sequence[Centre],
    origins: Sequence[PlacedPostcode],
    seconds: float,
    ranking_alone: float,
) -> list[Figure]:
    """Time `CentreSearch.find`; the ratio is to ranking alone at that size."""
    search, random = CentreSearch(centres, postcodes.index()), Random(SEED)
    questions = [
        _queries(it, other, random)
        for it, other in zip(origins, reversed(origins), strict=True)
    ]
    contenders = [
        *(
            Contender(name, partial(_find, search, name))
            for name in (*WANTED, NEARBY, FAIRER)
        ),
        Contender(LAST_PAGE, partial(_find_last, search), block=5),
    ]
    return [
        timing.figure(
            f"{len(centres):,} centres: {SEARCH}{name}",
            unit="searches/s",
            baseline=ranking_alone,
            remark=f"{len(timing.nanoseconds):,} timed; ratio to SpatialIndex",
        )
        for name, timing in timed(contenders, questions, seconds).items()
    ]


def _queries(
    origin: PlacedPostcode, other_home: PlacedPostcode, random: Random
) -> Queries:
    queries = {
        name: SearchQuery(
            place=origin.postcode, services=frozenset(random.sample(SERVICES, count))
        )
        for name, count in WANTED.items()
    }
    one = queries["one service"]
    queries[NEARBY] = replace(one, narrowing=Narrowing(within_miles=20))
    home = other_home.postcode
    queries[FAIRER] = replace(one, other_place=home, order=Order.FAIRER)
    return queries


def _find(search: CentreSearch, name: str, queries: Queries) -> SearchResults:
    return search.find(queries[name])


def _find_last(search: CentreSearch, queries: Queries) -> SearchResults:
    query = queries["one service"]
    last = max(0, search.total(query.services) - query.limit)
    return search.find(replace(query, offset=last))
