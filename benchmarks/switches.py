"""What answers tell of switches: how soon each was seen, and what was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.switch_client import WRONG, Answered


@dataclass(frozen=True, slots=True)
class Flip:
    """A listing, by its number, that the pointer was moved to at an instant."""

    at: int
    listing: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of switches, in nanoseconds.

    `delays` are from moving the pointer to the first answer from the new listing,
    `during` how long each search took that was under way in between.
    """

    delays: list[int]
    during: list[int]
    wrong: int


def seen(flips: Sequence[Flip], answers: Sequence[Answered], end: int) -> Seen:
    """Judge answers: each from the old listing or the new, and never the old again.

    A switch that was never seen is wrong as well.
    """
    delays, during = [], []
    wrong = sum(listing == WRONG for _, _, listing in answers)
    for flip, following in pairwise([*flips, Flip(end, WRONG)]):
        within = [it for it in answers if flip.at <= it[1] < following.at]
        new = [ended for _, ended, listing in within if listing == flip.listing]
        if not new:
            wrong += 1
            continue
        first = min(new)
        delays.append(first - flip.at)
        during += [ended - asked for asked, ended, _ in within if asked <= first]
        wrong += sum(
            asked > first and listing not in {flip.listing, WRONG}
            for asked, _, listing in within
        )
    return Seen(delays, during, wrong)
