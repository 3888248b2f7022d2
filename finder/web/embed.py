"""The search in a frame of somebody else's page: form, results, and what went wrong.

Nothing else may be framed. Its style and its script stand in the page itself, each
allowed by its hash, so that a frame is one request and works in any sandbox.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from finder.centres import ServiceType
from finder.coastline import Coastline
from finder.errors import UnplacedPostcode
from finder.narrowing import EVERYTHING
from finder.origins import origin_of, suggestion_for
from finder.places import Gazetteer
from finder.search import SearchQuery, SearchResults
from finder.search_query import InvalidSearch, Problem, ReadSearch, read_search
from finder.settings import PROJECT
from finder.web.caching import for_everyone
from finder.web.frame_options import FrameOptions, read_frame_options
from finder.web.languages import carry, page_url
from finder.web.live import LiveListing, Loaded
from finder.web.nothing_found import nothing_found
from finder.web.page_context import local_now
from finder.web.pages import MAIN_SERVICES, text_of
from finder.web.sealed import SearchSealer
from finder.web.searches_counted import counted
from finder.words import Language

PAGE_SIZE = 5
# Where a reader goes on, in pages that answer what they sent.
RESULTS, PROBLEM = "fac-results", "fac-problem"


@dataclass(frozen=True, slots=True)
class Frame:
    """How one answer looks and behaves."""

    options: FrameOptions
    style: str
    script: str

    def url(self, page: str, language: Language | None = None, /, **values: Any) -> str:
        """Return the address of a page of the widget that keeps what the host asked."""
        return page_url(f"embed.{page}", language, **self.options.parameters, **values)

    @property
    def headers(self) -> Mapping[str, str]:
        """Who may frame the page, and the only style and script that it may have."""
        policy = [
            "default-src 'none'",
            f"style-src '{_hash_of(self.style)}'",
            f"script-src '{_hash_of(self.script)}'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors *",
        ]
        return {
            "Content-Security-Policy": "; ".join(policy),
            # For hosts that isolate themselves: it fetches nothing, so may be there.
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }


@dataclass(frozen=True, slots=True)
class EmbedPages:
    """The views, with what they answer from."""

    listing: LiveListing
    sealer: SearchSealer
    gazetteer: Gazetteer
    coastline: Coastline
    brand: str

    def add_to(self, pages: Blueprint) -> None:
        """Serve the frame from a blueprint that each language registers."""
        embed = Blueprint("embed", __name__, url_prefix="/embed/v1")
        embed.add_url_rule("/", "start", self.start)
        embed.add_url_rule("/search", "search", self.search, methods=["POST"])
        embed.add_url_rule("/search", "search_again", self.search_again)
        embed.add_url_rule("/results/<sealed>", "results", self.results)
        style, script = (
            (PROJECT / "static" / "widget" / name).read_text()
            for name in ("frame.css", "frame.js")
        )

        def begin() -> None:
            options = read_frame_options(request.args, self.brand)
            g.frame = Frame(options, style + options.theme.style, script)
            carry(**options.parameters)

        embed.before_request(begin)
        embed.after_request(_add_headers)
        embed.context_processor(lambda: {"frame": g.frame})
        pages.register_blueprint(embed)

    def start(self) -> Response:
        """Show the form, with the services chosen that the query string names."""
        services = [it for it in ServiceType if it in request.args.getlist("service")]
        carry(service=services)
        return for_everyone(_form("", services))

    def search_again(self) -> ResponseReturnValue:
        """Answer a reload of the form's address."""
        return redirect(g.frame.url("start"))

    def search(self) -> ResponseReturnValue:
        """Answer the form: by the results' sealed address, or with what to mend."""
        typed = _typed()
        services = request.form.getlist("service")
        loaded = self.listing.now()
        try:
            asked = self._read(typed, services, loaded)
        except InvalidSearch as invalid:
            wrong = {problem.field for problem in invalid.problems}
            suggestion = suggestion_for(typed, loaded.postcodes)
            return _form(
                typed,
                services,
                problems=invalid.problems,
                suggestion=suggestion if "postcode" in wrong else None,
                towns=invalid.choices,
            ), 400
        sealed = self.sealer.seal(asked)
        return redirect(g.frame.url("results", sealed=sealed, _anchor=RESULTS), 303)

    def results(self, sealed: str) -> str:
        """Show a page of a sealed search."""
        loaded = self.listing.now()
        asked = self.sealer.unseal(sealed)
        query = SearchQuery(place=asked.place, services=asked.services, limit=PAGE_SIZE)
        total = loaded.search.counter(query)(EVERYTHING)
        pages = max(ceil(total / PAGE_SIZE), 1)
        page = request.args.get("page", 1, type=int)
        page = page if 1 <= page <= pages else 1
        carry(page=page if page > 1 else None)
        at_page = replace(query, offset=(page - 1) * PAGE_SIZE)
        found = counted(loaded.search.find(at_page))
        return render_template(
            "embed/results.html",
            found=found,
            page=page,
            pages=pages,
            over_water=self._over_water(found),
            nothing=None if total else nothing_found(loaded, asked, query, self.sealer),
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

    def _over_water(self, found: SearchResults) -> frozenset[str]:
        home = found.origin.location
        return frozenset(
            each.centre.id
            for each in found.matches
            if each.centre.location is not None
            and self.coastline.crosses_water(home, each.centre.location)
        )


def _typed() -> str:
    """Return where the search is from; a button that mends it goes before the text."""
    fields = ("suggestion", "town", "postcode")
    return next(filter(None, map(text_of, fields)), "")


def _form(typed: str, services: list[Any], **values: object) -> str:
    offered = g.frame.options.types or tuple(ServiceType)
    return render_template(
        "embed/start.html",
        offered=offered,
        at_once=[it for it in offered if g.frame.options.types or it in MAIN_SERVICES],
        typed=typed,
        chosen=set(services),
        **values,
    )


def _add_headers(response: Response) -> Response:
    response.headers.update(g.frame.headers)
    return response


def _hash_of(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
