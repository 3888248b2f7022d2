"""A centre as the API tells it, never more than its keeper lets be known."""

import json
from collections.abc import Mapping
from typing import Any

from finder.centres import AgeRange, Centre, Service


def summary(centre: Centre) -> dict[str, Any]:
    """Return what a list of results says of a centre."""
    return {
        "id": centre.id,
        "name": centre.name,
        "services": [service.type for service in centre.services],
        "status": centre.status,
        "status_note": centre.status_note,
        "town": centre.public_address.town,
        "postcode": _postcode(centre),
        "telephone": centre.telephone,
        "email": centre.email,
        "website": centre.website,
        "referral_url": centre.referral_url,
        "last_checked": _day(centre),
        "url": f"/centres/{centre.id}",
    }


def details(centre: Centre) -> dict[str, Any]:
    """Return all that may be known of a centre."""
    address = centre.public_address
    return {
        **summary(centre),
        "services": [_service(service) for service in centre.services],
        "operator": centre.operator,
        "charity_number": centre.charity_number,
        "address": {
            "lines": address.lines,
            "town": address.town,
            "county": address.county,
            "postcode": _postcode(centre),
            "visibility": address.visibility,
        },
        "location": _location(centre),
        "area_covered": {
            "outcodes": [str(it) for it in centre.area_covered.outcodes],
            "authorities": centre.area_covered.authorities,
            "nations": centre.area_covered.nations,
        },
        "facilities": {str(facility): has for facility, has in centre.facilities},
        "languages": centre.languages,
        "source": centre.source,
    }


def ready(values: Mapping[str, Any]) -> bytes:
    """Return values as compact JSON, to be joined with other bytes."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _service(service: Service) -> dict[str, Any]:
    return {
        "type": service.type,
        "referral_routes": service.referral_routes,
        "sessions": [str(session) for session in service.opening.sessions],
        "by_arrangement": service.opening.by_arrangement,
        "sessions_note": service.opening.note,
        "charges": service.charges,
        "age_range": _ages(service.age_range),
        "waiting_weeks": service.waiting_weeks,
        "accreditation": {
            "type": service.accreditation.type,
            "status": service.accreditation.status,
        },
    }


def _ages(ages: AgeRange) -> dict[str, int | None]:
    return {"youngest": ages.youngest, "oldest": ages.oldest}


def _postcode(centre: Centre) -> str:
    postcode = centre.public_address.postcode
    return "" if postcode is None else str(postcode)


def _location(centre: Centre) -> dict[str, Any] | None:
    location = centre.mapped_location
    if location is None:
        return None
    return {
        "latitude": round(location.latitude, 5),
        "longitude": round(location.longitude, 5),
        "source": centre.location_source,
    }


def _day(centre: Centre) -> str | None:
    return None if centre.last_checked is None else centre.last_checked.isoformat()
