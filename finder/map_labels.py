"""Room for words on a map: no name over another, over a marker, or cut off."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

# The tallest that the style sheet makes a line, and about how wide a letter is.
LINE, LETTER = 28, 15
EDGE = 6
DOT = 4


class Anchor(StrEnum):
    """Which end of the words lies at their spot, as SVG names it."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Box(NamedTuple):
    """A rectangle of the picture."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def about(cls, x: int, y: int, reach: int) -> "Box":
        """Return the square whose sides lie that far from its middle."""
        return cls(x - reach, y - reach, x + reach, y + reach)


class Label(NamedTuple):
    """Where words go: their middle line is at `y`, and `anchor` of them at `x`."""

    x: int
    y: int
    anchor: Anchor
    letters: int

    @property
    def box(self) -> Box:
        """The ground that the words cover, at most."""
        left = self.x
        long = self.letters * LETTER
        if self.anchor is not Anchor.START:
            left -= long if self.anchor is Anchor.END else long // 2
        return Box(left, self.y - LINE // 2, left + long, self.y + LINE // 2)


class Room:
    """The ground of one picture that is not yet taken."""

    def __init__(self, width: int, height: int, taken: Iterable[Box]) -> None:
        self._frame = Box(EDGE, EDGE, width - EDGE, height - EDGE)
        self._taken = list(taken)

    def is_free(self, box: Box) -> bool:
        """Return whether the box lies in the picture and on nothing."""
        left, top, right, bottom = box
        its_left, its_top, its_right, its_bottom = self._frame
        if left < its_left or right > its_right or top < its_top or bottom > its_bottom:
            return False
        # Asked hundreds of times a map: a loop in place takes a third of any().
        for its_left, its_top, its_right, its_bottom in self._taken:
            if (
                left < its_right
                and its_left < right
                and top < its_bottom
                and its_top < bottom
            ):
                return False
        return True

    def take(self, box: Box) -> None:
        """Let nothing else be put there."""
        self._taken.append(box)

    def take_first(self, labels: Iterable[Label]) -> Label | None:
        """Take the first label that has room; None if none of them has."""
        for label in labels:
            box = label.box
            if self.is_free(box):
                self.take(box)
                return label
        return None
