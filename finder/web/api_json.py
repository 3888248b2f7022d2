"""Answers of the API, joined from ready bytes.

To dump ten centres anew costs as much as the rest of a request: what a list says
of a centre is made once when a listing is loaded.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask import Response

from finder.mid_water import MidWater
from finder.origins import Origin
from finder.search import SearchResults
from finder.web.centre_json import ready
from finder.web.languages import miles_text, words_of
from finder.web.live import Loaded
from finder.words import Language

JSON = "application/json"
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right, Royal Mail data © Royal "
    "Mail copyright and database right, and ONS data, under the Open Government "
    "Licence v3.0."
)
# Whole miles across the isles, from two homes, with and without water.
DISTANCES_KEPT = 8192


def joined(*objects: bytes) -> bytes:
    """Join JSON objects, none of them empty, into one."""
    return b"{%b}" % b",".join(it[1:-1] for it in objects)


def about(snapshot: str, demonstration: bool) -> bytes:
    """Return what every answer says of itself."""
    return ready(
        {
            "snapshot": snapshot,
            "demonstration": demonstration,
            "attribution": ATTRIBUTION,
        }
    )


def about_listing(loaded: Loaded) -> bytes:
    """Return what an answer from a listing says of itself."""
    return about(loaded.snapshot.id, loaded.snapshot.demonstration)


def json_answer(*objects: bytes) -> Response:
    """Answer with JSON objects joined into one."""
    return Response(joined(*objects), mimetype=JSON)


def found_json(
    found: SearchResults,
    summaries: Mapping[str, bytes],
    water: MidWater,
    language: Language,
) -> bytes:
    """Return one page of results, without what an answer says of itself."""
    head: dict[str, Any] = {"origin": origin_json(found.origin)}
    if found.other_origin is not None:
        head["other_origin"] = origin_json(found.other_origin)
    head["total"] = found.total
    away = _away(found, water, language)
    results = (
        joined(*distances, summaries[match.centre.id])
        for match, distances in zip(found.matches, away, strict=True)
    )
    others = (summaries[centre.id] for centre in found.without_venue)
    lists = b'{"results":[%b],"without_venue":[%b]}' % (
        b",".join(results),
        b",".join(others),
    )
    return joined(ready(head), lists)


def origin_json(origin: Origin) -> dict[str, Any]:
    """Return what may be told of the place of a search."""
    return {
        "kind": origin.kind,
        "label": origin.label,
        "nation": origin.nation,
        "approximate": origin.approximate,
    }


def _away(
    found: SearchResults, water: MidWater, language: Language
) -> Iterator[tuple[bytes, ...]]:
    """Yield how far each centre is from each of the homes."""
    homes = [("", found.origin, [match.miles for match in found.matches])]
    if found.other_origin is not None:
        further = [match.other_miles or 0.0 for match in found.matches]
        homes.append(("other_", found.other_origin, further))
    venues = [it.centre.location for it in found.matches if it.centre.location]
    columns = [
        [
            _distance(language, prefix, *away)
            for away in zip(
                miles, water.crossed(home.location, venues), strict=True
            )
        ]
        for prefix, home, miles in homes
    ]
    return zip(*columns, strict=True)


@lru_cache(maxsize=DISTANCES_KEPT)
def _distance(language: Language, prefix: str, miles: float, over_water: bool) -> bytes:
    return ready(
        {
            f"{prefix}distance_miles": miles,
            f"{prefix}distance_text": miles_text(words_of(language), miles),
            f"{prefix}over_water": over_water,
        }
    )
