"""Charts of saved figures, as SVG of its own: bars along an axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from benchmarks.axes import Axis

ROW, GAP, TOP = 20, 30, 54
LEFT, WIDTH, RIGHT = 240, 420, 140

# Read on a light page and on a dark one.
STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #0b0c0c }
    .soft { fill: #484f54 } .grid { stroke: #dfe1e2 } .title { font-weight: 600 }
    .bar { fill: #6f8ba0 } .ours { fill: #1d70b8 } .unsure { fill-opacity: 0.45 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f3f2f1 } .soft { fill: #b1b4b6 } .grid { stroke: #30373b }
      .bar { fill: #8fa6b8 } .ours { fill: #5694ca }
    }
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; a faint one stands for what is inexact."""

    label: str
    amount: float
    ours: bool = False
    faint: bool = False


Groups = Sequence[tuple[str, Sequence[Bar]]]


def chart(title: str, unit: str, note: str, axis: Axis, groups: Groups) -> str:
    """Return an SVG of groups of bars below one another, in the order given."""
    height = TOP + sum(GAP + ROW * len(bars) for _, bars in groups) + ROW
    width = LEFT + WIDTH + RIGHT
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'"
            f" width='{width}' height='{height}' role='img'>",
            f"<title>{escape(title)}</title><desc>{escape(note)}</desc>",
            f"<style>{STYLE}</style>",
            _text(8, 20, title, "title"),
            _text(8, 38, note, "soft"),
            *_grid(axis, height),
            *_rows(groups, unit, axis),
            "</svg>\n",
        ]
    )


def _grid(axis: Axis, height: int) -> Iterator[str]:
    for amount in axis.ticks():
        x = LEFT + axis.share(amount) * WIDTH
        yield f"<path class='grid' d='M{x:.1f} {TOP}V{height - ROW}'/>"
        yield _text(x, height - 4, f"{amount:,.0f}", "soft", anchor="middle")


def _rows(groups: Groups, unit: str, axis: Axis) -> Iterator[str]:
    y = TOP
    for heading, bars in groups:
        y += GAP
        yield _text(8, y - 8, heading, "title")
        for bar in bars:
            width = axis.share(bar.amount) * WIDTH
            kind = ("ours" if bar.ours else "bar") + (" unsure" if bar.faint else "")
            yield (
                f"<rect class='{kind}' x='{LEFT}' y='{y}' width='{width:.1f}'"
                f" height='{ROW - 5}' rx='2'/>"
            )
            yield _text(LEFT - 8, y + 12, bar.label, anchor="end")
            amount = f"{bar.amount:,.0f} {unit}".rstrip()
            told = f"{amount}, inexact" if bar.faint else amount
            yield _text(LEFT + width + 6, y + 12, told, "soft")
            y += ROW


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return (
        f"<text x='{x:.1f}' y='{y}' class='{kind}' text-anchor='{anchor}'>"
        f"{escape(words)}</text>"
    )
