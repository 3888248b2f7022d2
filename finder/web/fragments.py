"""Parts of pages that many visitors see alike, drawn once and kept a while.

What is kept tells of a centre or of a district, never of a visitor.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from finder.centres import Centre, ServiceType
from finder.schematic_map import SchematicMap
from finder.web.languages import language_of_request, words_of
from finder.words import Language

CENTRES_KEPT = 4_096
MAPS_KEPT = 512


def add_fragments(app: Flask) -> None:
    """Let templates ask for what a list says of a centre, and for a map."""
    draw_centre = _centre_drawer(app.jinja_env)
    draw_map = _map_drawer(app.jinja_env)

    def match_body(
        centre: Centre, wanted: frozenset[ServiceType], now: datetime
    ) -> Markup:
        # Next sessions change by the minute, if at all.
        minute = now.replace(second=0, microsecond=0)
        return draw_centre(centre, wanted, minute, language_of_request())

    def drawn_map(drawn: SchematicMap, caption: str) -> Markup:
        return draw_map(drawn, caption, language_of_request())

    app.add_template_global(match_body)
    app.add_template_global(drawn_map)


def _centre_drawer(
    environment: Environment,
) -> Callable[[Centre, frozenset[ServiceType], datetime, Language], Markup]:
    @lru_cache(maxsize=CENTRES_KEPT)
    def draw(
        centre: Centre,
        wanted: frozenset[ServiceType],
        now: datetime,
        language: Language,
    ) -> Markup:
        part: Any = environment.get_template("parts/match.html").module
        details: Markup = part.match_details(words_of(language), centre, wanted, now)
        return details

    return draw


def _map_drawer(
    environment: Environment,
) -> Callable[[SchematicMap, str, Language], Markup]:
    @lru_cache(maxsize=MAPS_KEPT)
    def draw(drawn: SchematicMap, caption: str, language: Language) -> Markup:
        part: Any = environment.get_template("parts/map.html").module
        picture: Markup = part.map(words_of(language), drawn, caption)
        return picture

    return draw
