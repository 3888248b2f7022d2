"""What was measured of serving, as a table a door and a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.axes import Linear
from benchmarks.charts import Bar, chart
from benchmarks.figures import Figure
from benchmarks.saved_figures import Measured
from benchmarks.serving import AS_BARE, CONNECTED, UNDER
from benchmarks.tables import markdown_table, measured_on, milliseconds, plain_table

# The connections that the chart is of: enough that the server always has work.
SHOWN_CONNECTIONS = 8
TITLE = "Requests a second that one worker answers, over {} connections"
NOTE = "A bare Flask route answers as many bytes from memory, under the same server."


@dataclass(frozen=True, slots=True)
class Line:
    """A door or its bare twin under a server, over so many connections."""

    connections: int
    door: str
    server: str
    bare: bool
    figure: Figure


def serving_table(measured: Measured) -> str:
    """Return a table for each door, and one of what a worker holds."""
    lines = list(_lines(measured.figures))
    doors = dict.fromkeys(it.door for it in lines)
    others = [it for it in measured.figures if CONNECTED not in it.measure]
    tables = [
        _door_table(door, [it for it in lines if it.door == door]) for door in doors
    ]
    return "\n\n".join([measured_on(measured), *tables, plain_table(others)])


def serving_chart(measured: Measured) -> str:
    """Return how many requests a second each answers, a group a door."""
    shown = [
        it for it in _lines(measured.figures) if it.connections == SHOWN_CONNECTIONS
    ]
    groups = [
        (door, [_bar(it) for it in shown if it.door == door])
        for door in dict.fromkeys(it.door for it in shown)
    ]
    axis = Linear.of([it.figure.amount for it in shown])
    return chart(TITLE.format(SHOWN_CONNECTIONS), "", NOTE, axis, groups)


def _lines(figures: Sequence[Figure]) -> Iterator[Line]:
    for figure in figures:
        connections, connected, rest = figure.measure.partition(CONNECTED)
        if connected:
            name, _, server = rest.rpartition(UNDER)
            bare, door = name.endswith(AS_BARE), name.removesuffix(AS_BARE)
            yield Line(int(connections), door, server, bare, figure)


def _bar(line: Line) -> Bar:
    name = "bare Flask route" if line.bare else "the service"
    return Bar(f"{name}, {line.server}", line.figure.amount, ours=not line.bare)


def _door_table(door: str, lines: Sequence[Line]) -> str:
    bare = {(it.connections, it.server): it.figure for it in lines if it.bare}
    headings = (
        *("connections", "server", "bare Flask route", "p50 / p99 ms"),
        *(door, "p50 / p99 ms", "ratio"),
    )
    rows = [
        (
            str(it.connections),
            it.server,
            *_rate(bare[it.connections, it.server]),
            *_rate(it.figure),
            f"{it.figure.amount / (it.figure.baseline or it.figure.amount):.2f}",
        )
        for it in lines
        if not it.bare
    ]
    return markdown_table(headings, rows, words=(1,))


def _rate(figure: Figure) -> tuple[str, str]:
    return f"{figure.amount:,.0f}", milliseconds(figure)
