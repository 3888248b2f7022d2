"""Results for a district or a town, at an address to link to and to keep."""

from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from finder.centres import ReferralRoute, Service, ServiceType
from finder.errors import UnplacedPostcode, UnreadPlace
from finder.found import SearchQuery, SearchResults
from finder.narrowing import Narrowing
from finder.origins import origin_of
from finder.places import Gazetteer, Place
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Outcode, read_postcode
from finder.schematic_map import MapMaker, SchematicMap
from finder.web.caching import for_everyone
from finder.web.found_pages import numbered
from finder.web.languages import carry, page_url
from finder.web.live import LiveListing, Loaded
from finder.web.public_address import public_address
from finder.web.searches_counted import counted

# How far away centres are still counted by type.
NEARBY_MILES = 50


def add_near_pages(
    blueprint: Blueprint, listing: LiveListing, gazetteer: Gazetteer, maps: MapMaker
) -> None:
    """Serve a page for each district and town."""
    pages = _Pages(listing, gazetteer, maps)
    blueprint.add_url_rule("/near/<where>", "near", pages.near)


def slug_of(place: Outcode | Place) -> str:
    """Return what names a district or a town in an address."""
    return place.slug if isinstance(place, Place) else place.text.lower()


@dataclass(frozen=True, slots=True)
class _Pages:
    """The view, with what it answers from."""

    listing: LiveListing
    gazetteer: Gazetteer
    maps: MapMaker

    def near(self, where: str) -> ResponseReturnValue:
        loaded = self.listing.now()
        place = _read(where, self.gazetteer)
        if place is None or not _is_placed(place, loaded.postcodes):
            abort(404)
        service = _service_asked_for()
        carry(service=service)
        slug = slug_of(place)
        if where != slug:
            return redirect(page_url("near", where=slug, **g.get("carried", {})), 301)
        return for_everyone(self._html(loaded, place, service))

    def _html(
        self, loaded: Loaded, place: Outcode | Place, service: ServiceType | None
    ) -> str:
        wanted = frozenset({service} if service else ())
        found = counted(loaded.search.find(SearchQuery(place=place, services=wanted)))
        return render_template(
            "near.html",
            found=found,
            service=service,
            name=_name(place),
            who_may_apply=_who_may_apply,
            by_service=_by_service(loaded, place),
            nearby_miles=NEARBY_MILES,
            map=_draw(self.maps, found),
            canonical=public_address(page_url("near", where=slug_of(place))),
        )


def _read(where: str, gazetteer: Gazetteer) -> Outcode | Place | None:
    """Return the district or town that is named; never more than a district."""
    town = gazetteer.by_slug("-".join(where.lower().split()))
    if town is not None:
        return town
    try:
        postcode = read_postcode(where)
    except UnreadPlace:
        return None
    return postcode if isinstance(postcode, Outcode) else None


def _is_placed(place: Outcode | Place, postcodes: PostcodeIndex) -> bool:
    try:
        origin_of(place, postcodes)
    except UnplacedPostcode:
        return False
    return True


def _service_asked_for() -> ServiceType | None:
    asked = request.args.get("service")
    return ServiceType(asked) if asked in set(ServiceType) else None


def _name(place: Outcode | Place) -> str:
    """Return what a place is called, with its district where others share the name."""
    if isinstance(place, Outcode):
        return place.text
    shared = place.slug.endswith(f"-{place.district.text.lower()}")
    return f"{place.name} ({place.district})" if shared else place.name


def _who_may_apply(service: Service) -> str:
    """Return a code for whether parents may apply for a service themselves."""
    if not service.referral_routes:
        return "unknown"
    return "yes" if ReferralRoute.SELF in service.referral_routes else "no"


def _by_service(
    loaded: Loaded, place: Outcode | Place
) -> list[tuple[ServiceType, int]]:
    """Return each type that is offered nearby, with how many centres offer it."""
    nearby = Narrowing(within_miles=NEARBY_MILES)

    def total(service: ServiceType) -> int:
        alone = frozenset({service})
        query = SearchQuery(place=place, services=alone, narrowing=nearby)
        return loaded.search.find(query).total

    return [(it, number) for it in ServiceType if (number := total(it))]


def _draw(maps: MapMaker, found: SearchResults) -> SchematicMap | None:
    return maps.draw(
        numbered((it.centre for it in found.matches), 1), found.origin.location
    )
