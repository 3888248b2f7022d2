"""What the API answers, as models.

They describe answers and tests hold answers to them; the answers themselves are
joined from ready bytes, which costs less than to build and dump models.
"""

from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from finder.centres import CentreStatus, ServiceType
from finder.origins import OriginKind
from finder.postcodes import Nation
from finder.web.api_problem_models import Problem


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


class NoAnswer(BaseModel):
    """A place of a batch that could not be answered."""

    problem: Problem


class BatchAnswer(About):
    """An answer for each place, in the order asked."""

    answers: list[Found | NoAnswer]


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
