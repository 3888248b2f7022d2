"""Start, results and centre: the pages of a search."""

import unicodedata
from dataclasses import replace
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from finder.centres import ServiceType
from finder.errors import CentreUnknown, UnplacedPostcode
from finder.origins import origin_of, suggestion_for
from finder.places import Gazetteer
from finder.search import PAGE_SIZE, SearchQuery, SearchResults
from finder.search_query import InvalidSearch, Problem, ReadSearch, read_search
from finder.web.languages import carry, page_url
from finder.web.live import LiveListing, Loaded
from finder.web.sealed import SearchSealer

NEXT_SESSIONS = 3
UK_TIME = ZoneInfo("Europe/London")
# The start page shows these; the others open on request.
MAIN_SERVICES = (ServiceType.SUPPORTED, ServiceType.SUPERVISED, ServiceType.HANDOVER)
OTHER_SERVICES = tuple(it for it in ServiceType if it not in MAIN_SERVICES)


def add_search_pages(
    blueprint: Blueprint,
    listing: LiveListing,
    sealer: SearchSealer,
    gazetteer: Gazetteer,
) -> None:
    """Serve the pages of a search from a blueprint that each language registers."""
    pages = _Pages(listing, sealer, gazetteer)
    blueprint.add_url_rule("/", "start", pages.start)
    blueprint.add_url_rule("/search", "search", pages.search, methods=["POST"])
    blueprint.add_url_rule("/search", "search_again", pages.search_again)
    blueprint.add_url_rule("/results/<sealed>", "results", pages.results)
    blueprint.add_url_rule("/centres/<centre_id>", "centre", pages.centre)


class _Pages:
    """The views, with what they answer from."""

    def __init__(
        self, listing: LiveListing, sealer: SearchSealer, gazetteer: Gazetteer
    ) -> None:
        self._listing = listing
        self._gazetteer = gazetteer
        self._sealer = sealer

    def start(self) -> str:
        return _form(services=request.args.getlist("service"))

    def search_again(self) -> ResponseReturnValue:
        """Answer a reload of the form's address."""
        return redirect(page_url("start"))

    def search(self) -> ResponseReturnValue:
        typed = _typed("suggestion") or _typed("town") or _typed("postcode")
        services = request.form.getlist("service")
        loaded = self._listing.now()
        try:
            asked = read_search(typed, services, self._gazetteer)
            origin_of(asked.place, loaded.postcodes)
        except InvalidSearch as invalid:
            return _mend(loaded, typed, services, invalid), 400
        except UnplacedPostcode as problem:
            unplaced = InvalidSearch([Problem("postcode", problem.code)])
            return _mend(loaded, typed, services, unplaced), 400
        return redirect(page_url("results", sealed=self._sealer.seal(asked)), 303)

    def results(self, sealed: str) -> ResponseReturnValue:
        loaded = self._listing.now()
        asked = self._sealer.unseal(sealed)
        page = request.args.get("page", 1, type=int)
        total = loaded.search.total(asked.services)
        pages = max(ceil(total / PAGE_SIZE), 1)
        # A page that is not there, perhaps no more, is answered by the first.
        page = page if 1 <= page <= pages else 1
        carry(page=page if page > 1 else None)
        return render_template(
            "results.html",
            all_services=tuple(ServiceType),
            found=_find(loaded, asked, page),
            sealed=sealed,
            page=page,
            pages=pages,
            page_size=PAGE_SIZE,
            loosened=[] if total else _loosened(loaded, asked, self._sealer),
            now=_now(),
        )

    def centre(self, centre_id: str) -> ResponseReturnValue:
        listed = self._listing.now().listed.get(centre_id)
        if listed is None:
            raise CentreUnknown
        return render_template(
            "centre.html", centre=listed, now=_now(), next_sessions=NEXT_SESSIONS
        )


def _typed(field: str) -> str:
    """Return the text of a field but for what no page may hold, such as NULs."""
    return "".join(
        letter
        for letter in request.form.get(field, "")
        if unicodedata.category(letter) not in {"Cc", "Cn", "Cs"}
    )


def _find(loaded: Loaded, asked: ReadSearch, page: int) -> SearchResults:
    query = SearchQuery(
        place=asked.place, services=asked.services, offset=(page - 1) * PAGE_SIZE
    )
    return loaded.search.find(query)


def _loosened(
    loaded: Loaded, asked: ReadSearch, sealer: SearchSealer
) -> list[tuple[ServiceType, int, str]]:
    """Return each service that was asked for, alone, with how many offer it."""
    if len(asked.services) == 1:
        return []
    alone = (
        (service, loaded.search.total(frozenset({service})))
        for service in ServiceType
        if service in asked.services
    )
    return [
        (service, total, sealer.seal(replace(asked, services=frozenset({service}))))
        for service, total in alone
        if total
    ]


def _mend(
    loaded: Loaded, typed: str, services: list[str], invalid: InvalidSearch
) -> str:
    """Return the form with what was typed, and what is to be mended."""
    suggestion = None
    if any(problem.field == "postcode" for problem in invalid.problems):
        suggestion = suggestion_for(typed, loaded.postcodes)
    return _form(
        services=services,
        typed=typed,
        problems=invalid.problems,
        suggestion=suggestion,
        towns=invalid.choices,
    )


def _form(services: list[str], **values: object) -> str:
    return render_template(
        "start.html",
        main_services=MAIN_SERVICES,
        other_services=OTHER_SERVICES,
        chosen=set(services),
        others_open=not set(OTHER_SERVICES).isdisjoint(services),
        **values,
    )


def _now() -> datetime:
    # Sessions are in local time, without a zone.
    return datetime.now(UK_TIME).replace(tzinfo=None)
