"""The outcome of a run: Markdown to read, JSON to compare."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.soak.faults import Faults
from benchmarks.soak.judging import Judgement
from benchmarks.soak.memory import Life
from benchmarks.soak.narrow_limits import Limited
from benchmarks.soak.record import OfKind, Record
from benchmarks.soak.slow_clients import SlowRecord

NANOSECONDS_PER_MILLISECOND = 1e6
MOST_TOLD = 20
HEADINGS = "| requests | answers | a second | p50 ms | p99 ms | max ms | statuses | retried | wrong |"


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
            *self.logged,
        ]


def write_outcome(outcome: Outcome, folder: Path) -> Path:
    """Write both files and return the one to read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "soak.json").write_text(json.dumps(_as_json(outcome), indent=1))
    path = folder / "soak.md"
    path.write_text(markdown(outcome) + "\n")
    return path


def markdown(outcome: Outcome) -> str:
    """Return the outcome as it goes into docs/reliability.md."""
    return "\n".join([*_summary(outcome), "", *_kinds(outcome), "", *_others(outcome)])


def _summary(outcome: Outcome) -> Iterator[str]:
    whole = _together(outcome.record)
    answers = len(whole.nanoseconds)
    yield (
        f"{answers:,} answers in {outcome.seconds:.0f} seconds over "
        f"{outcome.connections} connections ({answers / outcome.seconds:,.0f} a second, "
        f"{outcome.record.journeys:,} journeys): {whole.wrong} wrong, "
        f"p50 {_milliseconds(whole, 50):.1f} ms, p99 {_milliseconds(whole, 99):.1f} ms, "
        f"longest {_milliseconds(whole, 100):,.0f} ms."
    )
    problems = outcome.problems
    yield f"Wrong or unexplained in all: **{len(problems)}**."
    yield from (f"- {problem}" for problem in problems[:MOST_TOLD])


def _kinds(outcome: Outcome) -> Iterator[str]:
    yield HEADINGS
    yield "| --- " * HEADINGS.count(" |") + "|"
    for name, kind in sorted(outcome.record.kinds.items()):
        yield _line(name, kind, outcome.seconds)
    yield _line("all", _together(outcome.record), outcome.seconds)


def _line(name: str, kind: OfKind, seconds: float) -> str:
    statuses = ", ".join(
        f"{status}: {many:,}" for status, many in sorted(kind.statuses.items())
    )
    cells = (
        name,
        f"{len(kind.nanoseconds):,}",
        f"{len(kind.nanoseconds) / seconds:.1f}",
        *(f"{_milliseconds(kind, percent):.1f}" for percent in (50, 99, 100)),
        statuses,
        str(kind.retries),
        str(kind.wrong),
    )
    return f"| {' | '.join(cells)} |"


def _others(outcome: Outcome) -> Iterator[str]:
    faults, judgement = outcome.faults, outcome.judgement
    yield f"- {len(faults.switches) - 1} switches of the listing; the old one was answered from for {judgement.longest_old_seconds:.1f} seconds at most."
    longest = max(faults.respawn_seconds, default=0)
    yield f"- {len(faults.kills)} workers killed, each replaced within {longest:.1f} seconds; {judgement.explained} connections broke with them and asked again."
    endings = ", ".join(
        f"{name}: {many}" for name, many in sorted(outcome.slow.endings.items())
    )
    yield f"- Slow clients: {endings}."
    for life in outcome.lives:
        judged = "" if life.is_judged else " (too short to be judged)"
        yield f"- Worker {life.worker}, {life.seconds:.0f} seconds: {life.second_quarter:.1f} MB in its second quarter, {life.last_quarter:.1f} MB in its last, {life.most:.1f} MB at most, {life.more_files:+.0f} open files{judged}."
    for it in outcome.limited:
        told = ", ".join(f"{k}: {n}" for k, n in sorted(it.statuses.items()))
        yield f"- With narrow limits, {it.kind}: {told}."


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
    kinds = {
        name: {
            "answers": len(kind.nanoseconds),
            "milliseconds": {
                p: _milliseconds(kind, p) for p in (50, 90, 99, 99.9, 100)
            },
            "statuses": kind.statuses,
            "retries": kind.retries,
            "wrong": kind.wrong,
            "bytes": kind.bytes_read,
        }
        for name, kind in sorted(outcome.record.kinds.items())
    }
    return {
        "seconds": outcome.seconds,
        "connections": outcome.connections,
        "problems": outcome.problems,
        "kinds": kinds,
        "longest_old_seconds": outcome.judgement.longest_old_seconds,
        "switches": len(outcome.faults.switches) - 1,
        "kills": len(outcome.faults.kills),
        "respawn_seconds": outcome.faults.respawn_seconds,
        "cut_off_and_explained": outcome.judgement.explained,
        "slow": outcome.slow.endings,
        "workers": [asdict(life) for life in outcome.lives],
        "limits": {it.kind: it.statuses for it in outcome.limited},
    }
