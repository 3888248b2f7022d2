"""Parts of pages that many visitors see alike, drawn once and kept a while.

What is kept tells of filters or of a district, never of a visitor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import request
from jinja2 import Environment
from markupsafe import Markup

from finder.schematic_map import SchematicMap
from finder.web.branding import Helpline
from finder.web.drawing import needs_request
from finder.web.filters import PARAMETERS, Choices, Shown
from finder.web.languages import miles_text, page_url, this_page, words_of
from finder.web.nothing_found import NothingFound
from finder.web.slots import SLOT, Pattern, written
from finder.words import Language

MAPS_KEPT = 128
FILTERS_KEPT = 256
FOOTERS_KEPT = 8


@dataclass(frozen=True, slots=True)
class SharedMap:
    """A map without its markers, and the markers that may be put on it.

    `picture` has slots for lines and for markers. `markers` are, by label, as far as
    their number, `rest` what follows a number, and `lines` those to the markers that
    have one.
    """

    picture: Pattern
    lines: Mapping[str, bytes]
    markers: Mapping[str, bytes]
    rest: bytes

    def with_numbers(self, numbers: Mapping[str, int]) -> bytes | None:
        """Return the map with a number on each of some markers; None if one lacks."""
        try:
            markers = [
                b"%b%d%b" % (self.markers[it], number, self.rest)
                for it, number in numbers.items()
            ]
        except KeyError:
            return None
        lines = [line for it, line in self.lines.items() if it in numbers]
        return self.picture.fill([b"".join(lines), b"".join(markers)])


class Fragments:
    """Draws parts of pages by the templates of one environment."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._map = lru_cache(maxsize=MAPS_KEPT)(self._draw_map)
        self._filters = lru_cache(maxsize=FILTERS_KEPT)(self._draw_filters)
        self._footer = lru_cache(maxsize=FOOTERS_KEPT)(self._draw_footer)

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
        lines = {it.label: written(part.line(it)) for it in drawn.markers}
        markers, rest = {}, b""
        for it in drawn.markers:
            markers[it.label], rest = Pattern.of(part.marker(it, SLOT)).parts
        moved = {label: line for label, line in lines.items() if line}
        return SharedMap(Pattern.of(picture), moved, markers, rest)

    def filters(
        self,
        choices: Choices,
        kept: Mapping[str, str],
        is_open: bool,
        language: Language,
    ) -> bytes:
        """Return the form of the filters, with what each choice leaves."""
        pattern = self._filters(choices.shown, tuple(kept.items()), is_open, language)
        return pattern.fill([b"%d" % left for left in choices.leaves])

    def nothing(
        self, nothing: NothingFound, keep: Mapping[str, str | None], language: Language
    ) -> bytes:
        """Return the ways on from a search that found nothing. Raises `NotYetDrawn`."""
        needs_request()
        part, words = self._part("nothing"), words_of(language)
        return written(
            part.nothing_found(words, page_url, this_page, miles_text, nothing, keep)
        )

    def footer(
        self, helpline: Helpline | None, keeper_name: str | None, language: Language
    ) -> Markup:
        """Return the end of every page."""
        return self._footer(helpline, keeper_name, language, request.script_root)

    def _draw_map(
        self, drawn: SchematicMap, caption: str, language: Language
    ) -> Markup:
        picture: Markup = self._part("map").map(words_of(language), drawn, caption)
        return picture

    def _draw_filters(
        self,
        shown: Shown,
        kept: tuple[tuple[str, str], ...],
        is_open: bool,
        language: Language,
    ) -> Pattern:
        rows: dict[str, list[dict[str, object]]] = {
            it: [] for it in PARAMETERS.values()
        }
        for parameter, value, chosen in shown.rows:
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

    def _part(self, name: str) -> Any:
        return self._environment.get_template(f"parts/{name}.html").module
