"""The ways into a server that are measured: a search by the API, a page of results."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.servers import Server
from finder.centres import ServiceType
from finder.places import Gazetteer
from finder.postcodes import Postcode
from finder.search_query import ReadSearch
from finder.settings import PROJECT
from finder.web.sealed import Sealer, SearchSealer

SERVICES = ("supported", "handover")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way in: what is asked for there, and what every answer must hold."""

    name: str
    paths: list[str]
    must_hold: str


def api_door(places: Iterable[Postcode], ours: Server) -> Door:
    """Return searches of the API; each answer holds as many centres in all."""
    paths = search_paths(places)
    total = json.loads(ours.fetch(paths[0]))["total"]
    return Door(name="API search", paths=paths, must_hold=f'"total":{total},')


def results_door(name: str, places: Sequence[Postcode], key: str) -> Door:
    """Return addresses of searches, each of a family of its own."""
    gazetteer = Gazetteer.read(PROJECT / "data" / "places.csv")
    sealer = SearchSealer(Sealer([key], hours=1), gazetteer)
    wanted = frozenset({ServiceType.SUPPORTED})
    searches = (ReadSearch(place, wanted) for place in places)
    paths = [f"/results/{sealer.seal(search)}" for search in searches]
    return Door(name=name, paths=paths, must_hold="</html>")


def search_paths(places: Iterable[Postcode]) -> list[str]:
    """Return addresses of searches by the API, one a postcode."""
    services = [("service", service) for service in SERVICES]
    queries = (urlencode([("postcode", str(it)), *services]) for it in places)
    return [f"/api/v1/centres?{query}" for query in queries]
