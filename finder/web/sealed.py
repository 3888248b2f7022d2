"""What a visitor asked, encrypted into an address.

The child's place must not stand in the address bar, in a browser's history or
in a log; nor need anyone read there what a visitor answered or whom they looked
for. A sealed address can be opened by this service alone, and only for some
hours; what it holds is never stored here.
"""

import json
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from finder.centres import ServiceType
from finder.errors import FinderError
from finder.places import Gazetteer, Place
from finder.postcodes import AnyPostcode, read_postcode
from finder.search_query import ReadSearch

SECONDS_PER_HOUR = 3600
LONGEST_ADDRESS = 1_500
# The clocks of two servers may differ by so much; more is a clock gone wrong, and
# what it sealed would be open until the others catch up with it.
MOST_SECONDS_AHEAD = 300
# Fernet passes over whatever else stands between its letters, and a page writes the
# address that it was asked by: it must hold nothing but these.
_LETTERS = re.compile("[A-Za-z0-9_-]+")
_SEARCH = "search"
_TOWN = "town:"


class SearchUnreadable(FinderError):
    """The address was not sealed by this service."""

    code = "search_unreadable"


class SearchExpired(FinderError):
    """The address was sealed too long ago; what was asked for may still be told."""

    code = "search_expired"

    def __init__(self, services: frozenset[ServiceType] = frozenset()) -> None:
        super().__init__()
        self.services = services


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What an address held, and whether it was sealed too long ago."""

    content: list[str]
    expired: bool


class Sealer:
    """Turns rows of text into a part of an address, and back."""

    def __init__(self, keys: Sequence[str], hours: float) -> None:
        """Seal with the first key and unseal with any; raise `ValueError` if bad."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._seconds = int(hours * SECONDS_PER_HOUR)

    def seal(self, kind: str, content: Sequence[str]) -> str:
        """Return the part of an address that stands for the content."""
        text = json.dumps([kind, *content], separators=(",", ":"), ensure_ascii=False)
        return self._fernet.encrypt(text.encode()).decode().rstrip("=")

    def unseal(self, kind: str, sealed: str) -> Unsealed:
        """Return what was sealed as this kind. Raises `SearchUnreadable`."""
        if len(sealed) > LONGEST_ADDRESS or not _LETTERS.fullmatch(sealed):
            raise SearchUnreadable
        try:
            token = sealed.encode() + b"=" * (-len(sealed) % 4)
            found, *content = json.loads(self._fernet.decrypt(token).decode())
        except (InvalidToken, ValueError) as problem:
            raise SearchUnreadable from problem
        if found != kind:
            raise SearchUnreadable
        age = time.time() - _sealed_at(token)
        return Unsealed(content, not -MOST_SECONDS_AHEAD <= age <= self._seconds)


def _sealed_at(token: bytes) -> int:
    """Return when a token that was decrypted, and so is whole, was made.

    `Fernet.extract_timestamp` would check its signature once more. The eight bytes
    follow the first: https://github.com/fernet/spec/blob/master/Spec.md.
    """
    return int.from_bytes(urlsafe_b64decode(token[:12])[1:9], "big")


class SearchSealer:
    """Turns searches into addresses and back."""

    def __init__(self, sealer: Sealer, gazetteer: Gazetteer) -> None:
        self._sealer = sealer
        self._gazetteer = gazetteer

    def seal(self, search: ReadSearch) -> str:
        """Return the part of an address that stands for a search."""
        places = [_place_text(search.place), _place_text(search.other_place)]
        return self._sealer.seal(_SEARCH, [*places, *sorted(search.services)])

    def unseal(self, sealed: str) -> ReadSearch:
        """Return the search. Raises `SearchExpired` or `SearchUnreadable`."""
        unsealed = self._sealer.unseal(_SEARCH, sealed)
        try:
            where, other, *codes = unsealed.content
            services = frozenset(map(ServiceType, codes))
            place = self._whereabouts(where)
            other_place = self._whereabouts(other) if other else None
        except ValueError as problem:
            raise SearchUnreadable from problem
        if unsealed.expired:
            raise SearchExpired(services)
        return ReadSearch(place, services, other_place)

    def _whereabouts(self, text: str) -> AnyPostcode | Place:
        if not text.startswith(_TOWN):
            return read_postcode(text)
        place = self._gazetteer.by_slug(text.removeprefix(_TOWN))
        if place is None:
            raise SearchUnreadable
        return place


def _place_text(place: AnyPostcode | Place | None) -> str:
    if isinstance(place, Place):
        return f"{_TOWN}{place.slug}"
    return "" if place is None else str(place)
