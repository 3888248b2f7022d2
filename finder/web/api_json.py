"""Answers of the API, joined from ready bytes.

To dump ten centres anew costs as much as the rest of a request: what a list says
of a centre is made once when a listing is loaded.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from flask import Response

from finder.found import SearchResults
from finder.mid_water import MidWater
from finder.origins import Origin, OriginKind
from finder.over_water import lines_over_water
from finder.postcodes import Nation
from finder.web.centre_json import ready
from finder.web.languages import miles_text, words_of
from finder.web.live import Loaded
from finder.words import Language

JSON = "application/json"
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right, Royal Mail data © Royal "
    "Mail copyright and database right, and ONS data, under the Open Government "
    "Licence v3.0. Towns: © GeoNames contributors, under CC BY 4.0."
)
# Whole miles across the isles, from two homes, with and without water.
DISTANCES_KEPT = 2048
ORIGINS_KEPT = 4096


def joined(*objects: bytes) -> bytes:
    """Join JSON objects, none of them empty, into one."""
    return b"{%b}" % b",".join(it[1:-1] for it in objects)


@lru_cache(maxsize=4)
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
    homes = [(b'"origin":%b', found.origin)]
    if found.other_origin is not None:
        homes.append((b'"other_origin":%b', found.other_origin))
    origins = [name % _origin(origin) for name, origin in homes]
    away = _away(found, water, language)
    results = [
        b"{%b,%b" % (distances, summaries[match.centre.id][1:])
        for match, distances in zip(found.matches, away, strict=True)
    ]
    others = [summaries[centre.id] for centre in found.without_venue]
    return b'{%b,"total":%d,"results":[%b],"without_venue":[%b]}' % (
        b",".join(origins),
        found.total,
        b",".join(results),
        b",".join(others),
    )


def origin_json(origin: Origin) -> dict[str, Any]:
    """Return what may be told of the place of a search."""
    return _told(origin.kind, origin.label, origin.nation, origin.approximate)


def _told(
    kind: OriginKind, label: str, nation: Nation, approximate: bool
) -> dict[str, Any]:
    return {
        "kind": kind,
        "label": label,
        "nation": nation,
        "approximate": approximate,
    }


def _origin(origin: Origin) -> bytes:
    return _origin_told(origin.kind, origin.label, origin.nation, origin.approximate)


@lru_cache(maxsize=ORIGINS_KEPT)
def _origin_told(
    kind: OriginKind, label: str, nation: Nation, approximate: bool
) -> bytes:
    return ready(_told(kind, label, nation, approximate))


def _away(found: SearchResults, water: MidWater, language: Language) -> Iterable[bytes]:
    """Return how far each centre is from each of the homes, as members of an object."""
    wet, *other_wet = lines_over_water(found, water)
    told = _distances(language, "")
    away = [told(it.miles, over) for it, over in zip(found.matches, wet, strict=True)]
    if not other_wet:
        return away
    told = _distances(language, "other_")
    other_away = [
        told(it.other_miles or 0.0, over)
        for it, over in zip(found.matches, other_wet[0], strict=True)
    ]
    return map(b",".join, zip(away, other_away, strict=True))


@cache
def _distances(language: Language, prefix: str) -> Callable[[float, bool], bytes]:
    """Return what tells a distance, as members of an object, and keeps what it told."""
    words = words_of(language)

    @lru_cache(maxsize=DISTANCES_KEPT)
    def told(miles: float, over_water: bool) -> bytes:
        return ready(
            {
                f"{prefix}distance_miles": miles,
                f"{prefix}distance_text": miles_text(words, miles),
                f"{prefix}over_water": over_water,
            }
        )[1:-1]

    return told
