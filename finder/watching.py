"""Long work, seen by whoever watches it: a progress bar, or nobody."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Watch(Protocol):
    """Hands on the items of a step one by one, and so sees how far the work is."""

    def __call__(self, step: str, items: Collection[Item]) -> Iterable[Item]:
        """Yield the items; `step` is the code of what is done with them."""


def unwatched(step: str, items: Collection[Item]) -> Iterable[Item]:
    """Yield the items with nobody watching."""
    return items
