"""Room for words on a map: no name over another, over a marker, or cut off."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# The tallest that the style sheet makes a line, and about how wide a letter is.
LINE, LETTER = 28, 15
EDGE = 6
DOT = 4


class Anchor(StrEnum):
    """Which end of the words lies at their spot, as SVG names it."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def about(cls, x: int, y: int, reach: int) -> "Box":
        """Return the square whose sides lie that far from its middle."""
        return cls(x - reach, y - reach, x + reach, y + reach)

    def overlaps(self, other: "Box") -> bool:
        """Return whether the two have any ground in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Where words go: their middle line is at `y`, and `anchor` of them at `x`."""

    x: int
    y: int
    anchor: Anchor
    letters: int

    @property
    def box(self) -> Box:
        """The ground that the words cover, at most."""
        long = self.letters * LETTER
        before = {Anchor.START: 0, Anchor.MIDDLE: long // 2, Anchor.END: long}
        left = self.x - before[self.anchor]
        return Box(left, self.y - LINE // 2, left + long, self.y + LINE // 2)


class Room:
    """The ground of one picture that is not yet taken."""

    def __init__(self, width: int, height: int, taken: Iterable[Box]) -> None:
        self._frame = Box(EDGE, EDGE, width - EDGE, height - EDGE)
        self._taken = list(taken)

    def is_free(self, box: Box) -> bool:
        """Return whether the box lies in the picture and on nothing."""
        return (
            box.left >= self._frame.left
            and box.right <= self._frame.right
            and box.top >= self._frame.top
            and box.bottom <= self._frame.bottom
            and not any(box.overlaps(other) for other in self._taken)
        )

    def take(self, box: Box) -> None:
        """Let nothing else be put there."""
        self._taken.append(box)

    def take_first(self, labels: Iterable[Label]) -> Label | None:
        """Take the first label that has room; None if none of them has."""
        for label in labels:
            if self.is_free(label.box):
                self.take(label.box)
                return label
        return None
