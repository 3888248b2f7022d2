"""Postcodes, read once from whatever a person typed.

The forms follow the Royal Mail's Programmers' Guide to the Postcode Address
File: an outward code of an area and a district, an inward code of a digit and
two letters. GIR and NPT are the two outward codes that follow no pattern.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Self

from finder.errors import IncompletePostcode, InvalidPostcode, MissingPostcode

LONGEST_TEXT = 40

_OUTWARD = r"(?:[A-Z]{1,2}(?:[1-9][0-9]|[0-9][A-Z]?)|GIR|NPT)"
_FULL = re.compile(rf"({_OUTWARD})([0-9][A-Z]{{2}})")
_AS_WRITTEN = re.compile(rf"({_OUTWARD}) ([0-9][A-Z]{{2}})")
_SECTOR = re.compile(rf"({_OUTWARD}) ([0-9])")
_OUTCODE = re.compile(_OUTWARD)
_STARTED = re.compile(rf"{_OUTWARD} ?[0-9][A-Z]?")
# What people put between, before and after the parts of a postcode.
_SEPARATORS = re.compile(
    r"""[\s.,;:_'"()\[\]\-\u2010-\u2015\u200b-\u200f\u2060\ufeff]+"""
)

_LOOKALIKES = {"O": "0", "0": "O", "I": "1", "1": "I"}


class Nation(StrEnum):
    """A country of the UK or a Crown Dependency."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    JERSEY = "jersey"
    GUERNSEY = "guernsey"
    ISLE_OF_MAN = "isle-of-man"


@dataclass(frozen=True, slots=True)
class Outcode:
    """The outward half of a postcode, such as NG1: a district."""

    text: str

    @property
    def area(self) -> str:
        """The letters that the outcode begins with, such as NG."""
        return re.split(r"[0-9]", self.text, maxsplit=1)[0]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Sector:
    """A postcode without its last two letters, such as NG1 5."""

    outcode: Outcode
    digit: str

    def __str__(self) -> str:
        return f"{self.outcode} {self.digit}"


@dataclass(frozen=True, slots=True)
class Postcode:
    """A full postcode, such as NG1 5FS. It need not exist."""

    outcode: Outcode
    inward: str

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a full postcode however it was typed; else raise `InvalidPostcode`."""
        found = _FULL.fullmatch(_plain(text).replace(" ", ""))
        if found is None:
            raise InvalidPostcode
        return cls(Outcode(found[1]), found[2])

    @property
    def sector(self) -> Sector:
        """The sector that the postcode lies in."""
        return Sector(self.outcode, self.inward[0])

    def __str__(self) -> str:
        return f"{self.outcode} {self.inward}"


AnyPostcode = Postcode | Sector | Outcode


def read_postcode(text: str) -> AnyPostcode:
    """Read a postcode, or a half of one, however a person typed it.

    ``NG1 5`` is a sector and ``NG15`` an outcode: the space tells them apart.
    Raises `MissingPostcode`, `IncompletePostcode` or `InvalidPostcode`.
    """
    if written := _AS_WRITTEN.fullmatch(text):
        return Postcode(Outcode(written[1]), written[2])
    plain = _plain(text)
    if not plain:
        raise MissingPostcode
    compact = plain.replace(" ", "")
    if full := _FULL.fullmatch(compact):
        return Postcode(Outcode(full[1]), full[2])
    if sector := _SECTOR.fullmatch(plain):
        return Sector(Outcode(sector[1]), sector[2])
    if _OUTCODE.fullmatch(compact):
        return Outcode(compact)
    if _STARTED.fullmatch(plain):
        raise IncompletePostcode
    raise InvalidPostcode


def likely_meant(text: str) -> Iterator[Postcode]:
    """Yield full postcodes that the text becomes with O and 0, I and 1 exchanged.

    Fewest exchanges first; the text as it stands is not among them. Whether one
    exists is for the caller to find out.
    """
    try:
        compact = _plain(text).replace(" ", "")
    except InvalidPostcode:
        return
    if not 5 <= len(compact) <= 7:
        return
    choices = [[letter, *_LOOKALIKES.get(letter, "")] for letter in compact]
    readings = ("".join(letters) for letters in product(*choices))
    for reading in sorted(readings, key=lambda it: _differences(it, compact)):
        if reading != compact and (full := _FULL.fullmatch(reading)):
            yield Postcode(Outcode(full[1]), full[2])


def _plain(text: str) -> str:
    # No postcode with its separators is longer; longer text is not worth scanning.
    if len(text.strip()) > LONGEST_TEXT:
        raise InvalidPostcode
    letters = unicodedata.normalize("NFKC", text).upper()
    return _SEPARATORS.sub(" ", letters).strip()


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
