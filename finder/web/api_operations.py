"""What can be asked of the API: the routes are made from this, and its description."""

from dataclasses import dataclass

from pydantic import BaseModel

from finder.web.api_asks import BatchAsk, NamedPlaceAsk, NoAsk, SearchAsk
from finder.web.api_centre_models import CentreAnswer
from finder.web.api_models import (
    BatchAnswer,
    OpenApiAnswer,
    PlaceAnswer,
    SearchAnswer,
    ServicesAnswer,
    StatusAnswer,
)

_ALWAYS = (400, 429, 503)
_OF_BODIES = (408, 413, 415)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing to ask, by an id that never changes.

    `problems` are the statuses of answers that are problems. What is `shared` is
    the same for everyone, and has a tag to ask with whether it has changed.
    """

    id: str
    path: str
    tag: str
    summary: str
    description: str
    answer: type[BaseModel]
    asks: type[BaseModel] = NoAsk
    sends_body: bool = False
    problems: tuple[int, ...] = _ALWAYS
    shared: bool = False

    @property
    def method(self) -> str:
        """The method to ask with."""
        return "POST" if self.sends_body else "GET"


OPERATIONS = (
    Operation(
        id="findCentres",
        path="/centres",
        tag="Search",
        summary="Find centres near a place",
        description="Centres that offer every service asked for, in exact order. "
        "Name one place: `postcode`, `place`, or `lat` and `lon`.",
        answer=SearchAnswer,
        asks=SearchAsk,
        problems=(*_ALWAYS, 404),
    ),
    Operation(
        id="findCentresPrivately",
        path="/search",
        tag="Search",
        summary="Find centres near a place, without the place in an address",
        description="Takes as JSON what `GET /centres` takes, and answers the same, "
        "byte for byte. Addresses end up in logs; bodies do not.",
        answer=SearchAnswer,
        asks=SearchAsk,
        sends_body=True,
        problems=(*_ALWAYS, 404, *_OF_BODIES),
    ),
    Operation(
        id="findCentresForMany",
        path="/batch",
        tag="Search",
        summary="Find centres near many places",
        description="Up to 100 places with the same conditions. Answers come in the "
        "order of the places; a place that cannot be read or found has a `problem` "
        "in its stead and does not fail the others.",
        answer=BatchAnswer,
        asks=BatchAsk,
        sends_body=True,
        problems=(*_ALWAYS, *_OF_BODIES),
    ),
    Operation(
        id="getCentre",
        path="/centres/<centre_id>",
        tag="Listing",
        summary="All that may be known of a centre",
        description="Service by service. An address is told only as far as its "
        "keeper allows.",
        answer=CentreAnswer,
        problems=(*_ALWAYS, 404),
        shared=True,
    ),
    Operation(
        id="listServices",
        path="/services",
        tag="Listing",
        summary="The types of service",
        description="Their codes, with names and hints in English and Welsh.",
        answer=ServicesAnswer,
        shared=True,
    ),
    Operation(
        id="locatePlace",
        path="/place",
        tag="Search",
        summary="Roughly where a postcode or a town is",
        description="The middle of the postcode's district or of the town, to two "
        "decimals: never the place of a postcode itself.",
        answer=PlaceAnswer,
        asks=NamedPlaceAsk,
        problems=(*_ALWAYS, 404),
    ),
    Operation(
        id="getStatus",
        path="/status",
        tag="Listing",
        summary="What is answered from",
        description="The listing and the postcode index that are live.",
        answer=StatusAnswer,
        shared=True,
    ),
    Operation(
        id="getDescription",
        path="/openapi.json",
        tag="Description",
        summary="This document",
        description="OpenAPI 3.1, made from the models that requests are checked "
        "against.",
        answer=OpenApiAnswer,
        problems=(400, 429),
        shared=True,
    ),
)
