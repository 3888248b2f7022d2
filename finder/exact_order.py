"""Ranks out of straight distances, exactly as geodesics would have them.

Points are earth-centred metres; a chord is the straight line between two, and
its square is what is cheap to measure. An arc over a chord is the distance on
the ground but for millimetres. Only points that these could exchange are
measured again.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import sub

import numpy as np
import numpy.typing as npt

from finder.location import (
    ARC_ERROR_FLOOR_METRES,
    ARC_ERROR_PER_CUBIC_METRE,
    EarthCentred,
    Location,
    arc_error_metres,
    arc_metres,
)

# So few are sorted whole as quickly as in part.
FEW = 256

Measured = tuple[int, float]
Positions = npt.NDArray[np.int64]
Metres = npt.NDArray[np.float64]
Geodesic = Callable[[Location], float]


def square_chords(axes: Metres, point: EarthCentred) -> Metres:
    """Return the squares of the chords from a point; `axes` has a row for each."""
    # In place, an axis at a time: half the time of one expression over all three.
    squares, *others = map(np.subtract, axes, point)
    squares *= squares
    for apart in others:
        apart *= apart
        squares += apart
    return np.asarray(squares)


def _arcs(squares: Metres) -> list[float]:
    """Return the distances along the ground over chords with such squares."""
    # One by one: of a page's few, numpy would take four passes, and longer.
    return [arc_metres(math.sqrt(square)) for square in squares.tolist()]


def in_exact_order(
    squares: Metres, ranks: range, locations: Callable[[int], Location], to: Geodesic
) -> list[Measured]:
    """Return such ranks of the squares: where each is, and its distance in metres.

    Equals are in the order in which they were given. `locations` tells where a
    point lies, and `to` its geodesic distance, should it be needed.
    """
    start, stop = ranks.start, min(ranks.stop, len(squares))
    if start >= stop:
        return []
    if start == 0 and stop < len(squares):
        first = _first(squares, stop, locations, to)
        if first is not None:
            return first
    band, before = _band(squares, start, stop)
    chosen = squares.take(band)
    order = chosen.argsort()
    metres = _arcs(chosen.take(order))
    found = band.take(order).tolist()
    metres, found = _settled(metres, found, locations, to)
    page = slice(start - before, stop - before)
    return list(zip(found[page], metres[page], strict=True))


def _first(
    squares: Metres, number: int, locations: Callable[[int], Location], to: Geodesic
) -> list[Measured] | None:
    """Return the first so many, or None if what follows may nearly tie with them."""
    order = _smallest(squares, number + 1)
    metres, found = _arcs(squares.take(order)), order.tolist()
    if _has_near_ties(metres):
        if metres[-1] - metres[-2] <= _doubt(metres[-1]):
            return None
        metres, found = _settled(metres, found, locations, to)
    return list(zip(found[:number], metres[:number], strict=True))


def _smallest(squares: Metres, number: int) -> Positions:
    """Return where so many are that no other is smaller than, smallest first."""
    if len(squares) <= FEW:
        return squares.argsort()[:number]
    found = squares.argpartition(number - 1)[:number]
    return found.take(squares.take(found).argsort())


def surely_longer(square: float) -> float:
    """Return a square chord that is longer for certain on the ground."""
    chord = math.sqrt(square)
    return (chord + _doubt(chord)) ** 2


def _surely_shorter(square: float) -> float:
    chord = math.sqrt(square)
    return max(0.0, chord - _doubt(chord)) ** 2


def _doubt(metres: float) -> float:
    """Return more than the errors of two distances so long, and of rounding both."""
    return 4 * (ARC_ERROR_PER_CUBIC_METRE * metres**3 + ARC_ERROR_FLOOR_METRES)


def _band(squares: Metres, start: int, stop: int) -> tuple[Positions, int]:
    """Return all that may have the ranks, and how many more are surely nearer.

    No distance is out by more than its doubt, so neither is the one at a rank.
    """
    if stop - start == len(squares):
        return np.arange(len(squares)), 0
    parted = squares.copy()
    if start == 0:
        parted.partition(stop - 1)
        return (squares <= surely_longer(parted[stop - 1])).nonzero()[0], 0
    parted.partition((start, stop - 1))
    low, high = _surely_shorter(parted[start]), surely_longer(parted[stop - 1])
    before = int(np.count_nonzero(squares < low))
    return ((squares >= low) & (squares <= high)).nonzero()[0], before


def _has_near_ties(metres: list[float]) -> bool:
    """Return whether any gap may be narrower than the error of the longest."""
    return min(map(sub, metres[1:], metres), default=math.inf) <= _doubt(metres[-1])


def _settled(
    metres: list[float],
    found: list[int],
    locations: Callable[[int], Location],
    to: Geodesic,
) -> tuple[list[float], list[int]]:
    """Return both with runs of near ties in the order of their geodesics."""
    measured = [*zip(metres, found, strict=True)]
    start = 0
    for stop in _run_ends(metres):
        if stop - start > 1:
            run = measured[start:stop]
            measured[start:stop] = _run_in_order(run, locations, to)
        start = stop
    return [far for far, _ in measured], [at for _, at in measured]


def _run_ends(metres: Sequence[float]) -> Iterator[int]:
    """Yield where runs end, a gap being wider than the error of measure."""
    for rank, (one, other) in enumerate(pairwise(metres), start=1):
        if other - one > 2 * arc_error_metres(other):
            yield rank
    yield len(metres)


def _run_in_order(
    run: list[tuple[float, int]], locations: Callable[[int], Location], to: Geodesic
) -> list[tuple[float, int]]:
    points = {position: locations(position) for _, position in run}
    distinct = set(points.values())
    if len(distinct) == 1:
        return sorted(run)
    metres = {at: to(at) for at in distinct}
    measured = [(metres[at], position) for position, at in points.items()]
    return sorted(measured, key=lambda it: (round(it[0], 6), it[1]))
