"""What was measured of the server's settings, as a table a door."""

from collections.abc import Iterator, Sequence

from benchmarks.configurations import CONNECTED
from benchmarks.figures import Figure
from benchmarks.saved_figures import Measured
from benchmarks.tables import markdown_table, measured_on, milliseconds

COLUMNS = ("ratio", "p50 / p99 ms", "processor")


def configurations_table(measured: Measured) -> str:
    """Return for each door what each setting gave, by the number of connections."""
    doors = dict.fromkeys(_parts(it)[0] for it in measured.figures)
    tables = (
        _table(door, [it for it in measured.figures if _parts(it)[0] == door])
        for door in doors
    )
    return "\n\n".join([measured_on(measured), *tables])


def _table(door: str, figures: Sequence[Figure]) -> str:
    headings, rows = [door], dict[str, list[str]]()
    for figure in figures:
        _, connections, setting = _parts(figure)
        heading = f"over {connections}: a second"
        if heading not in headings:
            headings += [heading, *COLUMNS]
        rows.setdefault(setting, [setting]).extend(_cells(figure))
    return markdown_table(headings, list(rows.values()), words={0})


def _parts(figure: Figure) -> tuple[str, str, str]:
    """Return the door, the number of connections and the setting."""
    loaded, _, setting = figure.measure.partition(CONNECTED)
    door, _, connections = loaded.rpartition(", ")
    return door, connections, setting


def _cells(figure: Figure) -> Iterator[str]:
    yield f"{figure.amount:,.0f}" + f" **{figure.wrong} wrong**" * bool(figure.wrong)
    yield f"{figure.amount / (figure.baseline or figure.amount):.2f}"
    yield milliseconds(figure)
    yield figure.remark.partition(" of ")[0]
