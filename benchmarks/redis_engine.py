"""Redis's GEOSEARCH, a sorted set a service."""

from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.engines import PAGE, Question
from benchmarks.listed_places import ListedPlaces
from benchmarks.peer_servers import Absent
from finder.centres import ServiceType

BATCH = 20_000
BYTES_PER_MEGABYTE = 1_000_000


class RedisEngine:
    """GEOSEARCH over one connection, its radius growing until ten are found.

    Redis keeps places to about half a metre and measures on a sphere.
    """

    def __init__(self, places: ListedPlaces, socket: Path) -> None:
        try:
            from redis import Redis
        except ImportError:
            raise Absent("redis, the package, is not installed") from None
        self._redis = Redis(unix_socket_path=str(socket))
        self._redis.flushall()
        self._radii = {it: places.first_radius(it) for it in ServiceType}
        self._wanted = {
            it: min(PAGE, len(found)) for it, found in places.numbers.items()
        }
        for service, locations in places.by_service.items():
            members = ((at.longitude, at.latitude, n) for n, at in enumerate(locations))
            while batch := [part for it in islice(members, BATCH) for part in it]:
                self._redis.geoadd(service, batch)

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        radius, wanted = self._radii[service], self._wanted[service]
        while True:
            found: list[Any] = self._redis.geosearch(
                service,
                longitude=origin.longitude,
                latitude=origin.latitude,
                radius=radius,
                sort="ASC",
                count=PAGE,
            )
            if len(found) == wanted:
                return [int(member) for member in found]
            radius *= 2

    def megabytes(self) -> float:
        """Return how much the server holds."""
        return float(self._redis.info("memory")["used_memory"] / BYTES_PER_MEGABYTE)
