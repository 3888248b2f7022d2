"""Centres, written as the two tables of a listing's full shape.

Read again, the tables give the same centres, but for where they were placed: an
import works that out anew. They hold all that the keeper wrote, the withheld
addresses too: they are for the keeper alone.
"""

import csv
import io
from collections.abc import Iterable

from finder.centres import AgeRange, AreaCovered, Centre, Facility, Service
from finder.csv_safety import protected
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS
from finder.tables import Row, Table

CENTRES_FILE = "centres.csv"
SERVICES_FILE = "services.csv"

_SEPARATOR = "; "


def listing_tables(centres: Iterable[Centre]) -> tuple[Table, Table]:
    """Return the tables of centres and of services, in the order of the ids."""
    ordered = sorted(centres, key=lambda centre: centre.id)
    return (
        _table(CENTRES_FILE, tuple(CENTRE_COLUMNS), map(_centre_cells, ordered)),
        _table(
            SERVICES_FILE,
            tuple(SERVICE_COLUMNS),
            (
                _service_cells(centre, each)
                for centre in ordered
                for each in centre.services
            ),
        ),
    )


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV in UTF-8 with its mark, safe to open in a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.headings)
    writer.writerows(map(protected, row.cells) for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _table(
    file: str, headings: tuple[str, ...], cells_by_column: Iterable[dict[str, str]]
) -> Table:
    rows = (
        Row(line, tuple(cells[heading] for heading in headings))
        for line, cells in enumerate(cells_by_column, start=2)
    )
    return Table(file, "", 1, headings, tuple(rows))


def _centre_cells(centre: Centre) -> dict[str, str]:
    return {
        "id": centre.id,
        "name": centre.name,
        "operator": centre.operator,
        "charity_number": centre.charity_number,
        **_place_cells(centre),
        "telephone": centre.telephone,
        "email": centre.email,
        "website": centre.website,
        "referral_url": centre.referral_url,
        **_facility_cells(centre),
        "languages": _SEPARATOR.join(centre.languages),
        "status": centre.status,
        "status_note": centre.status_note,
        "last_checked": _text(centre.last_checked),
        "source": centre.source,
    }


def _place_cells(centre: Centre) -> dict[str, str]:
    address, given = centre.address, centre.given_location
    first, *others = (*address.lines, "")
    return {
        "address_1": first,
        "address_2": ", ".join(filter(None, others)),
        "town": address.town,
        "county": address.county,
        "postcode": _text(address.postcode),
        "address_visibility": address.visibility,
        "area_covered": _area_text(centre.area_covered),
        "latitude": repr(given.latitude) if given else "",
        "longitude": repr(given.longitude) if given else "",
    }


def _area_text(area: AreaCovered) -> str:
    """Return the codes of an area as a cell lists them."""
    codes = (*map(str, area.outcodes), *area.authorities, *area.nations)
    return _SEPARATOR.join(codes)


def _facility_cells(centre: Centre) -> dict[str, str]:
    known = dict(centre.facilities)
    said = {True: "yes", False: "no", None: ""}
    return {
        facility.value.replace("-", "_"): said[known.get(facility)]
        for facility in Facility
    }


def _service_cells(centre: Centre, service: Service) -> dict[str, str]:
    return {
        "centre_id": centre.id,
        "service": service.type,
        "referral_routes": _SEPARATOR.join(service.referral_routes),
        "sessions": str(service.opening),
        "charges": service.charges,
        "age_range": _ages_text(service.age_range),
        "waiting_weeks": _text(service.waiting_weeks),
        "accreditation_type": _text(service.accreditation.type),
        "accreditation_status": _text(service.accreditation.status),
    }


def _ages_text(ages: AgeRange) -> str:
    """Return an age range as a cell holds it; it starts at 0 if not said."""
    if ages.youngest is None and ages.oldest is None:
        return ""
    return f"{ages.youngest or 0}-{_text(ages.oldest)}"


def _text(value: object) -> str:
    return "" if value is None else str(value)
