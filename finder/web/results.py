"""The page of results: found, narrowed, in order, with what is to be known of them."""

from dataclasses import dataclass, replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from finder.found import Order, SearchQuery, SearchResults
from finder.mid_water import MidWater
from finder.over_water import over_water
from finder.search_query import ReadSearch
from finder.web.cards import Cards, Look
from finder.web.district_maps import DistrictMaps
from finder.web.filters import choices_of, parameters_of, read_narrowing
from finder.web.found_pages import FoundPage, found_page
from finder.web.fragments import Fragments
from finder.web.languages import carry, language_of_request
from finder.web.live import LiveListing, Loaded
from finder.web.nothing_found import nothing_found
from finder.web.page_context import local_now
from finder.web.results_shell import ResultsShells, Shape
from finder.web.sealed import SearchSealer
from finder.web.shortlist import chosen
from finder.web.slots import written
from finder.words import Language


@dataclass(frozen=True, slots=True)
class ResultsPages:
    """Pages of results, with what they are made from."""

    listing: LiveListing
    sealer: SearchSealer
    water: MidWater
    maps: DistrictMaps
    cards: Cards
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
        look = Look(
            language=language_of_request(),
            services=query.services,
            narrowing=query.narrowing,
            fairer=query.order is Order.FAIRER,
            page=shown.page,
            shortlist=chosen(self.listing),
            root=request.script_root,
        )
        return self._page(sealed, asked, shown, look, loaded)

    def plain(
        self, sealed: str, language: Language, root: str
    ) -> tuple[SearchResults, bytes]:
        """Return what is found, and the page that `results` shows of it unasked more.

        It takes no request. Raises what makes Flask show something else: the children
        of `FinderError`, or `NotYetDrawn`.
        """
        loaded = self.listing.now()
        asked = self.sealer.unseal(sealed)
        found = loaded.search.find(_query(asked))
        look = Look(language, asked.services, root=root)
        page = self._page(sealed, asked, FoundPage.first(found), look, loaded)
        return found, page

    def _page(
        self,
        sealed: str,
        asked: ReadSearch,
        shown: FoundPage,
        look: Look,
        loaded: Loaded,
    ) -> bytes:
        found, now = shown.found, local_now()
        first, wet = found.query.offset + 1, over_water(found, self.water)
        shape = _shape(shown, look, demonstration=loaded.snapshot.demonstration)
        slots = {
            "place": written(found.origin.label),
            "other_place": written(it.label) if (it := found.other_origin) else b"",
            "cards": self.cards.numbered(found.matches, first, wet, look, now),
            "visiting": self.cards.without_venue(found.without_venue, look, now),
            "filters": self._filters(found, look, loaded),
            "map": self.maps.map_of(found, look.language) or b"",
            "nothing": self._nothing(asked, found, look, loaded),
        }
        return self.shells.page(shape, slots, sealed)

    def _filters(self, found: SearchResults, look: Look, loaded: Loaded) -> bytes:
        narrowing = look.narrowing
        if not found.total and not narrowing:
            return b""
        choices = choices_of(
            narrowing, loaded.languages, lambda them: loaded.search.counts(found, them)
        )
        kept = {
            "order": Order.FAIRER.value if look.fairer else "",
            "shortlist": look.shortlist.text,
        }
        is_open = bool(narrowing) and not found.total
        return self.fragments.filters(choices, kept, is_open, look.language)

    def _nothing(
        self, asked: ReadSearch, found: SearchResults, look: Look, loaded: Loaded
    ) -> bytes:
        if found.total:
            return b""
        nothing = nothing_found(loaded, asked, found.query, self.sealer)
        keep = {"shortlist": look.shortlist.text or None}
        return self.fragments.nothing(nothing, keep, look.language)


def _shape(shown: FoundPage, look: Look, *, demonstration: bool) -> Shape:
    found, origin, other = shown.found, shown.found.origin, shown.found.other_origin
    return Shape(
        look=look,
        total=found.total,
        pages=shown.pages,
        kind=origin.kind,
        nation=origin.nation,
        approximate=origin.approximate,
        stands_in=origin.stands_in,
        ended=origin.ended is not None,
        other_nation=None if other is None else other.nation,
        demonstration=demonstration,
        visiting=bool(found.without_venue),
    )


def _query(asked: ReadSearch) -> SearchQuery:
    return SearchQuery(
        place=asked.place, other_place=asked.other_place, services=asked.services
    )


def _read_query(asked: ReadSearch, loaded: Loaded) -> SearchQuery:
    fairer = asked.other_place is not None and request.args.get("order") == Order.FAIRER
    return replace(
        _query(asked),
        narrowing=read_narrowing(request.args, loaded.languages),
        order=Order.FAIRER if fairer else Order.NEAREST,
    )
