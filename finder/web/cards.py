"""The centres of a page of results, each drawn once for all visitors and kept a while.

What is kept tells of centres, never of a visitor.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from finder.centres import Centre, ServiceType
from finder.found import Match
from finder.narrowing import EVERYTHING, Narrowing
from finder.shortlist import NONE_PICKED, Shortlist
from finder.web.drawing import needs_request
from finder.web.languages import (
    DISTANCES_KEPT,
    anyones_page,
    miles_text,
    page_url,
    words_of,
)
from finder.web.slots import SLOT, Pattern, written
from finder.words import Language

CARDS_KEPT = 2_048
SETS_KEPT = 256
# Stands for an id in addresses that are built once for all the cards of a page.
_ID = "-an-id-"


class Look(NamedTuple):
    """All of a page of results that the words and addresses on its cards depend on."""

    language: Language
    services: frozenset[ServiceType]
    narrowing: Narrowing = EVERYTHING
    fairer: bool = False
    page: int = 1
    shortlist: Shortlist = NONE_PICKED
    root: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Set:
    """What cards have in common: how they look, when, and addresses with `_ID`."""

    look: Look
    now: datetime
    page: str
    toggled: str
    untoggled: str


class Cards:
    """Draws centres by the templates of one environment."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._set = lru_cache(maxsize=SETS_KEPT)(self._new_set)
        self._card = lru_cache(maxsize=CARDS_KEPT)(self._draw)
        self._note = lru_cache(maxsize=len(Language))(self._draw_note)

    def numbered(
        self,
        matches: Sequence[Match],
        first: int,
        over_water: Collection[str],
        look: Look,
        now: datetime,
    ) -> bytes:
        """Return the matches of a page as items of a list, numbered from `first`.

        They are for anyone, as all cards are: see `for_one_visitor`. Raises
        `NotYetDrawn`.
        """
        alike = self._set(look, now.replace(second=0, microsecond=0))
        card, language = self._card, look.language
        pieces: list[bytes] = []
        for number, match in enumerate(matches, first):
            before, between, beside, after = card(match.centre, alike, True)
            away = _distance(language, match.miles, match.other_miles)
            wet = self._note(language) if match.centre.id in over_water else b""
            pieces += (before, b"%d" % number, between, away, beside, wet, after)
        return b"".join(pieces)

    def without_venue(
        self, centres: Sequence[Centre], look: Look, now: datetime
    ) -> bytes:
        """Return services that come to the child's area. Raises `NotYetDrawn`."""
        if not centres:
            return b""
        alike = self._set(look, now.replace(second=0, microsecond=0))
        away = written(words_of(look.language)("distance.no_venue"))
        return b"\n".join(
            Pattern(self._card(it, alike, False)).fill([away, b""]) for it in centres
        )

    def _new_set(self, look: Look, minute: datetime) -> _Set:
        needs_request()
        kept = look.shortlist.text or None
        return _Set(
            look=look,
            now=minute,
            page=page_url("centre", look.language, centre_id=_ID, shortlist=kept),
            toggled=anyones_page(shortlist=_ID),
            untoggled=anyones_page(shortlist=None),
        )

    def _draw(self, centre: Centre, alike: _Set, numbered: bool) -> tuple[bytes, ...]:
        look, shortlist = alike.look, alike.look.shortlist
        ids = shortlist.toggled(centre.id).text
        card: Markup = self._part().match_card(
            words_of(look.language),
            centre,
            look.services,
            alike.now,
            numbered,
            shortlist.state_of(centre.id),
            alike.page.replace(_ID, centre.id),
            alike.toggled.replace(_ID, ids) if ids else alike.untoggled,
            SLOT,
        )
        item = Markup("<li>{}</li>\n").format(card) if numbered else card
        return Pattern.of(item).parts

    def _draw_note(self, language: Language) -> bytes:
        return written(self._part().water_note(words_of(language)))

    def _part(self) -> Any:
        return self._environment.get_template("parts/match.html").module


@lru_cache(maxsize=DISTANCES_KEPT)
def _distance(language: Language, miles: float, other_miles: float | None) -> bytes:
    words = words_of(language)
    text = miles_text(words, miles)
    if other_miles is not None:
        other = miles_text(words, other_miles)
        text = words("results.both_homes", child=text, other=other)
    return written(text)
