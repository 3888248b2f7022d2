"""Where a centre is, as schema.org tells it, as far as its keeper allows."""

from typing import Any

from finder.centres import AddressVisibility, Centre
from finder.open_referral_terms import COUNTRIES, UNITED_KINGDOM
from finder.words import Words

Json = dict[str, Any]

# What says nothing of a thing: its kind, and what its value would be.
_NOT_TELLING = {"@type", "propertyID"}


def linked_place(centre: Centre, words: Words, url: str) -> Json:
    """Return the venue as far as it is public; nothing where none of it is."""
    address = _address(centre)
    if not address:
        return {}
    whole = centre.public_address.visibility is AddressVisibility.FULL
    facilities = [
        {
            "@type": "LocationFeatureSpecification",
            "name": words(f"facility.{facility}.yes"),
            "value": has,
        }
        for facility, has in centre.facilities
    ]
    return filled(
        {
            "@type": "Place",
            "@id": f"{url}#place",
            "name": centre.name,
            "address": address,
            "geo": _geo(centre) if whole else {},
            "amenityFeature": facilities,
        }
    )


def _address(centre: Centre) -> Json:
    known = centre.public_address
    said: Json = {"@type": "PostalAddress", "addressLocality": known.town}
    if known.visibility is AddressVisibility.FULL:
        said["streetAddress"] = ", ".join(known.lines)
        said["addressRegion"] = known.county
        if known.postcode is not None:
            area = known.postcode.outcode.area
            said["postalCode"] = str(known.postcode)
            said["addressCountry"] = COUNTRIES.get(area, UNITED_KINGDOM)[0]
    return filled(said)


def _geo(centre: Centre) -> Json:
    if centre.location is None:
        return {}
    return {
        "@type": "GeoCoordinates",
        "latitude": round(centre.location.latitude, 5),
        "longitude": round(centre.location.longitude, 5),
    }


def filled(values: Json) -> Json:
    """Return what is known of a thing; nothing where only its kind is."""
    known = {name: it for name, it in values.items() if it not in (None, "", [], {})}
    return known if known.keys() - _NOT_TELLING else {}
