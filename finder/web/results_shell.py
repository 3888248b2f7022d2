"""The page of results but for what is one visitor's own: drawn once, then filled in.

Whoever asks for the same services in one language gets the same page around the
place, the counts, the centres and the map. `Shape` is all that the rest of the page
depends on, and its template is given nothing else: what is kept is nobody's.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import render_template

from finder.centres import ServiceType
from finder.found import PAGE_SIZE
from finder.helplines import Helpline, Subject, helplines_for
from finder.origins import OriginKind
from finder.postcodes import Nation
from finder.web.cards import Look
from finder.web.drawing import needs_request
from finder.web.filters import parameters_of
from finder.web.languages import for_anyone, for_one_visitor
from finder.web.slots import NamedPattern

SHELLS_KEPT = 256

SLOTS = ("place", "other_place", "filters", "cards", "visiting", "map", "nothing")


class Shape(NamedTuple):
    """What two pages of results must have in common to differ in their slots alone."""

    look: Look
    total: int
    pages: int
    kind: OriginKind
    nation: Nation
    approximate: bool
    stands_in: bool
    ended: bool
    other_nation: Nation | None
    demonstration: bool
    visiting: bool


class ResultsShells:
    """Draws pages of results of one application."""

    def __init__(self) -> None:
        self._drawn = lru_cache(maxsize=SHELLS_KEPT)(self._draw)

    def page(self, shape: Shape, slots: Mapping[str, bytes], sealed: str) -> bytes:
        """Return a visitor's page, with what is written for each of `SLOTS`.

        Raises `NotYetDrawn`.
        """
        return for_one_visitor(self._drawn(shape).fill(slots), sealed)

    def _draw(self, shape: Shape) -> NamedPattern:
        needs_request()
        look = shape.look
        drawn = render_template(
            "results.html",
            shape=shape,
            look=look,
            services=[it for it in ServiceType if it in look.services],
            narrowed_by=parameters_of(look.narrowing),
            page_size=PAGE_SIZE,
            lines=_lines_about_centres(shape.nation),
            slot={name: NamedPattern.slot(name) for name in SLOTS},
        )
        # It was drawn for the visitor who came first, and is kept for everyone.
        return NamedPattern.of(for_anyone(drawn))


def _lines_about_centres(nation: Nation) -> list[Helpline]:
    return [it for it in helplines_for(nation) if it.subject is Subject.CENTRES]
