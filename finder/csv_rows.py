"""A listing in CSV, as rows of text: whatever the encoding and the delimiter."""

import csv
import io
import re
from collections.abc import Iterator

from finder.errors import ListingRefused
from finder.table_limits import LAST_LINE, LONGEST_CELL, MOST_COLUMNS, TooMuch

_ENCODINGS = ("utf-8", "cp1252")
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_DELIMITERS = (",", ";", "\t")
# Some delimiters of a line are text: in a cell between quotation marks.
_MOST_DELIMITERS = 10 * MOST_COLUMNS
_NEVER_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def rows_of_csv(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on.

    Raises `ListingRefused`, and `TooMuch` before a row of endless cells is made.
    """
    text = _decoded(content, file)
    csv.field_size_limit(LONGEST_CELL)
    delimiter = _delimiter(text)
    reader = csv.reader(_lines(text, delimiter), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as problem:
        raise ListingRefused("csv_broken", file, line=str(begins)) from problem


def _lines(text: str, delimiter: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if number > LAST_LINE or line.count(delimiter) > _MOST_DELIMITERS:
            raise TooMuch
        yield line


def _decoded(content: bytes, file: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _text(content, encoding, file)
    if b"\0" in content:
        if content[1:2] == b"\0":
            return _text(content, "utf-16-le", file)
        raise ListingRefused("file_not_a_table", file)
    for encoding in _ENCODINGS:
        try:
            return _text(content, encoding, file)
        except ListingRefused:
            continue
    raise ListingRefused("file_not_a_table", file)


def _text(content: bytes, encoding: str, file: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise ListingRefused("file_not_a_table", file) from problem
    if _NEVER_IN_TEXT.search(text):
        raise ListingRefused("file_not_a_table", file)
    return text


def _delimiter(text: str) -> str:
    word = re.search(r"\w", text)
    if word is None:
        return _DELIMITERS[0]
    before = re.split(r"[\r\n]", text[: word.start()])[-1]
    after = re.split(r"[\r\n]", text[word.start() :], maxsplit=1)[0]
    return max(_DELIMITERS, key=(before + after).count)
