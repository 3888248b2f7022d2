"""The doors that most come in by: a plain search of the API, and its page of results.

A change to either is made where Flask's views have it; these only read a request
that asks for nothing unusual.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finder.found import SearchResults
from finder.mid_water import MidWater
from finder.web.answer_headers import Environ
from finder.web.api_headers import language_wished
from finder.web.api_json import about_listing, found_json, joined
from finder.web.limits import Kind
from finder.web.live import LiveListing
from finder.web.plain_queries import PlainQueries
from finder.web.quick_answers import Door
from finder.web.results import ResultsPages
from finder.web.sandbox import Sandbox
from finder.words import Language

API_PATH = "/api/v1/centres"
PAGES = "/results/"
WELSH_PAGES = "/cy/results/"

_ASKED_OF = ("HTTP_HOST", "wsgi.url_scheme", "SCRIPT_NAME", "HTTP_ACCEPT_ENCODING")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDoor:
    """Searches of the API with a postcode."""

    route: str = API_PATH
    way: Sequence[str] = (*_ASKED_OF, "HTTP_ACCEPT_LANGUAGE")
    kind: Kind = Kind.API
    listing: LiveListing
    queries: PlainQueries
    water: MidWater
    sandbox: Sandbox

    def answer(self, environ: Environ) -> tuple[SearchResults, bytes] | None:
        """Return what is found, and it as JSON; None unless it is a plain search."""
        read = self.queries.read(environ["QUERY_STRING"])
        if read is None or self.sandbox.holds(read[:1]):
            return None
        place, anywhere = read
        loaded = self.listing.now()
        found = loaded.search.find(anywhere.around(place))
        language = language_wished(environ)
        content = found_json(found, loaded.summaries, self.water, language)
        return found, joined(content, about_listing(loaded))


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesDoor:
    """Pages of results as they are first seen, in one language."""

    route: str
    way: Sequence[str] = _ASKED_OF
    kind: Kind = Kind.SEARCHES
    pages: ResultsPages
    language: Language

    def answer(self, environ: Environ) -> tuple[SearchResults, bytes] | None:
        """Return what is found, and its page; None where more is asked."""
        if environ["QUERY_STRING"]:
            return None
        sealed = environ["PATH_INFO"].rpartition("/")[2]
        return self.pages.plain(sealed, self.language, environ.get("SCRIPT_NAME", ""))


def doors_of(api: ApiDoor, pages: ResultsPages) -> Mapping[str, Door]:
    """Return the doors by what they answer."""
    english, welsh = (
        PagesDoor(route=f"{folder}<sealed>", pages=pages, language=language)
        for folder, language in (
            (PAGES, Language.ENGLISH),
            (WELSH_PAGES, Language.WELSH),
        )
    )
    return {API_PATH: api, PAGES: english, WELSH_PAGES: welsh}
