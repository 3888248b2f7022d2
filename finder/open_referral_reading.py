"""An Open Referral UK feed, turned into the tables that a listing comes in.

Services at one location of one organization become one centre. What is in the
tables is then read, and judged, as any listing is. An issue names the service by
its id, and as its line the service's running number in the feed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from finder.centres import CentreStatus
from finder.listing_columns import CENTRE_COLUMNS, SERVICE_COLUMNS
from finder.listing_rows import Issue
from finder.listings import ReadListings, read_listings
from finder.open_referral_feeds import Feed
from finder.open_referral_offers import Offer, ServiceReader
from finder.open_referral_values import Cells, Unread
from finder.tables import Row, Table
from finder.watching import Watch, unwatched


@dataclass(frozen=True, slots=True)
class FeedTables:
    """The two tables of a feed, and issues with what did not get into them.

    Lines are running numbers of services; `ids` has their ids in that order.
    """

    name: str
    centres: Table
    services: Table
    issues: tuple[Issue, ...]
    ids: tuple[str, ...]

    def file_of(self, line: int) -> str:
        """Return how an issue names the service of a line."""
        its_id = self.ids[line - 1]
        return f"{self.name}/services/{its_id[:100]}" if its_id else self.name


def read_open_referral(feed: Feed, on: date, watch: Watch = unwatched) -> ReadListings:
    """Read a feed by what holds in it on a day."""
    tables = feed_tables(feed, on)
    read = ReadListings(listings=(), issues=(), rows=0, taken=())
    if tables.centres.rows:
        read = read_listings(tables.centres, tables.services, watch)
    issues = sorted([*tables.issues, *read.issues], key=lambda it: it.line)
    return replace(
        read,
        listings=tuple(
            replace(it, file=tables.file_of(it.line)) for it in read.listings
        ),
        issues=tuple(replace(it, file=tables.file_of(it.line)) for it in issues),
        rows=len(feed.services),
    )


def feed_tables(feed: Feed, on: date) -> FeedTables:
    """Return the tables of centres and services that a feed comes to on a day."""
    readers = [
        ServiceReader(feed.name, line, service, on)
        for line, service in enumerate(feed.services, start=1)
    ]
    offers = [_of_one_status(its) for its in _offers_by_centre(readers).values()]
    centres = [(its[0].reader.line, _centre_cells(its)) for its in offers]
    services = [
        (it.reader.line, cells) for its in offers for it in its for cells in it.services
    ]
    return FeedTables(
        name=feed.name,
        centres=_table(feed.name, tuple(CENTRE_COLUMNS), centres),
        services=_table(feed.name, tuple(SERVICE_COLUMNS), services),
        issues=tuple(issue for reader in readers for issue in reader.issues),
        ids=tuple(reader.id for reader in readers),
    )


def _offers_by_centre(readers: Iterable[ServiceReader]) -> dict[str, list[Offer]]:
    offers: dict[str, list[Offer]] = defaultdict(list)
    seen: set[str] = set()
    for reader in readers:
        try:
            reader.refuse_id(seen)
            for offer in list(reader.offers()):
                offers[offer.centre["id"]].append(offer)
        except Unread as problem:
            reader.tell(problem.column, problem.code, problem.value)
    return offers


def _table(
    file: str, headings: tuple[str, ...], lines: Iterable[tuple[int, Cells]]
) -> Table:
    rows = (
        Row(line, tuple(cells.get(heading, "") for heading in headings))
        for line, cells in sorted(lines, key=lambda it: it[0])
    )
    return Table(file, "", 0, headings, tuple(rows))


def _of_one_status(offers: list[Offer]) -> list[Offer]:
    """Keep the offers that make the status of their centre; it has one only."""
    known = list(map(str, CentreStatus))
    unknown = [it.status for it in offers if it.status not in known]
    first = [it for it in known if it in {offer.status for offer in offers}]
    status = (unknown or first)[0]
    for offer in offers:
        if offer.status != status:
            offer.reader.leave_out("status", offer.status)
    return [it for it in offers if it.status == status]


def _centre_cells(offers: list[Offer]) -> Cells:
    cells: Cells = {"status": offers[0].status}
    for offer in offers:
        for column, cell in offer.centre.items():
            cells[column] = cells.get(column) or cell
    areas = dict.fromkeys(it.centre["area_covered"] for it in offers)
    cells["area_covered"] = "; ".join(filter(None, areas))
    if len({it.reader.line for it in offers}) > 1:
        cells["name"] = offers[0].name_among_several
    return cells
