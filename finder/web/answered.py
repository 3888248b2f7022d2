"""What may be told of a request once it is answered: nothing that a visitor wrote.

Logs and metrics are given this and no more, so neither can name a visitor's
place, address or browser.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import NamedTuple

from flask import Flask, Response, g, request

from finder.found import SearchResults

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
OTHER_METHOD = "other"
NO_ROUTE = "none"


class Answered(NamedTuple):
    """One answered request. `route` is the rule that matched, never the path.

    `searches` are what it found, for counts of services, nations and outcomes.
    """

    method: str
    route: str
    status: int
    seconds: float
    searches: Sequence[SearchResults] = ()


Listener = Callable[[Answered], None]


def tell_of_answers(app: Flask, listeners: Sequence[Listener]) -> None:
    """Tell each listener of every answer; to be called before other hooks are set."""

    def begin() -> None:
        g.began = perf_counter()

    def end(response: Response) -> Response:
        answered = Answered(
            method=request.method if request.method in KNOWN_METHODS else OTHER_METHOD,
            route=request.url_rule.rule if request.url_rule else NO_ROUTE,
            status=response.status_code,
            seconds=perf_counter() - g.began,
            searches=g.get("searches", ()),
        )
        for listener in listeners:
            listener(answered)
        return response

    app.before_request(begin)
    app.after_request(end)
