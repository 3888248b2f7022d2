"""Open Referral UK 3.0 below ``/oruk/v3``: its root, services, and where they are."""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from flask import Blueprint, Response, abort

from finder.centres import Centre, Service
from finder.found import SearchQuery
from finder.open_referral_json import Json
from finder.open_referral_offered import Offered
from finder.open_referral_vocabulary import FEED_PATH
from finder.origins import origin_of
from finder.postcodes import AnyPostcode
from finder.web.api_json import ATTRIBUTION
from finder.web.live import LiveListing, Loaded
from finder.web.open_referral_lists import add_organizations, add_terms
from finder.web.open_referral_publication import LivePublication, Publication, serve
from finder.web.open_referral_query import ListParameters, read_list_parameters

Say = Callable[[Centre, Service], Json]


def open_referral_blueprint(listing: LiveListing) -> Blueprint:
    """Serve the feed."""
    blueprint = Blueprint("open_referral", __name__, url_prefix=FEED_PATH)
    live = LivePublication(listing)
    views = _ServiceViews(live)
    serve(
        blueprint,
        {
            "/": views.root,
            "/services": views.services,
            "/services/<its_id>": views.service,
            "/service_at_locations": views.at_locations,
            "/service_at_locations/<its_id>": views.at_location,
        },
    )
    add_organizations(blueprint, live)
    add_terms(blueprint, live)
    return blueprint


class _ServiceViews:
    """The root of the feed, its services, and the services at their locations."""

    def __init__(self, live: LivePublication) -> None:
        self._live = live

    def root(self) -> Response:
        now = self._live.now()
        return now.answer({**now.publisher.api_root(), "attribution": ATTRIBUTION})

    def services(self) -> Response:
        now = self._live.now()
        say = now.publisher
        return _list(now, lambda it: it.id, say.service_row, say.service)

    def service(self, its_id: str) -> Response:
        now = self._live.now()
        found = now.offered.by_id.get(its_id.lower()) or abort(404)
        return now.answer(now.publisher.service(found.centre, found.service))

    def at_locations(self) -> Response:
        now = self._live.now()
        say = now.publisher
        return _list(
            now, lambda it: it.at_location_id, say.at_location_row, say.at_location
        )

    def at_location(self, its_id: str) -> Response:
        now = self._live.now()
        found = now.offered.by_at_location_id.get(its_id.lower()) or abort(404)
        return now.answer(now.publisher.at_location(found.centre, found.service))


def _list(
    now: Publication, id_of: Callable[[Offered], str], row: Say, whole: Say
) -> Response:
    asked = read_list_parameters()
    chosen = _chosen(now, asked)
    if asked.minimal:
        modified = now.publisher.last_modified
        return now.page(
            chosen, asked, lambda it: {"id": id_of(it), "modified_date": modified}
        )
    say = whole if asked.full else row
    return now.page(chosen, asked, lambda it: say(it.centre, it.service))


def _chosen(now: Publication, asked: ListParameters) -> Sequence[Offered]:
    """Return the services that answer to all that is asked."""
    place = asked.place()
    if not now.is_modified(asked):
        return []
    offered = now.offered.all
    if place is not None:
        if asked.proximity is None:
            centres = _covering(now.loaded, place)
        else:
            centres = _within(now.loaded, place, asked.proximity)
        offered = now.offered.by_centre(centres)
    return asked.filter().chosen(offered)


def _covering(loaded: Loaded, place: AnyPostcode) -> Iterator[Centre]:
    """Yield the centres whose area covers a place. Raises `UnplacedPostcode`."""
    origin = origin_of(place, loaded.postcodes)
    for centre in loaded.listed.values():
        if centre.area_covered.covers(origin.outcode, origin.authority, origin.nation):
            yield centre


def _within(loaded: Loaded, place: AnyPostcode, metres: float) -> Iterator[Centre]:
    """Yield the centres with a venue so near to a place, nearest first.

    Measured as a search does, a withheld venue by its coarsened point.
    """
    everywhere = SearchQuery(
        place=place, services=frozenset(), limit=len(loaded.listed)
    )
    found = loaded.search.find(everywhere).matches
    return (it.centre for it in takewhile(lambda it: it.metres <= metres, found))
