"""What the API answers, as models.

They describe answers and tests hold answers to them; the answers themselves are
joined from ready bytes, which costs less than to build and dump models.
"""

from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from finder.centres import (
    AccreditationStatus,
    AccreditationType,
    AddressVisibility,
    CentreStatus,
    Facility,
    LocationSource,
    ReferralRoute,
    ServiceType,
)
from finder.origins import OriginKind
from finder.postcodes import Nation

# Every code that a problem can have, or one of its errors.
PROBLEM_CODES = (
    "body_invalid",
    "centre_unknown",
    "coordinates_incomplete",
    "day_invalid",
    "http_400",
    "http_404",
    "http_405",
    "http_413",
    "http_415",
    "http_429",
    "http_500",
    "language_invalid",
    "lat_invalid",
    "limit_invalid",
    "location_outside_isles",
    "location_swapped",
    "lon_invalid",
    "not_ready",
    "offset_invalid",
    "order_invalid",
    "other_missing",
    "parameter_repeated",
    "parameter_unknown",
    "place_invalid",
    "place_shared",
    "place_twice",
    "place_unknown",
    "places_invalid",
    "postcode_forces",
    "postcode_incomplete",
    "postcode_invalid",
    "postcode_missing",
    "postcode_not_geographic",
    "postcode_unknown",
    "referral_invalid",
    "sandbox_mixed",
    "search_invalid",
    "service_missing",
    "service_unknown",
    "step_free_invalid",
    "within_miles_invalid",
)


class About(BaseModel):
    """What every answer says of itself."""

    snapshot: str = Field(description="The listing answered from, or `sandbox`.")
    demonstration: bool = Field(description="Whether the centres are fictional.")
    attribution: str = Field(description="To be shown wherever the answer is.")


class Origin(BaseModel):
    """What may be told of the place of a search: never more than its district."""

    kind: OriginKind = Field(description="What the place was found by.")
    label: str = Field(description="The district or the town.", examples=["NG1"])
    nation: Nation
    approximate: bool = Field(
        description="Whether distances are from the middle of a district or town."
    )


class Summary(BaseModel):
    """What a list of results says of a centre. Texts are empty where unknown."""

    id: str
    name: str
    services: list[ServiceType]
    status: CentreStatus
    status_note: str
    town: str = Field(description="Empty where the keeper withholds it.")
    postcode: str = Field(description="The venue's; empty where withheld.")
    telephone: str
    email: str
    website: str
    referral_url: str = Field(description="Where to apply.")
    last_checked: Annotated[str, Field(json_schema_extra={"format": "date"})] | None
    url: str = Field(description="The page of the centre on this site.")


class Result(Summary):
    """A centre with a venue, and how far away it is."""

    distance_miles: float = Field(
        description="Half miles under five miles, whole miles above; 0 is less than "
        "half a mile. Results are in the exact order, which this is rounded from."
    )
    distance_text: str = Field(description="The distance in words.")
    over_water: bool = Field(
        description="Whether the straight line crosses the sea or an estuary, so "
        "that the journey is longer."
    )
    other_distance_miles: float | SkipJsonSchema[None] = Field(
        default=None, description="From the second home, if one was given."
    )
    other_distance_text: str | SkipJsonSchema[None] = None
    other_over_water: bool | SkipJsonSchema[None] = None


class Found(BaseModel):
    """One page of results."""

    origin: Origin
    other_origin: Origin | SkipJsonSchema[None] = Field(
        default=None, description="The second home, if one was given."
    )
    total: int = Field(description="How many results there are on all pages.")
    results: list[Result]
    without_venue: list[Summary] = Field(
        description="Services that cover the place and have no venue to measure to."
    )


class SearchAnswer(Found, About):
    """The answer to a search."""


class FieldProblem(BaseModel):
    """One thing to mend."""

    field: str = Field(description="The parameter; empty for the whole request.")
    code: str
    detail: str


class Choice(BaseModel):
    """A town that may have been meant."""

    field: str = Field(description="The parameter that it may be given in.")
    place: str = Field(description="The slug to ask with.", examples=["newport-np20"])
    name: str
    county: str
    nation: Nation
    district: str


class Problem(BaseModel):
    """Why there is no answer, as RFC 9457 has it. What was sent is never repeated."""

    type: str = Field(description="`urn:find-a-centre:problem:` and the code.")
    title: str
    status: int
    detail: str
    code: str = Field(
        description="Stable, and the same in both languages; others may be added.",
        json_schema_extra={"x-extensible-enum": list(PROBLEM_CODES)},
    )
    errors: list[FieldProblem] = Field(description="All that is to be mended.")
    choices: list[Choice] = Field(description="Towns of a shared or unknown name.")


class NoAnswer(BaseModel):
    """A place of a batch that could not be answered."""

    problem: Problem


class BatchAnswer(About):
    """An answer for each place, in the order asked."""

    answers: list[Found | NoAnswer]


class Accreditation(BaseModel):
    """Either part may be unknown."""

    type: AccreditationType | None
    status: AccreditationStatus | None


class AgeRange(BaseModel):
    """Ages taken, in whole years, both included; null is no limit."""

    youngest: int | None
    oldest: int | None


class OfferedService(BaseModel):
    """One service as one centre offers it."""

    type: ServiceType
    referral_routes: list[ReferralRoute]
    sessions: list[str] = Field(examples=[["1st,3rd Sat 10:00-12:00"]])
    by_arrangement: bool
    sessions_note: str
    charges: str
    age_range: AgeRange
    waiting_weeks: int | None
    accreditation: Accreditation


class VenueAddress(BaseModel):
    """The address, as far as its keeper lets it be known."""

    lines: list[str]
    town: str
    county: str
    postcode: str
    visibility: AddressVisibility


class VenueLocation(BaseModel):
    """A point; where the address is withheld, the middle of the district."""

    latitude: float
    longitude: float
    source: LocationSource


class AreaCovered(BaseModel):
    """Where a service without a venue works."""

    outcodes: list[str]
    authorities: list[str] = Field(description="ONS codes of local authorities.")
    nations: list[Nation]


class CentreDetails(Summary):
    """All that may be known of a centre, service by service."""

    services: list[OfferedService]  # type: ignore[assignment]
    operator: str
    charity_number: str
    address: VenueAddress
    location: VenueLocation | None
    area_covered: AreaCovered
    facilities: dict[Facility, bool] = Field(description="Those known of alone.")
    languages: list[str]
    source: str


class CentreAnswer(CentreDetails, About):
    """A centre."""


class Texts(BaseModel):
    """The same in both languages."""

    en: str
    cy: str


class ServiceWords(BaseModel):
    """A type of service, in words."""

    code: ServiceType
    name: Texts
    hint: Texts


class ServicesAnswer(About):
    """Every type of service there is."""

    services: list[ServiceWords]


class PlaceAnswer(Origin, About):
    """A place as coarsely as it may be told."""

    ended: bool = Field(description="Whether the postcode is known to have ended.")
    latitude: float = Field(description="Of the middle of the district or town.")
    longitude: float


class StatusAnswer(About):
    """What is answered from."""

    published_at: str = Field(json_schema_extra={"format": "date-time"})
    centres: int = Field(description="How many centres are listed.")
    postcodes: str = Field(description="The postcode index that is live.")
    languages: list[str] = Field(description="All that are spoken at any centre.")


class OpenApiAnswer(BaseModel):
    """The description of the API."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]
