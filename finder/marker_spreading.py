"""Markers that fall together on a map, moved apart as little as need be."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MARKER_RADIUS = 19
# Between the middles of two markers, with a little light between them.
APART = 2 * MARKER_RADIUS + 3
EDGE = MARKER_RADIUS + 3
FURTHEST, CLOSEST, TURNS = 260, 5, 32

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


_WAYS_ASIDE = _ways_aside()


def spread(spots: Sequence[Spot], width: int, height: int) -> list[Spot]:
    """Return where to draw the marker of each spot, in a frame of that size.

    No two of up to ten markers overlap, and none reaches over the frame. One that
    has its spot to itself stays there; of those that fall together the first
    stays, and the others take the free ground nearest to their spots.
    """
    inside = [_into(spot, width, height) for spot in spots]
    at = np.array(inside, dtype=np.int64).reshape(-1, 2)
    crowded = _clear(at, at).sum(axis=1) < len(spots) - 1
    placed: dict[int, Spot] = {}
    for number in sorted(range(len(spots)), key=lambda it: bool(crowded[it])):
        taken = np.array(list(placed.values()), dtype=np.int64).reshape(-1, 2)
        placed[number] = _free(inside[number], taken, width, height)
    return [placed[number] for number in range(len(spots))]


def _into(spot: Spot, width: int, height: int) -> Spot:
    x, y = spot
    return min(max(x, EDGE), width - EDGE), min(max(y, EDGE), height - EDGE)


def _free(spot: Spot, taken: Spots, width: int, height: int) -> Spot:
    """Return the spot, or the nearest that is clear of those taken."""
    here = np.array([spot], dtype=np.int64)
    if _clear(here, taken).all():
        return spot
    tried = here + _WAYS_ASIDE
    x, y = tried.T
    fits = (x >= EDGE) & (x <= width - EDGE) & (y >= EDGE) & (y <= height - EDGE)
    free = tried[fits]
    free = free[np.logical_and.reduce(_clear(free, taken), axis=1)]
    return (int(free[0, 0]), int(free[0, 1])) if len(free) else spot


def _clear(some: Spots, others: Spots) -> npt.NDArray[np.bool_]:
    """Return whether each of some is far enough from each of the others."""
    across = np.subtract.outer(some[:, 0], others[:, 0])
    down = np.subtract.outer(some[:, 1], others[:, 1])
    clear: npt.NDArray[np.bool_] = across * across + down * down >= APART**2
    return clear
