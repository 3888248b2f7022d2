"""A listing as GeoJSON (RFC 7946), of which each centre is a feature."""

from collections.abc import Iterable
from typing import Any

from finder.centres import AddressVisibility, Centre
from finder.web.centre_json import details

# About a metre, as much as a venue's door needs.
DECIMALS = 5


def feature_collection(
    centres: Iterable[Centre], root: str, **about: Any
) -> dict[str, Any]:
    """Return the centres as features, and beside them what is true of all.

    `root` is where the addresses of the centres' pages begin.
    """
    features = [_feature(centre, root) for centre in centres]
    return {"type": "FeatureCollection", **about, "features": features}


def shown_position(centre: Centre) -> tuple[float, float] | None:
    """Return the longitude and latitude of a venue whose address is shown in full.

    The coarsened point of any other is left out: on somebody's map it would be a
    pin on a house that is not the centre.
    """
    at = centre.location
    if at is None or centre.address.visibility is not AddressVisibility.FULL:
        return None
    return round(at.longitude, DECIMALS), round(at.latitude, DECIMALS)


def _feature(centre: Centre, root: str) -> dict[str, Any]:
    position = shown_position(centre)
    told = details(centre)
    its_id, _ = told.pop("id"), told.pop("location")
    return {
        "type": "Feature",
        "id": its_id,
        "geometry": position and {"type": "Point", "coordinates": position},
        "properties": {
            **told,
            "url": f"{root}{told['url']}",
            "position_source": centre.location_source if position else None,
        },
    }
