"""What search engines are told: every page worth finding, and what to leave alone."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, abort
from markupsafe import escape

from finder.centres import ServiceType
from finder.places import Gazetteer
from finder.web.caching import for_everyone
from finder.web.languages import WELSH_PREFIX, page_url
from finder.web.live import LiveListing, Loaded
from finder.web.near import slug_of
from finder.web.public_address import public_root
from finder.words import Language

# The most that a file may hold: sitemaps.org.
MOST_ADDRESSES = 50_000

PAGES = (
    "start",
    "guide",
    "services",
    "apply",
    "pre_visit",
    "after",
    "safety",
    "professionals",
    "about",
    "accessibility",
    "privacy",
    "data",
    "widget",
    "developers",
)
# Pages of a single visitor: nothing there is for others.
LEFT_ALONE = ("/search", "/results/", "/guide/", "/names/", "/shortlist")

_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Stands for the beginning of every address until it is known from the request: a
# sitemap is built once, by whatever names the server is asked.
_ROOT = "\0"


def discovery_blueprint(listing: LiveListing, gazetteer: Gazetteer) -> Blueprint:
    """Serve ``/sitemap.xml`` and ``/robots.txt``."""
    blueprint = Blueprint("discovery", __name__)
    sitemaps = _Sitemaps(listing, gazetteer)
    blueprint.add_url_rule("/sitemap.xml", "sitemap", sitemaps.first)
    blueprint.add_url_rule("/sitemap-<int:number>.xml", "sitemap_part", sitemaps.part)
    blueprint.add_url_rule("/robots.txt", "robots", _robots)
    return blueprint


class _Sitemaps:
    """The sitemap of the live listing, built when first asked for."""

    def __init__(self, listing: LiveListing, gazetteer: Gazetteer) -> None:
        self._listing = listing
        self._gazetteer = gazetteer
        self._kept: tuple[tuple[str, str], list[str]] | None = None

    def first(self) -> Response:
        files = self._files()
        return _answer(files[0] if len(files) == 1 else _index_of(len(files)))

    def part(self, number: int) -> Response:
        files = self._files()
        if not 1 <= number <= len(files):
            abort(404)
        return _answer(files[number - 1])

    def _files(self) -> list[str]:
        loaded = self._listing.now()
        built_from = (loaded.snapshot.id, loaded.postcodes.id)
        kept = self._kept
        if kept is None or kept[0] != built_from:
            kept = built_from, _files_of(list(_entries(loaded, self._gazetteer)))
            self._kept = kept
        return kept[1]


def _answer(content: str) -> Response:
    root = str(escape(public_root()))
    return for_everyone(content.replace(_ROOT, root).encode(), _XML)


def _files_of(entries: Sequence[str]) -> list[str]:
    return [
        f'{_HEAD}<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        f"\n{''.join(entries[start : start + MOST_ADDRESSES])}</urlset>\n"
        for start in range(0, len(entries), MOST_ADDRESSES)
    ]


def _index_of(files: int) -> str:
    parts = "".join(
        f"<sitemap><loc>{_ROOT}/sitemap-{number}.xml</loc></sitemap>\n"
        for number in range(1, files + 1)
    )
    return f'{_HEAD}<sitemapindex xmlns="{_SITEMAPS}">\n{parts}</sitemapindex>\n'


def _entries(loaded: Loaded, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield each page twice, in each language, with where it is in both."""
    for page, values in _pages(loaded, gazetteer):
        addresses = {
            language: f"{_ROOT}{escape(page_url(page, language, **values))}"
            for language in Language
        }
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
            for language, address in addresses.items()
        )
        for address in addresses.values():
            yield f"<url><loc>{address}</loc>{links}</url>\n"


def _pages(
    loaded: Loaded, gazetteer: Gazetteer
) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((page, {}) for page in PAGES)
    yield from (("service", {"code": service.value}) for service in ServiceType)
    yield from (("centre", {"centre_id": each}) for each in loaded.listed)
    for place in (*loaded.postcodes.outcodes(), *gazetteer):
        yield "near", {"where": slug_of(place)}


def _robots() -> Response:
    rules = (
        f"Disallow: {prefix}{path}\n"
        for path in LEFT_ALONE
        for prefix in ("", WELSH_PREFIX)
    )
    told = f"User-agent: *\n{''.join(rules)}\nSitemap: {public_root()}/sitemap.xml\n"
    return for_everyone(told, "text/plain")
