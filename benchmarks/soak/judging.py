"""What of a run is explained by what was done to the server, and what is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.soak.faults import Faults, Kill, Switch
from benchmarks.soak.record import TENTHS, CutOff, Record, Seen

# A connection breaks when its worker dies; a busy client may notice later.
LATEST_NOTICED_SECONDS = 5.0
# A process counts as gone when its first thread is; the last one closes its sockets.
DYING_SECONDS = 0.25
# A worker answers from the listing before until the new one is loaded beside.
LONGEST_OLD_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was not explained, and the longest that an old listing went on."""

    problems: tuple[str, ...]
    explained: int
    longest_old_seconds: float


def judge(record: Record, cut_off: Iterable[CutOff], faults: Faults) -> Judgement:
    """Judge a run: wrong answers, broken connections, old listings."""
    problems = [*record.wrong, *record.broken_journeys]
    every = [*record.cut_off, *cut_off]
    unexplained = [it for it in every if not is_explained(it, faults.kills)]
    problems += [_told(it, faults.kills) for it in unexplained]
    ages = [(old_seconds(it, faults.switches), it.kind) for it in record.seen]
    longest, kind = max(ages, default=(0.0, ""))
    if longest > LONGEST_OLD_SECONDS:
        told = f"an old listing was answered from for {longest:.1f} seconds"
        problems.append(f"{kind}: {told}")
    return Judgement(tuple(problems), len(every) - len(unexplained), longest)


def is_explained(cut_off: CutOff, kills: Iterable[Kill]) -> bool:
    """Return whether a connection was to a worker that was killed just then.

    One that was opened while the worker died may have been waiting for it.
    """
    return any(
        (cut_off.port in kill.ports or _opened_meanwhile(cut_off, kill))
        and kill.stopped <= cut_off.at <= kill.gone + LATEST_NOTICED_SECONDS
        for kill in kills
    )


def _opened_meanwhile(cut_off: CutOff, kill: Kill) -> bool:
    return kill.stopped <= cut_off.opened <= kill.gone + DYING_SECONDS


def _told(cut_off: CutOff, kills: Iterable[Kill]) -> str:
    since = [cut_off.at - kill.gone for kill in kills]
    nearest = min(since, key=abs, default=None)
    when = "" if nearest is None else f", {nearest:+.2f} seconds from a kill"
    return f"{cut_off.kind}: cut off by nobody's death{when}"


def old_seconds(seen: Seen, switches: Sequence[Switch]) -> float:
    """Return how long before it was asked for a snapshot had ceased to be live.

    Zero if it was live at any instant between; infinite if it never was before.
    """
    sent, came = seen.sent / TENTHS, (seen.came + 1) / TENTHS
    ends = [*(it.done for it in switches[1:]), float("inf")]
    ages = [
        max(sent - end, 0.0)
        for it, end in zip(switches, ends, strict=True)
        if it.snapshot == seen.snapshot and it.began <= came
    ]
    return min(ages, default=float("inf"))
