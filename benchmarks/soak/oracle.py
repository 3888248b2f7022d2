"""What must be answered, worked out beforehand by geodesics to every centre.

Nothing of the search that is judged is used here but where a postcode lies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.geodesic_order import MICROMETRES, degrees_of, geodesic_metres
from finder.centres import Centre, CentreStatus, Facility, ReferralRoute, ServiceType
from finder.location import Location
from finder.places import folded
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Outcode, Postcode, read_postcode

METRES_PER_MILE = 1609.344
# As many as a search for a name lists.
MOST_ALIKE = 20

Services = frozenset[ServiceType]


@dataclass(frozen=True, slots=True)
class Condition:
    """What results are narrowed by."""

    within_miles: int | None = None
    step_free: bool = False
    by_parents: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """The query string that a page's filters make."""
        pairs = {
            "within_miles": str(self.within_miles or ""),
            "step_free": "yes" if self.step_free else "",
            "referral": "self" if self.by_parents else "",
        }
        return {name: value for name, value in pairs.items() if value}


ANY = Condition()


@dataclass(frozen=True, slots=True)
class Asked:
    """One search: postcodes or districts as text."""

    home: str
    services: Services
    condition: Condition = ANY
    other_home: str = ""
    fairer: bool = False


@dataclass(frozen=True, slots=True)
class Right:
    """The whole right answer: ids in order, with metres from each home."""

    ids: list[str]
    metres: list[float]
    other_metres: list[float] | None
    without_venue: list[str]


@dataclass(frozen=True, slots=True)
class Home:
    """A place of a search."""

    location: Location
    outcode: Outcode
    authority: str
    nation: Any


class Listing:
    """One snapshot, with the distance from every home to every centre."""

    def __init__(self, snapshot: str, centres: Sequence[Centre]) -> None:
        self.snapshot = snapshot
        self.listed = {
            it.id: it for it in centres if it.status is not CentreStatus.CLOSED
        }
        ordered = sorted(self.listed.values(), key=_tie_key)
        self.well_named = _well_named([*self.listed.values()])
        self._placed = [it for it in ordered if it.location is not None]
        self._unplaced = [it for it in ordered if it.location is None]
        self._points = degrees_of([it.location for it in self._placed if it.location])
        self._metres: dict[str, npt.NDArray[np.float64]] = {}
        self._left: dict[tuple[Services, Condition], npt.NDArray[np.bool_]] = {}

    def measure(self, homes: Mapping[str, Home]) -> None:
        """Work out the distances from homes to all centres."""
        for name, home in homes.items():
            self._metres[name] = geodesic_metres(home.location, self._points)

    def right(self, asked: Asked, home: Home) -> Right:
        """Return what a search must find."""
        metres = self._metres[asked.home]
        others = self._metres.get(asked.other_home)
        left = self._answering(asked.services, asked.condition)
        if asked.condition.within_miles is not None:
            left = left & (metres <= asked.condition.within_miles * METRES_PER_MILE)
        ranked = metres
        if asked.fairer and others is not None:
            ranked = np.maximum(metres, others)
        chosen = np.flatnonzero(left)
        order = chosen[np.lexsort((chosen, np.round(ranked[chosen], MICROMETRES)))]
        return Right(
            ids=[self._placed[at].id for at in order],
            metres=metres[order].tolist(),
            other_metres=None if others is None else others[order].tolist(),
            without_venue=[
                it.id
                for it in self._unplaced
                if it.area_covered.covers(home.outcode, home.authority, home.nation)
                and _answers(it, asked.services, asked.condition)
            ],
        )

    def _answering(
        self, services: Services, condition: Condition
    ) -> npt.NDArray[np.bool_]:
        key = services, condition
        if key not in self._left:
            answers = [_answers(it, services, condition) for it in self._placed]
            self._left[key] = np.array(answers, dtype=np.bool_)
        return self._left[key]


@dataclass(frozen=True, slots=True)
class World:
    """All that visitors may ask, and what is right in each listing."""

    listings: dict[str, Listing]
    homes: dict[str, Home]
    postcodes: list[str]
    outcodes: list[str]

    def rights(self, asked: Asked) -> dict[str, Right]:
        """Return the right answer from each listing."""
        home = self.homes[asked.home]
        return {name: it.right(asked, home) for name, it in self.listings.items()}

    def other_than(self, snapshot: str) -> str:
        """Return the listing that an answer came from which did not know of this."""
        return next(name for name in self.listings if name != snapshot)

    def listing_of(self, centre_id: str) -> str:
        """Return the listing that has a centre; no two have the same."""
        return next(k for k, it in self.listings.items() if centre_id in it.listed)


def make_world(
    listings: Mapping[str, Sequence[Centre]],
    index: PostcodeIndex,
    drawn: Sequence[Postcode],
) -> World:
    """Measure from postcodes, but for those that are a centre's own, and districts."""
    own = {it.address.postcode for centres in listings.values() for it in centres}
    postcodes = [str(it) for it in drawn if it not in own]
    outcodes = list(dict.fromkeys(it.outcode.text for it in drawn))[:100]
    homes = {name: _home(name, index) for name in (*postcodes, *outcodes)}
    measured = {name: Listing(name, centres) for name, centres in listings.items()}
    for listing in measured.values():
        listing.measure(homes)
    return World(measured, homes, postcodes, outcodes)


def _home(text: str, index: PostcodeIndex) -> Home:
    place = read_postcode(text)
    found = index.find(place)
    outcode = place if isinstance(place, Outcode) else place.outcode
    return Home(found.location, outcode, found.authority, found.nation)


def _answers(centre: Centre, wanted: Services, condition: Condition) -> bool:
    """Return whether a centre answers all but the distance."""
    relevant = [it for it in centre.services if it.type in wanted or not wanted]
    if not wanted <= {it.type for it in relevant}:
        return False
    if condition.step_free and (Facility.STEP_FREE, True) not in centre.facilities:
        return False
    return not condition.by_parents or all(
        ReferralRoute.SELF in it.referral_routes for it in relevant
    )


def _well_named(centres: Sequence[Centre]) -> list[str]:
    """Return the ids of centres whose name few others' words hold."""
    having: dict[str, set[str]] = {}
    for it in centres:
        for word in folded(f"{it.name} {it.public_address.town} {it.operator}").split():
            having.setdefault(word, set()).add(it.id)
    return [
        it.id
        for it in centres
        if len(set.intersection(*(having[word] for word in folded(it.name).split())))
        <= MOST_ALIKE
    ]


def _tie_key(centre: Centre) -> tuple[bool, str, str]:
    closed = centre.status is CentreStatus.TEMPORARILY_CLOSED
    return closed, centre.name.casefold(), centre.id
