"""Figures as tables in Markdown."""

from collections.abc import Collection, Sequence

from benchmarks.figures import Figure, short
from benchmarks.saved_figures import Measured

MICROSECONDS_PER_MILLISECOND = 1e3


def measured_on(measured: Measured) -> str:
    """Return when and where figures were taken."""
    return f"Measured on {measured.day}; {measured.machine}."


def figures_table(measured: Measured) -> str:
    """Return all figures of a part, with their day and machine."""
    return f"{measured_on(measured)}\n\n{plain_table(measured.figures)}"


def plain_table(figures: Sequence[Figure]) -> str:
    """Return a line for every figure, without the columns that none of them fills."""
    headings = ("", "figure", "p50 / p99 ms", "ratio", "")
    rows = [_row(it) for it in figures]
    kept = [at for at in range(len(headings)) if at == 0 or any(it[at] for it in rows)]
    words = [place for place, at in enumerate(kept) if at in {0, len(headings) - 1}]
    return markdown_table(
        [headings[at] for at in kept], [[it[at] for at in kept] for it in rows], words
    )


def markdown_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], words: Collection[int]
) -> str:
    """Return a table; what is in no column of words stands to the right."""
    ruler = ["---" if at in words else "--:" for at in range(len(headings))]
    return "\n".join(
        f"|{''.join(f' {cell} |' if cell else ' |' for cell in cells)}"
        for cells in (headings, ruler, *rows)
    )


def milliseconds(figure: Figure) -> str:
    """Return the median and the slowest hundredth, if they were taken."""
    if figure.p50 is None or figure.p99 is None:
        return ""
    both = (figure.p50, figure.p99)
    return " / ".join(short(it / MICROSECONDS_PER_MILLISECOND) for it in both)


def _row(figure: Figure) -> list[str]:
    ratio = f"{figure.amount / figure.baseline:.2f}" if figure.baseline else ""
    wrong = f"**{figure.wrong} wrong**" if figure.wrong else ""
    remark = "; ".join(filter(None, [wrong, figure.remark]))
    amount = f"{short(figure.amount)} {figure.unit}"
    return [figure.measure, amount, milliseconds(figure), ratio, remark]
