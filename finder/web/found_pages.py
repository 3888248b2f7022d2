"""A page out of what a search found, and what is to be told of its centres."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from typing import Self

from flask import request

from finder.centres import Centre
from finder.found import SearchQuery, SearchResults
from finder.location import Location
from finder.search import CentreSearch
from finder.web.searches_counted import counted

# More than a listing could fill.
MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class FoundPage:
    """The page of results that is shown, of how many."""

    found: SearchResults
    page: int
    pages: int

    @classmethod
    def first(cls, found: SearchResults) -> Self:
        """Return the first page, which was found."""
        return cls(found, 1, max(ceil(found.total / found.query.limit), 1))


def found_page(search: CentreSearch, query: SearchQuery) -> FoundPage:
    """Find the page that the query string asks for.

    It holds as many as the query's limit. One that is not there, perhaps no more,
    is answered by the first. Raises the children of `UnplacedPostcode`.
    """
    page = request.args.get("page", 1, type=int)
    page = page if 1 <= page <= MOST_PAGES else 1
    found = search.find(replace(query, offset=(page - 1) * query.limit))
    shown = replace(FoundPage.first(found), page=page)
    if page > shown.pages:
        shown = FoundPage.first(search.find(query))
    counted(shown.found)
    return shown


def numbered(centres: Iterable[Centre], first: int) -> list[tuple[str, Location]]:
    """Return where centres may be shown, each with its number in a list."""
    numbers = ((str(number), it) for number, it in enumerate(centres, first))
    venues = ((number, centre.mapped_location) for number, centre in numbers)
    return [(number, venue) for number, venue in venues if venue is not None]
