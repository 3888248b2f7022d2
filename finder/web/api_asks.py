"""What the API is asked, as models: they are checked against, and described by.

The same models read a query string and a JSON body.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from finder.centres import ReferralRoute, ServiceType
from finder.found import PAGE_SIZE, Order
from finder.location import LATITUDES, LONGITUDES
from finder.narrowing import Day

MOST_RESULTS = 50
MOST_PLACES = 100
FURTHEST_MILES = 500
LONGEST_LANGUAGE = 40

# JSON has no enums: their texts are taken even where types are checked strictly.
_Service = Annotated[ServiceType, Field(strict=False)]
_Route = Annotated[ReferralRoute, Field(strict=False)]
_Day = Annotated[Day, Field(strict=False)]
_Order = Annotated[Order, Field(strict=False)]

# The limits are told here and kept by `Location`, which knows a swapped pair.
_Latitude = Annotated[
    float,
    Field(json_schema_extra={"minimum": LATITUDES[0], "maximum": LATITUDES[1]}),
]
_Longitude = Annotated[
    float,
    Field(json_schema_extra={"minimum": LONGITUDES[0], "maximum": LONGITUDES[1]}),
]


class Ask(BaseModel):
    """Nothing but what is named may be asked, each of the type that is named."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NoAsk(Ask):
    """An address that takes no parameters."""


class NamedPlaceAsk(Ask):
    """A place by its postcode or its name: one of them."""

    postcode: str | None = Field(
        default=None,
        description="A full postcode however typed, or half of one: NG1 5 or NG1.",
        examples=["AA1 1AA"],
    )
    place: str | None = Field(
        default=None,
        description="The name of a town or village, or its slug from `choices`.",
        examples=["Nottingham"],
    )


class PlaceAsk(NamedPlaceAsk):
    """A place by its postcode, its name or its coordinates: one of them."""

    lat: _Latitude | None = Field(
        default=None, description="Latitude (WGS84), with `lon`.", examples=[52.95]
    )
    lon: _Longitude | None = Field(
        default=None, description="Longitude (WGS84), with `lat`.", examples=[-1.15]
    )


class OtherPlaceAsk(Ask):
    """A second home, the other parent's; it may be left out."""

    other_postcode: str | None = Field(
        default=None, description="The postcode of a second home, or half of one."
    )
    other_place: str | None = Field(
        default=None, description="The town or village of a second home."
    )
    other_lat: _Latitude | None = Field(
        default=None, description="The latitude of a second home, with `other_lon`."
    )
    other_lon: _Longitude | None = Field(
        default=None, description="The longitude of a second home, with `other_lat`."
    )


class ConditionsAsk(Ask):
    """What a centre must answer, all of it together."""

    service: list[_Service] = Field(
        min_length=1,
        description="The services needed. A centre must offer every one of them.",
        examples=[["supported"]],
    )
    referral: _Route | None = Field(
        default=None, description="Who applies; `self` for a parent."
    )
    day: list[_Day] = Field(
        default=[], description="When people can come; one of them is enough."
    )
    within_miles: Annotated[int, Field(ge=1, le=FURTHEST_MILES)] | None = Field(
        default=None, description="How far away a centre may be, in whole miles."
    )
    step_free: bool = Field(
        default=False, description="Only centres known to have step-free access."
    )
    language: Annotated[str, Field(max_length=LONGEST_LANGUAGE)] | None = Field(
        default=None,
        description="A language spoken there, as `/status` lists them; case is free.",
    )
    limit: int = Field(
        default=PAGE_SIZE, ge=1, le=MOST_RESULTS, description="The most results."
    )


class SearchAsk(ConditionsAsk, OtherPlaceAsk, PlaceAsk):
    """A search: one place, the services needed, and what narrows the answer."""

    order: _Order = Field(
        default=Order.NEAREST,
        description="By the distance from the child's place, or, with a second home, "
        "`fairer`: by the longer of the two, the shortest first.",
    )
    offset: int = Field(
        default=0, ge=0, le=1_000_000, description="How many results to pass over."
    )


class BatchAsk(ConditionsAsk):
    """Many places, searched with the same conditions."""

    places: list[PlaceAsk] = Field(
        min_length=1, max_length=MOST_PLACES, description="The places, in order."
    )
