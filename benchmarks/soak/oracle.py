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
from finder.compared_names import folded
from finder.location import Location
from finder.postcodes import Outcode

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
