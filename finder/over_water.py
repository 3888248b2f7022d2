"""To which of the centres that a search found a straight line goes over water."""

from collections.abc import Iterator

from finder.found import SearchResults
from finder.mid_water import MidWater


def lines_over_water(found: SearchResults, water: MidWater) -> Iterator[list[bool]]:
    """Yield for each home, the child's first, whether the line to each match does."""
    venues = [it.centre.location for it in found.matches if it.centre.location]
    metres = [it.metres for it in found.matches]
    yield water.crossed(found.origin.location, venues, metres)
    if found.other_origin is not None:
        yield water.crossed(found.other_origin.location, venues)


def over_water(found: SearchResults, water: MidWater) -> frozenset[str]:
    """Return the ids of the centres to which a line from either home does."""
    return frozenset(
        match.centre.id
        for row in lines_over_water(found, water)
        if True in row
        for match, wet in zip(found.matches, row, strict=True)
        if wet
    )
