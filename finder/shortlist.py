"""Centres that a professional has picked to compare, held in an address alone."""

import re
from collections.abc import Container
from dataclasses import dataclass, replace

MOST_CENTRES = 10

_SEPARATOR = ","
# More than this many parts were not made by adding centres one by one.
_MOST_PARTS = 50
_ID = re.compile("[a-z0-9-]{1,200}")


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The ids of up to ten listed centres, in the order of picking.

    `gone` is how many more ids were asked for that the listing lacks.
    """

    ids: tuple[str, ...] = ()
    gone: int = 0

    def __len__(self) -> int:
        """Return how many centres there are."""
        return len(self.ids)

    def __contains__(self, centre_id: str) -> bool:
        """Return whether a centre has been picked."""
        return centre_id in self.ids

    @property
    def full(self) -> bool:
        """Whether no more centres can be picked."""
        return len(self.ids) >= MOST_CENTRES

    @property
    def text(self) -> str:
        """The ids as an address holds them, empty without any."""
        return _SEPARATOR.join(self.ids)

    def state_of(self, centre_id: str) -> str:
        """Return "yes" if a centre is picked, "full" if it cannot be, or "no"."""
        if centre_id in self.ids:
            return "yes"
        return "full" if self.full else "no"

    def toggled(self, centre_id: str) -> "Shortlist":
        """Return the list without a centre that is picked, or with one that is not."""
        change = self.removed if centre_id in self.ids else self.added
        return change(centre_id)

    def added(self, centre_id: str) -> "Shortlist":
        """Return the list with a centre at its end; as it is if full."""
        if self.full or centre_id in self.ids:
            return self
        return replace(self, ids=(*self.ids, centre_id))

    def removed(self, centre_id: str) -> "Shortlist":
        """Return the list without a centre."""
        return replace(self, ids=tuple(it for it in self.ids if it != centre_id))


NONE_PICKED = Shortlist()


def read_shortlist(text: str, listed: Container[str]) -> Shortlist:
    """Read ids parted by commas, each once, ten at most.

    Nothing of the text is kept but the ids of listed centres; those that have the
    form of an id and are not listed are counted.
    """
    parts = text.split(_SEPARATOR, _MOST_PARTS)[:_MOST_PARTS]
    asked = list(dict.fromkeys(it for it in parts if _ID.fullmatch(it)))
    known = tuple(it for it in asked if it in listed)
    return Shortlist(known[:MOST_CENTRES], gone=len(asked) - len(known))
