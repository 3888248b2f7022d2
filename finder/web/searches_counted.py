"""What is counted of a search: the door it came by, services, nation and outcome.

Each is one of a closed set, so no count can hold what a visitor typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from flask import g

from finder.found import SearchResults
from finder.web.answered import Answered

UNKNOWN = "unknown"


class Outcome(StrEnum):
    """How a search ended."""

    FOUND = "found"
    NONE = "none"
    WRONG_INPUT = "wrong_input"
    NOT_KNOWN = "not_known"
    EXPIRED = "expired"
    REFUSED = "refused"
    NOT_READY = "not_ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SearchCounted:
    """One search, as it is counted."""

    door: str
    nation: str
    outcome: Outcome
    services: frozenset[str] = frozenset()


# The beginning of a route's rule, without /cy; any other is a page.
_DOORS = {"/api/": "api", "/embed/": "embed", "/oruk/": "open_referral"}
_PAGES = "pages"
# What these routes answer is a search, however it ends.
_SEARCH_ENDINGS = ("/search", "/results/<sealed>", "/api/v1/centres", "/near/<where>")
_FAILURES = {
    HTTPStatus.NOT_FOUND: Outcome.NOT_KNOWN,
    HTTPStatus.GONE: Outcome.EXPIRED,
    HTTPStatus.TOO_MANY_REQUESTS: Outcome.REFUSED,
    HTTPStatus.SERVICE_UNAVAILABLE: Outcome.NOT_READY,
}


def counted(found: SearchResults) -> SearchResults:
    """Have the search of this request counted, and return what it found."""
    g.setdefault("searches", []).append(found)
    return found


def searches_of(answered: Answered) -> Iterable[SearchCounted]:
    """Return what is to be counted of an answered request."""
    door = _door_of(answered.route)
    for found in answered.searches:
        yield SearchCounted(
            door=door,
            nation=found.origin.nation,
            outcome=Outcome.FOUND if found.total else Outcome.NONE,
            services=frozenset(found.query.services),
        )
    failed = answered.status >= HTTPStatus.BAD_REQUEST
    if failed and not answered.searches and answered.route.endswith(_SEARCH_ENDINGS):
        yield SearchCounted(door, UNKNOWN, _failure_of(answered.status))


def _door_of(route: str) -> str:
    path = route.removeprefix("/cy")
    return next(
        (door for start, door in _DOORS.items() if path.startswith(start)), _PAGES
    )


def _failure_of(status: int) -> Outcome:
    if status in _FAILURES:
        return _FAILURES[HTTPStatus(status)]
    server = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Outcome.FAILED if server else Outcome.WRONG_INPUT
