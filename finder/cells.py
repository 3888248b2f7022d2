"""How each kind of cell in a listing is read, as people write it.

A reader takes the text of a cell that is not empty and returns a value, or
raises `CellProblem` with the code of what is wrong.
"""

import re
from datetime import date
from urllib.parse import urlsplit

from finder.centres import AgeRange
from finder.clock_wording import read_day
from finder.errors import UnreadPlace
from finder.postcodes import Postcode, read_postcode
from finder.session_wording import read_any_wording
from finder.sessions import Opening

LONGEST_TEXT = 1_000

_EMAIL = re.compile(r"(?![=+\-])[^@\s<>\"',;]+@[^@\s<>\"',;.]+(?:\.[^@\s<>\"',;.]+)+")
_TELEPHONE = re.compile(
    r"(?:\+|\(?0)[0-9 ()\-]+(?:(?:ext|x)\.? ?[0-9]+)?", re.IGNORECASE
)
_AGES = re.compile(r"([0-9]{1,2}) ?(?:-|–|to) ?([0-9]{1,2})?")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PO_BOX = re.compile(r"\bp(?:ost)?\.?\s*o(?:ffice)?\.?\s*box(?![a-z])", re.IGNORECASE)
_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}


class CellProblem(ValueError):
    """What is wrong with a cell, as a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_text(text: str) -> str:
    """Read words as they stand, but for formulas and endless text."""
    if text.startswith("="):
        raise CellProblem("formula")
    if len(text) > LONGEST_TEXT:
        raise CellProblem("text_too_long")
    return " ".join(text.split())


def read_id(text: str) -> str:
    """Read an id: lower-case letters, digits and hyphens, as in an address."""
    if len(text) > 100 or not _ID.fullmatch(text):
        raise CellProblem("id_invalid")
    return text


def read_address_line(text: str) -> str:
    """Read a line of a venue's address, which a PO box is not."""
    if _PO_BOX.search(text):
        raise CellProblem("po_box")
    return read_text(text)


def read_full_postcode(text: str) -> Postcode:
    """Read a venue's postcode; a half of one does not place a venue."""
    try:
        read = read_postcode(text)
    except UnreadPlace as problem:
        raise CellProblem(problem.code) from problem
    if not isinstance(read, Postcode):
        raise CellProblem("postcode_incomplete")
    return read


def read_degrees(text: str) -> float:
    """Read a latitude or a longitude; its bounds are checked with its twin."""
    try:
        return float(text)
    except ValueError:
        raise CellProblem("number_invalid") from None


def read_telephone(text: str) -> str:
    """Read a telephone number as it is to be shown.

    It starts with 0 or +: a spreadsheet that took it for a number lost its 0.
    """
    digits = sum(letter.isdigit() for letter in text)
    if not _TELEPHONE.fullmatch(text) or not 8 <= digits <= 20:
        raise CellProblem("telephone_invalid")
    return text


def read_email(text: str) -> str:
    """Read an email address."""
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise CellProblem("email_invalid")
    return text


def read_web_address(text: str) -> str:
    """Read a web address, with https:// where the scheme was left out."""
    if len(text) > LONGEST_TEXT:
        raise CellProblem("text_too_long")
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        raise CellProblem("web_address_invalid") from None
    host = parts.hostname or ""
    # An email address would be read as somebody's account on a host.
    unsafe = "@" in parts.netloc or re.search(r"[\s<>\"'`]", address)
    if unsafe or "." not in host.strip("."):
        raise CellProblem("web_address_invalid")
    return address


def read_yes_or_no(text: str) -> bool:
    """Read yes or no."""
    word = text.lower()
    if word not in _YES | _NO:
        raise CellProblem("yes_or_no")
    return word in _YES


def read_date(text: str) -> date:
    """Read a date as 2026-11-22 or 22/11/2026."""
    day = read_day(text)
    if day is None:
        raise CellProblem("date_invalid")
    return day


def read_sessions(text: str) -> Opening:
    """Read sessions as people write them; what cannot be read is kept as a note."""
    opening = read_any_wording(text)
    read_text(opening.note)
    return opening


def read_ages(text: str) -> AgeRange:
    """Read an age range such as 0-16, or 4- for no upper limit."""
    found = _AGES.fullmatch(text)
    if found is None:
        raise CellProblem("ages_invalid")
    youngest, oldest = int(found[1]), int(found[2]) if found[2] else None
    if oldest is not None and oldest < youngest:
        raise CellProblem("ages_invalid")
    return AgeRange(youngest=youngest, oldest=oldest)


def read_weeks(text: str) -> int:
    """Read a whole number of weeks."""
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise CellProblem("weeks_invalid")
    return int(text)
