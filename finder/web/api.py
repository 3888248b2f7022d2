"""Version 1 of the API: the same results as the pages, as JSON.

Its words (distances, problems) are in the language of ``Accept-Language``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response

from finder.centres import ServiceType
from finder.errors import CentreUnknown
from finder.mid_water import MidWater
from finder.origins import Origin, OriginKind
from finder.places import Gazetteer
from finder.web.api_asks import NamedPlaceAsk, NoAsk
from finder.web.api_headers import answer_preflight, api_language
from finder.web.api_json import (
    JSON,
    about_listing,
    joined,
    json_answer,
    origin_json,
)
from finder.web.api_operations import OPERATIONS
from finder.web.api_places import find_origin, read_place
from finder.web.api_reading import query_of
from finder.web.api_search import SearchViews
from finder.web.caching import for_everyone
from finder.web.centre_json import details, ready
from finder.web.languages import words_of
from finder.web.live import LiveListing, Loaded
from finder.web.openapi import describe
from finder.web.sandbox import Sandbox
from finder.words import Language

API_PATH = "/api/v1"
# Of latitude and longitude: half a mile or so, whoever asks.
COARSE_DECIMALS = 2


def api_blueprint(
    listing: LiveListing, gazetteer: Gazetteer, water: MidWater, sandbox: Sandbox
) -> Blueprint:
    """Serve ``/api/v1``."""
    blueprint = Blueprint("api", __name__, url_prefix=API_PATH)
    searches = SearchViews(listing, gazetteer, water, sandbox)
    others = _Views(listing, gazetteer, sandbox)
    views: dict[str, Callable[..., Response]] = {
        "findCentres": searches.by_query,
        "findCentresPrivately": searches.by_body,
        "findCentresForMany": searches.batch,
        "getCentre": others.centre,
        "listServices": others.services,
        "locatePlace": others.place,
        "getStatus": others.status,
        "getDescription": others.description,
    }
    for operation in OPERATIONS:
        blueprint.add_url_rule(
            operation.path,
            operation.id,
            views[operation.id],
            methods=[operation.method],
        )
    blueprint.before_request(answer_preflight)
    return blueprint


@dataclass(frozen=True, slots=True)
class _Views:
    """All that is no search, with what it is answered from."""

    listing: LiveListing
    gazetteer: Gazetteer
    sandbox: Sandbox

    def centre(self, centre_id: str) -> Response:
        query_of(NoAsk)
        kept = self.sandbox.centres.get(centre_id)
        if kept is not None:
            return _shared(ready(kept), self.sandbox.about)
        loaded = self.listing.now()
        listed = loaded.listed.get(centre_id)
        if listed is None:
            raise CentreUnknown
        return _shared(ready(details(listed)), about_listing(loaded))

    def services(self) -> Response:
        query_of(NoAsk)
        loaded = self.listing.now()
        services = [_in_words(service) for service in ServiceType]
        return _shared(ready({"services": services}), about_listing(loaded))

    def place(self) -> Response:
        place = read_place(query_of(NamedPlaceAsk), self.gazetteer, NamedPlaceAsk)
        if self.sandbox.holds([place]):
            return self.sandbox.answer_to(place).answer_place(api_language())
        loaded = self.listing.now()
        origin = find_origin(place, loaded.postcodes)
        return json_answer(ready(_coarse(origin, loaded)), about_listing(loaded))

    def status(self) -> Response:
        query_of(NoAsk)
        loaded = self.listing.now()
        return _shared(
            about_listing(loaded),
            ready(
                {
                    "published_at": loaded.snapshot.published_at.isoformat(),
                    "centres": len(loaded.listed),
                    "postcodes": loaded.postcodes.id,
                    "languages": loaded.languages,
                }
            ),
        )

    def description(self) -> Response:
        query_of(NoAsk)
        return for_everyone(_document(self.sandbox), JSON)


@lru_cache(maxsize=1)
def _document(sandbox: Sandbox) -> bytes:
    return ready(describe(sandbox, API_PATH))


def _shared(*objects: bytes) -> Response:
    return for_everyone(joined(*objects), JSON)


def _in_words(service: ServiceType) -> dict[str, object]:
    def texts(code: str) -> dict[str, str]:
        return {language.value: words_of(language)(code) for language in Language}

    return {
        "code": service,
        "name": texts(f"service.{service}"),
        "hint": texts(f"service.{service}.hint"),
    }


def _coarse(origin: Origin, loaded: Loaded) -> dict[str, object]:
    middle = origin.location
    if origin.kind is not OriginKind.PLACE:
        middle = loaded.postcodes.find(origin.outcode).location
    return {
        **origin_json(origin),
        "ended": origin.ended is not None,
        "latitude": round(middle.latitude, COARSE_DECIMALS),
        "longitude": round(middle.longitude, COARSE_DECIMALS),
    }
