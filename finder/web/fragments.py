"""Parts of pages that many visitors see alike, drawn once and kept a while.

What is kept tells of centres or of a district, never of a visitor.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import request
from jinja2 import Environment
from markupsafe import Markup

from finder.centres import Centre, ServiceType
from finder.schematic_map import SchematicMap
from finder.search import Match
from finder.shortlist import Shortlist
from finder.web.branding import Helpline
from finder.web.filters import Choice
from finder.web.languages import miles_text, page_url, this_page, words_of
from finder.web.slots import SLOT, Pattern
from finder.words import Language, Words

CARDS_KEPT = 1_024
MAPS_KEPT = 512
FILTERS_KEPT = 256
FOOTERS_KEPT = 8
# Stands for an id in addresses that are built once for all the cards of a page.
_ID = "-an-id-"

Choices = tuple[tuple[str, tuple[Choice, ...]], ...]


class Fragments:
    """Draws parts of pages by the templates of one environment."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._card = lru_cache(maxsize=CARDS_KEPT)(self._draw_card)
        self._map = lru_cache(maxsize=MAPS_KEPT)(self._draw_map)
        self._filters = lru_cache(maxsize=FILTERS_KEPT)(self._draw_filters)
        self._footer = lru_cache(maxsize=FOOTERS_KEPT)(self._draw_footer)
        self._note = lru_cache(maxsize=len(Language))(self._draw_note)

    def cards(
        self,
        matches: Sequence[Match],
        first: int,
        wanted: frozenset[ServiceType],
        over_water: frozenset[str],
        shortlist: Shortlist,
        now: datetime,
        language: Language,
    ) -> Iterator[Markup]:
        """Yield the matches of a page, numbered from `first`."""
        words, kept = words_of(language), shortlist.text or None
        page = page_url("centre", language, centre_id=_ID, shortlist=kept)
        toggled = this_page(shortlist=_ID)
        minute = now.replace(second=0, microsecond=0)
        for number, match in enumerate(matches, first):
            its_id = match.centre.id
            picked = shortlist.state_of(its_id)
            card = self._card(match.centre, wanted, minute, True, picked, language)
            note = self._note(language) if its_id in over_water else ""
            href = page.replace(_ID, its_id)
            values = [number, href, _distance(words, match), note]
            if picked != "full":
                values.append(_toggling(toggled, shortlist, its_id))
            yield card.fill(values)

    def card_without_venue(
        self,
        centre: Centre,
        wanted: frozenset[ServiceType],
        shortlist: Shortlist,
        now: datetime,
        language: Language,
    ) -> Markup:
        """Return a service that comes to the child's area."""
        picked = shortlist.state_of(centre.id)
        minute = now.replace(second=0, microsecond=0)
        card = self._card(centre, wanted, minute, False, picked, language)
        kept = shortlist.text or None
        href = page_url("centre", language, centre_id=centre.id, shortlist=kept)
        values = [href, words_of(language)("distance.no_venue"), ""]
        if picked != "full":
            values.append(
                this_page(shortlist=shortlist.toggled(centre.id).text or None)
            )
        return card.fill(values)

    def map(self, drawn: SchematicMap, caption: str, language: Language) -> Markup:
        """Return a map as SVG, with the words for the caption's code."""
        return self._map(drawn, caption, language)

    def filters(
        self,
        choices: Mapping[str, Sequence[Choice]],
        kept: Mapping[str, str],
        is_open: bool,
        language: Language,
    ) -> Markup:
        """Return the form of the filters, with what each choice leaves."""
        values = [it.leaves for row in _ROWS for it in choices[row]]
        shape = tuple((row, tuple(map(_with_slot, choices[row]))) for row in _ROWS)
        pattern = self._filters(shape, tuple(kept.items()), is_open, language)
        return pattern.fill(values)

    def footer(
        self, helpline: Helpline | None, keeper_name: str | None, language: Language
    ) -> Markup:
        """Return the end of every page."""
        return self._footer(helpline, keeper_name, language, request.script_root)

    def _draw_card(
        self,
        centre: Centre,
        wanted: frozenset[ServiceType],
        now: datetime,
        numbered: bool,
        picked: str,
        language: Language,
    ) -> Pattern:
        part = self._part("match")
        words = words_of(language)
        card = part.match_card(words, centre, wanted, now, numbered, picked, SLOT)
        return Pattern.of(card)

    def _draw_map(
        self, drawn: SchematicMap, caption: str, language: Language
    ) -> Markup:
        picture: Markup = self._part("map").map(words_of(language), drawn, caption)
        return picture

    def _draw_filters(
        self,
        choices: Choices,
        kept: tuple[tuple[str, str], ...],
        is_open: bool,
        language: Language,
    ) -> Pattern:
        part = self._part("filters")
        words = words_of(language)
        drawn = part.filters(words, miles_text, dict(choices), dict(kept), is_open)
        return Pattern.of(drawn)

    def _draw_footer(
        self,
        helpline: Helpline | None,
        keeper_name: str | None,
        language: Language,
        root: str,
    ) -> Markup:
        part = self._part("footer")
        footer: Markup = part.footer(words_of(language), helpline, keeper_name)
        return footer

    def _draw_note(self, language: Language) -> Markup:
        note: Markup = self._part("match").water_note(words_of(language))
        return note

    def _part(self, name: str) -> Any:
        return self._environment.get_template(f"parts/{name}.html").module


# The filters in the order in which the template shows them.
_ROWS = ("referral", "within_miles", "day", "step_free", "language")


def _with_slot(choice: Choice) -> Choice:
    return Choice(choice.value, choice.chosen, SLOT)


def _toggling(address: str, shortlist: Shortlist, centre_id: str) -> str:
    ids = shortlist.toggled(centre_id).text if shortlist.ids else centre_id
    return address.replace(_ID, ids) if ids else this_page(shortlist=None)


def _distance(words: Words, match: Match) -> str:
    if match.other_miles is None:
        return miles_text(words, match.miles)
    return words(
        "results.both_homes",
        child=miles_text(words, match.miles),
        other=miles_text(words, match.other_miles),
    )
