"""Where a centre is, said in Open Referral UK, as far as its keeper allows."""

from finder.centres import Address, AddressVisibility, Centre
from finder.location import Location
from finder.open_referral_json import Json, filled
from finder.open_referral_terms import (
    COUNTRIES,
    UNITED_KINGDOM,
    Taxonomy,
    facility_code,
    made_uuid,
)

# About a tenth of a metre, as much as any position is good for.
_DECIMALS = 6


def coordinates(centre: Centre) -> Json:
    """Return where a centre was placed, or nothing if its venue is withheld."""
    at = _shown_point(centre)
    if at is None:
        return {}
    return {
        "latitude": round(at.latitude, _DECIMALS),
        "longitude": round(at.longitude, _DECIMALS),
    }


def said_of_location(centre: Centre) -> list[tuple[Taxonomy, str]]:
    """Return the terms for a venue's facilities and, if shown, its position."""
    said = [(Taxonomy.FACILITY, facility_code(*it)) for it in centre.facilities]
    if _shown_point(centre) is not None and centre.location_source is not None:
        said.append((Taxonomy.POSITION, centre.location_source))
    return said


def is_nowhere(centre: Centre) -> bool:
    """Return whether there is no venue; a withheld one is still one."""
    address = centre.public_address
    withheld = address.visibility is not AddressVisibility.FULL
    known = centre.location or address.postcode or address.lines or address.town
    return not (withheld or known)


def addresses(location_id: str, name: str, address: Address) -> list[Json]:
    """Return the address where it has a postcode, which HSDS cannot do without.

    So it is with street and city: the centre's name and the district stand in.
    """
    if address.postcode is None:
        return []
    outcode = address.postcode.outcode
    code, country = COUNTRIES.get(outcode.area, UNITED_KINGDOM)
    first, *others = address.lines or (name,)
    said = {
        "id": made_uuid("address", location_id),
        "address_1": first,
        "address_2": ", ".join(others),
        "city": address.town or str(outcode),
        "state_province": address.county or country,
        "postal_code": str(address.postcode),
        "country": code,
        "address_type": "physical",
    }
    return [filled(said)]


def _shown_point(centre: Centre) -> Location | None:
    whole = centre.public_address.visibility is AddressVisibility.FULL
    return centre.location if whole else None
