"""Where the nearest centre is far away, drawn as SVG: a dot for each district.

The further away, the darker and the larger a dot: so it can be read in grey too.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finder.coastline import Coastline
from finder.coverage_districts import District, is_listed
from finder.coverage_report import MILES, ServiceReach
from finder.flat_isles import METRES_PER_DEGREE
from finder.location import METRES_PER_MILE
from finder.map_frame import MapFrame, path_through

# In steps of the picture: how true the coast is, and how far it is drawn beyond.
COAST_DETAIL, BEYOND = 0.7, 8


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """What the maps of all services share: the picture's size and its land."""

    frame: MapFrame
    land: str

    def dots(self, reach: ServiceReach) -> tuple[str, ...]:
        """Return a path of dots for each step of distance, the nearest first."""
        limits = [miles * METRES_PER_MILE for miles in MILES]
        steps: list[list[District]] = [[] for _ in range(len(limits) + 1)]
        for it in reach.districts:
            if is_listed(it.district):
                steps[bisect_left(limits, it.median_metres)].append(it.district)
        return tuple(self._path(districts) for districts in steps)

    def unlisted(self, reach: ServiceReach) -> str:
        """Return a path of dots for the districts that no listing covers."""
        return self._path(
            it.district for it in reach.districts if not is_listed(it.district)
        )

    def _path(self, districts: Iterable[District]) -> str:
        places = [it.location for it in districts]
        spots = self.frame.spots_of(places) if places else []
        inside = (
            (x, y)
            for x, y in dict.fromkeys(spots)
            if 0 <= x <= self.frame.width and 0 <= y <= self.frame.height
        )
        return "".join(f"M{x} {y}h0" for x, y in inside)


def coverage_map(
    districts: Sequence[District], coastline: Coastline
) -> CoverageMap | None:
    """Return a map of the districts that a listing covers; None if it covers none."""
    places = [it.location for it in districts if is_listed(it)]
    if not places:
        return None
    frame = MapFrame.around(places)
    step = frame.metres_per_step / METRES_PER_DEGREE
    bounds = frame.bounds.widened(BEYOND * step)
    rings = coastline.land_within(bounds, COAST_DETAIL * step)
    return CoverageMap(
        frame, "".join(path_through(frame.spots(*ring.T)) for ring in rings)
    )
