"""An import, whole: read → validate → geocode → check → publish."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from finder.centres import Centre, LocationSource
from finder.changes import Changes, compare
from finder.errors import NotReady, SnapshotDamaged
from finder.geocoding import CannotPlace, Geocoder, placed
from finder.listing_rows import Issue
from finder.listings import Listing, ReadListings, read_listings
from finder.marked_workbook import unmarked
from finder.postcode_index import PostcodeIndex
from finder.snapshot import SnapshotStore
from finder.tables import Table, read_tables
from finder.watching import Watch, unwatched

APPROXIMATE = {LocationSource.SECTOR, LocationSource.OUTCODE}
SERVICES_SHEET = "services"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What share of centres may be lost without being told that it is meant."""

    lost: float = 0.1
    unplaced: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A listing read, placed and compared with the live one; not yet published."""

    read: ReadListings
    centres: tuple[Centre, ...]
    issues: tuple[Issue, ...]
    unplaced: int
    changes: Changes

    @property
    def held_back(self) -> int:
        """How many rows, of either table, were left out because of an issue."""
        return len({(it.file, it.line) for it in self.issues if it.holds_back})

    @property
    def sources_of_location(self) -> Counter[str]:
        """How many centres were placed by what."""
        return Counter(it.location_source or "without-venue" for it in self.centres)

    def refusals(self, limits: Limits) -> list[str]:
        """Return the codes of the limits that publishing would break."""
        broken = []
        if not self.centres:
            broken.append("nothing_to_publish")
        if len(self.changes.removed) > limits.lost * self.changes.live:
            broken.append("too_many_removed")
        if self.unplaced > limits.unplaced * max(len(self.read.listings), 1):
            broken.append("too_many_unplaced")
        return broken


def read_listing_files(
    listing: Path, services: Path | None, watch: Watch = unwatched
) -> ReadListings:
    """Read a listing of one or two files, or of one workbook of two sheets.

    A workbook that a report marked is the listing that it was made from. Raises
    `ListingRefused`.
    """
    files = [listing] if services is None else [listing, services]
    tables = [list(map(unmarked, read_tables(it))) for it in watch("read", files)]
    centres, *others = tables[0]
    given = [] if services is None else tables[1]
    offered = given[0] if given else _services_sheet(others)
    left_aside = [it.name for it in [*others, *given] if it is not offered]
    read = read_listings(centres, offered, watch)
    return replace(read, unread=tuple(left_aside))


def _services_sheet(tables: list[Table]) -> Table | None:
    named = [it for it in tables if it.sheet.strip().lower() == SERVICES_SHEET]
    return named[0] if named else None


def prepare(
    read: ReadListings,
    geocoders: Sequence[Geocoder],
    postcodes: PostcodeIndex,
    store: SnapshotStore,
    watch: Watch = unwatched,
) -> Import:
    """Place every centre and compare the whole with the live snapshot."""
    centres: list[Centre] = []
    issues: list[Issue] = []
    for listing in watch("place", read.listings):
        try:
            centre = placed(listing.centre, geocoders, postcodes)
        except CannotPlace as problem:
            issues.append(_issue(listing, problem.column, problem.code))
            continue
        centres.append(centre)
        issues.extend(_doubts(listing, centre))
    return Import(
        read=read,
        centres=tuple(centres),
        issues=tuple(
            sorted([*read.issues, *issues], key=lambda it: (it.file, it.line))
        ),
        unplaced=len(read.listings) - len(centres),
        changes=compare(_live_centres(store), centres, watch),
    )


def _issue(listing: Listing, column: str, code: str) -> Issue:
    given, postcode = listing.centre.given_location, listing.centre.address.postcode
    value = str(postcode or "")
    if column == "latitude" and given is not None:
        value = f"{given.latitude}, {given.longitude}"
    return Issue(
        file=listing.file, line=listing.line, column=column, code=code, value=value
    )


def _doubts(listing: Listing, centre: Centre) -> Iterator[Issue]:
    exact = centre.address.visibility == "full"
    if centre.location_source in APPROXIMATE and exact:
        yield replace(
            _issue(listing, "postcode", "postcode_approximated"), holds_back=False
        )
    if centre.location_source is LocationSource.ENDED_POSTCODE:
        yield replace(_issue(listing, "postcode", "postcode_ended"), holds_back=False)


def _live_centres(store: SnapshotStore) -> tuple[Centre, ...]:
    try:
        return store.current().centres
    except (NotReady, SnapshotDamaged):
        return ()
