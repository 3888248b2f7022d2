"""What a visitor asked, encrypted into an address.

The child's place must not stand in the address bar, in a browser's history or
in a log; nor need anyone read there what a visitor answered or whom they looked
for. A sealed address can be opened by this service alone, and only for some
hours; what it holds is never stored here.
"""

import json
import os
import re
import time
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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
# What is sealed begins with this, by which logs know what to leave out.
MARK = "sealed-"
# A page writes the address that it was asked by: it holds nothing but these.
_SEALED = re.compile(f"{MARK}[A-Za-z0-9_-]+")
_KEY_BYTES = 32
# As NIST SP 800-38D has it: drawn at random, fit for 2^32 addresses by one key.
_NONCE_BYTES = 12
# Texts are padded to a multiple of this, lest their length tell what was asked.
_BLOCK_BYTES = 64
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
    """Turns rows of text into a part of an address, and back: AES-256-GCM."""

    def __init__(self, keys: Sequence[str], hours: float) -> None:
        """Seal with the first key and unseal with any; raise `ValueError` if bad."""
        self._ciphers = [_cipher(key) for key in keys]
        self._seconds = int(hours * SECONDS_PER_HOUR)

    def seal(self, kind: str, content: Sequence[str]) -> str:
        """Return the part of an address that stands for the content."""
        row = [int(time.time()), *content]
        text = json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode()
        # JSON takes no notice of spaces at its end.
        padded = text.ljust(-(-len(text) // _BLOCK_BYTES) * _BLOCK_BYTES)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._ciphers[0].encrypt(nonce, padded, kind.encode())
        return MARK + urlsafe_b64encode(sealed).decode().rstrip("=")

    def unseal(self, kind: str, sealed: str) -> Unsealed:
        """Return what was sealed as this kind. Raises `SearchUnreadable`."""
        if len(sealed) > LONGEST_ADDRESS or not _SEALED.fullmatch(sealed):
            raise SearchUnreadable
        letters = sealed[len(MARK) :]
        try:
            whole = urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
            sealed_at, *content = json.loads(self._opened(whole, kind.encode()))
        except ValueError as problem:
            raise SearchUnreadable from problem
        age = time.time() - sealed_at
        return Unsealed(content, not -MOST_SECONDS_AHEAD <= age <= self._seconds)

    def _opened(self, whole: bytes, kind: bytes) -> str:
        nonce, sealed = whole[:_NONCE_BYTES], whole[_NONCE_BYTES:]
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, sealed, kind).decode()
            except InvalidTag:
                continue
        raise SearchUnreadable


def new_key() -> str:
    """Return a key as `FINDER_SECRET_KEY` has it."""
    return urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()


def _cipher(key: str) -> AESGCM:
    try:
        whole = b64decode(key, altchars=b"-_", validate=True)
    except ValueError:
        whole = b""
    if len(whole) != _KEY_BYTES:
        raise ValueError(f"a key is {_KEY_BYTES} bytes in URL-safe base64")
    # A key of this use alone: others are made of the same secret.
    own = blake2b(whole, digest_size=_KEY_BYTES, person=b"sealed-addresses")
    return AESGCM(own.digest())


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
