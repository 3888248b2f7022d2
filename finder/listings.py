"""A listing's tables, read into centres, and issues for what could not be read.

A bad cell is data: it becomes an `Issue` and its row is held back. A bad file
is an exception, `ListingRefused`.
"""

from collections import defaultdict
from dataclasses import dataclass

from finder.centres import Centre, Service, ServiceType
from finder.listing_centres import (
    RowProblem,
    centre_of,
    service_of,
    services_alike,
)
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS, SIMPLE_COLUMNS
from finder.listing_rows import Issue, ReadRow, read_rows
from finder.tables import Table
from finder.watching import Watch, unwatched

_PLACE_COLUMNS = ("postcode", "latitude", "area_covered")
_NEEDED_SIMPLE = (("name",), ("services",), _PLACE_COLUMNS)
_NEEDED_CENTRE = (("id",), ("name",), _PLACE_COLUMNS)
_NEEDED_SERVICE = (("centre_id",), ("service",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A centre as its keeper wrote it, not yet placed."""

    file: str
    line: int
    centre: Centre


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadListings:
    """What the tables held; `taken` says which heading was taken for what.

    `rows` counts those of both tables, which `tables` holds as they were written.
    `unread` names the sheets left aside.
    """

    listings: tuple[Listing, ...]
    issues: tuple[Issue, ...]
    rows: int
    taken: tuple[tuple[str, str], ...]
    unread: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


def read_listings(
    centres: Table, services: Table | None = None, watch: Watch = unwatched
) -> ReadListings:
    """Read the simple shape, or with a second table the full one.

    Raises `ListingRefused` when a table lacks columns that it cannot do without.
    """
    if services is None:
        read = read_rows(centres, SIMPLE_COLUMNS, _NEEDED_SIMPLE, watch)
        offered = [(row, services_alike(row.values)) for row in read.rows]
        issues, taken = read.issues, read.renamed
    else:
        read = read_rows(centres, CENTRE_COLUMNS, _NEEDED_CENTRE, watch)
        read_services = read_rows(services, SERVICE_COLUMNS, _NEEDED_SERVICE, watch)
        by_centre, problems = _services_by_centre(read.rows, read_services.rows)
        offered = [
            (row, by_centre.get(row.values.get("id", ""), ())) for row in read.rows
        ]
        issues = read.issues + read_services.issues + problems
        taken = read.renamed + read_services.renamed
    listings: list[Listing] = []
    seen: dict[str, int] = {}
    for row, its_services in offered:
        try:
            centre = centre_of(row.values, its_services)
            _refuse_repeat(centre.id, row.line, seen)
            listings.append(Listing(file=row.file, line=row.line, centre=centre))
        except RowProblem as problem:
            issues.append(row.issue(problem.column, problem.code, problem.value))
    return ReadListings(
        listings=tuple(listings),
        issues=tuple(sorted(issues, key=lambda it: (it.file, it.line))),
        rows=len(centres.rows) + (len(services.rows) if services else 0),
        taken=taken,
        tables=(centres,) if services is None else (centres, services),
    )


def _services_by_centre(
    centres: list[ReadRow], rows: list[ReadRow]
) -> tuple[dict[str, tuple[Service, ...]], list[Issue]]:
    known = {row.values.get("id") for row in centres}
    services: dict[str, dict[ServiceType, Service]] = defaultdict(dict)
    issues = []
    for row in rows:
        centre_id, service_type = row.values.get("centre_id"), row.values.get("service")
        if centre_id is None or centre_id not in known:
            issues.append(row.issue("centre_id", "centre_not_read", centre_id or ""))
        elif service_type is None:
            issues.append(row.issue("service", "services_missing"))
        elif service_type in services[centre_id]:
            issues.append(row.issue("service", "service_repeated", service_type))
        else:
            services[centre_id][service_type] = service_of(service_type, row.values)
    in_order = {
        centre_id: tuple(offered[it] for it in ServiceType if it in offered)
        for centre_id, offered in services.items()
    }
    return in_order, issues


def _refuse_repeat(centre_id: str, line: int, seen: dict[str, int]) -> None:
    if not centre_id:
        raise RowProblem("id", "id_missing")
    first = seen.setdefault(centre_id, line)
    if first != line:
        raise RowProblem("id", "id_repeated", f"{centre_id} ({first})")
