"""Searches of the API answered before Flask is asked, just as Flask answers them.

To take a request through Flask and its hooks costs more than to find ten centres
among all. What programs ask most is read, found and written here by what Flask's
views use too. Anything else, and all that is wrong in any way, is left to Flask; the
headers are those that Flask sent when it was last asked in the same way.
"""

import gzip
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from time import perf_counter
from typing import Any

import brotli

from finder.errors import FinderError
from finder.mid_water import MidWater
from finder.search import SearchResults
from finder.web.answer_headers import Environ, Headers
from finder.web.answered import Answered, Listener
from finder.web.api_headers import language_wished
from finder.web.api_json import about_listing, found_json, joined
from finder.web.limits import Kind, Limits
from finder.web.live import LiveListing
from finder.web.plain_queries import PlainQueries
from finder.web.sandbox import Sandbox

PATH = "/api/v1/centres"
WAYS_KEPT = 64
LONGEST_WAY = 400
# Flask leaves shorter answers as they are, whatever its asker can unpack.
LEAST_PACKED_BYTES = 500
_OK = f"{HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"

Wsgi = Callable[[Environ, Any], Iterable[bytes]]
# All of a request that the headers of its answer depend on.
Way = tuple[str, ...]
_SAID = ("HTTP_HOST", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "wsgi.url_scheme")

_PACK: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=4),
    "gzip": lambda content: gzip.compress(content, 6),
}


@dataclass(frozen=True, slots=True)
class _Learnt:
    """The headers of an answer but for its length, and how it is packed."""

    headers: Headers
    pack: Callable[[bytes], bytes] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickSearches:
    """Around an application, what answers such searches in its stead."""

    inner: Wsgi
    listing: LiveListing
    queries: PlainQueries
    water: MidWater
    sandbox: Sandbox
    limits: Limits
    listeners: Sequence[Listener]
    _ways: dict[Way, _Learnt] = field(default_factory=dict)

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        """Answer a request, as WSGI has it."""
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "GET":
            return self.inner(environ, start)
        way = tuple([environ.get(name, "") for name in _SAID])
        learnt = self._ways.get(way)
        if learnt is None:
            return self._learn(way, environ, start)
        return self._answer(learnt, environ, start) or self.inner(environ, start)

    def _answer(
        self, learnt: _Learnt, environ: Environ, start: Any
    ) -> Iterable[bytes] | None:
        """Answer a search, or return None before anything was sent or counted."""
        began = perf_counter()
        self.listing.follow_at_times()
        try:
            found, content = self._found(environ) or (None, b"")
        except FinderError:
            return None
        if found is None:
            return None
        if learnt.pack is not None and len(content) < LEAST_PACKED_BYTES:
            return None
        if self.limits.seconds_to_wait(Kind.API, environ.get("REMOTE_ADDR", "")):
            return None
        if learnt.pack is not None:
            content = learnt.pack(content)
        start(_OK, [*learnt.headers, ("Content-Length", str(len(content)))])
        answered = Answered("GET", PATH, HTTPStatus.OK, perf_counter() - began, [found])
        for listener in self.listeners:
            listener(answered)
        return [content]

    def _found(self, environ: Environ) -> tuple[SearchResults, bytes] | None:
        """Return what is found, and it as JSON; None unless it is a plain search."""
        read = self.queries.read(environ["QUERY_STRING"])
        if read is None or self.sandbox.holds(read[:1]):
            return None
        place, anywhere = read
        loaded = self.listing.now()
        found = loaded.search.find(replace(anywhere, place=place))
        language = language_wished(environ)
        content = found_json(found, loaded.summaries, self.water, language)
        return found, joined(content, about_listing(loaded))

    def _learn(self, way: Way, environ: Environ, start: Any) -> Iterable[bytes]:
        """Have the application answer, and keep the headers of a long answer."""

        def learn(status: str, headers: Headers, *failure: Any) -> Any:
            said = dict(headers)
            packing = said.get("Content-Encoding", "")
            is_long = packing or int(said["Content-Length"]) >= LEAST_PACKED_BYTES
            known = not packing or packing in _PACK
            if status == _OK and is_long and known and sum(map(len, way)) < LONGEST_WAY:
                if len(self._ways) >= WAYS_KEPT:
                    self._ways.clear()
                kept = [it for it in headers if it[0] != "Content-Length"]
                self._ways[way] = _Learnt(kept, _PACK.get(packing))
            return start(status, headers, *failure)

        return self.inner(environ, learn)
