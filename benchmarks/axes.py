"""What a chart's bars are measured along."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, takewhile
from math import floor, log10
from typing import Protocol

MOST_STEPS = 6


class Axis(Protocol):
    """Where along the width of a chart an amount lies."""

    def share(self, amount: float) -> float:
        """Return which share of the width an amount takes."""

    def ticks(self) -> list[float]:
        """Return the amounts at which the chart has a line."""


@dataclass(frozen=True, slots=True)
class Logarithmic:
    """From a power of ten; each tenfold takes as much."""

    low: int
    high: float

    @classmethod
    def of(cls, amounts: Sequence[float]) -> "Logarithmic":
        """Return an axis that all of the amounts lie on."""
        return cls(floor(log10(min(amounts))), log10(max(amounts)))

    def share(self, amount: float) -> float:
        return (log10(amount) - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        return [10**power for power in range(self.low, floor(self.high) + 1)]


@dataclass(frozen=True, slots=True)
class Linear:
    """From nothing; bars are as long as their amounts are large."""

    high: float

    @classmethod
    def of(cls, amounts: Sequence[float]) -> "Linear":
        """Return an axis that all of the amounts lie on."""
        return cls(max(amounts))

    def share(self, amount: float) -> float:
        return amount / self.high

    def ticks(self) -> list[float]:
        power = 10.0 ** floor(log10(self.high))
        steps = (power * size for size in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0))
        step = next(it for it in steps if self.high / it <= MOST_STEPS)
        return list(takewhile(lambda it: it <= self.high, count(0.0, step)))
