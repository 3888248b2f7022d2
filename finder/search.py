"""Who offers what is asked for, nearest first."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

from finder.centres import Centre, CentreStatus, ServiceType
from finder.exact_order import Measured
from finder.found import Match, Order, SearchQuery, SearchResults
from finder.narrowing import Alternatives, traits_of
from finder.offerings import Offering, Squares
from finder.origins import Origin, origin_of
from finder.postcode_index import PostcodeIndex

SETS_KEPT = 128


class CentreSearch:
    """The open centres of one listing, ready to be searched by many threads."""

    def __init__(self, centres: Sequence[Centre], postcodes: PostcodeIndex) -> None:
        """Index a listing. A closed centre is left out."""
        self._postcodes = postcodes
        listed = sorted(
            (it for it in centres if it.status is not CentreStatus.CLOSED), key=_tie_key
        )
        self._without_venue = [it for it in listed if it.location is None]
        with_venue = [(it, it.offers) for it in listed if it.location is not None]
        by_service = {
            service: [it for it in with_venue if service in it[1]]
            for service in ServiceType
        }
        # A set of services is indexed when first asked for; families ask for few. No
        # method of ours: a listing that is exchanged is let go without a collection.
        index = partial(_index_offering, with_venue, by_service)
        self._offering = lru_cache(maxsize=SETS_KEPT)(index)
        visiting = partial(_find_visiting, self._without_venue)
        self._visiting = lru_cache(maxsize=SETS_KEPT)(visiting)
        for service in ServiceType:
            self._offering(frozenset({service}))

    def find(self, query: SearchQuery) -> SearchResults:
        """Return the centres that offer all that is asked for, in order.

        Raises the children of `UnplacedPostcode` when the place, or the other
        one, is in no directory.
        """
        origin = origin_of(query.place, self._postcodes)
        other = None
        if query.other_place is not None:
            other = origin_of(query.other_place, self._postcodes)
        offering = self._offering(query.services)
        squares = None
        if offering.in_one_pass:
            squares = offering.squares_from(origin.location)
        total, ranked = _ranked(offering, query, origin, other, squares)
        return SearchResults(
            query=query,
            origin=origin,
            other_origin=other,
            matches=tuple(_matches(offering, ranked, query, origin, other)),
            total=total,
            without_venue=self._covering(origin, query),
            squares=squares,
        )

    def total(self, wanted: frozenset[ServiceType]) -> int:
        """Return how many centres with a venue offer all that is wanted."""
        return len(self._offering(wanted).centres)

    def counts(self, found: SearchResults, alternatives: Alternatives) -> list[int]:
        """Return how many centres with a venue each would leave of what was found."""
        offering = self._offering(found.query.services)
        measured = _measured(offering, found.origin, found.squares)
        return offering.counts(alternatives, measured)

    def _covering(self, origin: Origin, query: SearchQuery) -> tuple[Centre, ...]:
        return tuple(
            centre
            for centre in self._visiting(query.services)
            if centre.area_covered.covers(
                origin.outcode, origin.authority, origin.nation
            )
            and _answers(centre, query)
        )


_Offers = Sequence[tuple[Centre, frozenset[ServiceType]]]


def _index_offering(
    with_venue: _Offers,
    by_service: Mapping[ServiceType, _Offers],
    wanted: frozenset[ServiceType],
) -> Offering:
    each = (by_service[service] for service in wanted)
    rarest = min(each, key=len, default=with_venue)
    able = [it for it, offers in rarest if wanted <= offers]
    return Offering(able, wanted)


def _find_visiting(
    without_venue: Sequence[Centre], wanted: frozenset[ServiceType]
) -> list[Centre]:
    return [it for it in without_venue if it.offers_all(wanted)]


def _measured(
    offering: Offering, origin: Origin, squares: Squares | None
) -> Callable[[], Squares]:
    """Return what returns the squares of all chords, measured now if not before."""
    if squares is None:
        return partial(offering.squares_from, origin.location)
    return lambda: squares


def _ranked(
    offering: Offering,
    query: SearchQuery,
    origin: Origin,
    other: Origin | None,
    squares: Squares | None,
) -> tuple[int, list[Measured]]:
    """Return how many centres answer, and the page of them in order."""
    total, chosen = len(offering.centres), None
    if query.narrowing:
        measured = _measured(offering, origin, squares)
        chosen = offering.left_by(query.narrowing, measured)
        total = int(chosen.sum())
    ranks = range(query.offset, query.offset + query.limit)
    if other is not None and query.order is Order.FAIRER:
        ends = origin.location, other.location
        return total, offering.fairest_first(*ends, ranks, chosen)
    return total, offering.nearest_first(origin.location, ranks, chosen, squares)


def _matches(
    offering: Offering,
    ranked: list[Measured],
    query: SearchQuery,
    origin: Origin,
    other: Origin | None,
) -> list[Match]:
    matches = [Match(offering.centres[position], far) for position, far in ranked]
    if other is None:
        return matches
    fairer = query.order is Order.FAIRER
    return [
        Match(
            centre=it.centre,
            metres=origin.location.metres_to(venue) if fairer else it.metres,
            other_metres=other.location.metres_to(venue),
        )
        for it in matches
        if (venue := it.centre.location) is not None
    ]


def _answers(centre: Centre, query: SearchQuery) -> bool:
    """Return whether a centre without a venue answers all but the distance."""
    traits = traits_of(centre, query.services)
    return all(not traits.isdisjoint(needed) for needed in query.narrowing.asks())


def _tie_key(centre: Centre) -> tuple[bool, str, str]:
    temporarily_closed = centre.status is CentreStatus.TEMPORARILY_CLOSED
    return temporarily_closed, centre.name.casefold(), centre.id
