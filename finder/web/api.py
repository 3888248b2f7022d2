"""Version 1 of the API: the same results as the pages, as JSON.

A search's answer is joined from bytes made once when a listing is loaded: to
dump ten centres anew costs as much as the rest of the request.
"""

from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict

from finder.errors import CentreUnknown, InvalidLocation, UnreadPlace
from finder.location import Location
from finder.origins import Origin, Whereabouts
from finder.places import Gazetteer
from finder.postcodes import read_postcode
from finder.search import PAGE_SIZE, SearchQuery, SearchResults
from finder.search_query import InvalidSearch, Problem, read_services, read_town
from finder.web.centre_json import details, ready
from finder.web.languages import language_of_request, miles_text, words_of
from finder.web.live import LiveListing, Loaded

MOST_RESULTS = 50
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right, Royal Mail data © Royal "
    "Mail copyright and database right, and ONS data, under the Open Government "
    "Licence v3.0."
)


class SearchParameters(BaseModel):
    """The query string of a search: a postcode, a place, or a point."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    postcode: str | None = None
    place: str | None = None
    lat: float | None = None
    lon: float | None = None
    service: list[str] = Field(default_factory=list)
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = PAGE_SIZE
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


def api_blueprint(listing: LiveListing, gazetteer: Gazetteer) -> Blueprint:
    """Serve ``/api/v1``."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

    @blueprint.get("/centres")
    def search() -> Response:
        query = _read_query(request.args, gazetteer)
        loaded = listing.now()
        return _json(_results(loaded, loaded.search.find(query)))

    @blueprint.get("/centres/<centre_id>")
    def centre(centre_id: str) -> Response:
        loaded = listing.now()
        listed = loaded.listed.get(centre_id)
        if listed is None:
            raise CentreUnknown
        return _json(_join(ready(details(listed)), _about(loaded)))

    return blueprint


def _read_query(args: MultiDict[str, str], gazetteer: Gazetteer) -> SearchQuery:
    """Read a query string. Raises `InvalidSearch`."""
    parameters = _read_parameters(args)
    problems: list[Problem] = []
    services, place = None, None
    try:
        services = read_services(parameters.service)
    except InvalidSearch as invalid:
        problems += invalid.problems
    try:
        place = _read_place(parameters, gazetteer)
    except InvalidLocation as problem:
        problems.append(Problem("lat", problem.code))
    except UnreadPlace as problem:
        problems.append(Problem("postcode", problem.code))
    if services is None or place is None:
        raise InvalidSearch(problems)
    return SearchQuery(
        place=place,
        services=services,
        offset=parameters.offset,
        limit=parameters.limit,
    )


def _read_parameters(args: MultiDict[str, str]) -> SearchParameters:
    known = SearchParameters.model_fields
    given: dict[str, Any] = {}
    for name, values in args.lists():
        if name not in known:
            raise InvalidSearch([Problem("", "parameter_unknown")])
        if name != "service" and len(values) > 1:
            raise InvalidSearch([Problem(name, "parameter_repeated")])
        given[name] = values if name == "service" else values[0]
    try:
        return SearchParameters.model_validate(given)
    except ValidationError as invalid:
        # Pydantic's own words quote the input, which may be a child's place.
        names = dict.fromkeys(str(error["loc"][0]) for error in invalid.errors())
        problems = [Problem(name, f"{name}_invalid") for name in names]
        raise InvalidSearch(problems) from None


def _read_place(parameters: SearchParameters, gazetteer: Gazetteer) -> Whereabouts:
    by_point = parameters.lat is not None or parameters.lon is not None
    by_name = parameters.place is not None
    if by_point + by_name + (parameters.postcode is not None) > 1:
        raise InvalidSearch([Problem("postcode", "place_twice")])
    if parameters.place is not None:
        return read_town(parameters.place, gazetteer, "place")
    if parameters.lat is not None and parameters.lon is not None:
        return Location(latitude=parameters.lat, longitude=parameters.lon)
    if by_point:
        raise InvalidSearch([Problem("lat", "coordinates_incomplete")])
    return read_postcode(parameters.postcode or "")


def _results(loaded: Loaded, found: SearchResults) -> bytes:
    words = words_of(language_of_request())
    matches = (
        _join(
            ready(
                {
                    "distance_miles": match.miles,
                    "distance_text": miles_text(words, match.miles),
                }
            ),
            loaded.summaries[match.centre.id],
        )
        for match in found.matches
    )
    others = (loaded.summaries[centre.id] for centre in found.without_venue)
    head = ready({"origin": _origin(found.origin), "total": found.total})
    lists = b'{"results":[%b],"without_venue":[%b]}' % (
        b",".join(matches),
        b",".join(others),
    )
    return _join(_join(head, lists), _about(loaded))


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "kind": origin.kind,
        "label": origin.label,
        "nation": origin.nation,
        "approximate": origin.approximate,
    }


def _about(loaded: Loaded) -> bytes:
    return ready(
        {
            "snapshot": loaded.snapshot.id,
            "demonstration": loaded.snapshot.demonstration,
            "attribution": ATTRIBUTION,
        }
    )


def _join(one: bytes, other: bytes) -> bytes:
    """Join two JSON objects, neither of them empty, into one."""
    return one[:-1] + b"," + other[1:]


def _json(content: bytes) -> Response:
    return Response(content, mimetype="application/json")
