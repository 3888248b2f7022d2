"""Maps of results, each drawn for a district and shared by all who search from there.

To draw a map takes longer than all the rest of a page. Nearly everyone in a district
has the same centres nearest, in one order or another: the map is drawn with the
centres nearest to the middle of the district, and each page puts its numbers on it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from finder.centres import ServiceType
from finder.found import SearchQuery, SearchResults
from finder.narrowing import Narrowing
from finder.origins import OriginKind
from finder.postcodes import Outcode
from finder.schematic_map import MapMaker
from finder.web.found_pages import numbered
from finder.web.fragments import Fragments, SharedMap
from finder.web.live import LiveListing
from finder.web.slots import written
from finder.words import Language

# The ten of a first page are among them for 98 in 100 postcodes.
NEARBY = 14
# All of some 2,900 for one set of services; four kilobytes each.
DISTRICTS_KEPT = 3_072


class _Shared(NamedTuple):
    """What two pages must have in common to share a map."""

    snapshot: str
    district: Outcode
    services: frozenset[ServiceType]
    narrowing: Narrowing
    caption: str
    number: int
    language: Language


class _Kept(NamedTuple):
    """What draws the maps of one listing, and keeps those drawn last."""

    snapshot: str
    drawn: Callable[[_Shared], SharedMap | None]


class DistrictMaps:
    """Draws the maps of pages of results, and keeps those drawn last."""

    def __init__(
        self, listing: LiveListing, maps: MapMaker, fragments: Fragments
    ) -> None:
        self._listing = listing
        self._maps = maps
        self._fragments = fragments
        self._kept = self._none_kept("")

    def map_of(self, found: SearchResults, language: Language) -> bytes | None:
        """Return a map with the numbers of a page's centres; None if none has a place.

        It is around the middle of the child's district, never around the child's
        place itself: a ring around that would give it away.
        """
        first = found.query.offset + 1
        numbers = {
            match.centre.id: number
            for number, match in enumerate(found.matches, first)
            if match.centre.mapped_location is not None
        }
        if not numbers:
            return None
        town = found.origin.kind is OriginKind.PLACE
        shared = _Shared(
            snapshot=self._listing.now().snapshot.id,
            district=found.origin.outcode,
            services=found.query.services,
            narrowing=found.query.narrowing,
            caption="map.caption.town" if town else "map.caption.district",
            number=len(numbers),
            language=language,
        )
        ready = self._ready(shared) if first == 1 else None
        drawn = ready.with_numbers(numbers) if ready else None
        return drawn or self._drawn_alone(found, shared)

    def _ready(self, shared: _Shared) -> SharedMap | None:
        kept = self._kept
        if kept.snapshot != shared.snapshot:
            # Nobody will ask for those of another listing again.
            kept = self._kept = self._none_kept(shared.snapshot)
        return kept.drawn(shared)

    def _none_kept(self, snapshot: str) -> _Kept:
        return _Kept(snapshot, lru_cache(maxsize=DISTRICTS_KEPT)(self._draw))

    def _draw(self, shared: _Shared) -> SharedMap | None:
        loaded = self._listing.now()
        query = SearchQuery(
            place=shared.district,
            services=shared.services,
            narrowing=shared.narrowing,
            limit=NEARBY,
        )
        nearby = loaded.search.find(query)
        points = [
            (it.centre.id, it.centre.mapped_location)
            for it in nearby.matches
            if it.centre.mapped_location is not None
        ]
        drawn = self._maps.draw(points, nearby.origin.location)
        if drawn is None:
            return None
        return self._fragments.shared_map(
            drawn, shared.caption, shared.number, shared.language
        )

    def _drawn_alone(self, found: SearchResults, shared: _Shared) -> bytes | None:
        centres = (it.centre for it in found.matches)
        points = numbered(centres, found.query.offset + 1)
        middle = self._listing.now().postcodes.find(shared.district).location
        drawn = self._maps.draw(points, middle)
        if drawn is None:
            return None
        return written(self._fragments.map(drawn, shared.caption, shared.language))
