"""A contact centre and what it offers.

The value of each enum member is its code in addresses, files, the API and the
catalogues of words.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from finder.location import Location
from finder.postcodes import Nation, Outcode, Postcode
from finder.sessions import Opening


class ServiceType(StrEnum):
    """A kind of contact service, in the field's own terms."""

    SUPPORTED = "supported"
    SUPERVISED = "supervised"
    HANDOVER = "handover"
    SUPERVISED_ASSESSMENT = "supervised-assessment"
    INDIRECT = "indirect"
    ESCORTED = "escorted"
    LIFE_STORY = "life-story"
    VIRTUAL = "virtual"
    COMMUNITY = "community"


class ReferralRoute(StrEnum):
    """Who may apply for a place."""

    SELF = "self"
    SOLICITOR = "solicitor"
    MEDIATOR = "mediator"
    CAFCASS = "cafcass"
    SOCIAL_WORKER = "social-worker"
    COURT = "court"
    OTHER_PROFESSIONAL = "other-professional"


class AccreditationType(StrEnum):
    """The level that a centre is accredited at, or is working towards."""

    STANDARD = "standard"
    ENHANCED = "enhanced"


class AccreditationStatus(StrEnum):
    """Where a centre stands with its accreditation."""

    ACCREDITED = "accredited"
    CANDIDATE = "candidate"
    SUSPENDED = "suspended"


class CentreStatus(StrEnum):
    """Whether a centre takes families now."""

    OPEN = "open"
    TEMPORARILY_CLOSED = "temporarily-closed"
    CLOSED = "closed"


class AddressVisibility(StrEnum):
    """How much of a venue's address anyone may see."""

    FULL = "full"
    TOWN = "town"
    NONE = "none"


class LocationSource(StrEnum):
    """Where the point of a centre came from."""

    GIVEN = "given"
    POSTCODE = "postcode"
    ENDED_POSTCODE = "ended-postcode"
    SECTOR = "sector"
    OUTCODE = "outcode"
    PLACE = "place"
    ADDRESS = "address"


class Facility(StrEnum):
    """What a venue has, where the keeper knows."""

    STEP_FREE = "step-free"
    ACCESSIBLE_TOILET = "accessible-toilet"
    PARKING = "parking"
    OUTDOOR_SPACE = "outdoor-space"
    SEPARATE_ENTRANCES = "separate-entrances"


NO_OPENING = Opening()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """Either part may be unknown."""

    type: AccreditationType | None = None
    status: AccreditationStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRange:
    """Ages taken, in whole years, both included; None is no limit."""

    youngest: int | None = None
    oldest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service as one centre offers it: real centres differ by service."""

    type: ServiceType
    referral_routes: tuple[ReferralRoute, ...] = ()
    opening: Opening = NO_OPENING
    charges: str = ""
    age_range: AgeRange = AgeRange()
    waiting_weeks: int | None = None
    accreditation: Accreditation = Accreditation()


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a venue is, as its keeper knows it; see `Centre.public_address`."""

    lines: tuple[str, ...] = ()
    town: str = ""
    county: str = ""
    postcode: Postcode | None = None
    visibility: AddressVisibility = AddressVisibility.FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCovered:
    """Where a service without a venue works; empty for a centre with one."""

    outcodes: tuple[Outcode, ...] = ()
    authorities: tuple[str, ...] = ()
    nations: tuple[Nation, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.outcodes or self.authorities or self.nations)

    def covers(self, outcode: Outcode | None, authority: str, nation: Nation) -> bool:
        """Return whether a place with these codes lies in the area."""
        return (
            outcode in self.outcodes
            or authority in self.authorities
            or nation in self.nations
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A contact centre or service.

    `location` is the point that searches, maps and feeds may use: where the
    address is withheld it is already the middle of the postcode district, so
    no distance gives the venue away. It is None where there is no venue, and
    then `area_covered` says where the service works. `given_location` is what
    the keeper typed, and is never shown.
    """

    id: str
    name: str
    services: tuple[Service, ...]
    operator: str = ""
    charity_number: str = ""
    address: Address = Address()
    area_covered: AreaCovered = AreaCovered()
    location: Location | None = None
    location_source: LocationSource | None = None
    given_location: Location | None = None
    telephone: str = ""
    email: str = ""
    website: str = ""
    referral_url: str = ""
    facilities: tuple[tuple[Facility, bool], ...] = ()
    languages: tuple[str, ...] = ()
    status: CentreStatus = CentreStatus.OPEN
    status_note: str = ""
    last_checked: date | None = None
    source: str = ""

    def __hash__(self) -> int:
        """Return the hash of the id: that of all the rest takes a hundred times it."""
        return hash(self.id)

    @property
    def offers(self) -> frozenset[ServiceType]:
        """The service types that the centre offers."""
        return frozenset(service.type for service in self.services)

    def offers_all(self, wanted: frozenset[ServiceType]) -> bool:
        """Return whether the centre offers every one of the types."""
        return wanted <= self.offers

    @property
    def mapped_location(self) -> Location | None:
        """The point that a map may show: none where not even the town is public."""
        hidden = self.address.visibility is AddressVisibility.NONE
        return None if hidden else self.location

    @property
    def public_address(self) -> Address:
        """The address as far as its keeper allows anyone to see it."""
        match self.address.visibility:
            case AddressVisibility.FULL:
                return self.address
            case AddressVisibility.TOWN:
                return Address(
                    town=self.address.town,
                    county=self.address.county,
                    visibility=AddressVisibility.TOWN,
                )
            case AddressVisibility.NONE:
                return Address(visibility=AddressVisibility.NONE)
