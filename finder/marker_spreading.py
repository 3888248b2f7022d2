"""Markers that fall together on a map, moved apart as little as need be."""

from collections.abc import Sequence
from math import cos, isqrt, pi, sin

MARKER_RADIUS = 19
# Between the middles of two markers, with a little light between them.
APART = 2 * MARKER_RADIUS + 3
EDGE = MARKER_RADIUS + 3
FURTHEST, CLOSEST, TURNS = 260, 5, 32

Spot = tuple[int, int]


def _ways_aside() -> list[Spot]:
    """Return whole moves in every direction, the shortest first."""
    ways = []
    for ring in range(1, -(-FURTHEST // CLOSEST)):
        far = ring * CLOSEST
        for turn in range(TURNS):
            # Begin upward, and turn each ring by half a turn's part to fill the gaps.
            turned = 2 * pi * (turn + ring % 2 / 2) / TURNS
            ways.append((round(far * sin(turned)), round(-far * cos(turned))))
    return ways


_WAYS_ASIDE = _ways_aside()


def spread(spots: Sequence[Spot], width: int, height: int) -> list[Spot]:
    """Return where to draw the marker of each spot, in a frame of that size.

    No two of up to ten markers overlap, and none reaches over the frame. One that
    has its spot to itself stays there; of those that fall together the first
    stays, and the others take the free ground nearest to their spots.
    """
    inside = [_into(spot, width, height) for spot in spots]
    crowded = [
        not _is_clear(spot, inside[:number] + inside[number + 1 :])
        for number, spot in enumerate(inside)
    ]
    placed: dict[int, Spot] = {}
    for number in sorted(range(len(spots)), key=crowded.__getitem__):
        taken = list(placed.values())
        placed[number] = _free(inside[number], taken, width, height)
    return [placed[number] for number in range(len(spots))]


def _into(spot: Spot, width: int, height: int) -> Spot:
    x, y = spot
    return min(max(x, EDGE), width - EDGE), min(max(y, EDGE), height - EDGE)


def _free(spot: Spot, taken: list[Spot], width: int, height: int) -> Spot:
    """Return the spot, or the nearest that is clear of those taken."""
    x, y = spot
    # The nearest first: it is the one that stands in the way.
    others = sorted(
        ((its_x - x) ** 2 + (its_y - y) ** 2, its_x - x, its_y - y)
        for its_x, its_y in taken
    )
    if not others or others[0][0] >= APART**2:
        return spot
    left, right, top, low = EDGE - x, width - EDGE - x, EDGE - y, height - EDGE - y
    for across, down in _WAYS_ASIDE[_too_short(others[0][0]) :]:
        if left <= across <= right and top <= down <= low:
            for _, its_across, its_down in others:
                if (its_across - across) ** 2 + (its_down - down) ** 2 < APART**2:
                    break
            else:
                return x + across, y + down
    return spot


def _too_short(squared: int) -> int:
    """Return how many moves do not lead clear of a marker, the distance squared."""
    # Whole steps: a move may be longer than its ring by one.
    least = APART - isqrt(squared) - 2
    return max(0, -(-least // CLOSEST) - 1) * TURNS


def _is_clear(spot: Spot, others: list[Spot]) -> bool:
    x, y = spot
    for its_x, its_y in others:
        if (its_x - x) ** 2 + (its_y - y) ** 2 < APART**2:
            return False
    return True
