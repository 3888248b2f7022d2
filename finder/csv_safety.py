"""What a spreadsheet may not mistake for a formula when it opens a CSV."""

import re

# What a spreadsheet may take for a formula, also behind apostrophes: the reader
# takes one off, so a cell that has its own needs one more.
_LIVE = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")


def protected(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula, by an apostrophe.

    A plain number is none, with a minus either: other programs read longitudes.
    """
    if _LIVE.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
