"""A listing as one table: a row for each service of each centre, all of it public."""

import csv
import io
from collections.abc import Iterable, Iterator

from finder.centres import Centre, Facility, Service
from finder.csv_safety import protected
from finder.web.geojson import shown_position

_SEPARATOR = "; "
_SAID = {True: "yes", False: "no", None: ""}


def public_csv(centres: Iterable[Centre], root: str, *, demonstration: bool) -> bytes:
    """Return the table in UTF-8 with its mark, safe to open in a spreadsheet.

    `root` is where the addresses of the centres' pages begin.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for centre in centres:
        of_centre = _protected(
            {
                **_centre_cells(centre),
                **_place_cells(centre),
                **_facility_cells(centre),
                "page": f"{root}/centres/{centre.id}",
                "demonstration": _SAID[demonstration],
            }
        )
        for service in centre.services:
            cells = {**of_centre, **_protected(_service_cells(service))}
            writer.writerow([cells[column] for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _protected(cells: dict[str, str]) -> dict[str, str]:
    return {column: protected(cell) for column, cell in cells.items()}


def _columns() -> Iterator[str]:
    yield from ("id", "name", "service", "status", "status_note", "operator")
    yield from ("charity_number", "telephone", "email", "website", "referral_url")
    yield from ("address_1", "address_2", "town", "county", "postcode")
    yield from ("address_visibility", "longitude", "latitude", "position_source")
    yield from ("area_covered", "referral_routes", "sessions", "charges")
    yield from ("minimum_age", "maximum_age", "waiting_weeks")
    yield from ("accreditation_type", "accreditation_status")
    yield from map(_column_of, Facility)
    yield from ("languages", "last_checked", "source", "page", "demonstration")


def _column_of(facility: Facility) -> str:
    return facility.value.replace("-", "_")


COLUMNS = tuple(_columns())


def _centre_cells(centre: Centre) -> dict[str, str]:
    return {
        "id": centre.id,
        "name": centre.name,
        "status": centre.status,
        "status_note": centre.status_note,
        "operator": centre.operator,
        "charity_number": centre.charity_number,
        "telephone": centre.telephone,
        "email": centre.email,
        "website": centre.website,
        "referral_url": centre.referral_url,
        "languages": _SEPARATOR.join(centre.languages),
        "last_checked": _text(centre.last_checked),
        "source": centre.source,
    }


def _place_cells(centre: Centre) -> dict[str, str]:
    address, area = centre.public_address, centre.area_covered
    first, *others = (*address.lines, "")
    position = shown_position(centre)
    longitude, latitude = position or (None, None)
    codes = (*map(str, area.outcodes), *area.authorities, *area.nations)
    return {
        "address_1": first,
        "address_2": ", ".join(filter(None, others)),
        "town": address.town,
        "county": address.county,
        "postcode": _text(address.postcode),
        "address_visibility": address.visibility,
        "longitude": _text(longitude),
        "latitude": _text(latitude),
        "position_source": _text(centre.location_source if position else None),
        "area_covered": _SEPARATOR.join(codes),
    }


def _facility_cells(centre: Centre) -> dict[str, str]:
    known = dict(centre.facilities)
    return {_column_of(it): _SAID[known.get(it)] for it in Facility}


def _service_cells(service: Service) -> dict[str, str]:
    return {
        "service": service.type,
        "referral_routes": _SEPARATOR.join(service.referral_routes),
        "sessions": str(service.opening),
        "charges": service.charges,
        "minimum_age": _text(service.age_range.youngest),
        "maximum_age": _text(service.age_range.oldest),
        "waiting_weeks": _text(service.waiting_weeks),
        "accreditation_type": _text(service.accreditation.type),
        "accreditation_status": _text(service.accreditation.status),
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)
