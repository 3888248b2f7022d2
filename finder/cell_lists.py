"""How cells are read that hold codes, or several things.

The readers are as those of `finder.cells`.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from finder.cells import CellProblem, read_text
from finder.centres import AreaCovered
from finder.errors import UnreadPlace
from finder.postcodes import Nation, Outcode, read_postcode

Choice = TypeVar("Choice", bound=StrEnum)

_SEPARATORS = re.compile(r"[;,\n|/&]|\band\b", re.IGNORECASE)
_AUTHORITY = re.compile(r"[EWSN][0-9]{8}")


def read_area(text: str) -> AreaCovered:
    """Read a list of outcodes, local authority codes and nations."""
    outcodes, authorities, nations = set(), set(), set()
    for part in _parts(text):
        if part.lower() in set(Nation):
            nations.add(Nation(part.lower()))
        elif _AUTHORITY.fullmatch(part.upper()):
            authorities.add(part.upper())
        else:
            outcodes.add(_outcode(part))
    return AreaCovered(
        outcodes=tuple(sorted(outcodes, key=str)),
        authorities=tuple(sorted(authorities)),
        nations=tuple(nation for nation in Nation if nation in nations),
    )


def read_list(text: str) -> tuple[str, ...]:
    """Read a list of words, such as languages."""
    return tuple(map(read_text, _parts(text)))


def choice_reader(
    choices: type[Choice], synonyms: Mapping[str, str], code: str
) -> Callable[[str], Choice]:
    """Return a reader of one code, or of a synonym of it."""

    def read_choice(text: str) -> Choice:
        words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        try:
            return choices(synonyms.get(words, words))
        except ValueError:
            raise CellProblem(code) from None

    return read_choice


def choices_reader(
    choices: type[Choice], synonyms: Mapping[str, str], code: str
) -> Callable[[str], tuple[Choice, ...]]:
    """Return a reader of a list of codes, which come back in the enum's order."""
    read_choice = choice_reader(choices, synonyms, code)

    def read_choices(text: str) -> tuple[Choice, ...]:
        chosen = {read_choice(part) for part in _parts(text)}
        return tuple(choice for choice in choices if choice in chosen)

    return read_choices


def _outcode(text: str) -> Outcode:
    try:
        read = read_postcode(text)
    except UnreadPlace:
        raise CellProblem("area_invalid") from None
    if not isinstance(read, Outcode):
        raise CellProblem("area_invalid")
    return read


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
