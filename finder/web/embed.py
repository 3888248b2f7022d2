"""The search in a frame of somebody else's page: form, results, and what went wrong.

Nothing else may be framed.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from finder.centres import ServiceType
from finder.errors import UnplacedPostcode
from finder.found import SearchQuery
from finder.mid_water import MidWater
from finder.origins import origin_of, suggestion_for
from finder.over_water import over_water
from finder.places import Gazetteer
from finder.search_query import InvalidSearch, Problem, ReadSearch, read_search
from finder.web.caching import for_everyone
from finder.web.found_pages import found_page
from finder.web.frames import add_frames, this_frame
from finder.web.languages import carry
from finder.web.live import LiveListing, Loaded
from finder.web.nothing_found import nothing_found
from finder.web.page_context import local_now
from finder.web.pages import MAIN_SERVICES, text_of
from finder.web.sealed import SearchSealer

PAGE_SIZE = 5
# The title of the results, where a reader goes on.
RESULTS = "fac-results"


@dataclass(frozen=True, slots=True)
class EmbedPages:
    """The views, with what they answer from."""

    listing: LiveListing
    sealer: SearchSealer
    gazetteer: Gazetteer
    water: MidWater
    brand: str

    def add_to(self, pages: Blueprint) -> None:
        """Serve the frame from a blueprint that each language registers."""
        embed = Blueprint("embed", __name__, url_prefix="/embed/v1")
        embed.add_url_rule("/", "start", self.start)
        embed.add_url_rule("/search", "search", self.search, methods=["POST"])
        embed.add_url_rule("/search", "search_again", self.search_again)
        embed.add_url_rule("/results/<sealed>", "results", self.results)
        add_frames(embed, self.brand)
        pages.register_blueprint(embed)

    def start(self) -> Response:
        """Show the form, with the services chosen that the query string names."""
        services = [it for it in ServiceType if it in request.args.getlist("service")]
        carry(service=services)
        return for_everyone(_form("", services))

    def search_again(self) -> ResponseReturnValue:
        """Answer a reload of the form's address."""
        return redirect(this_frame().url("start"))

    def search(self) -> ResponseReturnValue:
        """Answer the form: by the results' sealed address, or with what to mend."""
        typed = _typed()
        services = request.form.getlist("service")
        loaded = self.listing.now()
        try:
            asked = self._read(typed, services, loaded)
        except InvalidSearch as invalid:
            return _mend(typed, services, invalid, loaded), 400
        sealed = self.sealer.seal(asked)
        return redirect(
            this_frame().url("results", sealed=sealed, _anchor=RESULTS), 303
        )

    def results(self, sealed: str) -> str:
        """Show a page of a sealed search."""
        loaded = self.listing.now()
        asked = self.sealer.unseal(sealed)
        query = SearchQuery(place=asked.place, services=asked.services, limit=PAGE_SIZE)
        shown = found_page(loaded.search, query)
        found, page, pages = shown.found, shown.page, shown.pages
        carry(page=page if page > 1 else None)
        nothing = None
        if not found.total:
            nothing = nothing_found(loaded, asked, query, self.sealer)
        return render_template(
            "embed/results.html",
            found=found,
            page=page,
            pages=pages,
            over_water=over_water(found, self.water),
            nothing=nothing,
            now=local_now(),
        )

    def _read(self, typed: str, services: list[str], loaded: Loaded) -> ReadSearch:
        """Read what was typed, and find its place. Raises `InvalidSearch`."""
        asked = read_search(typed, services, self.gazetteer)
        try:
            origin_of(asked.place, loaded.postcodes)
        except UnplacedPostcode as problem:
            raise InvalidSearch([Problem("postcode", problem.code)]) from None
        return asked


def _typed() -> str:
    """Return where the search is from; a button that mends it goes before the text."""
    fields = ("suggestion", "town", "postcode")
    return next(filter(None, map(text_of, fields)), "")


def _mend(
    typed: str, services: list[str], invalid: InvalidSearch, loaded: Loaded
) -> str:
    """Return the form with what was typed, and what is to be mended."""
    wrong = {problem.field for problem in invalid.problems}
    suggestion = None
    if "postcode" in wrong:
        suggestion = suggestion_for(typed, loaded.postcodes)
    return _form(
        typed,
        services,
        problems=invalid.problems,
        suggestion=suggestion,
        towns=invalid.choices,
    )


def _form(typed: str, services: list[Any], **values: object) -> str:
    types = this_frame().options.types
    offered = types or tuple(ServiceType)
    return render_template(
        "embed/start.html",
        offered=offered,
        at_once=[it for it in offered if types or it in MAIN_SERVICES],
        typed=typed,
        chosen=set(services),
        **values,
    )
