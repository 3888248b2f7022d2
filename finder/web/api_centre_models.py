"""What the API tells of one centre, as models."""

from pydantic import BaseModel, Field

from finder.centres import (
    AccreditationStatus,
    AccreditationType,
    AddressVisibility,
    Facility,
    LocationSource,
    ReferralRoute,
    ServiceType,
)
from finder.postcodes import Nation
from finder.web.api_models import About, Summary


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
