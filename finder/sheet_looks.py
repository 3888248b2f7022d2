"""A look through the XML of a workbook, before its reader makes room for it.

The reader makes room for every cell up to the last one, and copies a shared text
into each cell that names it, so that a few kilobytes could ask for more memory
than there is.
"""

import re
from array import array
from typing import NoReturn
from xml.parsers import expat

from finder.table_limits import (
    LAST_LINE,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_TEXT,
    TooMuch,
)

MOST_UNPACKED = 200_000_000
TEXTS = "xl/sharedstrings.xml"

_DEEPEST = 100
# A cell is two or three, and a blank one that has a look is one.
_MOST_ELEMENTS = 3 * MOST_CELLS
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class NotWorkbook(ValueError):
    """The file is not a workbook as a spreadsheet writes it."""


class Look:
    """What the parts looked through so far hold, of what is limited."""

    def __init__(self) -> None:
        self._unpacked = self._elements = self._text = 0
        self._shared_lengths = array("L")
        self._start_part()

    def _start_part(self) -> None:
        self._path: list[str] = []
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._shares = False

    def take(self, chunk: bytes) -> None:
        """Count what was unpacked, whatever the zip said of its size."""
        # Only in UTF-16, which the parser would read and the reader would not.
        if b"\0" in chunk:
            raise NotWorkbook
        self._unpacked += len(chunk)
        if self._unpacked > MOST_UNPACKED:
            raise TooMuch

    def parser_of(self, name: str) -> expat.XMLParserType:
        """Return a parser that looks at a part as the reader will."""
        self._start_part()
        # A part that says another encoding is looked at as the reader sees it.
        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.EndElementHandler = self._end
        if name.casefold() == TEXTS:
            parser.StartElementHandler = self._start_text
            parser.CharacterDataHandler = self._shared_text
        else:
            parser.StartElementHandler = self._start
            parser.CharacterDataHandler = self._cell_text
        return parser

    def _enter(self, name: str) -> str:
        local = name.rpartition(":")[2]
        self._path.append(local)
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise TooMuch
        if len(self._path) > _DEEPEST:
            raise NotWorkbook
        return local

    def _end(self, _name: str) -> None:
        self._path.pop()

    def _start_text(self, name: str, _attributes: dict[str, str]) -> None:
        if self._enter(name) == "si":
            self._shared_lengths.append(0)

    def _shared_text(self, text: str) -> None:
        if self._shared_lengths:
            self._shared_lengths[-1] += len(text)
            if self._shared_lengths[-1] > LONGEST_CELL:
                raise TooMuch

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match self._enter(name):
            case "row":
                given = attributes.get("r")
                self._row = int(given) if given else self._row + 1
                self._column = 0
            case "c":
                self._start_cell(attributes.get("r"))
                self._shares = attributes.get("t") == "s"
            case "v" | "is" | "f":
                self._fill_cell()

    def _start_cell(self, place: str | None) -> None:
        if place is None:
            self._column += 1
            return
        found = _PLACE.fullmatch(place)
        if found is None:
            raise NotWorkbook
        self._row, self._column = int(found[2]), _column_number(found[1])

    def _fill_cell(self) -> None:
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if (
            self._last_column > MOST_COLUMNS
            or self._last_row > LAST_LINE
            or self._last_row * self._last_column > MOST_CELLS
        ):
            raise TooMuch

    def _cell_text(self, text: str) -> None:
        if not self._path or self._path[-1] not in {"v", "t"}:
            return
        self._text += len(text)
        if self._shares:
            self._text += self._length_of_shared(text)
        if self._text > MOST_TEXT:
            raise TooMuch

    def _length_of_shared(self, number: str) -> int:
        """Return how long the text of this number is, which each cell repeats."""
        if not number.strip():
            return 0
        at = int(number)
        return self._shared_lengths[at] if at < len(self._shared_lengths) else 0


def _refuse_doctype(*_: object) -> NoReturn:
    """Refuse entities, of which no spreadsheet makes use."""
    raise NotWorkbook


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
