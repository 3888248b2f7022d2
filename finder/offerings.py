"""The centres with a venue that offer a set of services, to be ranked and counted."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finder.centres import Centre, ServiceType
from finder.exact_order import Measured
from finder.location import Location
from finder.narrowing import EVERYTHING, Alternatives, Narrowing, Trait, traits_of
from finder.spatial_index import Chosen, SpatialIndex

COUNTS_KEPT = 512

Squares = npt.NDArray[np.float64]


class _Distant(NamedTuple):
    """One of several alternatives, of which centres within a distance count.

    Of those `able`, or of all; `square` is that of the longest chord.
    """

    position: int
    square: float
    able: Chosen | None


class _Counted(NamedTuple):
    """What several alternatives leave wherever one is, and those that depend on it."""

    counts: list[int]
    distant: list[_Distant]


class _Traits:
    """Which centres answer to what, wherever they are."""

    def __init__(
        self, centres: Sequence[Centre], wanted: frozenset[ServiceType]
    ) -> None:
        having: dict[Trait, list[int]] = defaultdict(list)
        for position, centre in enumerate(centres):
            for trait in traits_of(centre, wanted):
                having[trait].append(position)
        self._number = len(centres)
        self._having = {trait: self._chosen(at) for trait, at in having.items()}
        self._none = self._chosen([])

    def able(self, narrowing: Narrowing) -> Chosen:
        """Return which centres answer all of a narrowing but its distance."""
        chosen: Chosen = ~self._none
        for traits in narrowing.asks():
            having = [self._having.get(trait, self._none) for trait in traits]
            chosen = chosen & np.logical_or.reduce(having)
        return chosen

    def count(self, narrowing: Narrowing) -> int:
        """Return how many these are."""
        return int(np.count_nonzero(self.able(narrowing)))

    def count_alternatives(self, alternatives: Alternatives) -> _Counted:
        """Return how many each of several leaves, but for its distance."""
        counts, distant = [], []
        for position, it in enumerate(alternatives.narrowings):
            anywhere = replace(it, within_miles=None)
            counts.append(self.count(anywhere))
            if it.within_miles is not None:
                able = self.able(anywhere) if anywhere != EVERYTHING else None
                distant.append(_Distant(position, it.within_square, able))
        return _Counted(counts, distant)

    def _chosen(self, positions: Sequence[int]) -> Chosen:
        chosen = np.zeros(self._number, dtype=np.bool_)
        chosen[list(positions)] = True
        return chosen


class Offering:
    """Centres in order of ties, with their places and what they answer to."""

    def __init__(
        self, centres: Sequence[Centre], wanted: frozenset[ServiceType]
    ) -> None:
        """Take centres with a venue, each of which offers all that is wanted."""
        placed = [(it, it.location) for it in centres if it.location is not None]
        self.centres = [centre for centre, _ in placed]
        self._index = SpatialIndex([location for _, location in placed])
        self._traits = _Traits(self.centres, wanted)
        # The same few are asked for by every visitor of a page of results.
        counted = lru_cache(maxsize=COUNTS_KEPT)(self._traits.count_alternatives)
        self._counted = counted

    @property
    def in_one_pass(self) -> bool:
        """Whether all are measured for every search, however few are wanted."""
        return self._index.in_one_pass

    def squares_from(self, origin: Location) -> Squares:
        """Return the square of the chord to every centre, in their order."""
        return self._index.squares_from(origin)

    def left_by(self, narrowing: Narrowing, squares: Callable[[], Squares]) -> Chosen:
        """Return which centres answer; their `squares` are only asked for if needed."""
        chosen = self._traits.able(narrowing)
        if narrowing.within_miles is not None:
            chosen &= squares() <= narrowing.within_square
        return chosen

    def counts(
        self, alternatives: Alternatives, squares: Callable[[], Squares]
    ) -> list[int]:
        """Return how many centres each of the alternatives leaves."""
        counted = self._counted(alternatives)
        counts = counted.counts.copy()
        if counted.distant:
            chords = squares()
            for position, longest, able in counted.distant:
                near = chords <= longest
                if able is not None:
                    near &= able
                counts[position] = int(np.count_nonzero(near))
        return counts

    def nearest_first(
        self,
        origin: Location,
        ranks: range,
        chosen: Chosen | None,
        squares: Squares | None,
    ) -> list[Measured]:
        """Return such ranks of those chosen, or of all: positions and metres."""
        return self._index.nearest_first(origin, ranks, chosen, squares)

    def fairest_first(
        self, one: Location, other: Location, ranks: range, chosen: Chosen | None
    ) -> list[Measured]:
        """Return such ranks by the longer of two distances, the shortest first."""
        return self._index.fairest_first(one, other, ranks, chosen)
