"""Where a centre is, by the first source that knows, and which that was."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from finder.centres import AddressVisibility, Centre, LocationSource
from finder.errors import UnknownPostcode, UnplacedPostcode
from finder.location import METRES_PER_MILE, Location
from finder.postcode_index import PostcodeIndex, PostcodePlace, Precision

FURTHEST_FROM_POSTCODE_METRES = 5 * METRES_PER_MILE
# The middle of a district whose postcodes lie closer than this gives a venue away.
SMALL_DISTRICT_METRES = 250
_EXACT = {LocationSource.POSTCODE, LocationSource.ENDED_POSTCODE}


class CannotPlace(Exception):
    """A centre cannot be placed, or not with confidence; `code` says why."""

    def __init__(self, column: str, code: str) -> None:
        super().__init__(code)
        self.column = column
        self.code = code


@dataclass(frozen=True, slots=True)
class Located:
    """Where a centre is, and how that is known."""

    location: Location
    source: LocationSource


class Geocoder(Protocol):
    """Finds a centre, or returns None when it has no answer of its own.

    Raises `CannotPlace` when what the keeper wrote contradicts itself.
    """

    def locate(self, centre: Centre) -> Located | None:
        """Return where the centre is, or None."""


class GivenCoordinates:
    """Trusts coordinates that the keeper gave, unless the postcode disagrees."""

    def __init__(self, postcodes: PostcodeIndex) -> None:
        self._postcodes = postcodes

    def locate(self, centre: Centre) -> Located | None:
        """Return the coordinates given, within five miles of the postcode's."""
        given = centre.given_location
        if given is None:
            return None
        place = _place(self._postcodes, centre)
        if place is not None:
            allowed = FURTHEST_FROM_POSTCODE_METRES + place.spread_metres
            if given.metres_to(place.location) > allowed:
                raise CannotPlace("latitude", "coordinates_far_from_postcode")
        return Located(given, LocationSource.GIVEN)


class PostcodeGeocoder:
    """Finds a centre by its postcode, else by its sector or district."""

    def __init__(self, postcodes: PostcodeIndex) -> None:
        self._postcodes = postcodes

    def locate(self, centre: Centre) -> Located | None:
        """Return the place of the centre's postcode."""
        if centre.address.postcode is None:
            return None
        try:
            place = self._postcodes.find(centre.address.postcode)
        except UnplacedPostcode as problem:
            raise CannotPlace("postcode", problem.code) from problem
        return Located(place.location, _source(place))


class ExactPostcode:
    """Finds a centre by its postcode, if the index has the very postcode.

    Asked before the online geocoders, with `PostcodeGeocoder` after them: so
    the middle of a sector is taken only where nobody knows better.
    """

    def __init__(self, postcodes: PostcodeIndex) -> None:
        self._by_postcode = PostcodeGeocoder(postcodes)

    def locate(self, centre: Centre) -> Located | None:
        """Return the place of the postcode itself, or None.

        Raises `CannotPlace` for a postcode that has no place anywhere.
        """
        try:
            located = self._by_postcode.locate(centre)
        except CannotPlace as problem:
            if problem.code == UnknownPostcode.code:
                return None
            raise
        return located if located and located.source in _EXACT else None


def locate_with_first(geocoders: Sequence[Geocoder], centre: Centre) -> Located | None:
    """Ask the geocoders in order of trust and take the first answer."""
    return next(filter(None, (each.locate(centre) for each in geocoders)), None)


def placed(
    centre: Centre, geocoders: Sequence[Geocoder], postcodes: PostcodeIndex
) -> Centre:
    """Return the centre with the point that searches may use.

    A venue whose address is withheld is put at the middle of its postcode
    district, so that no distance gives it away; a district that is hardly wider
    than one building is refused. A centre without a venue stays
    without a point. Raises `CannotPlace`.
    """
    located = locate_with_first(geocoders, centre)
    if located is None:
        if centre.area_covered:
            return centre
        raise CannotPlace("postcode", "place_missing")
    if centre.address.visibility is not AddressVisibility.FULL:
        located = _coarsened(centre, postcodes)
    return replace(centre, location=located.location, location_source=located.source)


def _coarsened(centre: Centre, postcodes: PostcodeIndex) -> Located:
    postcode = centre.address.postcode
    if postcode is None:
        raise CannotPlace("postcode", "withheld_without_postcode")
    try:
        venue, district = postcodes.find(postcode), postcodes.find(postcode.outcode)
    except UnplacedPostcode as problem:
        raise CannotPlace("postcode", problem.code) from problem
    if (
        venue.precision is Precision.UNIT
        and district.spread_metres < SMALL_DISTRICT_METRES
    ):
        raise CannotPlace("postcode", "withheld_in_small_district")
    return Located(district.location, LocationSource.OUTCODE)


def _place(postcodes: PostcodeIndex, centre: Centre) -> PostcodePlace | None:
    if centre.address.postcode is None:
        return None
    try:
        return postcodes.find(centre.address.postcode)
    except UnplacedPostcode:
        return None


def _source(place: PostcodePlace) -> LocationSource:
    if place.precision is Precision.SECTOR:
        return LocationSource.SECTOR
    if place.precision is Precision.OUTCODE:
        return LocationSource.OUTCODE
    return LocationSource.ENDED_POSTCODE if place.ended else LocationSource.POSTCODE
