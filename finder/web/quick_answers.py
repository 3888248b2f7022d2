"""What most ask for, answered before Flask is asked, just as Flask answers it.

To take a request through Flask and its hooks costs more than to find ten centres
among all. Doors make plain answers here by what Flask's views use too. Anything
else, and all that is wrong in any way, is left to Flask; the headers are those that
Flask sent when it was last asked in the same way.
"""

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter
from typing import Any, Protocol

import brotli

from finder.errors import FinderError
from finder.found import SearchResults
from finder.web.answer_headers import Environ, Headers
from finder.web.answered import Answered, Listener
from finder.web.drawing import NotYetDrawn
from finder.web.limits import Kind, Limits
from finder.web.live import LiveListing

WAYS_KEPT = 64
LONGEST_WAY = 400
# Flask leaves shorter answers as they are, whatever its asker can unpack.
LEAST_PACKED_BYTES = 500
# Headers of one answer alone. Servers say the date where an application does not.
_ONE_ANSWERS = {"Content-Length", "Date"}
_OK = f"{HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"

Wsgi = Callable[[Environ, Any], Iterable[bytes]]
# All of a request that the headers of its answer depend on.
Way = tuple[str, ...]

_PACK: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=4),
    "gzip": lambda content: gzip.compress(content, 6),
}


class Door(Protocol):
    """Answers requests of one route."""

    @property
    def route(self) -> str:
        """The rule of the route, as Flask has it."""

    @property
    def way(self) -> Sequence[str]:
        """All in an environ that headers of answers depend on, beside the route."""

    @property
    def kind(self) -> Kind:
        """What limits it."""

    def answer(self, environ: Environ) -> tuple[SearchResults, bytes] | None:
        """Return what is found, and what is sent of it; None unless it is plain.

        Raises the children of `FinderError`, or `NotYetDrawn`.
        """


@dataclass(frozen=True, slots=True)
class _Learnt:
    """The headers of an answer but for its length, and how it is packed."""

    headers: Headers
    pack: Callable[[bytes], bytes] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickAnswers:
    """Around an application, what answers plain requests in its stead.

    `doors` are by the path that they answer, or by the folder of all such paths,
    which ends in a slash.
    """

    inner: Wsgi
    doors: Mapping[str, Door]
    listing: LiveListing
    limits: Limits
    listeners: Sequence[Listener]
    _ways: dict[Way, _Learnt] = field(default_factory=dict)

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        """Answer a request, as WSGI has it."""
        path = environ["PATH_INFO"]
        door = self.doors.get(path) or self.doors.get(path[: path.rfind("/") + 1])
        if door is None or environ["REQUEST_METHOD"] != "GET":
            return self.inner(environ, start)
        way = (door.route, *[environ.get(name, "") for name in door.way])
        learnt = self._ways.get(way)
        if learnt is None:
            return self._learn(way, environ, start)
        return self._answer(door, learnt, environ, start) or self.inner(environ, start)

    def _answer(
        self, door: Door, learnt: _Learnt, environ: Environ, start: Any
    ) -> Iterable[bytes] | None:
        """Answer a request, or return None before anything was sent or counted."""
        began = perf_counter()
        self.listing.follow_at_times()
        try:
            found, content = door.answer(environ) or (None, b"")
        except (FinderError, NotYetDrawn):
            return None
        if found is None:
            return None
        if learnt.pack is not None and len(content) < LEAST_PACKED_BYTES:
            return None
        if self.limits.seconds_to_wait(door.kind, environ.get("REMOTE_ADDR", "")):
            return None
        if learnt.pack is not None:
            content = learnt.pack(content)
        start(_OK, [*learnt.headers, ("Content-Length", str(len(content)))])
        seconds = perf_counter() - began
        answered = Answered("GET", door.route, HTTPStatus.OK, seconds, [found])
        for listener in self.listeners:
            listener(answered)
        return [content]

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
                kept = [it for it in headers if it[0] not in _ONE_ANSWERS]
                self._ways[way] = _Learnt(kept, _PACK.get(packing))
            return start(status, headers, *failure)

        return self.inner(environ, learn)
