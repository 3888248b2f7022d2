"""Markers that fall together on a map, moved apart as little as need be."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MARKER_RADIUS = 19
# Between the middles of two markers, with a little light between them.
APART = 2 * MARKER_RADIUS + 3
EDGE = MARKER_RADIUS + 3
FURTHEST, CLOSEST, TURNS = 260, 5, 32
TRIED_FIRST = 12 * TURNS

Spot = tuple[int, int]
Spots = npt.NDArray[np.int64]  # rows of x and y


def _ways_aside() -> Spots:
    """Return whole moves in every direction, the shortest first."""
    far = np.arange(CLOSEST, FURTHEST, CLOSEST)
    # Begin upward, and turn each ring by half a turn's part to fill the gaps.
    turn = 2 * np.pi * (np.arange(TURNS) + (far[:, None] // CLOSEST % 2) / 2) / TURNS
    across, down = far[:, None] * np.sin(turn), -far[:, None] * np.cos(turn)
    aside = np.stack([across.ravel(), down.ravel()], axis=1)
    return np.rint(aside).astype(np.int64)


# Most find room among the first: the others are seldom worked out.
_WAYS_ASIDE = np.split(_ways_aside(), [TRIED_FIRST])


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
    if _is_clear(spot, taken):
        return spot
    others = np.array(taken, dtype=np.int64)
    found = (_first_free(spot, ways, others, width, height) for ways in _WAYS_ASIDE)
    return next((it for it in found if it is not None), spot)


def _first_free(
    spot: Spot, ways: Spots, taken: Spots, width: int, height: int
) -> Spot | None:
    tried = spot + ways
    x, y = tried.T
    fits = (x >= EDGE) & (x <= width - EDGE) & (y >= EDGE) & (y <= height - EDGE)
    free = tried[fits]
    free = free[np.logical_and.reduce(_clear(free, taken), axis=1)]
    return (int(free[0, 0]), int(free[0, 1])) if len(free) else None


def _is_clear(spot: Spot, others: list[Spot]) -> bool:
    x, y = spot
    for its_x, its_y in others:
        if (its_x - x) ** 2 + (its_y - y) ** 2 < APART**2:
            return False
    return True


def _clear(some: Spots, others: Spots) -> npt.NDArray[np.bool_]:
    """Return whether each of some is far enough from each of the others."""
    across = np.subtract.outer(some[:, 0], others[:, 0])
    down = np.subtract.outer(some[:, 1], others[:, 1])
    clear: npt.NDArray[np.bool_] = across * across + down * down >= APART**2
    return clear
