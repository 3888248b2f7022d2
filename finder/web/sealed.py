"""A search, encrypted into an address.

The child's place must not stand in the address bar, in a browser's history or
in a log. The address of a search can be opened by this service alone, and only
for some hours; what it holds is never stored here.
"""

import json
import time
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from finder.centres import ServiceType
from finder.errors import FinderError
from finder.places import Gazetteer, Place
from finder.postcodes import AnyPostcode, read_postcode
from finder.search_query import ReadSearch

SECONDS_PER_HOUR = 3600
LONGEST_ADDRESS = 1_000
_TOWN = "town:"


class SearchUnreadable(FinderError):
    """The address was not sealed by this service."""

    code = "search_unreadable"


class SearchExpired(FinderError):
    """The address was sealed too long ago; what was asked for may still be told."""

    code = "search_expired"

    def __init__(self, services: frozenset[ServiceType]) -> None:
        super().__init__()
        self.services = services


class SearchSealer:
    """Turns searches into addresses and back."""

    def __init__(self, keys: Sequence[str], hours: float, gazetteer: Gazetteer) -> None:
        """Seal with the first key and unseal with any; raise `ValueError` if bad."""
        self._gazetteer = gazetteer
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self._seconds = int(hours * SECONDS_PER_HOUR)

    def seal(self, search: ReadSearch) -> str:
        """Return the part of an address that stands for a search."""
        where = str(search.place)
        if isinstance(search.place, Place):
            where = f"{_TOWN}{search.place.slug}"
        content = [where, *sorted(search.services)]
        sealed = self._fernet.encrypt(json.dumps(content).encode())
        return sealed.decode().rstrip("=")

    def unseal(self, sealed: str) -> ReadSearch:
        """Return the search. Raises `SearchExpired` or `SearchUnreadable`."""
        token = sealed.encode() + b"=" * (-len(sealed) % 4)
        if len(sealed) > LONGEST_ADDRESS:
            raise SearchUnreadable
        try:
            content = json.loads(self._fernet.decrypt(token))
            sealed_at = self._fernet.extract_timestamp(token)
            place = self._whereabouts(content[0])
            services = frozenset(map(ServiceType, content[1:]))
        except (InvalidToken, ValueError) as problem:
            raise SearchUnreadable from problem
        if place is None:
            raise SearchUnreadable
        if time.time() - sealed_at > self._seconds:
            raise SearchExpired(services)
        return ReadSearch(place, services)

    def _whereabouts(self, text: str) -> AnyPostcode | Place | None:
        if text.startswith(_TOWN):
            return self._gazetteer.by_slug(text.removeprefix(_TOWN))
        return read_postcode(text)
