"""The values of a row, made into a centre."""

import re
import unicodedata

from finder.cells import CellProblem
from finder.centres import (
    Accreditation,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    Centre,
    CentreStatus,
    Facility,
    Service,
    ServiceType,
)
from finder.errors import InvalidLocation
from finder.listing_rows import Values
from finder.location import Location
from finder.sessions import Opening


class RowProblem(CellProblem):
    """What is wrong with a row whose cells, each alone, are right."""

    def __init__(self, column: str, code: str, value: object = "") -> None:
        super().__init__(code)
        self.column = column
        self.value = value


def centre_of(values: Values, services: tuple[Service, ...]) -> Centre:
    """Return the centre that a row tells of. Raises `RowProblem`."""
    if "name" not in values:
        raise RowProblem("name", "name_missing")
    if not services:
        raise RowProblem("services", "services_missing")
    given = _given_location(values)
    address = _address(values)
    area = values.get("area_covered", AreaCovered())
    if not (address.postcode or given or area):
        raise RowProblem("postcode", "place_missing")
    return Centre(
        id=values.get("id") or made_id(values["name"], address, area),
        name=values["name"],
        services=services,
        operator=values.get("operator", ""),
        charity_number=values.get("charity_number", ""),
        address=address,
        area_covered=area,
        given_location=given,
        telephone=values.get("telephone", ""),
        email=values.get("email", ""),
        website=values.get("website", ""),
        referral_url=values.get("referral_url", ""),
        facilities=_facilities(values),
        languages=values.get("languages", ()),
        status=values.get("status", CentreStatus.OPEN),
        status_note=values.get("status_note", ""),
        last_checked=values.get("last_checked"),
        source=values.get("source", ""),
    )


def made_id(name: str, address: Address, area: AreaCovered) -> str:
    """Return an id that stays the same while name and postcode district do.

    Only the district goes in: the id is public, and an address may not be.
    """
    if address.postcode is not None:
        where = str(address.postcode.outcode)
    else:
        where = str(area.outcodes[0]) if area.outcodes else ""
    plain = unicodedata.normalize("NFKD", f"{name} {where}").encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:100].strip("-")


def _given_location(values: Values) -> Location | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        raise RowProblem("latitude", "coordinates_incomplete")
    try:
        return Location(latitude=latitude, longitude=longitude)
    except InvalidLocation as problem:
        raise RowProblem(
            "latitude", problem.code, f"{latitude}, {longitude}"
        ) from problem


def _address(values: Values) -> Address:
    lines = (values.get("address_1", ""), values.get("address_2", ""))
    return Address(
        lines=tuple(filter(None, lines)),
        town=values.get("town", ""),
        county=values.get("county", ""),
        postcode=values.get("postcode"),
        visibility=values.get("address_visibility", AddressVisibility.FULL),
    )


def _facilities(values: Values) -> tuple[tuple[Facility, bool], ...]:
    known = ((it, values.get(it.value.replace("-", "_"))) for it in Facility)
    return tuple((facility, has) for facility, has in known if has is not None)


def services_alike(values: Values) -> tuple[Service, ...]:
    """Return the services of a simple row, to each of which all of it applies."""
    return tuple(service_of(each, values) for each in values.get("services", ()))


def service_of(service_type: ServiceType, values: Values) -> Service:
    """Return a service with what a row says of it."""
    return Service(
        type=service_type,
        referral_routes=values.get("referral_routes", ()),
        opening=values.get("sessions", Opening()),
        charges=values.get("charges", ""),
        age_range=values.get("age_range", AgeRange()),
        waiting_weeks=values.get("waiting_weeks"),
        accreditation=Accreditation(
            type=values.get("accreditation_type"),
            status=values.get("accreditation_status"),
        ),
    )
