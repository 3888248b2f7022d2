"""Write saved figures into docs/performance.md and its charts.

`python -m benchmarks --save docs/performance.json`, then `python -m benchmarks.report`.
What was never measured is left as it is.
"""

import re
from itertools import groupby
from pathlib import Path

from benchmarks.axes import Logarithmic
from benchmarks.charts import Bar, chart
from benchmarks.configurations_report import configurations_table
from benchmarks.figures import Figure
from benchmarks.peers import CENTRES, OURS
from benchmarks.saved_figures import Measured, is_saved, saved_figures
from benchmarks.serving_report import serving_chart, serving_table
from benchmarks.tables import figures_table, measured_on
from benchmarks.whole_searches import SEARCH
from finder.settings import PROJECT

DOCS = PROJECT / "docs"
SAVED = DOCS / "performance.json"

TITLE = "The ten nearest centres that offer a service: median time of a query"
NOTE = "Microseconds, logarithmic. Inexact: some of its answers were in another order."
HEADINGS = (
    "centres",
    "engine",
    "p50 µs",
    "p99 µs",
    "times ours",
    "answers that differ",
    "built in",
    "memory",
)


def main(saved: Path = SAVED, docs: Path = DOCS) -> None:
    """Refresh the tables and the charts."""
    document = docs / "performance.md"
    written = document.read_text()
    for part, (mark, table) in TABLES.items():
        if is_saved(saved, part):
            written = put_between(written, mark, table(saved_figures(saved, part)))
    document.write_text(written)
    for part, draw in CHARTS.items():
        if is_saved(saved, part):
            drawn = draw(saved_figures(saved, part))
            (docs / "images" / f"{part}.svg").write_text(drawn)


def put_between(text: str, name: str, content: str) -> str:
    """Return a text with what stands between two marks of a name replaced."""
    start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(f"{re.escape(start)}.*{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(start)
    return pattern.sub(lambda _: f"{start}\n{content}\n{end}", text)


def peers_table(measured: Measured) -> str:
    """Return the figures as a table in Markdown, with their day and machine."""
    lines = [
        measured_on(measured),
        "",
        f"| {' | '.join(HEADINGS)} |",
        f"| --: | --- |{' --: |' * (len(HEADINGS) - 2)}",
    ]
    for size, figures in _by_size(measured):
        quickest_first = sorted(figures, key=lambda it: it.amount)
        lines += [
            f"| {' | '.join((size if rank == 0 else '', *_cells(it)))} |"
            for rank, it in enumerate(quickest_first)
        ]
    return "\n".join(lines)


def searches_table(measured: Measured) -> str:
    """Return whole searches as a table, a column for each number of centres."""
    cells: dict[str, dict[str, str]] = {}
    for size, figures in _by_size(measured):
        for figure in figures:
            _, whole, name = _engine(figure).partition(SEARCH)
            if whole:
                row = cells.setdefault(name, {})
                row[size] = f"{figure.p50:,.0f} / {figure.p99:,.0f}"
    sizes = list(next(iter(cells.values())))
    return "\n".join(
        [
            measured_on(measured),
            "",
            f"| search | {' | '.join(sizes)} |",
            f"| --- |{' --: |' * len(sizes)}",
            *(
                f"| {name} | {' | '.join(row.values())} |"
                for name, row in cells.items()
            ),
        ]
    )


def peers_chart(measured: Measured) -> str:
    """Return the medians as a chart."""
    groups = [
        (
            f"{size} centres",
            [
                Bar(
                    _engine(it),
                    it.amount,
                    ours=_engine(it) == OURS,
                    faint=it.details["differing"] > 0,
                )
                for it in sorted(figures, key=lambda it: it.amount)
            ],
        )
        for size, figures in _by_size(measured)
    ]
    axis = Logarithmic.of([it.amount for it in measured.figures])
    return chart(TITLE, "µs", NOTE, axis, groups)


def _by_size(measured: Measured) -> list[tuple[str, list[Figure]]]:
    grouped = groupby(measured.figures, key=lambda it: it.measure.split(CENTRES)[0])
    return [(size, list(figures)) for size, figures in grouped]


def _engine(figure: Figure) -> str:
    return figure.measure.split(CENTRES)[1]


def _cells(figure: Figure) -> tuple[str, ...]:
    name, told = _engine(figure), figure.details
    return (
        f"**`{name}`**" if name == OURS else name,
        f"{figure.p50:,.0f}",
        f"{figure.p99:,.0f}",
        f"{figure.amount / (figure.baseline or figure.amount):.2f}",
        "none" if not told["differing"] else f"{told['differing'] / told['asked']:.1%}",
        f"{told['build seconds']:,.2f} s",
        f"{told['megabytes']:,.1f} MB",
    )


# Each part's mark in the document, and what is written there.
TABLES = {
    "peers": ("peers", peers_table),
    "ranking": ("searches", searches_table),
    "serving": ("serving", serving_table),
    "configurations": ("configurations", configurations_table),
    **{
        part: (part, figures_table)
        for part in ("startup", "switch", "build", "anything")
    },
}
CHARTS = {"peers": peers_chart, "serving": serving_chart}

if __name__ == "__main__":
    main()
