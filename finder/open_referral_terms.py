"""What Open Referral UK calls what we call otherwise: ids, terms and statuses."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID, uuid5

from finder.centres import (
    AccreditationStatus,
    AccreditationType,
    Centre,
    CentreStatus,
    Facility,
    LocationSource,
    ReferralRoute,
    Service,
    ServiceType,
)

# Says that a location's `external_identifier` is the id of a centre.
CENTRE_ID_TYPE = "find-a-centre"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
STATUSES: Mapping[CentreStatus, str] = {
    CentreStatus.OPEN: "active",
    CentreStatus.TEMPORARILY_CLOSED: "temporarily closed",
    CentreStatus.CLOSED: "defunct",
}
COUNTRIES: Mapping[str, tuple[str, str]] = {
    "JE": ("JE", "Jersey"),
    "GY": ("GG", "Guernsey"),
    "IM": ("IM", "Isle of Man"),
}
UNITED_KINGDOM = ("GB", "United Kingdom")

# Never to change: the ids of all that was ever published come from it.
_NAMESPACE = UUID("52e7f4ec-fe27-43ae-ad90-a97becde7882")


class Taxonomy(StrEnum):
    """A list of terms of ours, by which attributes say what HSDS has no field for."""

    CONTACT_SERVICE = "contact-service"
    REFERRAL_ROUTE = "referral-route"
    ACCREDITATION = "accreditation"
    FACILITY = "facility"
    POSITION = "position"


# The name of each, and what it says.
TAXONOMIES: Mapping[Taxonomy, tuple[str, str]] = {
    Taxonomy.CONTACT_SERVICE: (
        "Contact service type",
        "Kinds of service for contact between a child and family members.",
    ),
    Taxonomy.REFERRAL_ROUTE: ("Referral route", "Who may apply for a place."),
    Taxonomy.ACCREDITATION: (
        "Accreditation",
        "The level of accreditation, and where the service stands with it.",
    ),
    Taxonomy.FACILITY: ("Facility", "What a venue has, and what it has not."),
    Taxonomy.POSITION: (
        "Source of position",
        "What the coordinates of a location were taken from.",
    ),
}


def facility_code(facility: Facility, has: bool) -> str:
    """Return the code of the term that says whether a venue has a facility."""
    return f"{facility}.{'yes' if has else 'no'}"


TERMS: Mapping[Taxonomy, tuple[str, ...]] = {
    Taxonomy.CONTACT_SERVICE: tuple(ServiceType),
    Taxonomy.REFERRAL_ROUTE: tuple(ReferralRoute),
    Taxonomy.ACCREDITATION: (*AccreditationType, *AccreditationStatus),
    Taxonomy.FACILITY: tuple(
        facility_code(facility, has) for facility in Facility for has in (True, False)
    ),
    Taxonomy.POSITION: tuple(LocationSource),
}


def made_uuid(kind: str, *key: str) -> str:
    """Return an id that stays the same while the key does."""
    return str(uuid5(_NAMESPACE, "\n".join((kind, *key))))


def service_id(centre: Centre, offered: Service) -> str:
    """Return the id of what a centre offers."""
    return made_uuid("service", centre.id, offered.type)


def location_id(centre: Centre) -> str:
    """Return the id of where a centre is."""
    return made_uuid("location", centre.id)


def at_location_id(of_service: str, centre: Centre) -> str:
    """Return the id of the link between a service and where it is."""
    return made_uuid("service at location", of_service, centre.id)


def organization_id(centre: Centre) -> str:
    """Return the id of who runs a centre."""
    if centre.operator:
        return made_uuid("organization", centre.operator, centre.charity_number)
    return operator_is_unknown_id(centre.id)


def taxonomy_id(taxonomy: Taxonomy) -> str:
    """Return the id of one of our lists of terms."""
    return made_uuid("taxonomy", taxonomy)


def term_id(taxonomy: Taxonomy, code: str) -> str:
    """Return the id of a term, the same wherever this program publishes."""
    return made_uuid("term", taxonomy, code)


def operator_is_unknown_id(centre_id: str) -> str:
    """Return the id of the organization of a centre whose operator is not known.

    HSDS wants one with a name, which is then that of the centre.
    """
    return made_uuid("organization of", centre_id)
