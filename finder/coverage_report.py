"""Which share of postcodes has a centre near, by service, district and nation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from finder.centres import Centre, CentreStatus, ServiceType
from finder.coverage import Ground, Groups, Numbers, within
from finder.coverage_districts import District, districts_of, is_listed
from finder.coverage_postcodes import ISLANDS, CountedPostcodes, covered_by
from finder.location import METRES_PER_MILE, Location
from finder.places import Gazetteer
from finder.postcodes import Nation
from finder.watching import Watch, unwatched

MILES = (5, 10, 20, 50)
# A district with fewer postcodes says little: often a single street or firm.
FEWEST_POSTCODES = 20


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of some postcodes have a centre within each of `MILES`.

    `covered` of them lie where a service without a building works.
    """

    postcodes: int
    within: tuple[int, ...]
    covered: int

    def __add__(self, other: "Tally") -> "Tally":
        both = zip(self.within, other.within, strict=True)
        return Tally(
            self.postcodes + other.postcodes,
            tuple(one + more for one, more in both),
            self.covered + other.covered,
        )


NO_POSTCODES = Tally(0, (0,) * len(MILES), 0)


@dataclass(frozen=True, slots=True)
class DistrictReach:
    """What a district has of one service; the distance is infinite if none has it."""

    district: District
    tally: Tally
    median_metres: float

    @property
    def median_miles(self) -> float:
        """How far half of its postcodes are at most."""
        return self.median_metres / METRES_PER_MILE


@dataclass(frozen=True, slots=True)
class ServiceReach:
    """What every district has of one service. `has_venues`: some centre offers it."""

    service: ServiceType
    has_venues: bool
    districts: tuple[DistrictReach, ...]

    def tally(self, nation: Nation | None = None) -> Tally:
        """Return the sum for a nation, else for all but Scotland."""
        parts = (
            it.tally
            for it in self.districts
            if (it.district.nation == nation if nation else is_listed(it.district))
        )
        return reduce(Tally.__add__, parts, NO_POSTCODES)

    def furthest(self, count: int) -> list[DistrictReach]:
        """Return the districts furthest from a centre; neither small nor Scottish.

        Of each island nation there is one at most, lest they fill the list.
        """
        found = [
            it
            for it in self.districts
            if is_listed(it.district) and it.tally.postcodes >= FEWEST_POSTCODES
        ]
        found.sort(key=lambda it: (-it.median_metres, -it.tally.postcodes))
        first = {it.district.nation: it for it in reversed(found)}
        return [
            it
            for it in found
            if it.district.nation not in ISLANDS or it is first[it.district.nation]
        ][:count]


def measure_coverage(
    postcodes: CountedPostcodes,
    centres: Iterable[Centre],
    gazetteer: Gazetteer,
    watch: Watch = unwatched,
) -> tuple[ServiceReach, ...]:
    """Return the reach of every service, in the order of `ServiceType`.

    Centres that are closed, for now or for good, are left out.
    """
    opened = [it for it in centres if it.status is CentreStatus.OPEN]
    groups, districts = districts_of(postcodes, gazetteer)
    ground = Ground(postcodes.latitudes, postcodes.longitudes)
    return tuple(
        _reach(
            service,
            [it for it in opened if service in it.offers],
            (postcodes, ground, groups, districts),
        )
        for service in watch("measure", tuple(ServiceType))
    )


_Measured = tuple[CountedPostcodes, Ground, Groups, Sequence[District]]


def _reach(
    service: ServiceType, offering: Sequence[Centre], measured: _Measured
) -> ServiceReach:
    postcodes, ground, groups, districts = measured
    venues = [it.location for it in offering if it.location is not None]
    metres = ground.metres_to_nearest(*_degrees(venues))
    unseen = [it.area_covered for it in offering if it.location is None]
    limits = (miles * METRES_PER_MILE for miles in MILES)
    columns = [groups.counts(chosen) for chosen in within(metres, limits)]
    columns += [groups.counts(covered_by(postcodes, unseen)), groups.sizes]
    reaches = (
        DistrictReach(district, Tally(size, tuple(near), covered), median)
        for district, (*near, covered, size), median in zip(
            districts,
            np.stack(columns, axis=1).tolist(),
            groups.medians(metres).tolist(),
            strict=True,
        )
    )
    return ServiceReach(service, bool(venues), tuple(reaches))


def _degrees(venues: Sequence[Location]) -> tuple[Numbers, Numbers]:
    latitudes = np.array([it.latitude for it in venues], dtype=np.float64)
    return latitudes, np.array([it.longitude for it in venues], dtype=np.float64)
