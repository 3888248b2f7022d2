"""How like one text is to others. The only module that knows rapidfuzz."""

from collections.abc import Sequence
from typing import NamedTuple


class Alike(NamedTuple):
    """A text, and how like another it is: 1 is the same, 0 has nothing of it."""

    text: str
    likeness: float


def likest(
    text: str, among: Sequence[str], least: float, limit: int | None = None
) -> list[Alike]:
    """Return up to so many of the texts that are at least so like one, likest first.

    Likeness is one less the share of letters to be changed, left out, put in or
    exchanged with the next (optimal string alignment).
    """
    # Some 30 milliseconds, which no start has to wait for.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(
        text,
        among,
        scorer=OSA.normalized_similarity,
        processor=None,
        score_cutoff=least,
        limit=limit,
    )
    return [Alike(known, likeness) for known, likeness, _ in found]
