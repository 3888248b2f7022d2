"""A measured figure beside its baseline, and the table of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

NANOSECONDS_PER_SECOND = 1e9
NANOSECONDS_PER_MICROSECOND = 1e3

HEADINGS = ("measure", "figure", "p50 µs", "p99 µs", "ratio", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table. `wrong` counts answers that were not as they must be.

    The ratio is of `amount` to `baseline`, a figure of the same run.
    """

    measure: str
    amount: float
    unit: str
    baseline: float | None = None
    p50: float | None = None
    p99: float | None = None
    wrong: int = 0
    remark: str = ""
    details: Mapping[str, float] = field(default_factory=dict)

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the line, in the order of `HEADINGS`."""
        ratio = "" if not self.baseline else short(self.amount / self.baseline)
        told = ", ".join(f"{name} {short(it)}" for name, it in self.details.items())
        remark = self.remark or told
        remark = f"{self.wrong} WRONG {remark}" if self.wrong else remark
        return (
            self.measure,
            f"{short(self.amount)} {self.unit}",
            "" if self.p50 is None else short(self.p50),
            "" if self.p99 is None else short(self.p99),
            ratio,
            remark,
        )


@dataclass(frozen=True, slots=True)
class Timing:
    """How long each of many like calls took."""

    nanoseconds: Sequence[int]

    @property
    def per_second(self) -> float:
        """How many calls a second one caller made."""
        return len(self.nanoseconds) * NANOSECONDS_PER_SECOND / sum(self.nanoseconds)

    def percentile(self, percent: float) -> float:
        """Return a percentile in microseconds."""
        nanoseconds = float(np.percentile(self.nanoseconds, percent))
        return nanoseconds / NANOSECONDS_PER_MICROSECOND

    def figure(
        self,
        measure: str,
        *,
        unit: str,
        baseline: float | None = None,
        wrong: int = 0,
        remark: str = "",
    ) -> Figure:
        """Return the line that tells of these calls."""
        return Figure(
            measure=measure,
            amount=self.per_second,
            unit=unit,
            baseline=baseline,
            p50=self.percentile(50),
            p99=self.percentile(99),
            wrong=wrong,
            remark=remark,
        )


def print_table(title: str, figures: Iterable[Figure]) -> None:
    """Print figures below one another, columns in line."""
    lines = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for line in lines:
        print(_aligned(line, widths), flush=True)


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *numbers, remark = cells
    middle = [
        f"{cell:>{width}}" for cell, width in zip(numbers, widths[1:-1], strict=True)
    ]
    return "  ".join([f"  {first:<{widths[0]}}", *middle, remark]).rstrip()


def short(number: float) -> str:
    """Return a number in as few digits as tell it."""
    if number >= 1_000 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:,.1f}" if number >= 10 else f"{number:.3g}"
