"""Make the sandbox: fixed answers to postcodes that do not exist.

Its centres are fictional, and so are its homes: there is no postcode area AA. The
answers are joined by what joins those of a search, so their shape is the same.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from finder.centres import (
    Accreditation,
    AccreditationStatus,
    AccreditationType,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    Centre,
    CentreStatus,
    Facility,
    LocationSource,
    ReferralRoute,
    Service,
    ServiceType,
)
from finder.found import Match, Order, SearchQuery, SearchResults
from finder.location import Location
from finder.mid_water import MidWater
from finder.origins import Origin, OriginKind
from finder.postcodes import Nation, Outcode, Postcode
from finder.search_query import InvalidSearch, Problem
from finder.sessions import read_opening
from finder.settings import PROJECT
from finder.web.api_json import about, found_json, origin_json
from finder.web.api_problems import problem_details, problem_of
from finder.web.centre_json import details, ready, summary
from finder.web.sandbox import SNAPSHOT
from finder.words import Language

FOLDER = PROJECT / "data" / "sandbox"
ABOUT = json.loads(about(SNAPSHOT, True))
DISTRICT = Outcode("AA1")


@dataclass(frozen=True, slots=True)
class Home:
    """A home of the sandbox, and the ids of what is found from there."""

    inward: str
    situation: str
    point: tuple[float, float]
    results: tuple[str, ...] = ()
    without_venue: tuple[str, ...] = ()
    kind: OriginKind = OriginKind.POSTCODE
    nation: Nation = Nation.ENGLAND

    @property
    def origin(self) -> Origin:
        """Where a search from this home is measured from."""
        return Origin(
            kind=self.kind,
            location=Location(latitude=self.point[0], longitude=self.point[1]),
            outcode=DISTRICT,
            nation=self.nation,
            ended=date(2020, 1, 1) if self.kind is OriginKind.ENDED_POSTCODE else None,
        )


ORDINARY = ("sandbox-acorn", "sandbox-birch", "sandbox-cedar")
HOMES = (
    Home("1AA", "An ordinary answer", (53.05, -1.05), ORDINARY, ("sandbox-rowan",)),
    Home(
        "1AB",
        "A postcode that is new: distances are from the middle of its sector",
        (53.08, -1.1),
        ORDINARY[:2],
        kind=OriginKind.SECTOR,
    ),
    Home(
        "1AD",
        "A postcode that has ended",
        (53.06, -1.02),
        ORDINARY[:2],
        kind=OriginKind.ENDED_POSTCODE,
    ),
    Home("1AE", "Nothing found", (53.0, -1.0)),
    Home(
        "1AF",
        "Only services without a venue",
        (53.0, -1.0),
        without_venue=("sandbox-rowan",),
    ),
    Home(
        "1AG",
        "Scotland, which has a law and a network of its own",
        (55.95, -3.2),
        ("sandbox-birch",),
        nation=Nation.SCOTLAND,
    ),
    Home(
        "1AH",
        "A centre across water: the journey by road is longer",
        (51.35, -2.96),
        ("sandbox-harbour",),
    ),
    Home("1AJ", "A centre that withholds its address", (53.3, -1.2), ("sandbox-elm",)),
    Home(
        "1AL",
        "Wales",
        (51.5, -3.2),
        ("sandbox-harbour",),
        nation=Nation.WALES,
    ),
    Home(
        "1AN",
        "Jersey, whose postcodes are placed by their district",
        (49.2, -2.1),
        ("sandbox-harbour",),
        kind=OriginKind.OUTCODE,
        nation=Nation.JERSEY,
    ),
    Home("2AA", "The second home", (53.2, -1.05), ORDINARY[:2]),
)
CHILD, OTHER = HOMES[0], HOMES[-1]

UNPLACED = {
    "4AA": ("A postcode that is in no directory", "postcode_unknown"),
    "4AB": ("A postcode for mail only, in no place", "postcode_not_geographic"),
    "4AD": ("A forces postcode, in no place", "postcode_forces"),
}
FAILURES = {
    "4AE": ("Too many requests: try again later", "http_429", 429),
    "4AF": ("Not ready: try again later", "not_ready", 503),
}


def centre(id: str, name: str, point: tuple[float, float], **changes: Any) -> Centre:
    """Return a centre with a venue, of which `changes` tell what is different."""
    given: dict[str, Any] = {
        "services": (_supported(), _supported(ServiceType.HANDOVER)),
        "operator": "Example Families",
        "charity_number": "EXAMPLE-0001",
        "address": Address(
            lines=("1 Example Street",), town="Exampleton", postcode=_at("9AA")
        ),
        "location": Location(latitude=point[0], longitude=point[1]),
        "location_source": LocationSource.POSTCODE,
        "telephone": "01632 960001",
        "email": f"hello@{id}.example.org",
        "website": f"https://{id}.example.org/",
        "referral_url": f"https://{id}.example.org/referrals",
        "facilities": ((Facility.STEP_FREE, True), (Facility.PARKING, False)),
        "languages": ("English",),
        "last_checked": date(2026, 11, 2),
        "source": "Sandbox",
    }
    return Centre(id=id, name=name, **{**given, **changes})


def _supported(type: ServiceType = ServiceType.SUPPORTED) -> Service:
    return Service(
        type=type,
        referral_routes=(ReferralRoute.SELF, ReferralRoute.SOLICITOR),
        opening=read_opening("1st,3rd Sat 10:00-12:00"),
        charges="Free",
        age_range=AgeRange(youngest=0, oldest=16),
        waiting_weeks=2,
        accreditation=Accreditation(
            type=AccreditationType.STANDARD, status=AccreditationStatus.ACCREDITED
        ),
    )


def _at(inward: str) -> Postcode:
    return Postcode(DISTRICT, inward)


CENTRES = {
    it.id: it
    for it in (
        centre("sandbox-acorn", "Example Acorn Contact Centre", (53.053, -1.052)),
        centre(
            "sandbox-birch",
            "Example Birch Family Time",
            (53.11, -1.05),
            address=Address(town="Exampleford", postcode=_at("9AB")),
            languages=("English", "Polish"),
        ),
        centre(
            "sandbox-cedar",
            "Example Cedar Contact Centre",
            (53.2, -1.3),
            status=CentreStatus.TEMPORARILY_CLOSED,
            status_note="Closed for repairs until spring.",
        ),
        centre(
            "sandbox-elm",
            "Example Elm Contact Centre",
            (53.33, -1.25),
            address=Address(town="Exampleton", visibility=AddressVisibility.TOWN),
            location_source=LocationSource.OUTCODE,
        ),
        centre(
            "sandbox-harbour",
            "Canolfan Gyswllt Example Harbour",
            (51.48, -3.18),
            address=Address(town="Exampleport", postcode=_at("9AD")),
            languages=("Cymraeg", "English"),
        ),
        centre(
            "sandbox-rowan",
            "Example Rowan Contact by Video",
            (53.0, -1.0),
            services=(Service(type=ServiceType.VIRTUAL),),
            address=Address(),
            location=None,
            location_source=None,
            area_covered=AreaCovered(nations=(Nation.ENGLAND,)),
        ),
    )
}


def files() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each file of the sandbox with what it holds."""
    yield "centres.json", {it.id: details(it) for it in CENTRES.values()}
    water = MidWater.read(PROJECT / "data" / "mid_water.json")
    for home in HOMES:
        yield _file(home.inward, home.situation, _found(home, water), _place(home))
    for order in Order:
        found = _found(CHILD, water, OTHER, order)
        situation = f"Two homes, {order} first"
        yield _file(CHILD.inward, situation, found, other=OTHER.inward, order=order)
    for inward, (situation, code) in UNPLACED.items():
        invalid = InvalidSearch([Problem("postcode", code)])
        words = {it.value: problem_of(invalid, it) for it in Language}
        yield _file(inward, situation, words)
    for inward, (situation, code, status) in FAILURES.items():
        words = {
            it.value: problem_details(code, status, language=it) for it in Language
        }
        yield _file(inward, situation, words)


def _file(
    inward: str,
    situation: str,
    search: Mapping[str, Any],
    place: Mapping[str, Any] | None = None,
    other: str | None = None,
    order: Order = Order.NEAREST,
) -> tuple[str, dict[str, Any]]:
    postcodes = [str(_at(it)) for it in (inward, other) if it is not None]
    name = "-and-".join(postcodes) + ("" if order is Order.NEAREST else f"-{order}")
    return f"{name.replace(' ', '-')}.json", {
        "postcode": postcodes[0],
        "other_postcode": postcodes[1] if other else None,
        "order": order,
        "situation": situation,
        "status": search[Language.ENGLISH].get("status", 200),
        "search": search,
        "place": place,
    }


def _found(
    home: Home,
    water: MidWater,
    other: Home | None = None,
    order: Order = Order.NEAREST,
) -> dict[str, Any]:
    origin, other_origin = home.origin, other.origin if other else None
    matches = [_match(CENTRES[it], origin, other_origin) for it in home.results]
    fairer = order is Order.FAIRER
    matches.sort(key=lambda it: max(it.metres, it.other_metres or 0 if fairer else 0))
    found = SearchResults(
        query=SearchQuery(place=_at(home.inward), services=frozenset()),
        origin=origin,
        other_origin=other_origin,
        matches=tuple(matches),
        total=len(matches),
        without_venue=tuple(CENTRES[it] for it in home.without_venue),
    )
    summaries = {it.id: ready(summary(it)) for it in CENTRES.values()}
    return {
        it.value: {**json.loads(found_json(found, summaries, water, it)), **ABOUT}
        for it in Language
    }


def _match(centre: Centre, origin: Origin, other: Origin | None) -> Match:
    venue = centre.location or origin.location
    return Match(
        centre=centre,
        metres=origin.location.metres_to(venue),
        other_metres=other.location.metres_to(venue) if other else None,
    )


def _place(home: Home) -> dict[str, Any]:
    ended = home.kind is OriginKind.ENDED_POSTCODE
    latitude, longitude = home.point
    where = {"ended": ended, "latitude": latitude, "longitude": longitude}
    return {**origin_json(home.origin), **where, **ABOUT}


@click.command()
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    help="Where to write the files.",
)
def main(folder: Path) -> None:
    """Write the files of the sandbox."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
