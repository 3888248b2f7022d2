"""Where a search is measured from, and how much is known of that place."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from finder.location import Location
from finder.places import Place
from finder.postcode_index import PostcodeIndex, Precision
from finder.postcodes import (
    AnyPostcode,
    Nation,
    Outcode,
    Postcode,
    likely_meant,
)

Whereabouts = AnyPostcode | Place | Location


class OriginKind(StrEnum):
    """What the place of a search was found by."""

    POSTCODE = "postcode"
    ENDED_POSTCODE = "ended-postcode"
    SECTOR = "sector"
    OUTCODE = "outcode"
    PLACE = "place"
    COORDINATES = "coordinates"


_APPROXIMATE = frozenset({OriginKind.SECTOR, OriginKind.OUTCODE, OriginKind.PLACE})


class Origin(NamedTuple):
    """The place of a search.

    `outcode` is as much as may be shown of it, beside the `name` of a town that
    was asked for. `stands_in` says that a full postcode was asked for and its
    sector or district had to answer.
    """

    kind: OriginKind
    location: Location
    outcode: Outcode
    nation: Nation
    authority: str = ""
    name: str = ""
    ended: date | None = None
    stands_in: bool = False

    @property
    def approximate(self) -> bool:
        """Whether distances are from the middle of a district, sector or town."""
        return self.kind in _APPROXIMATE

    @property
    def label(self) -> str:
        """What the place may be called before others: a town or an outcode."""
        return self.name or str(self.outcode)


def origin_of(place: Whereabouts, postcodes: PostcodeIndex) -> Origin:
    """Find a place. Raises the children of `UnplacedPostcode`."""
    if isinstance(place, Location):
        area = postcodes.sector_nearest_to(place)
        return Origin(
            kind=OriginKind.COORDINATES,
            location=place,
            outcode=area.outcode,
            nation=area.place.nation,
            authority=area.place.authority,
        )
    if isinstance(place, Place):
        return Origin(
            kind=OriginKind.PLACE,
            location=place.location,
            outcode=place.district,
            nation=place.nation,
            authority=postcodes.sector_nearest_to(place.location).place.authority,
            name=place.name,
        )
    found = postcodes.find(place)
    return Origin(
        kind=_kind(found.precision, found.ended),
        location=found.location,
        outcode=place if isinstance(place, Outcode) else place.outcode,
        nation=found.nation,
        authority=found.authority,
        ended=found.ended,
        stands_in=isinstance(place, Postcode) and found.precision != Precision.UNIT,
    )


def suggestion_for(text: str, postcodes: PostcodeIndex) -> Postcode | None:
    """Return the postcode that was likely meant, if one such exists."""
    return next((it for it in likely_meant(text) if it in postcodes), None)


def _kind(precision: Precision, ended: date | None) -> OriginKind:
    if precision is Precision.UNIT:
        return OriginKind.ENDED_POSTCODE if ended else OriginKind.POSTCODE
    return OriginKind(precision.value)
