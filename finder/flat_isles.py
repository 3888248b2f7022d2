"""The isles laid flat: degrees of longitude shrunk, so that shapes keep their look.

Lines and shapes are worked out there. Lengths are measured with the narrowing of
their own latitude, true enough to tell an estuary from a brook.
"""

from math import cos, radians

import numpy as np
import numpy.typing as npt

from finder.location import Location

METRES_PER_DEGREE = 111_320.0
# Degrees of longitude are shrunk to about the length of those of latitude.
NARROWING = cos(radians(55))

Ring = npt.NDArray[np.float64]
Flat = tuple[float, float]  # x, a shrunk longitude, and y, a latitude


def flat_of(location: Location) -> Flat:
    """Return where a location lies when the isles are laid flat."""
    return location.longitude * NARROWING, location.latitude


def metres_along(ring: Ring) -> npt.NDArray[np.float64]:
    """Return how far along its ring, in metres, each point lies."""
    east, north = np.diff(ring, axis=0).T
    stretch = np.cos(np.radians((ring[:-1, 1] + ring[1:, 1]) / 2)) / NARROWING
    lengths = METRES_PER_DEGREE * np.hypot(east * stretch, north)
    return np.concatenate([[0.0], np.cumsum(lengths)])
