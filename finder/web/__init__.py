"""The web application: pages, API and health, put together by hand."""

from dataclasses import dataclass

from flask import Blueprint, Flask

from finder.advice_journey import JOURNEY_PAGES
from finder.coastline import Coastline
from finder.mid_water import MidWater
from finder.places import Gazetteer
from finder.schematic_map import MapMaker
from finder.settings import PROJECT, Settings
from finder.snapshot import SnapshotStore
from finder.snapshot_fetching import SnapshotFetcher
from finder.web.about import add_about_pages
from finder.web.advice import add_advice_pages
from finder.web.answer_headers import add_to_answers
from finder.web.api import api_blueprint
from finder.web.api_headers import API_PREFIX, add_api_headers
from finder.web.assets import assets_blueprint, read_assets
from finder.web.branding import brand_style, read_logo
from finder.web.cards import Cards
from finder.web.compression import compress_answers
from finder.web.cross_origin import shared_with_every_origin
from finder.web.developers import add_developers_page
from finder.web.discovery import discovery_blueprint
from finder.web.district_maps import DistrictMaps
from finder.web.embed import EmbedPages
from finder.web.explain import explain_errors
from finder.web.feeds import feeds_blueprint
from finder.web.fragments import Fragments
from finder.web.journey import add_journey
from finder.web.limits import Limits, limit_views
from finder.web.live import LiveListing
from finder.web.names import NamePages
from finder.web.near import add_near_pages
from finder.web.open_referral import open_referral_blueprint
from finder.web.operating import add_operating
from finder.web.page_context import add_page_context
from finder.web.pages import SearchPages
from finder.web.plain_queries import PlainQueries
from finder.web.proxies import believe_proxies, check_hosts, redirect_by_path
from finder.web.public_address import set_public_url
from finder.web.quick_answers import QuickAnswers
from finder.web.quick_doors import ApiDoor, doors_of
from finder.web.results import ResultsPages
from finder.web.results_shell import ResultsShells
from finder.web.sandbox import Sandbox
from finder.web.sealed import Sealer, SearchSealer
from finder.web.security_headers import CONTENT_SECURITY_POLICY, add_security_headers
from finder.web.security_txt import security_txt_blueprint
from finder.web.services import add_service_pages
from finder.web.shortlist import add_shortlist_pages
from finder.web.widget import add_widget_page, widget_files_blueprint
from finder.words import Language

LARGEST_REQUEST_BYTES = 64_000
# Among the extensions of an application: its `LiveListing`.
LISTING = "finder.listing"


class SecretKeyMissing(ValueError):
    """The server was started without a key to seal searches with."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the doors of an application answer from."""

    settings: Settings
    listing: LiveListing
    gazetteer: Gazetteer
    water: MidWater
    maps: MapMaker
    sealer: Sealer
    sandbox: Sandbox


def create_app(settings: Settings) -> Flask:
    """Put the application together. Raises `SecretKeyMissing` or `LogoRefused`."""
    if settings.secret_key is None:
        raise SecretKeyMissing("set FINDER_SECRET_KEY: see README.md, Settings")
    keys = [key.strip() for key in settings.secret_key.get_secret_value().split(",")]
    app = Flask(
        "finder", template_folder=str(PROJECT / "templates"), static_folder=None
    )
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST_BYTES
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    fetcher = follow_snapshot_url(settings)
    parts = _read_parts(settings, Sealer(keys, settings.search_hours))
    assets = read_assets(
        PROJECT / "static", brand_style(settings.brand_colour), read_logo(settings.logo)
    )
    listeners = add_operating(app, settings, parts.listing, fetcher)
    _add_manners(app, settings, parts.listing)
    app.extensions[LISTING] = parts.listing
    fragments = Fragments(app.jinja_env)
    add_page_context(app, settings, parts.listing, assets, fragments)
    results = _add_pages(app, parts, fragments)
    _add_doors_for_programs(app, parts)
    app.register_blueprint(assets_blueprint(assets))
    app.register_blueprint(widget_files_blueprint())
    limits = Limits.of(settings, keys[0])
    limit_views(app, limits)
    app.wsgi_app = QuickAnswers(  # type: ignore[assignment, method-assign]
        inner=app.wsgi_app,
        doors=doors_of(_plain_searches(parts), results),
        listing=parts.listing,
        limits=limits,
        listeners=listeners,
    )
    believe_proxies(app, settings.trusted_proxies)
    return app


def _read_parts(settings: Settings, sealer: Sealer) -> Parts:
    data = PROJECT / "data"
    gazetteer = Gazetteer.read(data / "places.csv")
    coastline = Coastline.read(data / "coastline.json")
    return Parts(
        settings=settings,
        listing=LiveListing(settings.data_dir),
        gazetteer=gazetteer,
        water=MidWater.read(data / "mid_water.json"),
        maps=MapMaker(coastline, gazetteer),
        sealer=sealer,
        sandbox=Sandbox.read(data / "sandbox"),
    )


def _add_manners(app: Flask, settings: Settings, listing: LiveListing) -> None:
    """Do what is done with every request and every answer."""
    check_hosts(app, settings.hosts)
    redirect_by_path(app)
    app.before_request(listing.follow_at_times)
    compress_answers(app)
    set_public_url(app, settings.public_url)
    shared = shared_with_every_origin(API_PREFIX, "/feeds/", "/oruk/")
    add_to_answers(app, [add_api_headers, shared, add_security_headers])
    explain_errors(app)


def _add_pages(app: Flask, parts: Parts, fragments: Fragments) -> ResultsPages:
    """Serve the pages, the widget's too, once in each language."""
    settings, listing, gazetteer = parts.settings, parts.listing, parts.gazetteer
    searches = SearchSealer(parts.sealer, gazetteer)
    water, maps, brand = parts.water, parts.maps, settings.brand_colour
    pages = Blueprint("pages", __name__)
    SearchPages(listing, searches, gazetteer, maps).add_to(pages)
    cards, shells = Cards(app.jinja_env), ResultsShells()
    drawn = DistrictMaps(listing, maps, fragments), cards, fragments, shells
    results = ResultsPages(listing, searches, water, *drawn)
    results.add_to(pages)
    NamePages(listing, parts.sealer).add_to(pages)
    add_advice_pages(pages, JOURNEY_PAGES)
    add_service_pages(pages, listing)
    add_journey(pages, parts.sealer)
    add_about_pages(pages, listing, settings)
    add_shortlist_pages(pages, listing, maps)
    add_near_pages(pages, listing, gazetteer, maps)
    EmbedPages(listing, searches, gazetteer, water, brand).add_to(pages)
    add_widget_page(pages, brand, CONTENT_SECURITY_POLICY)
    add_developers_page(pages, parts.sandbox, settings.limit_api)
    app.register_blueprint(pages, name=Language.ENGLISH.value)
    app.register_blueprint(pages, name=Language.WELSH.value, url_prefix="/cy")
    return results


def _add_doors_for_programs(app: Flask, parts: Parts) -> None:
    """Serve the API, the feeds, and what search engines and finders of faults read."""
    listing, gazetteer = parts.listing, parts.gazetteer
    api = api_blueprint(listing, gazetteer, parts.water, parts.sandbox)
    app.register_blueprint(api)
    app.register_blueprint(feeds_blueprint(listing))
    app.register_blueprint(open_referral_blueprint(listing))
    app.register_blueprint(discovery_blueprint(listing, gazetteer))
    app.register_blueprint(security_txt_blueprint(parts.settings.keeper_email))


def _plain_searches(parts: Parts) -> ApiDoor:
    return ApiDoor(
        listing=parts.listing,
        queries=PlainQueries(parts.gazetteer),
        water=parts.water,
        sandbox=parts.sandbox,
    )


def follow_snapshot_url(settings: Settings) -> SnapshotFetcher | None:
    """Begin to keep the newest snapshot of another machine, if one is set."""
    if settings.snapshot_url is None:
        return None
    store = SnapshotStore(settings.data_dir / "snapshots")
    fetcher = SnapshotFetcher(settings.snapshot_url, store)
    fetcher.follow(settings.snapshot_seconds)
    return fetcher
