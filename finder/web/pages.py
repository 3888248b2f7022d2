"""Start and centre, and the search that the start page's form asks for."""

import unicodedata
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from finder.centres import Centre, ServiceType
from finder.errors import CentreUnknown, UnplacedPostcode
from finder.origins import origin_of, suggestion_for
from finder.places import Gazetteer
from finder.postcode_index import PostcodeIndex
from finder.schematic_map import MapMaker, SchematicMap
from finder.search_query import InvalidSearch, Problem, ReadSearch, read_search
from finder.web.languages import language_of_request, page_url, words_of
from finder.web.linked_data import linked_data
from finder.web.live import LiveListing
from finder.web.page_context import local_now
from finder.web.public_address import public_address
from finder.web.sealed import SearchSealer
from finder.web.shortlist import chosen

NEXT_SESSIONS = 3
# The start page shows these; the others open on request.
MAIN_SERVICES = (ServiceType.SUPPORTED, ServiceType.SUPERVISED, ServiceType.HANDOVER)
OTHER_SERVICES = tuple(it for it in ServiceType if it not in MAIN_SERVICES)
# The fields that name a place, and the buttons that mend them.
PLACE_FIELDS = ("postcode", "other")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds, as it was typed."""

    postcode: str
    other: str
    services: list[str]


@dataclass(frozen=True, slots=True)
class SearchPages:
    """The views, with what they answer from."""

    listing: LiveListing
    sealer: SearchSealer
    gazetteer: Gazetteer
    maps: MapMaker

    def add_to(self, blueprint: Blueprint) -> None:
        """Serve the pages from a blueprint that each language registers."""
        blueprint.add_url_rule("/", "start", self.start)
        blueprint.add_url_rule("/search", "search", self.search, methods=["POST"])
        blueprint.add_url_rule("/search", "search_again", self.search_again)
        blueprint.add_url_rule("/centres/<centre_id>", "centre", self.centre)

    def start(self) -> str:
        """Show the form, with the services chosen that the query string names."""
        services = request.args.getlist("service")
        return _form(Typed("", "", services))

    def search_again(self) -> ResponseReturnValue:
        """Answer a reload of the form's address."""
        return redirect(page_url("start"))

    def search(self) -> ResponseReturnValue:
        """Answer the form: by the results' sealed address, or with what to mend."""
        typed = _typed()
        postcodes = self.listing.now().postcodes
        try:
            asked = self._read(typed, postcodes)
        except InvalidSearch as invalid:
            return _mend(postcodes, typed, invalid), 400
        picked = chosen(self.listing).text or None
        sealed = self.sealer.seal(asked)
        return redirect(page_url("results", sealed=sealed, shortlist=picked), 303)

    def centre(self, centre_id: str) -> ResponseReturnValue:
        """Show all that may be known of a centre."""
        loaded = self.listing.now()
        centre = loaded.listed.get(centre_id)
        if centre is None:
            raise CentreUnknown
        address = public_address(page_url("centre", centre_id=centre_id))
        return render_template(
            "centre.html",
            centre=centre,
            drawn=self._map(centre),
            linked=linked_data(
                centre,
                words_of(language_of_request()),
                address,
                demonstration=loaded.snapshot.demonstration,
            ),
            now=local_now(),
            next_sessions=NEXT_SESSIONS,
        )

    def _read(self, typed: Typed, postcodes: PostcodeIndex) -> ReadSearch:
        """Read what was typed, and find its places. Raises `InvalidSearch`."""
        asked = read_search(typed.postcode, typed.services, self.gazetteer, typed.other)
        places = zip(PLACE_FIELDS, (asked.place, asked.other_place), strict=True)
        problems = []
        for field, place in places:
            try:
                if place is not None:
                    origin_of(place, postcodes)
            except UnplacedPostcode as problem:
                problems.append(Problem(field, problem.code))
        if problems:
            raise InvalidSearch(problems)
        return asked

    def _map(self, centre: Centre) -> SchematicMap | None:
        venue = centre.mapped_location
        return None if venue is None else self.maps.draw([("", venue)])


def _typed() -> Typed:
    """Read the form; a button that mends a field goes before its text."""
    where, other = (
        text_of(f"suggestion_{field}") or text_of(f"town_{field}") or text_of(field)
        for field in PLACE_FIELDS
    )
    services = request.form.getlist("service")
    return Typed(where, other, services)


def text_of(field: str) -> str:
    """Return the text of a field but for what no page may hold, such as NULs."""
    return "".join(
        letter
        for letter in request.form.get(field, "")
        if unicodedata.category(letter) not in {"Cc", "Cn", "Cs"}
    )


def _mend(postcodes: PostcodeIndex, typed: Typed, invalid: InvalidSearch) -> str:
    """Return the form with what was typed, and what is to be mended."""
    wrong = {problem.field for problem in invalid.problems}
    suggestions = {
        field: suggestion_for(getattr(typed, field), postcodes)
        for field in PLACE_FIELDS
        if field in wrong
    }
    return _form(
        typed,
        problems=invalid.problems,
        suggestions=suggestions,
        towns=invalid.choices,
        towns_for=invalid.choices_for,
    )


def _form(typed: Typed, **values: object) -> str:
    return render_template(
        "start.html",
        main_services=MAIN_SERVICES,
        other_services=OTHER_SERVICES,
        typed=typed,
        chosen=set(typed.services),
        others_open=not set(OTHER_SERVICES).isdisjoint(typed.services),
        **values,
    )
