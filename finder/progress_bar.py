"""A progress bar in the terminal, or a few lines where there is none."""

from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from finder.watching import Item

STEP_WORDS = {
    "fetch": "Fetching services",
    "read": "Reading the files",
    "check": "Checking the rows",
    "place": "Placing the centres",
    "compare": "Comparing with what is live",
    "duplicates": "Looking for duplicates",
    "mark": "Marking the workbook",
    "report": "Writing the report",
    "publish": "Publishing",
    "measure": "Measuring the distances",
}
# Without a terminal, shorter work than this is not worth a line.
LONG = 5_000


class ProgressBar:
    """Watches the steps of an import; goes away without a trace at the end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = console.is_terminal and not console.is_dumb_terminal
        self._progress = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            console=console,
            transient=True,
            disable=not self._live,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def __call__(self, step: str, items: Collection[Item]) -> Iterable[Item]:
        """Yield the items of a step, and show how many are done."""
        words = STEP_WORDS[step]
        if self._live:
            return self._progress.track(items, description=words)
        if len(items) >= LONG:
            self._console.out(f"{words}: {len(items):,}", highlight=False)
        return items
