"""Complete examples, of which a test changes the one thing that it is about."""

from pathlib import Path
from typing import Any

import pandas as pd

from finder.centres import (
    Address,
    Centre,
    LocationSource,
    ReferralRoute,
    Service,
    ServiceType,
)
from finder.generations import Generations
from finder.island_parishes import IslandArea
from finder.location import Location
from finder.ons_directory import Directory
from finder.postcode_build import build_postcode_index
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Postcode

NOTTINGHAM = Location(latitude=52.9549, longitude=-1.1553)
LEEDS = Location(latitude=53.7974, longitude=-1.5438)
# An address of which each part can be looked for where it must not be.
SECRET = Address(
    lines=("7 Hidden Street",),
    town="Secretham",
    county="Hiddenshire",
    postcode=Postcode.read("NG1 5FS"),
)


def at(latitude: float, longitude: float) -> Location:
    return Location(latitude=latitude, longitude=longitude)


def a_service(type: str = "supported", **changes: Any) -> Service:
    given = {
        "type": ServiceType(type),
        "referral_routes": (ReferralRoute.SELF, ReferralRoute.SOLICITOR),
        "charges": "Free",
    }
    return Service(**{**given, **changes})


def a_centre(
    id: str = "example-centre",
    *,
    offers: tuple[str, ...] = ("supported",),
    **changes: Any,
) -> Centre:
    given = {
        "id": id,
        "name": f"Example {id}",
        "services": tuple(map(a_service, offers)),
        "address": Address(
            lines=("1 Example Street",),
            town="Nottingham",
            postcode=Postcode.read("NG1 5FS"),
        ),
        "location": NOTTINGHAM,
        "location_source": LocationSource.POSTCODE,
        "telephone": "0115 496 0000",
    }
    return Centre(**{**given, **changes})


def a_directory(*rows: tuple[Any, ...], knows_ended: bool = False) -> Directory:
    """Return a directory of (postcode, easting, northing, authority[, ended])."""
    columns = ["postcode", "easting", "northing", "authority", "ended"]
    filled = [(*row, 0)[:5] for row in rows]
    return Directory(
        rows=pd.DataFrame(filled, columns=columns).astype(
            {"easting": float, "northing": float, "ended": int}
        ),
        source="Example directory",
        released="2025.11",
        knows_ended=knows_ended,
    )


def a_postcode_index(
    folder: Path, directory: Directory, islands: list[IslandArea] | None = None
) -> PostcodeIndex:
    generations = Generations(folder)
    build_postcode_index(directory, islands or [], generations, lambda step: None)
    live = generations.live_name()
    assert live is not None
    return PostcodeIndex(generations.folder_of(live))
