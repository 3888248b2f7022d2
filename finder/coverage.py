"""How far each of many points is from the nearest of others, and what groups have.

Numbers in, numbers out: nothing here knows what the points stand for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finder.location import (
    ARC_RADIUS_METRES,
    ECCENTRICITY_SQUARED,
    EQUATORIAL_RADIUS_METRES,
)

# Large enough that numpy does the work, small enough that few centres come into
# question for all the points of a block.
BLOCK = 256
# Far more than rounding can amount to, and far less than would cost anything.
SLACK_METRES = 1.0

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Block:
    """Points that lie together: where they come from, and all within a ball."""

    rows: Whole
    axes: Numbers
    middle: Numbers
    radius: float

    @classmethod
    def of(cls, rows: Whole, points: Numbers) -> "_Block":
        axes = np.ascontiguousarray(points[:, rows])
        middle = axes.mean(axis=1, keepdims=True)
        radius = float(np.sqrt(_squares(axes, middle).max()))
        return cls(rows, axes, middle, radius)


class Ground:
    """Many points, ready to be measured from the nearest of others."""

    def __init__(self, latitudes: Numbers, longitudes: Numbers) -> None:
        self._size = len(latitudes)
        points = earth_centred(latitudes, longitudes)
        self._blocks = [_Block.of(rows, points) for rows in _split(points)]

    def metres_to_nearest(self, latitudes: Numbers, longitudes: Numbers) -> Numbers:
        """Return how far each point is from the nearest of those given.

        The distance is `finder.location`'s, and infinite where none are given.
        """
        metres = np.full(self._size, np.inf)
        if not len(latitudes):
            return metres
        others = earth_centred(latitudes, longitudes)
        for block in self._blocks:
            near = others[:, _in_question(block, others)]
            squares = _squares(block.axes[:, :, None], near[:, None, :]).min(axis=1)
            metres[block.rows] = np.sqrt(squares)
        return 2 * ARC_RADIUS_METRES * np.arcsin(metres / (2 * ARC_RADIUS_METRES))


class Groups:
    """Rows in groups, by the whole number that each row has; `ids` in order."""

    def __init__(self, numbers: Whole) -> None:
        self.ids, self._group = np.unique(numbers, return_inverse=True)
        self.sizes: Whole = np.bincount(self._group)
        self._order = self._group.argsort(kind="stable")
        self._starts = np.cumsum(self.sizes)[:-1]

    def __len__(self) -> int:
        return len(self.ids)

    def counts(self, chosen: Chosen) -> Whole:
        """Return how many of each group are chosen."""
        return np.bincount(self._group[chosen], minlength=len(self))

    def means(self, values: Numbers) -> Numbers:
        """Return the mean of each group."""
        means: Numbers = np.bincount(self._group, values) / self.sizes
        return means

    def medians(self, values: Numbers) -> Numbers:
        """Return the median of each group."""
        parts = np.split(values[self._order], self._starts)
        return np.array([np.median(part) for part in parts])

    def commonest(self, values: Whole) -> Whole:
        """Return the commonest value of each group, the lowest of those that tie."""
        beyond = int(values.max()) + 1
        pairs, counts = np.unique(self._group * beyond + values, return_counts=True)
        groups, found = np.divmod(pairs, beyond)
        order = np.lexsort((-found, counts, groups))
        last = np.flatnonzero(np.diff(groups[order], append=len(self)))
        commonest: Whole = found[order][last]
        return commonest


def earth_centred(latitudes: Numbers, longitudes: Numbers) -> Numbers:
    """Return rows of x, y and z in metres, as `Location.earth_centred` has them."""
    latitudes, longitudes = np.radians(latitudes), np.radians(longitudes)
    upward = np.sin(latitudes)
    normal = EQUATORIAL_RADIUS_METRES / np.sqrt(1 - ECCENTRICITY_SQUARED * upward**2)
    outward = normal * np.cos(latitudes)
    return np.stack(
        [
            outward * np.cos(longitudes),
            outward * np.sin(longitudes),
            normal * (1 - ECCENTRICITY_SQUARED) * upward,
        ]
    )


def within(metres: Numbers, limits: Iterable[float]) -> Iterator[Chosen]:
    """Yield for each limit which distances are no longer than it."""
    for limit in limits:
        yield metres <= limit


def _split(points: Numbers) -> Iterator[Whole]:
    """Yield the rows of points in blocks, halved across the longest way."""
    waiting = [np.arange(points.shape[1])]
    while waiting:
        rows = waiting.pop()
        if len(rows) <= BLOCK:
            yield rows
            continue
        here = points[:, rows]
        longest = here[int(np.ptp(here, axis=1).argmax())]
        half = len(rows) // 2
        order = longest.argpartition(half)
        waiting += [rows[order[:half]], rows[order[half:]]]


def _in_question(block: _Block, others: Numbers) -> Chosen:
    """Return which others may be the nearest of some point of a block.

    The one nearest to the middle is at most a radius further from any point; so
    the one nearest to a point is at most two radii further from the middle.
    """
    distances = np.sqrt(_squares(others, block.middle))
    reach = distances.min() + 2 * block.radius + SLACK_METRES
    return np.asarray(distances <= reach)


def _squares(one: Numbers, other: Numbers) -> Numbers:
    x, y, z = (here - there for here, there in zip(one, other, strict=True))
    squares: Numbers = x * x + y * y + z * z
    return squares
