"""The services of a feed, each read at each of its locations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from finder.centres import CentreStatus
from finder.listing_rows import Issue
from finder.open_referral_centre_cells import centre_cells
from finder.open_referral_feeds import Published
from finder.open_referral_service_cells import service_cells, service_types
from finder.open_referral_terms import STATUSES
from finder.open_referral_values import (
    Cells,
    Unread,
    cleaned,
    item_of,
    items_of,
    shown,
    text_of,
)

_STATUSES = {
    **{said: status.value for status, said in STATUSES.items()},
    "inactive": CentreStatus.CLOSED.value,
    "": CentreStatus.OPEN.value,
}


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """What a service of the feed comes to at one of its locations."""

    reader: "ServiceReader"
    status: str
    centre: Cells
    services: list[Cells]
    name_among_several: str


class ServiceReader:
    """Reads one service of a feed into cells; `issues` are what it found wrong."""

    def __init__(self, feed: str, line: int, service: Published, on: date) -> None:
        its_id = service.get("id")
        self.id = cleaned(its_id) if isinstance(its_id, str) else ""
        self.line = line
        self.issues: list[Issue] = []
        self._feed, self._service, self._on = feed, service, on

    def tell(self, column: str, code: str, value: str, *, held: bool = True) -> None:
        """Note an issue with the service, which by itself holds it back."""
        issue = Issue(
            file=self._feed,
            line=self.line,
            column=column,
            code=code,
            value=value[:200],
            holds_back=held,
        )
        if issue not in self.issues:
            self.issues.append(issue)

    def leave_out(self, column: str, value: str) -> str:
        """Note a value that there is no cell for, and return the empty cell."""
        if value:
            self.tell(column, "feed_value_left_out", value, held=False)
        return ""

    def refuse_id(self, seen: set[str]) -> None:
        """Raise `Unread` unless the service has an id that was not seen before."""
        if not self.id:
            raise Unread("id", "feed_value_unread", shown(self._service.get("id", "")))
        if self.id in seen:
            raise Unread("id", "feed_service_repeated", self.id)
        seen.add(self.id)

    def offers(self) -> Iterator[Offer]:
        """Yield what the service comes to at each of its locations."""
        service = self._service
        types = service_types(service)
        cells = service_cells(service, self._on, self.leave_out)
        said = text_of(service, "status").lower()
        for link in items_of(service, "service_at_locations") or [{}]:
            location = item_of(link, "location")
            centre = centre_cells(service, location, self._feed, self.leave_out)
            offered = [
                {"centre_id": centre["id"], "service": it, **cells} for it in types
            ]
            yield Offer(
                reader=self,
                status=_STATUSES.get(said, said),
                centre=centre,
                services=offered,
                name_among_several=text_of(location, "name")
                or centre["operator"]
                or centre["name"],
            )
