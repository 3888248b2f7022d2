"""What a problem of the API says, as models, and every code that it can have."""

from pydantic import BaseModel, Field

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
    "http_408",
    "http_413",
    "http_415",
    "http_429",
    "http_500",
    "http_503",
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
