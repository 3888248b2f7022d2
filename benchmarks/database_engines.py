"""PostGIS's nearest-neighbour search: one index and a filter, or one a service."""

from pathlib import Path
from typing import Any

from benchmarks.engines import PAGE, Question
from benchmarks.listed_places import ListedPlaces
from benchmarks.peer_servers import POSTGRES_USER, Absent
from finder.centres import ServiceType

# `<->` measures on a sphere: so many more are put in order on the ellipsoid.
OVERFETCH = 10
BYTES_PER_MEGABYTE = 1_000_000

TABLE = "CREATE TABLE {table} (number integer, place geography(Point), {columns})"
COPY = "COPY {table} FROM STDIN"
INDEX = "CREATE INDEX ON {table} USING gist (place)"
PARTIAL_INDEX = "CREATE INDEX ON {table} USING gist (place) WHERE {service}"
NEAREST = """
    WITH near AS MATERIALIZED (
            SELECT number, place FROM {table} WHERE {service}
            ORDER BY place <-> ST_MakePoint(%(longitude)s, %(latitude)s)::geography
            LIMIT {limit}
         )
    SELECT number FROM near
    ORDER BY ST_Distance(
        place, ST_MakePoint(%(longitude)s, %(latitude)s)::geography
    ), number
    LIMIT {page}
"""


class PostgisEngine:
    """A table with a column a service over one connection, statements prepared."""

    def __init__(self, places: ListedPlaces, socket: Path, *, partial: bool) -> None:
        try:
            import psycopg
            from psycopg import sql
        except ImportError:
            raise Absent("psycopg is not installed") from None
        self._database = psycopg.connect(
            host=str(socket), user=POSTGRES_USER, autocommit=True
        )
        self._positions = places.position_of
        self._table = sql.Identifier("partial" if partial else "filtered")
        self._sql = sql
        try:
            self._database.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        except psycopg.Error as error:
            raise Absent(f"PostGIS is not installed: {error}") from None
        self._fill(places)
        for service in ServiceType if partial else ("",):
            self._run(PARTIAL_INDEX if partial else INDEX, service)
        self._run("VACUUM ANALYZE {table}")
        self._questions = {it: self._composed(NEAREST, it) for it in ServiceType}

    def nearest(self, question: Question) -> list[int]:
        """Return the positions of the ten nearest."""
        origin, service = question
        rows = self._database.execute(
            self._questions[service],
            {"longitude": origin.longitude, "latitude": origin.latitude},
            prepare=True,
        )
        positions = self._positions[service]
        return [positions[number] for (number,) in rows]

    def megabytes(self) -> float:
        """Return how large the table and its indexes are."""
        row = self._database.execute(
            "SELECT pg_total_relation_size(%s)", [self._table.as_string(None)]
        ).fetchone()
        return float(row[0] / BYTES_PER_MEGABYTE) if row else 0.0

    def close(self) -> None:
        """Drop the table and end the connection."""
        self._run("DROP TABLE {table}")
        self._database.close()

    def _fill(self, places: ListedPlaces) -> None:
        columns = self._sql.SQL(", ").join(
            self._sql.SQL("{} boolean").format(self._sql.Identifier(it))
            for it in ServiceType
        )
        self._run("DROP TABLE IF EXISTS {table}")
        self._database.execute(
            self._sql.SQL(TABLE).format(table=self._table, columns=columns)
        )
        with self._database.cursor().copy(self._composed(COPY)) as rows:
            for number, at in enumerate(places.locations):
                point = f"SRID=4326;POINT({at.longitude!r} {at.latitude!r})"
                offered = [number in self._positions[it] for it in ServiceType]
                rows.write_row((number, point, *offered))

    def _run(self, statement: str, service: str = "") -> None:
        self._database.execute(self._composed(statement, service))

    def _composed(self, statement: str, service: str = "") -> Any:
        return self._sql.SQL(statement).format(
            table=self._table,
            service=self._sql.Identifier(service or "none"),
            limit=self._sql.Literal(PAGE + OVERFETCH),
            page=self._sql.Literal(PAGE),
        )
