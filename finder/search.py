"""Who offers what is asked for, nearest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from finder.centres import Centre, CentreStatus, ServiceType
from finder.location import shown_miles
from finder.origins import Origin, Whereabouts, origin_of
from finder.postcode_index import PostcodeIndex
from finder.spatial_index import SpatialIndex

PAGE_SIZE = 10
SETS_KEPT = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a visitor asks for. A centre must offer every one of `services`."""

    place: Whereabouts
    services: frozenset[ServiceType]
    offset: int = 0
    limit: int = PAGE_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A centre that offers what is asked for, and its distance on the ground."""

    centre: Centre
    metres: float

    @property
    def miles(self) -> float:
        """The distance as it may be shown; 0.0 is less than half a mile."""
        return shown_miles(self.metres)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """One page of matches, nearest first, out of `total`.

    `without_venue` are the services that cover the place and have no venue to
    measure to; they come whole with every page.
    """

    query: SearchQuery
    origin: Origin
    matches: tuple[Match, ...]
    total: int
    without_venue: tuple[Centre, ...]


class CentreSearch:
    """The open centres of one listing, ready to be searched by many threads."""

    def __init__(self, centres: Sequence[Centre], postcodes: PostcodeIndex) -> None:
        """Index a listing. A closed centre is left out."""
        self._postcodes = postcodes
        listed = sorted(
            (it for it in centres if it.status is not CentreStatus.CLOSED), key=_tie_key
        )
        self._without_venue = [it for it in listed if it.location is None]
        self._with_venue = [(it, it.offers) for it in listed if it.location is not None]
        # A set of services is indexed when first asked for; families ask for few.
        self._offering = lru_cache(maxsize=SETS_KEPT)(self._index_offering)
        for service in ServiceType:
            self._offering(frozenset({service}))

    def find(self, query: SearchQuery) -> SearchResults:
        """Return the centres that offer all that is asked for, nearest first.

        Raises the children of `UnplacedPostcode` when the place is in no
        directory.
        """
        origin = origin_of(query.place, self._postcodes)
        offering = self._offering(query.services)
        total = len(offering.centres)
        page = range(query.offset, min(query.offset + query.limit, total))
        ranked = offering.index.nearest_first(origin.location) if page else iter(())
        return SearchResults(
            query=query,
            origin=origin,
            matches=tuple(
                Match(centre=offering.centres[position], metres=metres)
                for position, metres in islice(ranked, page.start, page.stop)
            ),
            total=total,
            without_venue=self._covering(origin, query.services),
        )

    def total(self, wanted: frozenset[ServiceType]) -> int:
        """Return how many centres with a venue offer all that is wanted."""
        return len(self._offering(wanted).centres)

    def _index_offering(self, wanted: frozenset[ServiceType]) -> "_Offering":
        """Return the centres with a venue that offer all that is wanted."""
        return _Offering([it for it, offers in self._with_venue if wanted <= offers])

    def _covering(
        self, origin: Origin, wanted: frozenset[ServiceType]
    ) -> tuple[Centre, ...]:
        return tuple(
            centre
            for centre in self._without_venue
            if centre.offers_all(wanted)
            and centre.area_covered.covers(
                origin.outcode, origin.authority, origin.nation
            )
        )


class _Offering:
    """The centres with a venue that offer a set of services, in order of ties."""

    def __init__(self, centres: list[Centre]) -> None:
        placed = [(it, it.location) for it in centres if it.location is not None]
        self.centres = [centre for centre, _ in placed]
        self.index = SpatialIndex([location for _, location in placed])


def _tie_key(centre: Centre) -> tuple[bool, str, str]:
    temporarily_closed = centre.status is CentreStatus.TEMPORARILY_CLOSED
    return temporarily_closed, centre.name.casefold(), centre.id
