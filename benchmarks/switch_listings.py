"""Two listings in a data folder, either of which can go live, and what loads cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from finder.centres import Centre
from finder.generations import Generations
from finder.snapshot import SnapshotStore
from finder.web.live import LiveListing

# Every centre of this number is not in the other listing.
LEFT_OUT = 10
LOADS = 5


@dataclass(frozen=True, slots=True)
class Listings:
    """A data folder in which one of two listings is live."""

    folder: Path
    ids: tuple[str, str]
    size: int

    @classmethod
    def published(cls, folder: Path, centres: Sequence[Centre]) -> "Listings":
        """Store the centres, and most of them as a listing of its own."""
        store = SnapshotStore(folder / "snapshots")
        fewer = [it for number, it in enumerate(centres) if number % LEFT_OUT]
        first, second = (
            store.publish(listed, sources=("a benchmark",), demonstration=True)
            for listed in (centres, fewer)
        )
        return cls(folder, (first, second), len(centres))

    def activate(self, number: int) -> None:
        """Move the pointer, and do nothing else."""
        Generations(self.folder / "snapshots").activate(self.ids[number])

    def load_seconds(self) -> list[float]:
        """Return how long a process takes to load a listing that does nothing else."""
        self.activate(0)
        live = LiveListing(self.folder)
        taken = []
        for number in range(1, LOADS + 1):
            self.activate(number % 2)
            began = perf_counter()
            live.follow()
            live.wait()
            taken.append(perf_counter() - began)
        return taken

    def read_seconds(self) -> list[float]:
        """Return how long it takes to read and check the files alone."""
        store, taken = SnapshotStore(self.folder / "snapshots"), []
        for _ in range(LOADS):
            began = perf_counter()
            store.read(self.ids[0])
            taken.append(perf_counter() - began)
        return taken
