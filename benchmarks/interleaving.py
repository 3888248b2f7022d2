"""Timing contenders by turns, so that what slows the machine slows them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from time import perf_counter_ns
from typing import Generic, TypeVar

from benchmarks.figures import NANOSECONDS_PER_SECOND, Timing

Question = TypeVar("Question")


@dataclass(frozen=True, slots=True)
class Contender(Generic[Question]):
    """Something that answers questions; `block` are those it is asked in a turn."""

    name: str
    answer: Callable[[Question], object]
    block: int = 25


@dataclass(slots=True)
class _Turn(Generic[Question]):
    contender: Contender[Question]
    questions: cycle  # type: ignore[type-arg]
    nanoseconds: list[int] = field(default_factory=list)

    def take(self) -> None:
        for question in islice(self.questions, self.contender.block):
            began = perf_counter_ns()
            self.contender.answer(question)
            self.nanoseconds.append(perf_counter_ns() - began)

    def spent(self, seconds: float) -> bool:
        return sum(self.nanoseconds) >= seconds * NANOSECONDS_PER_SECOND


def timed(
    contenders: Sequence[Contender[Question]],
    questions: Sequence[Question],
    seconds: float,
) -> dict[str, Timing]:
    """Ask each contender the same questions, turn by turn, for so long each."""
    turns = [_Turn(engine, cycle(questions)) for engine in contenders]
    for turn in turns:
        turn.take()
        if turn.contender.block > 1:
            turn.nanoseconds.clear()
    while waiting := [it for it in turns if not it.spent(seconds)]:
        for turn in waiting:
            turn.take()
    return {it.contender.name: Timing(it.nanoseconds) for it in turns}
