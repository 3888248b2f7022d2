"""Charts of saved figures, as SVG of its own: bars on a logarithmic scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

ROW, GAP, TOP = 20, 30, 54
LEFT, WIDTH, RIGHT = 240, 420, 140

# Read on a light page and on a dark one.
STYLE = """
    text { font: 13px system-ui, sans-serif; fill: #0b0c0c }
    .soft { fill: #484f54 } .grid { stroke: #b1b4b6 } .title { font-weight: 600 }
    .bar { fill: #6f8ba0 } .ours { fill: #1d70b8 } .unsure { fill-opacity: 0.45 }
    @media (prefers-color-scheme: dark) {
      text { fill: #f3f2f1 } .soft { fill: #b1b4b6 } .grid { stroke: #505a5f }
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


def chart(title: str, unit: str, note: str, groups: Groups) -> str:
    """Return an SVG of groups of bars below one another, smallest amount first."""
    amounts = [bar.amount for _, bars in groups for bar in bars]
    low, high = floor(log10(min(amounts))), log10(max(amounts))
    scale = WIDTH / (high - low)
    height = TOP + sum(GAP + ROW * len(bars) for _, bars in groups) + ROW
    body = [*_grid(low, high, scale, height), *_rows(groups, unit, low, scale)]
    width = LEFT + WIDTH + RIGHT
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'"
            f" width='{width}' height='{height}' role='img'>",
            f"<title>{escape(title)}</title><desc>{escape(note)}</desc>",
            f"<style>{STYLE}</style>",
            _text(8, 20, title, "title"),
            _text(8, 38, note, "soft"),
            *body,
            "</svg>\n",
        ]
    )


def _grid(low: int, high: float, scale: float, height: int) -> Iterator[str]:
    for power in range(low, floor(high) + 1):
        x = LEFT + (power - low) * scale
        yield f"<path class='grid' d='M{x:.1f} {TOP}V{height - ROW}'/>"
        yield _text(x, height - 4, f"{10**power:,}", "soft", anchor="middle")


def _rows(groups: Groups, unit: str, low: int, scale: float) -> Iterator[str]:
    y = TOP
    for heading, bars in groups:
        y += GAP
        yield _text(8, y - 8, heading, "title")
        for bar in sorted(bars, key=lambda it: it.amount):
            width = (log10(bar.amount) - low) * scale
            kind = ("ours" if bar.ours else "bar") + (" unsure" if bar.faint else "")
            yield (
                f"<rect class='{kind}' x='{LEFT}' y='{y}' width='{width:.1f}'"
                f" height='{ROW - 5}' rx='2'/>"
            )
            yield _text(LEFT - 8, y + 12, bar.label, anchor="end")
            amount = f"{bar.amount:,.0f} {unit}" + (", inexact" if bar.faint else "")
            yield _text(LEFT + width + 6, y + 12, amount, "soft")
            y += ROW


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return (
        f"<text x='{x:.1f}' y='{y}' class='{kind}' text-anchor='{anchor}'>"
        f"{escape(words)}</text>"
    )
