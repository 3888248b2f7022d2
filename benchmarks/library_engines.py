"""Peers inside the process: scipy's k-d tree and SQLite's R*Tree."""

import sqlite3
from math import sqrt

import numpy as np

from benchmarks.engines import PAGE, Question
from benchmarks.listed_places import ListedPlaces
from benchmarks.peer_servers import Absent
from finder.centres import ServiceType

BYTES_PER_MEGABYTE = 1_000_000


class KdTreeEngine:
    """scipy's cKDTree of earth-centred points, one a service.

    It orders by chord alone, and equals in no order.
    """

    def __init__(self, places: ListedPlaces) -> None:
        try:
            from scipy.spatial import cKDTree
        except ImportError:
            raise Absent("scipy is not installed") from None
        self._trees = {
            service: cKDTree([at.earth_centred() for at in locations])
            for service, locations in places.by_service.items()
        }

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        tree = self._trees[service]
        _, found = tree.query(origin.earth_centred(), min(PAGE, tree.n))
        positions: list[int] = found.tolist()
        return positions


class SqliteEngine:
    """SQLite's R*Tree of earth-centred points in memory, one a service.

    It has boxes but no nearest: a box around the origin grows until the tenth
    lies within the sphere inside it.
    """

    def __init__(self, places: ListedPlaces) -> None:
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._radii = {it: places.first_radius(it) for it in ServiceType}
        self._sizes = {it: len(found) for it, found in places.numbers.items()}
        self._questions = {it: self._filled(it, places) for it in ServiceType}

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        point, radius = origin.earth_centred(), self._radii[service]
        wanted = min(PAGE, self._sizes[service])
        while True:
            edges = [edge for at in point for edge in (at - radius, at + radius)]
            asked = (*edges, *point)
            rows = self._database.execute(self._questions[service], asked).fetchall()
            if len(rows) == wanted and sqrt(rows[-1][1]) <= radius:
                return [position for position, _ in rows]
            radius *= 2

    def megabytes(self) -> float:
        """Return how large the database is."""
        (pages,) = self._database.execute("PRAGMA page_count").fetchone()
        (size,) = self._database.execute("PRAGMA page_size").fetchone()
        return float(pages * size / BYTES_PER_MEGABYTE)

    def _filled(self, service: ServiceType, places: ListedPlaces) -> str:
        """Make the table of a service, and return the question to ask of it."""
        table = f'"near_{service}"'
        # Its edges are rounded outward to 32 bits; the points beside them are not.
        columns = "id, x0, x1, y0, y1, z0, z1, +x, +y, +z"
        self._database.execute(f"CREATE VIRTUAL TABLE {table} USING rtree({columns})")
        points = np.array([at.earth_centred() for at in places.by_service[service]])
        rows = np.column_stack([points.repeat(2, axis=1), points]).tolist()
        marks = ", ".join("?" * 10)
        self._database.execute("BEGIN")
        self._database.executemany(
            f"INSERT INTO {table} VALUES ({marks})",  # noqa: S608
            ((position, *row) for position, row in enumerate(rows)),
        )
        self._database.execute("COMMIT")
        return (
            f"SELECT id, (x - ?7) * (x - ?7) + (y - ?8) * (y - ?8)"  # noqa: S608
            f" + (z - ?9) * (z - ?9) AS square FROM {table} WHERE x1 >= ?1 AND x0 <= ?2"
            " AND y1 >= ?3 AND y0 <= ?4 AND z1 >= ?5 AND z0 <= ?6"
            f" ORDER BY square, id LIMIT {PAGE}"
        )
