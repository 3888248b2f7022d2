"""The place that the API is asked about, by any of its names."""

from typing import Any

from finder.errors import (
    InvalidLocation,
    MissingPostcode,
    UnplacedPostcode,
    UnreadPlace,
)
from finder.location import Location
from finder.origins import Origin, Whereabouts, origin_of
from finder.places import Gazetteer
from finder.postcode_index import PostcodeIndex
from finder.postcodes import read_postcode
from finder.search_query import InvalidSearch, Problem, read_town
from finder.web.api_asks import NamedPlaceAsk, PlaceAsk
from finder.web.api_reading import Given

# What the names of the fields of a second home begin with.
OTHER = "other_"

_POINT = {"lat", "lon"}


def read_place(
    given: Given, gazetteer: Gazetteer, model: type[NamedPlaceAsk] = PlaceAsk
) -> Whereabouts:
    """Read the place that must be given. Raises `InvalidSearch`."""
    place = _read(given.part("", model), gazetteer, model)
    if place is None:
        raise InvalidSearch([Problem("postcode", MissingPostcode.code)])
    return place


def read_other_place(given: Given, gazetteer: Gazetteer) -> Whereabouts | None:
    """Read the second home; None if there is none. Raises `InvalidSearch`."""
    try:
        return _read(given.part(OTHER, PlaceAsk), gazetteer, PlaceAsk)
    except InvalidSearch as invalid:
        problems = [_of_other(problem) for problem in invalid.problems]
        raise InvalidSearch(problems, invalid.choices, f"{OTHER}place") from None


def find_origin(
    place: Whereabouts, postcodes: PostcodeIndex, prefix: str = ""
) -> Origin:
    """Find a place. Raises `InvalidSearch`, which names the postcode's field."""
    try:
        return origin_of(place, postcodes)
    except UnplacedPostcode as unplaced:
        raise InvalidSearch([Problem(f"{prefix}postcode", unplaced.code)]) from None


def _read(
    part: Given, gazetteer: Gazetteer, model: type[NamedPlaceAsk]
) -> Whereabouts | None:
    if not part.values:
        return None
    values = part.read(model).model_dump(exclude_unset=True)
    try:
        return _place(values, gazetteer)
    except InvalidLocation as invalid:
        raise InvalidSearch([Problem("lat", invalid.code)]) from None
    except UnreadPlace as invalid:
        raise InvalidSearch([Problem("postcode", invalid.code)]) from None


def _place(values: dict[str, Any], gazetteer: Gazetteer) -> Whereabouts:
    by_point = _POINT & values.keys()
    if bool(by_point) + len(values.keys() - _POINT) > 1:
        raise InvalidSearch([Problem("postcode", "place_twice")])
    if by_point and by_point < _POINT:
        raise InvalidSearch([Problem("lat", "coordinates_incomplete")])
    if by_point:
        return Location(latitude=values["lat"], longitude=values["lon"])
    if "place" in values:
        return read_town(values["place"], gazetteer, "place")
    return read_postcode(values["postcode"])


def _of_other(problem: Problem) -> Problem:
    # The words for a missing postcode tell of the child's.
    missing = problem.code == MissingPostcode.code
    code = "postcode_invalid" if missing else problem.code
    return Problem(f"{OTHER}{problem.field}", code)
