"""The columns of a listing: their names, how people head them, how they are read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from finder.cell_lists import (
    choice_reader,
    choices_reader,
    read_area,
    read_list,
)
from finder.cells import (
    read_address_line,
    read_ages,
    read_date,
    read_degrees,
    read_email,
    read_full_postcode,
    read_id,
    read_sessions,
    read_telephone,
    read_text,
    read_web_address,
    read_weeks,
    read_yes_or_no,
)
from finder.centres import (
    AccreditationStatus,
    AccreditationType,
    AddressVisibility,
    CentreStatus,
    Facility,
    ReferralRoute,
    ServiceType,
)
from finder.listing_terms import (
    HEADING_SYNONYMS,
    ROUTE_SYNONYMS,
    SERVICE_SYNONYMS,
)

Reader = Callable[[str], object]

_SERVICE_LEVEL: dict[str, Reader] = {
    "referral_routes": choices_reader(ReferralRoute, ROUTE_SYNONYMS, "route_unknown"),
    "sessions": read_sessions,
    "charges": read_text,
    "age_range": read_ages,
    "waiting_weeks": read_weeks,
    "accreditation_type": choice_reader(
        AccreditationType, {}, "accreditation_type_unknown"
    ),
    "accreditation_status": choice_reader(
        AccreditationStatus, {}, "accreditation_status_unknown"
    ),
}
_CENTRE_LEVEL: dict[str, Reader] = {
    "id": read_id,
    "name": read_text,
    "operator": read_text,
    "charity_number": read_text,
    "address_1": read_address_line,
    "address_2": read_address_line,
    "town": read_text,
    "county": read_text,
    "postcode": read_full_postcode,
    "address_visibility": choice_reader(AddressVisibility, {}, "visibility_unknown"),
    "area_covered": read_area,
    "latitude": read_degrees,
    "longitude": read_degrees,
    "telephone": read_telephone,
    "email": read_email,
    "website": read_web_address,
    "referral_url": read_web_address,
    **{facility.value.replace("-", "_"): read_yes_or_no for facility in Facility},
    "languages": read_list,
    "status": choice_reader(CentreStatus, {}, "status_unknown"),
    "status_note": read_text,
    "last_checked": read_date,
    "source": read_text,
}
_SERVICES: dict[str, Reader] = {
    "services": choices_reader(ServiceType, SERVICE_SYNONYMS, "service_unknown"),
}

SIMPLE_COLUMNS: Mapping[str, Reader] = {**_CENTRE_LEVEL, **_SERVICES, **_SERVICE_LEVEL}
CENTRE_COLUMNS: Mapping[str, Reader] = _CENTRE_LEVEL
SERVICE_COLUMNS: Mapping[str, Reader] = {
    "centre_id": read_id,
    "service": choice_reader(ServiceType, SERVICE_SYNONYMS, "service_unknown"),
    **_SERVICE_LEVEL,
}


@dataclass(frozen=True, slots=True)
class Headings:
    """What each heading of a table was taken for, in order; None where unknown.

    Blank headings between others are unknown, and named by their place. Those
    after the last are none: the table is `width` columns wide.
    """

    columns: tuple[str | None, ...]
    renamed: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    repeated: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns have a heading, blank ones between them included."""
        return len(self.columns)


def recognise(headings: tuple[str, ...], known: Mapping[str, Reader]) -> Headings:
    """Match headings, however written, with the columns that are known."""
    while headings and not headings[-1]:
        headings = headings[:-1]
    columns = [_column(heading, known) for heading in headings]
    named = [column for column in columns if column is not None]
    return Headings(
        columns=tuple(columns),
        renamed=tuple(
            (heading, column)
            for heading, column in zip(headings, columns, strict=True)
            if column is not None and heading != column
        ),
        unknown=tuple(
            heading or f"({place})"
            for place, (heading, column) in enumerate(
                zip(headings, columns, strict=True), start=1
            )
            if column is None
        ),
        repeated=tuple(sorted({name for name in named if named.count(name) > 1})),
    )


def _column(heading: str, known: Mapping[str, Reader]) -> str | None:
    folded = _folded(heading)
    for name in (folded, HEADING_SYNONYMS.get(folded, "")):
        if name in known:
            return name
    return None


def _folded(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", heading.lower()).strip("_")
