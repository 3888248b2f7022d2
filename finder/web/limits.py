"""How often one client may search, so that nobody takes the service from others.

Pages that search and the API with the feeds are limited, each by itself; what is
read, health and static files are not. Clients are told apart by a mark that is
made of their address and a secret: no address is kept, here or in Redis.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from math import ceil
from typing import Any

from flask import Flask, request
from werkzeug.exceptions import TooManyRequests

from finder.rates import Rate
from finder.settings import Settings
from finder.web.clients import ClientMarks
from finder.web.limit_counts import Counts, OwnCounts, SharedCounts, Window
from finder.words import Language

View = Callable[..., Any]

# A batch answers up to a hundred searches, of which each takes a part of one's time.
BATCH_COST = 10
_BATCH = "api.findCentresForMany"
_PROGRAMS = frozenset({"api", "feeds", "open_referral"})
_SEARCHING = frozenset(
    {
        "search",
        "results",
        "names_search",
        "names_found",
        "near",
        "guide_answer",
        "shortlist",
        "shortlist_csv",
        "embed.search",
        "embed.results",
    }
)


class Kind(StrEnum):
    """What is counted together."""

    SEARCHES = "searches"
    API = "api"


@dataclass(frozen=True, slots=True)
class Limits:
    """What each client may ask, and where that is counted."""

    rates: Mapping[Kind, Sequence[Rate]]
    counts: Counts
    marks: ClientMarks

    @classmethod
    def of(cls, settings: Settings, secret: str) -> "Limits":
        """Return what the settings ask for. Raises `RedisMissing`."""
        rates = {Kind.SEARCHES: settings.limit_searches, Kind.API: settings.limit_api}
        url = settings.redis_url
        counts = OwnCounts() if url is None else SharedCounts(url)
        return cls(rates, counts, ClientMarks(secret))

    def seconds_to_wait(self, kind: Kind, address: str, cost: int = 1) -> int:
        """Count a request; return 0 if it may be answered, else when to come back."""
        rates = self.rates[kind]
        if not rates:
            return 0
        now = time.time()
        windows = [Window(kind, it.seconds, int(now // it.seconds)) for it in rates]
        counts = self.counts.add(self.marks.mark(address), windows, cost)
        waits = (
            window.ends - now
            for rate, window, count in zip(rates, windows, counts, strict=True)
            if count > rate.most
        )
        return ceil(max(waits, default=0))


def limit_views(app: Flask, limits: Limits) -> None:
    """Hold every view of an application to its limit; to be called when all are there.

    A view rather than a request is held to it, so that the widget's frame can say
    in its own looks that there were too many.
    """
    for endpoint, view in app.view_functions.items():
        kind = kind_of(endpoint)
        if kind is not None and limits.rates[kind]:
            cost = BATCH_COST if endpoint == _BATCH else 1
            app.view_functions[endpoint] = _limited(view, limits, kind, cost)


def kind_of(endpoint: str) -> Kind | None:
    """Return as what a view is counted, if it is."""
    blueprint, _, page = endpoint.partition(".")
    if blueprint in _PROGRAMS:
        return Kind.API
    if blueprint in set(Language) and page in _SEARCHING:
        return Kind.SEARCHES
    return None


def _limited(view: View, limits: Limits, kind: Kind, cost: int) -> View:
    @wraps(view)
    def limited(**values: Any) -> Any:
        wait = limits.seconds_to_wait(kind, request.remote_addr or "", cost)
        if wait:
            raise TooManyRequests(retry_after=wait)
        return view(**values)

    return limited
