"""What clients saw: times, statuses, snapshots, what was wrong, what was cut off."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

MOST_KEPT = 20
NANOSECONDS = 1e9
# Answers are known by the tenths of a second in which they were sent and came.
TENTHS = 10


@dataclass(frozen=True, slots=True)
class CutOff:
    """A connection that broke under a request: its two instants, and its own port."""

    opened: float
    at: float
    port: int
    kind: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Answers to a kind of request, from a snapshot: asked and given in such tenths."""

    kind: str
    snapshot: str
    sent: int
    came: int


@dataclass(slots=True)
class OfKind:
    """The answers to one kind of request."""

    nanoseconds: list[int] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: int = 0
    retries: int = 0
    bytes_read: int = 0


@dataclass(slots=True)
class Record:
    """All that one client, or all of them, saw."""

    kinds: defaultdict[str, OfKind] = field(default_factory=lambda: defaultdict(OfKind))
    wrong: list[str] = field(default_factory=list)
    cut_off: list[CutOff] = field(default_factory=list)
    seen: set[Seen] = field(default_factory=set)
    journeys: int = 0
    broken_journeys: list[str] = field(default_factory=list)

    def tell_wrong(self, kind: str, what: str) -> None:
        """Note something wrong; the first few are kept in words."""
        self.kinds[kind].wrong += 1
        if len(self.wrong) < MOST_KEPT:
            self.wrong.append(f"{kind}: {what}")

    def saw(self, kind: str, snapshot: str, sent: float, came: float) -> None:
        """Note from which snapshot an answer came."""
        self.seen.add(Seen(kind, snapshot, int(sent * TENTHS), int(came * TENTHS)))

    def add(self, other: "Record") -> None:
        """Count what another client saw in."""
        for name, theirs in other.kinds.items():
            ours = self.kinds[name]
            ours.nanoseconds += theirs.nanoseconds
            ours.statuses += theirs.statuses
            ours.wrong += theirs.wrong
            ours.retries += theirs.retries
            ours.bytes_read += theirs.bytes_read
        self.wrong += other.wrong
        self.cut_off += other.cut_off
        self.seen |= other.seen
        self.journeys += other.journeys
        self.broken_journeys += other.broken_journeys
