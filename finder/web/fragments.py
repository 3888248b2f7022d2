"""Parts of pages that many visitors see alike, drawn once and kept a while.

What is kept tells of centres or of a district, never of a visitor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import request
from jinja2 import Environment
from markupsafe import Markup, escape

from finder.centres import Centre, ServiceType
from finder.schematic_map import SchematicMap
from finder.search import Match
from finder.shortlist import Shortlist
from finder.web.branding import Helpline
from finder.web.filters import PARAMETERS, Choices
from finder.web.languages import (
    DISTANCES_KEPT,
    anyones_page,
    miles_text,
    page_url,
    this_page,
    words_of,
)
from finder.web.nothing_found import NothingFound
from finder.web.slots import SLOT, Pattern
from finder.words import Language

CARDS_KEPT = 1_024
MAPS_KEPT = 128
FILTERS_KEPT = 256
FOOTERS_KEPT = 8
# Stands for an id in addresses that are built once for all the cards of a page.
_ID = "-an-id-"


@dataclass(frozen=True, slots=True)
class SharedMap:
    """A map without its markers, and the markers that may be put on it, by label."""

    picture: Pattern
    lines: Mapping[str, Markup]
    markers: Mapping[str, Pattern]

    def with_numbers(self, numbers: Mapping[str, int]) -> Markup | None:
        """Return the map with a number on each of some markers; None if one lacks."""
        if not numbers.keys() <= self.markers.keys():
            return None
        lines = Markup("").join(map(self.lines.__getitem__, numbers))
        drawn = [self.markers[it].fill([number]) for it, number in numbers.items()]
        return self.picture.fill([lines, Markup("").join(drawn)])


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
    ) -> Markup:
        """Return the matches of a page as items of a list, numbered from `first`.

        It is for anyone, as all cards are: see `for_one_visitor`.
        """
        links = _links(shortlist, language)
        note = self._note(language)
        minute = now.replace(second=0, microsecond=0)
        items = []
        for number, match in enumerate(matches, first):
            centre = match.centre
            before, between, beside, after = self._card(
                centre, wanted, minute, True, shortlist, links, language
            )
            away = _distance(language, match.miles, match.other_miles)
            wet = note if centre.id in over_water else ""
            items.append(
                f"<li>{before}{number}{between}{away}{beside}{wet}{after}</li>"
            )
        # The parts were drawn by templates, and the distances are escaped.
        return Markup("\n".join(items))  # noqa: S704

    def card_without_venue(
        self,
        centre: Centre,
        wanted: frozenset[ServiceType],
        shortlist: Shortlist,
        now: datetime,
        language: Language,
    ) -> Markup:
        """Return a service that comes to the child's area."""
        minute = now.replace(second=0, microsecond=0)
        links = _links(shortlist, language)
        before, beside, after = self._card(
            centre, wanted, minute, False, shortlist, links, language
        )
        away = escape(words_of(language)("distance.no_venue"))
        return Markup(f"{before}{away}{beside}{after}")  # noqa: S704

    def map(self, drawn: SchematicMap, caption: str, language: Language) -> Markup:
        """Return a map as SVG, with the words for the caption's code."""
        return self._map(drawn, caption, language)

    def shared_map(
        self, drawn: SchematicMap, caption: str, number: int, language: Language
    ) -> SharedMap:
        """Return a map to put `number` of its markers on, known by their labels."""
        part = self._part("map")
        slots = {"lines": SLOT, "markers": SLOT}
        picture = part.map(words_of(language), drawn, caption, number=number, **slots)
        return SharedMap(
            picture=Pattern.of(picture),
            lines={it.label: part.line(it) for it in drawn.markers},
            markers={
                it.label: Pattern.of(part.marker(it, SLOT)) for it in drawn.markers
            },
        )

    def filters(
        self,
        choices: Choices,
        kept: Mapping[str, str],
        is_open: bool,
        language: Language,
    ) -> Markup:
        """Return the form of the filters, with what each choice leaves."""
        kept_ones = tuple(kept.items())
        pattern = self._filters(choices.shown, kept_ones, is_open, language)
        return pattern.fill(choices.leaves)

    def nothing(
        self, nothing: NothingFound, keep: Mapping[str, str | None], language: Language
    ) -> Markup:
        """Return the ways on from a search that found nothing."""
        part, words = self._part("nothing"), words_of(language)
        ways: Markup = part.nothing_found(
            words, page_url, this_page, miles_text, nothing, keep
        )
        return ways

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
        shortlist: Shortlist,
        links: tuple[str, str],
        language: Language,
    ) -> tuple[str, ...]:
        page, toggled = links
        ids = shortlist.toggled(centre.id).text
        card = self._part("match").match_card(
            words_of(language),
            centre,
            wanted,
            now,
            numbered,
            shortlist.state_of(centre.id),
            page.replace(_ID, centre.id),
            toggled.replace(_ID, ids) if ids else anyones_page(shortlist=None),
            SLOT,
        )
        return Pattern.of(card).parts

    def _draw_map(
        self, drawn: SchematicMap, caption: str, language: Language
    ) -> Markup:
        picture: Markup = self._part("map").map(words_of(language), drawn, caption)
        return picture

    def _draw_filters(
        self,
        shown: tuple[tuple[str, str, bool], ...],
        kept: tuple[tuple[str, str], ...],
        is_open: bool,
        language: Language,
    ) -> Pattern:
        rows: dict[str, list[dict[str, object]]] = {
            it: [] for it in PARAMETERS.values()
        }
        for parameter, value, chosen in shown:
            choice = {"value": value, "chosen": chosen, "leaves": SLOT}
            rows[parameter].append(choice)
        part = self._part("filters")
        words = words_of(language)
        return Pattern.of(part.filters(words, miles_text, rows, dict(kept), is_open))

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


def _links(shortlist: Shortlist, language: Language) -> tuple[str, str]:
    """Return the addresses of a centre and of this page with other centres picked."""
    page = page_url("centre", language, centre_id=_ID, shortlist=shortlist.text or None)
    return page, anyones_page(shortlist=_ID)


@lru_cache(maxsize=DISTANCES_KEPT)
def _distance(language: Language, miles: float, other_miles: float | None) -> str:
    words = words_of(language)
    text = miles_text(words, miles)
    if other_miles is not None:
        other = miles_text(words, other_miles)
        text = words("results.both_homes", child=text, other=other)
    return str(escape(text))
