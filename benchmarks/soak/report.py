"""The outcome of a run: Markdown to read, JSON to compare."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.soak.faults import Faults
from benchmarks.soak.judging import Judgement
from benchmarks.soak.memory import Life
from benchmarks.soak.one_worker import HELD_SECONDS, Limited
from benchmarks.soak.record import OfKind, Record
from benchmarks.soak.slow_clients import SlowRecord

NANOSECONDS_PER_MILLISECOND = 1e6
MOST_TOLD = 20
HEADINGS = (
    *("requests", "answers", "a second", "p50 ms", "p99 ms", "max ms"),
    *("statuses", "retried", "wrong"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that a run showed."""

    seconds: float
    connections: int
    record: Record
    slow: SlowRecord
    faults: Faults
    lives: list[Life]
    limited: list[Limited]
    held_seconds: float
    judgement: Judgement
    logged: list[str]

    @property
    def problems(self) -> list[str]:
        """Whatever is wrong or unexplained; empty after a good run."""
        return [
            *self.judgement.problems,
            *(f"slow client: {it}" for it in self.slow.wrong),
            *(problem for life in self.lives for problem in life.problems()),
            *(f"limits, {it.kind}: {p}" for it in self.limited for p in it.problems),
            *(["a form slow to come held up another visitor"] if self._held else []),
            *self.logged,
        ]

    @property
    def _held(self) -> bool:
        return self.held_seconds > HELD_SECONDS / 2


def write_outcome(outcome: Outcome, folder: Path) -> Path:
    """Write both files and return the one to read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "soak.json").write_text(json.dumps(_as_json(outcome), indent=1))
    path = folder / "soak.md"
    path.write_text(markdown(outcome) + "\n")
    return path


def markdown(outcome: Outcome) -> str:
    """Return the outcome as it goes into docs/reliability.md."""
    parts = [_summary(outcome), _kinds(outcome), _others(outcome)]
    return "\n\n".join("\n".join(part) for part in parts)


def _summary(outcome: Outcome) -> Iterator[str]:
    whole, problems = _together(outcome.record), outcome.problems
    answers = len(whole.nanoseconds)
    p50, p99, longest = (_milliseconds(whole, it) for it in (50, 99, 100))
    yield (
        f"{answers:,} answers in {outcome.seconds:.0f} seconds over "
        f"{outcome.connections} connections "
        f"({answers / outcome.seconds:,.0f} a second, "
        f"{outcome.record.journeys:,} journeys): {whole.wrong} wrong, "
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {longest:,.0f} ms."
    )
    yield f"Wrong or unexplained in all: **{len(problems)}**."
    yield from (f"- {problem}" for problem in problems[:MOST_TOLD])


def _kinds(outcome: Outcome) -> Iterator[str]:
    yield f"| {' | '.join(HEADINGS)} |"
    yield "| --- " * len(HEADINGS) + "|"
    for name, kind in sorted(outcome.record.kinds.items()):
        yield _line(name, kind, outcome.seconds)
    yield _line("all", _together(outcome.record), outcome.seconds)


def _line(name: str, kind: OfKind, seconds: float) -> str:
    cells = (
        name,
        f"{len(kind.nanoseconds):,}",
        f"{len(kind.nanoseconds) / seconds:.1f}",
        *(f"{_milliseconds(kind, percent):.1f}" for percent in (50, 99, 100)),
        _counts(kind.statuses),
        str(kind.retries),
        str(kind.wrong),
    )
    return f"| {' | '.join(cells)} |"


def _others(outcome: Outcome) -> Iterator[str]:
    faults, judgement = outcome.faults, outcome.judgement
    yield (
        f"- {len(faults.switches) - 1} switches of the listing; the old one was "
        f"answered from for {judgement.longest_old_seconds:.1f} seconds at most."
    )
    yield (
        f"- {len(faults.kills)} workers killed, each replaced within "
        f"{max(faults.respawn_seconds, default=0):.1f} seconds; "
        f"{judgement.explained} connections broke with them and asked again."
    )
    yield f"- Slow clients: {_counts(outcome.slow.endings)}."
    yield (
        f"- While a form's body took {HELD_SECONDS:.0f} seconds to come, another "
        f"visitor of its worker waited for {outcome.held_seconds:.1f}."
    )
    yield from map(_life, outcome.lives)
    for it in outcome.limited:
        yield f"- With narrow limits, {it.kind}: {_counts(it.statuses)}."


def _life(life: Life) -> str:
    judged = "" if life.is_judged else " (too short to be judged)"
    return (
        f"- Worker {life.worker}, {life.seconds:.0f} seconds: "
        f"{life.second_quarter:.1f} MB in its second quarter, "
        f"{life.last_quarter:.1f} MB in its last, {life.most:.1f} MB at most; "
        f"{life.more_files:+.0f} open files{judged}."
    )


def _counts(counted: Mapping[Any, int]) -> str:
    return ", ".join(f"{name}: {many:,}" for name, many in sorted(counted.items()))


def _together(record: Record) -> OfKind:
    whole = Record()
    for kind in record.kinds.values():
        whole.add(Record(kinds={"all": kind}))  # type: ignore[arg-type]
    return whole.kinds["all"]


def _milliseconds(kind: OfKind, percent: float) -> float:
    if not kind.nanoseconds:
        return 0.0
    return float(np.percentile(kind.nanoseconds, percent)) / NANOSECONDS_PER_MILLISECOND


def _as_json(outcome: Outcome) -> dict[str, Any]:
    faults, judgement = outcome.faults, outcome.judgement
    return {
        "seconds": outcome.seconds,
        "connections": outcome.connections,
        "problems": outcome.problems,
        "kinds": {k: _kind(it) for k, it in sorted(outcome.record.kinds.items())},
        "longest_old_seconds": judgement.longest_old_seconds,
        "switches": len(faults.switches) - 1,
        "kills": len(faults.kills),
        "respawn_seconds": faults.respawn_seconds,
        "cut_off_and_explained": judgement.explained,
        "slow": outcome.slow.endings,
        "held_seconds": outcome.held_seconds,
        "workers": [asdict(life) for life in outcome.lives],
        "limits": {it.kind: it.statuses for it in outcome.limited},
    }


def _kind(kind: OfKind) -> dict[str, Any]:
    return {
        "answers": len(kind.nanoseconds),
        "milliseconds": {it: _milliseconds(kind, it) for it in (50, 90, 99, 99.9, 100)},
        "statuses": kind.statuses,
        "retries": kind.retries,
        "wrong": kind.wrong,
        "bytes": kind.bytes_read,
    }
