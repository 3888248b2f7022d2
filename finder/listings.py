"""A listing's tables, read into centres, and issues for what could not be read.

A bad cell is data: it becomes an `Issue` and its row is held back. A bad file
is an exception, `ListingRefused`.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

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
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS, SIMPLE_COLUMNS
from finder.listing_rows import Issue, ReadRow, Values, read_rows
from finder.location import Location
from finder.sessions import Opening
from finder.tables import Table

_PLACE_COLUMNS = ("postcode", "latitude", "area_covered")
_NEEDED_SIMPLE = (("name",), ("services",), _PLACE_COLUMNS)
_NEEDED_CENTRE = (("id",), ("name",), _PLACE_COLUMNS)
_NEEDED_SERVICE = (("centre_id",), ("service",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A centre as its keeper wrote it, not yet placed."""

    file: str
    line: int
    centre: Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadListings:
    """What the tables held; `taken` says which heading was taken for what.

    `rows` counts those of both tables. `unread` names the sheets left aside.
    """

    listings: tuple[Listing, ...]
    issues: tuple[Issue, ...]
    rows: int
    taken: tuple[tuple[str, str], ...]
    unread: tuple[str, ...] = ()


def read_listings(centres: Table, services: Table | None = None) -> ReadListings:
    """Read the simple shape, or with a second table the full one.

    Raises `ListingRefused` when a table lacks columns that it cannot do without.
    """
    if services is None:
        read = read_rows(centres, SIMPLE_COLUMNS, _NEEDED_SIMPLE)
        offered = [(row, _services_alike(row.values)) for row in read.rows]
        issues, taken = read.issues, read.renamed
    else:
        read = read_rows(centres, CENTRE_COLUMNS, _NEEDED_CENTRE)
        read_services = read_rows(services, SERVICE_COLUMNS, _NEEDED_SERVICE)
        by_centre, problems = _services_by_centre(read.rows, read_services.rows)
        offered = [
            (row, by_centre.get(row.values.get("id", ""), ())) for row in read.rows
        ]
        issues = read.issues + read_services.issues + problems
        taken = read.renamed + read_services.renamed
    listings: list[Listing] = []
    seen: dict[str, int] = {}
    for row, its_services in offered:
        try:
            centre = _centre(row.values, its_services)
            _refuse_repeat(centre.id, row.line, seen)
            listings.append(Listing(file=row.file, line=row.line, centre=centre))
        except _RowProblem as problem:
            issues.append(row.issue(problem.column, problem.code, problem.value))
    return ReadListings(
        listings=tuple(listings),
        issues=tuple(sorted(issues, key=lambda it: (it.file, it.line))),
        rows=len(centres.rows) + (len(services.rows) if services else 0),
        taken=taken,
    )


class _RowProblem(CellProblem):
    """What is wrong with a row whose cells, each alone, are right."""

    def __init__(self, column: str, code: str, value: object = "") -> None:
        super().__init__(code)
        self.column = column
        self.value = value


def _centre(values: Values, services: tuple[Service, ...]) -> Centre:
    if "name" not in values:
        raise _RowProblem("name", "name_missing")
    if not services:
        raise _RowProblem("services", "services_missing")
    given = _given_location(values)
    address = _address(values)
    area = values.get("area_covered", AreaCovered())
    if not (address.postcode or given or area):
        raise _RowProblem("postcode", "place_missing")
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
        raise _RowProblem("latitude", "coordinates_incomplete")
    try:
        return Location(latitude=latitude, longitude=longitude)
    except InvalidLocation as problem:
        raise _RowProblem(
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


def _services_alike(values: Values) -> tuple[Service, ...]:
    """Return the services of a simple row, to each of which all of it applies."""
    return tuple(_service(each, values) for each in values.get("services", ()))


def _service(service_type: ServiceType, values: Values) -> Service:
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


def _services_by_centre(
    centres: list[ReadRow], rows: list[ReadRow]
) -> tuple[dict[str, tuple[Service, ...]], list[Issue]]:
    known = {row.values.get("id") for row in centres}
    services: dict[str, dict[ServiceType, Service]] = defaultdict(dict)
    issues = []
    for row in rows:
        centre_id, service_type = row.values.get("centre_id"), row.values.get("service")
        if centre_id is None or centre_id not in known:
            issues.append(row.issue("centre_id", "centre_not_read", centre_id or ""))
        elif service_type is None:
            issues.append(row.issue("service", "services_missing"))
        elif service_type in services[centre_id]:
            issues.append(row.issue("service", "service_repeated", service_type))
        else:
            services[centre_id][service_type] = _service(service_type, row.values)
    in_order = {
        centre_id: tuple(offered[it] for it in ServiceType if it in offered)
        for centre_id, offered in services.items()
    }
    return in_order, issues


def _refuse_repeat(centre_id: str, line: int, seen: dict[str, int]) -> None:
    if not centre_id:
        raise _RowProblem("id", "id_missing")
    first = seen.setdefault(centre_id, line)
    if first != line:
        raise _RowProblem("id", "id_repeated", f"{centre_id} ({first})")
