"""A shortlist: carried along in addresses, compared on a page, taken as CSV."""

from math import ceil
from typing import Any

from flask import Blueprint, Response, g, render_template, request

from finder.centres import Centre, Service, ServiceType
from finder.errors import NotReady
from finder.schematic_map import MapMaker
from finder.shortlist import NONE_PICKED, Shortlist, read_shortlist
from finder.web.found_pages import numbered
from finder.web.languages import (
    carry,
    language_of_request,
    page_url,
    this_page,
    words_of,
)
from finder.web.live import LiveListing, Loaded
from finder.web.page_context import local_now
from finder.web.public_address import public_root
from finder.web.shortlist_csv import NEXT_SESSIONS, shortlist_csv

# As many columns as fit on a screen and on a sheet of paper.
SIDE_BY_SIDE = 5


def add_shortlist_pages(
    blueprint: Blueprint, listing: LiveListing, maps: MapMaker
) -> None:
    """Serve the comparison, and let every page know the shortlist it carries."""
    pages = _Pages(listing, maps)
    blueprint.add_url_rule("/shortlist", "shortlist", pages.compare)
    blueprint.add_url_rule("/shortlist.csv", "shortlist_csv", pages.csv)

    def carry_shortlist() -> None:
        chosen(listing)

    # Before the view, so that the switch of language carries it as well.
    blueprint.before_request(carry_shortlist)
    blueprint.app_context_processor(_context)
    # Macros see globals, wherever they are imported.
    blueprint.add_app_template_global(page_url, "url")
    blueprint.add_app_template_global(this_page, "this_page")


def chosen(listing: LiveListing) -> Shortlist:
    """Return the shortlist that the request carries, in its address or its form."""
    if "shortlist" not in g:
        # A form is read, and waited for, only where one was sent.
        given = request.values if request.method == "POST" else request.args
        text = given.get("shortlist", "")
        g.shortlist = _read(text, listing) if text else NONE_PICKED
        carry(shortlist=g.shortlist.text)
    shortlist: Shortlist = g.shortlist
    return shortlist


def _context() -> dict[str, Any]:
    return {"shortlist": g.get("shortlist", NONE_PICKED)}


def _read(text: str, listing: LiveListing) -> Shortlist:
    try:
        return read_shortlist(text, listing.now().listed)
    except NotReady:
        return NONE_PICKED


class _Pages:
    """The views, with what they answer from."""

    def __init__(self, listing: LiveListing, maps: MapMaker) -> None:
        self._listing = listing
        self._maps = maps

    def compare(self) -> str:
        loaded = self._listing.now()
        compared = _compared(loaded)
        carry(centres=compared.text)
        centres = _centres(loaded, compared)
        return render_template(
            "shortlist.html",
            compared=compared,
            groups=_groups(centres),
            drawn=self._maps.draw(numbered(centres, 1)),
            now=local_now(),
            next_sessions=NEXT_SESSIONS,
            address=public_root() + this_page(),
        )

    def csv(self) -> Response:
        loaded = self._listing.now()
        content = shortlist_csv(
            _centres(loaded, _compared(loaded)),
            words_of(language_of_request()),
            local_now(),
            demonstration=loaded.snapshot.demonstration,
        )
        return Response(
            content,
            mimetype="text/csv",
            headers={"Content-Disposition": 'attachment; filename="shortlist.csv"'},
        )


def _compared(loaded: Loaded) -> Shortlist:
    return read_shortlist(request.args.get("centres", ""), loaded.listed)


def _centres(loaded: Loaded, shortlist: Shortlist) -> list[Centre]:
    return [loaded.listed[centre_id] for centre_id in shortlist.ids]


class _Group:
    """Centres that stand side by side, and each service that any of them offers."""

    def __init__(self, first: int, centres: list[Centre]) -> None:
        self.first = first
        self.last = first + len(centres) - 1
        self.centres = centres
        self.services: list[tuple[ServiceType, list[Service | None]]] = [
            (offered, [_service(it, offered) for it in centres])
            for offered in ServiceType
            if any(offered in it.offers for it in centres)
        ]


def _groups(centres: list[Centre]) -> list[_Group]:
    """Return as few groups as can be, of nearly the same size."""
    groups = ceil(len(centres) / SIDE_BY_SIDE)
    size = ceil(len(centres) / groups) if groups else SIDE_BY_SIDE
    starts = range(0, len(centres), size)
    return [_Group(at + 1, centres[at : at + size]) for at in starts]


def _service(centre: Centre, wanted: ServiceType) -> Service | None:
    return next((it for it in centre.services if it.type is wanted), None)
