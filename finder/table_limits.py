"""How much a listing may hold, and which of its signs are read.

The limits are far above any listing of centres, and low enough that a file made
to harm is refused in seconds and within a gigabyte.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

LARGEST_FILE_BYTES = 50_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
MOST_CELLS = 4_000_000
LONGEST_CELL = 100_000
MOST_TEXT = 50_000_000
# As many rows as a sheet has: blank ones are counted by this only.
LAST_LINE = 1_048_576

# They are drawn as nothing, though Unicode counts them as letters and marks.
_BLANK_LETTERS = {
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0xFE00, 0xFE10),
    *range(0xE0000, 0xE1000),
}


_PROTECTED = re.compile(r"'+[=+\-@\t\r]")


class TooMuch(ValueError):
    """The file holds more than any listing does."""


class Allowance:
    """What is left of the limits while the rows of a file are read."""

    def __init__(self) -> None:
        self._rows = self._cells = self._text = 0

    def take(self, cells: Sequence[str]) -> None:
        """Count a row with text in it. Raises `TooMuch`."""
        lengths = [len(cell) for cell in cells]
        self._rows += 1
        self._cells += len(cells)
        self._text += sum(lengths)
        if (
            self._rows > MOST_ROWS + 1
            or self._cells > MOST_CELLS
            or self._text > MOST_TEXT
            or len(cells) > MOST_COLUMNS
            or max(lengths) > LONGEST_CELL
        ):
            raise TooMuch


def _is_hidden(number: int) -> bool:
    sign = chr(number)
    if unicodedata.category(sign) == "Cc":
        return sign not in "\t\n\r"
    return unicodedata.category(sign) in {"Cf", "Cs"} or number in _BLANK_LETTERS


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    """Yield each run of numbers as a regular expression writes it."""
    for _, run in groupby(enumerate(numbers), key=lambda it: it[1] - it[0]):
        run_of = [number for _, number in run]
        yield f"\\U{run_of[0]:08x}-\\U{run_of[-1]:08x}"


_HIDDEN = re.compile(
    f"[{''.join(_ranges(filter(_is_hidden, range(sys.maxunicode + 1))))}]"
)


def visible(text: str) -> str:
    """Return text without the signs that nobody sees, and without outer blanks.

    Those that turn the direction of reading, join or part letters, or mean
    nothing (Unicode's format and control characters, halves of characters, blank
    letters) can make one name look like another: they are removed, all of them.
    """
    if not (text.isascii() and text.isprintable()):
        text = _HIDDEN.sub("", text)
    return text.strip()


def as_typed(cell: str) -> str:
    """Return a cell's visible text, without the apostrophe that a writer put there.

    One before a sign that begins a formula keeps spreadsheets from running it; see
    `finder.csv_safety.protected`.
    """
    text = visible(cell)
    return text[1:].strip() if _PROTECTED.match(text) else text
