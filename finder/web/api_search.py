"""Searches of the API: one, or many places with the same conditions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import Response

from finder.errors import UnplacedPostcode
from finder.found import Order, SearchQuery, SearchResults
from finder.mid_water import MidWater
from finder.narrowing import Narrowing
from finder.origins import Whereabouts
from finder.places import Gazetteer
from finder.search_query import InvalidSearch, Problem
from finder.web.api_asks import BatchAsk, ConditionsAsk, PlaceAsk, SearchAsk
from finder.web.api_headers import api_language
from finder.web.api_json import about_listing, found_json, json_answer
from finder.web.api_places import OTHER, find_origin, read_other_place, read_place
from finder.web.api_problems import problem_of
from finder.web.api_reading import Given, all_of, attempt, body, query_of
from finder.web.centre_json import ready
from finder.web.live import LiveListing, Loaded
from finder.web.sandbox import Sandbox
from finder.web.searches_counted import counted


@dataclass(frozen=True, slots=True)
class SearchViews:
    """The views of searches, with what they answer from."""

    listing: LiveListing
    gazetteer: Gazetteer
    water: MidWater
    sandbox: Sandbox

    def by_query(self) -> Response:
        """Answer a search in the query string."""
        return self._search(query_of(SearchAsk))

    def by_body(self) -> Response:
        """Answer the same as JSON, which no log keeps."""
        return self._search(body())

    def batch(self) -> Response:
        """Answer many places; one that is wrong does not fail the others."""
        ask = body().read(BatchAsk)
        places = [self._place_or_problem(it) for it in ask.places]
        read = [it for it in places if not isinstance(it, InvalidSearch)]
        if self.sandbox.holds(read):
            kept = (
                _no_answer(it)
                if isinstance(it, InvalidSearch)
                else self.sandbox.answer_to(it).part(api_language())
                for it in places
            )
            return json_answer(_answers(kept), self.sandbox.about)
        loaded = self.listing.now()
        found = (self._found_or_problem(loaded, ask, it) for it in places)
        return json_answer(_answers(found), about_listing(loaded))

    def _search(self, given: Given) -> Response:
        query = read_search(given, self.gazetteer)
        homes = [it for it in (query.place, query.other_place) if it is not None]
        if self.sandbox.holds(homes):
            kept = self.sandbox.answer_to(query.place, query.other_place, query.order)
            return kept.answer(api_language())
        loaded = self.listing.now()
        return json_answer(self._found(loaded, query), about_listing(loaded))

    def _found(self, loaded: Loaded, query: SearchQuery) -> bytes:
        found = find(loaded, query)
        return found_json(found, loaded.summaries, self.water, api_language())

    def _place_or_problem(self, ask: PlaceAsk) -> Whereabouts | InvalidSearch:
        given = Given(ask.model_dump(exclude_none=True), texts=False)
        try:
            return read_place(given, self.gazetteer)
        except InvalidSearch as invalid:
            return invalid

    def _found_or_problem(
        self, loaded: Loaded, ask: BatchAsk, place: Whereabouts | InvalidSearch
    ) -> bytes:
        if isinstance(place, InvalidSearch):
            return _no_answer(place)
        try:
            return self._found(loaded, _query(ask, place))
        except InvalidSearch as invalid:
            return _no_answer(invalid)


def read_search(given: Given, gazetteer: Gazetteer) -> SearchQuery:
    """Read a search. Raises `InvalidSearch` with all that is wrong."""
    wrong: list[InvalidSearch] = []
    ask = attempt(lambda: given.read(SearchAsk), wrong)
    place = attempt(lambda: read_place(given, gazetteer), wrong)
    other = attempt(lambda: read_other_place(given, gazetteer), wrong)
    if ask is None or place is None or wrong:
        raise all_of(wrong)
    if other is None and ask.order is Order.FAIRER:
        raise InvalidSearch([Problem("order", "other_missing")])
    query = _query(ask, place)
    return replace(query, other_place=other, order=ask.order, offset=ask.offset)


def find(loaded: Loaded, query: SearchQuery) -> SearchResults:
    """Search a listing. Raises `InvalidSearch` when a place is in no directory."""
    try:
        return counted(loaded.search.find(query))
    except UnplacedPostcode:
        find_origin(query.place, loaded.postcodes)
        if query.other_place is not None:
            find_origin(query.other_place, loaded.postcodes, OTHER)
        raise


def _query(ask: ConditionsAsk, place: Whereabouts) -> SearchQuery:
    narrowing = Narrowing(
        referral=ask.referral,
        days=frozenset(ask.day),
        within_miles=ask.within_miles,
        step_free=ask.step_free,
        language=(ask.language or "").casefold(),
    )
    return SearchQuery(
        place=place,
        services=frozenset(ask.service),
        narrowing=narrowing,
        limit=ask.limit,
    )


def _no_answer(invalid: InvalidSearch) -> bytes:
    return ready({"problem": problem_of(invalid)})


def _answers(answers: Iterable[bytes]) -> bytes:
    return b'{"answers":[%b]}' % b",".join(answers)
