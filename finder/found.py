"""What a search asks for, and the page of centres that it finds."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from finder.centres import Centre, ServiceType
from finder.location import shown_miles
from finder.narrowing import EVERYTHING, Narrowing
from finder.offerings import Squares
from finder.origins import Origin, Whereabouts

PAGE_SIZE = 10


class Order(StrEnum):
    """What results are put in order of."""

    NEAREST = "nearest"
    FAIRER = "fairer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a visitor asks for. A centre must offer every one of `services`.

    With `other_place`, the other parent's home, results tell both distances.
    They stay in order of the child's unless the fairer order is asked for:
    there the longer of the two journeys counts, the shortest of them first.
    """

    place: Whereabouts
    services: frozenset[ServiceType]
    narrowing: Narrowing = EVERYTHING
    other_place: Whereabouts | None = None
    order: Order = Order.NEAREST
    offset: int = 0
    limit: int = PAGE_SIZE

    def around(self, place: Whereabouts) -> "SearchQuery":
        """Return the same search of another place."""
        # Field by field: `replace` takes three times as long.
        return SearchQuery(
            place=place,
            services=self.services,
            narrowing=self.narrowing,
            other_place=self.other_place,
            order=self.order,
            offset=self.offset,
            limit=self.limit,
        )


class Match(NamedTuple):
    """A centre that offers what is asked for, and its distance on the ground.

    `other_metres` is the distance from the other home, where there is one.
    """

    centre: Centre
    metres: float
    other_metres: float | None = None

    @property
    def miles(self) -> float:
        """The distance as it may be shown; 0.0 is less than half a mile."""
        return shown_miles(self.metres)

    @property
    def other_miles(self) -> float | None:
        """The distance from the other home, as it may be shown."""
        return None if self.other_metres is None else shown_miles(self.other_metres)


class SearchResults(NamedTuple):
    """One page of matches in order, out of `total`.

    `without_venue` are the services that cover the place and have no venue to
    measure to; they come whole with every page. `squares` are those of the chords to
    all that offer what is asked for, if they were measured on the way.
    """

    query: SearchQuery
    origin: Origin
    other_origin: Origin | None
    matches: tuple[Match, ...]
    total: int
    without_venue: tuple[Centre, ...]
    squares: Squares | None = None
