"""The page of results: found, narrowed, in order, with what is to be known of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from finder.centres import Centre, ServiceType
from finder.helplines import Helpline, Subject, helplines_for
from finder.location import Location
from finder.mid_water import MidWater
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Nation
from finder.schematic_map import MapMaker, SchematicMap
from finder.search import PAGE_SIZE, Order, SearchQuery, SearchResults
from finder.search_query import ReadSearch
from finder.web.filters import choices_of, parameters_of, read_narrowing
from finder.web.languages import carry
from finder.web.live import LiveListing, Loaded
from finder.web.nothing_found import nothing_found
from finder.web.page_context import local_now
from finder.web.sealed import SearchSealer
from finder.web.searches_counted import counted


@dataclass(frozen=True, slots=True)
class ResultsPages:
    """The view of results, with what it answers from."""

    listing: LiveListing
    sealer: SearchSealer
    water: MidWater
    maps: MapMaker

    def add_to(self, blueprint: Blueprint) -> None:
        """Serve results from a blueprint that each language registers."""
        blueprint.add_url_rule("/results/<sealed>", "results", self.results)

    def results(self, sealed: str) -> ResponseReturnValue:
        """Show a page of a sealed search, as the query string narrows and orders it."""
        loaded = self.listing.now()
        asked = self.sealer.unseal(sealed)
        query = _read_query(asked, loaded)
        leaves = loaded.search.counter(query)
        total = leaves(query.narrowing)
        pages = max(ceil(total / PAGE_SIZE), 1)
        page = page_number(pages)
        carry(**parameters_of(query.narrowing), page=page if page > 1 else None)
        carry(order=query.order if query.order is Order.FAIRER else None)
        found = counted(loaded.search.find(_at_page(query, page)))
        return render_template(
            "results.html",
            all_services=tuple(ServiceType),
            found=found,
            page=page,
            pages=pages,
            page_size=PAGE_SIZE,
            narrowing=query.narrowing,
            narrowed_by=parameters_of(query.narrowing),
            choices=choices_of(query.narrowing, loaded.languages, leaves),
            over_water=over_water(found, self.water),
            drawn=self._map(found, page, loaded.postcodes),
            nothing=None if total else nothing_found(loaded, asked, query, self.sealer),
            lines=_lines_about_centres(found.origin.nation),
            now=local_now(),
        )

    def _map(
        self, found: SearchResults, page: int, postcodes: PostcodeIndex
    ) -> SchematicMap | None:
        """Draw the centres of a page around the middle of the child's district.

        Never around the child's place itself: a ring around it would give it away.
        """
        first = (page - 1) * PAGE_SIZE + 1
        points = numbered((it.centre for it in found.matches), first)
        middle = postcodes.find(found.origin.outcode).location
        return self.maps.draw(points, middle) if points else None


def _lines_about_centres(nation: Nation) -> list[Helpline]:
    return [it for it in helplines_for(nation) if it.subject is Subject.CENTRES]


def over_water(found: SearchResults, water: MidWater) -> frozenset[str]:
    """Return the ids of centres to which a straight line goes over water."""
    homes = [it for it in (found.origin, found.other_origin) if it is not None]
    placed = [(it.centre.id, it.centre.location) for it in found.matches]
    venues = {its_id: at for its_id, at in placed if at is not None}
    crossed = (water.crossed(home.location, list(venues.values())) for home in homes)
    return frozenset(
        its_id
        for row in crossed
        for its_id, wet in zip(venues, row, strict=True)
        if wet
    )


def numbered(centres: Iterable[Centre], first: int) -> list[tuple[str, Location]]:
    """Return where centres may be shown, each with its number in a list."""
    numbers = ((str(number), it) for number, it in enumerate(centres, first))
    venues = ((number, centre.mapped_location) for number, centre in numbers)
    return [(number, venue) for number, venue in venues if venue is not None]


def _read_query(asked: ReadSearch, loaded: Loaded) -> SearchQuery:
    fairer = asked.other_place is not None and request.args.get("order") == Order.FAIRER
    return SearchQuery(
        place=asked.place,
        other_place=asked.other_place,
        services=asked.services,
        narrowing=read_narrowing(request.args, loaded.languages),
        order=Order.FAIRER if fairer else Order.NEAREST,
    )


def _at_page(query: SearchQuery, page: int) -> SearchQuery:
    return replace(query, offset=(page - 1) * PAGE_SIZE)


def page_number(pages: int) -> int:
    """Return the page that is asked for, of so many."""
    # A page that is not there, perhaps no more, is answered by the first.
    page = request.args.get("page", 1, type=int)
    return page if 1 <= page <= pages else 1
