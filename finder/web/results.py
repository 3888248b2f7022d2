"""The page of results: found, narrowed, in order, with what is to be known of them."""

from dataclasses import dataclass

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from finder.centres import ServiceType
from finder.mid_water import MidWater
from finder.search import Order, SearchQuery
from finder.search_query import ReadSearch
from finder.shortlist import Shortlist
from finder.web.district_maps import DistrictMaps
from finder.web.filters import choices_of, parameters_of, read_narrowing
from finder.web.found_pages import FoundPage, found_page, over_water
from finder.web.fragments import Fragments
from finder.web.languages import carry, language_of_request
from finder.web.live import LiveListing, Loaded
from finder.web.nothing_found import nothing_found
from finder.web.page_context import local_now
from finder.web.results_shell import ResultsShells, Shape
from finder.web.sealed import SearchSealer
from finder.web.shortlist import chosen


@dataclass(frozen=True, slots=True)
class ResultsPages:
    """The view of results, with what it answers from."""

    listing: LiveListing
    sealer: SearchSealer
    water: MidWater
    maps: DistrictMaps
    fragments: Fragments
    shells: ResultsShells

    def add_to(self, blueprint: Blueprint) -> None:
        """Serve results from a blueprint that each language registers."""
        blueprint.add_url_rule("/results/<sealed>", "results", self.results)

    def results(self, sealed: str) -> ResponseReturnValue:
        """Show a page of a sealed search, as the query string narrows and orders it."""
        loaded = self.listing.now()
        asked = self.sealer.unseal(sealed)
        query = _read_query(asked, loaded)
        shown = found_page(loaded.search, query)
        page = shown.page if shown.page > 1 else None
        carry(**parameters_of(query.narrowing), page=page)
        carry(order=query.order if query.order is Order.FAIRER else None)
        shortlist = chosen(self.listing)
        shape = _shape(shown, shortlist, demonstration=loaded.snapshot.demonstration)
        slots = {
            "place": shown.found.origin.label,
            "other_place": other.label if (other := shown.found.other_origin) else "",
            **self._centres(shown, shape),
            "filters": self._filters(shown, shape, loaded),
            "map": self.maps.map_of(shown.found, shape.language) or "",
            "nothing": self._nothing(asked, query, shape, loaded),
        }
        return self.shells.page(shape, slots)

    def _centres(self, shown: FoundPage, shape: Shape) -> dict[str, Markup]:
        found, wanted, now = shown.found, shown.found.query.services, local_now()
        first = shown.found.query.offset + 1
        wet = over_water(found, self.water)
        kept = shape.shortlist, now, shape.language
        cards = self.fragments.cards(found.matches, first, wanted, wet, *kept)
        visiting = [
            self.fragments.card_without_venue(it, wanted, *kept)
            for it in found.without_venue
        ]
        return {"cards": cards, "visiting": Markup("\n").join(visiting)}

    def _filters(self, shown: FoundPage, shape: Shape, loaded: Loaded) -> Markup | str:
        narrowing = shape.narrowing
        if not shape.total and not narrowing:
            return ""
        found = shown.found
        leaves = loaded.search.counter(found.query, found.origin)
        choices = choices_of(narrowing, loaded.languages, leaves)
        kept = {
            "order": Order.FAIRER.value if shape.fairer else "",
            "shortlist": shape.shortlist.text,
        }
        is_open = bool(narrowing) and not shape.total
        return self.fragments.filters(choices, kept, is_open, shape.language)

    def _nothing(
        self, asked: ReadSearch, query: SearchQuery, shape: Shape, loaded: Loaded
    ) -> Markup | str:
        if shape.total:
            return ""
        nothing = nothing_found(loaded, asked, query, self.sealer)
        keep = {"shortlist": shape.shortlist.text or None}
        return self.fragments.nothing(nothing, keep, shape.language)


def _shape(shown: FoundPage, shortlist: Shortlist, *, demonstration: bool) -> Shape:
    found, origin, other = shown.found, shown.found.origin, shown.found.other_origin
    return Shape(
        language=language_of_request(),
        services=tuple(it for it in ServiceType if it in found.query.services),
        narrowing=found.query.narrowing,
        fairer=found.query.order is Order.FAIRER,
        total=found.total,
        page=shown.page,
        pages=shown.pages,
        kind=origin.kind,
        nation=origin.nation,
        approximate=origin.approximate,
        stands_in=origin.stands_in,
        ended=origin.ended is not None,
        other_nation=None if other is None else other.nation,
        shortlist=shortlist,
        demonstration=demonstration,
        visiting=bool(found.without_venue),
        root=request.script_root,
    )


def _read_query(asked: ReadSearch, loaded: Loaded) -> SearchQuery:
    fairer = asked.other_place is not None and request.args.get("order") == Order.FAIRER
    return SearchQuery(
        place=asked.place,
        other_place=asked.other_place,
        services=asked.services,
        narrowing=read_narrowing(request.args, loaded.languages),
        order=Order.FAIRER if fairer else Order.NEAREST,
    )
