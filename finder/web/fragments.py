"""Parts of pages that many visitors see alike, drawn once and kept a while.

What is kept tells of filters or of a district, never of a visitor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from flask import request
from jinja2 import Environment
from markupsafe import Markup

from finder.marker_spreading import Spot
from finder.schematic_map import Marker, SchematicMap
from finder.web.branding import Helpline
from finder.web.drawing import needs_request
from finder.web.filters import PARAMETERS, Choices, Shown
from finder.web.languages import miles_text, page_url, this_page, words_of
from finder.web.nothing_found import NothingFound
from finder.web.slots import SLOT, NamedPattern, Pattern, written
from finder.words import Language

MAPS_KEPT = 128
FILTERS_KEPT = 256
FOOTERS_KEPT = 8

_MARKED = ("x", "y", "its_x", "its_y", "number")


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


@dataclass(frozen=True, slots=True)
class _Marks:
    """How each marker is drawn, and the line to one that was moved."""

    marker: NamedPattern
    line: NamedPattern

    @classmethod
    def of(cls, part: Any) -> Self:
        """Draw them by the macros of a template, with slots for what differs."""
        x, y, its_x, its_y, number = map(NamedPattern.slot, _MARKED)
        spots = {"x": x, "y": y, "true_spot": (its_x, its_y)}
        marker, line = part.marker(spots, number), part.line(spots)
        return cls(NamedPattern.of(marker), NamedPattern.of(line))

    @property
    def rest(self) -> bytes:
        """What follows the number, which is the last that differs."""
        return self.marker.parts[-1]

    def before_number(self, marker: Marker) -> bytes:
        """Return the marker as far as its number."""
        spots = {"x": b"%d" % marker.x, "y": b"%d" % marker.y}
        return self.marker.fill({**spots, "number": b""}).removesuffix(self.rest)

    def line_to(self, marker: Marker, spot: Spot) -> bytes:
        """Return the line from a marker to its true spot."""
        steps = map(b"%d".__mod__, (marker.x, marker.y, *spot))
        return self.line.fill(dict(zip(_MARKED, steps, strict=False)))


class Fragments:
    """Draws parts of pages by the templates of one environment."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._map = lru_cache(maxsize=MAPS_KEPT)(self._draw_map)
        self._filters = lru_cache(maxsize=FILTERS_KEPT)(self._draw_filters)
        self._footer = lru_cache(maxsize=FOOTERS_KEPT)(self._draw_footer)
        self._marks = lru_cache(maxsize=1)(lambda: _Marks.of(self._part("map")))

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
        marks = self._marks()
        before = {it.label: marks.before_number(it) for it in drawn.markers}
        lines = {
            it.label: marks.line_to(it, it.true_spot)
            for it in drawn.markers
            if it.true_spot
        }
        return SharedMap(Pattern.of(picture), lines, before, marks.rest)

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
