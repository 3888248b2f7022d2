"""A location of a feed's service, turned into the cells of a listing's centre."""

import re
from collections.abc import Iterator

from babel import Locale

from finder.centres import Facility, LocationSource
from finder.listing_columns import CENTRE_COLUMNS
from finder.open_referral_feeds import Published
from finder.open_referral_terms import (
    CENTRE_ID_TYPE,
    UNITED_KINGDOM,
    Taxonomy,
    facility_code,
    made_uuid,
    operator_is_unknown_id,
)
from finder.open_referral_values import (
    Cells,
    LeaveOut,
    first_of,
    is_read_by,
    item_of,
    items_of,
    own_codes,
    text_of,
)

_CHARITY_REGISTERS = {"GB-CHC", "GB-SC", "GB-NIC"}
_COUNTRY_NAMES = {
    *(it.lower() for it in UNITED_KINGDOM),
    *("uk", "england", "wales", "scotland", "northern ireland"),
}
_REFERS = re.compile(r"\brefer|\bappl", re.IGNORECASE)


def centre_cells(
    service: Published, location: Published, feed: str, leave_out: LeaveOut
) -> Cells:
    """Return the cells of the centre that a service makes of a location."""
    organization = item_of(service, "organization")
    own_id = _own_id(location)
    name = text_of(location, "name") if own_id else text_of(service, "name")
    place = _place_cells(location, name)
    return {
        **place,
        **_operator_cells(service, organization, location),
        "name": name,
        "area_covered": _area(service, bool(any(place.values())), leave_out),
        "telephone": first_of(_numbers(service, location)),
        "email": text_of(service, "email"),
        "website": text_of(service, "url"),
        "referral_url": first_of(_referral_urls(service)),
        **_facilities(location, leave_out),
        "languages": "; ".join(map(_language, items_of(service, "languages"))),
        "status_note": text_of(service, "alert"),
        "last_checked": text_of(service, "assured_date").partition("T")[0],
        "source": feed,
    }


def _operator_cells(
    service: Published, organization: Published, location: Published
) -> Cells:
    made_by = text_of(service, "organization_id") or text_of(organization, "id")
    made_at = text_of(location, "id") or text_of(service, "id")
    its_id = _own_id(location) or made_uuid("feed centre", made_by, made_at)
    known = made_by != operator_is_unknown_id(its_id)
    numbers = map(_charity_number, items_of(organization, "organization_identifiers"))
    return {
        "id": its_id,
        "operator": text_of(organization, "name") if known else "",
        "charity_number": first_of(numbers),
    }


def _area(service: Published, has_venue: bool, leave_out: LeaveOut) -> str:
    codes = []
    for area in items_of(service, "service_areas"):
        said = [text_of(area, it) for it in ("name", "service_area")]
        tail = text_of(area, "uri").rpartition("/")[2]
        names = [*said, said[0].replace(" ", "-"), tail]
        read = CENTRE_COLUMNS["area_covered"]
        code = first_of(it for it in names if it and is_read_by(read, it))
        if code or not has_venue:
            codes.append(code or first_of(said))
        else:
            leave_out("area_covered", first_of(said))
    return "; ".join(filter(None, codes))


def _facilities(location: Published, leave_out: LeaveOut) -> Cells:
    own = own_codes(location, Taxonomy.FACILITY)
    if not own:
        for entry in items_of(location, "accessibility"):
            leave_out("step_free", text_of(entry, "description"))
    return {
        facility.value.replace("-", "_"): said
        for facility in Facility
        for has, said in ((True, "yes"), (False, "no"))
        if facility_code(facility, has) in own
    }


def _place_cells(location: Published, name: str) -> Cells:
    if text_of(location, "location_type").lower() == "virtual":
        return {}
    addresses = items_of(location, "addresses")
    physical = [it for it in addresses if text_of(it, "address_type") == "physical"]
    address = (physical or addresses or [{}])[0]
    postcode, town = text_of(address, "postal_code"), text_of(address, "city")
    lines = [text_of(address, "address_1"), text_of(address, "address_2")]
    if _own_id(location) and lines == [name, ""]:
        lines = ["", ""]
    counties = (text_of(address, it) for it in ("state_province", "region"))
    position = own_codes(location, Taxonomy.POSITION) or [LocationSource.GIVEN]
    given = position == [LocationSource.GIVEN]
    return {
        "address_1": lines[0],
        "address_2": lines[1],
        "town": "" if town == postcode.partition(" ")[0] else town,
        "county": first_of(it for it in counties if it.lower() not in _COUNTRY_NAMES),
        "postcode": postcode,
        "latitude": text_of(location, "latitude") if given else "",
        "longitude": text_of(location, "longitude") if given else "",
    }


def _own_id(location: Published) -> str:
    ours = text_of(location, "external_identifier_type") == CENTRE_ID_TYPE
    return text_of(location, "external_identifier") if ours else ""


def _charity_number(identifier: Published) -> str:
    scheme = text_of(identifier, "identifier_scheme").upper()
    its_type = text_of(identifier, "identifier_type").lower()
    of_a_charity = scheme in _CHARITY_REGISTERS or "charity" in its_type
    return text_of(identifier, "identifier") if of_a_charity else ""


def _numbers(service: Published, location: Published) -> Iterator[str]:
    for owner in (*items_of(service, "contacts"), service, location):
        for phone in items_of(owner, "phones"):
            yield text_of(phone, "number")


def _referral_urls(service: Published) -> Iterator[str]:
    for url in items_of(service, "additional_urls"):
        if _REFERS.search(text_of(url, "label")):
            yield text_of(url, "url")


def _language(entry: Published) -> str:
    code = text_of(entry, "code")
    return text_of(entry, "name") or Locale("en").languages.get(code.lower(), code)
