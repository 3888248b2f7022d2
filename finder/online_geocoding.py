"""Geocoders that ask services on the web, for what the postcode index lacks.

Only the address of a venue is ever sent, and only where its keeper shows it in
full; nothing of a visitor comes near this module. No answer is taken at its
word: it is held to the postcode as coordinates given by a keeper are.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

from finder.centres import Address, AddressVisibility, Centre, LocationSource
from finder.errors import InvalidLocation
from finder.geocoding import (
    CannotPlace,
    ExactPostcode,
    Geocoder,
    GivenCoordinates,
    Located,
    PostcodeGeocoder,
)
from finder.geocoding_cache import GeocodingCache
from finder.location import Location
from finder.online_services import (
    NOMINATIM,
    POSTCODES_IO,
    CheckedNominatim,
    PostcodesIo,
    user_agent,
)
from finder.patient_asking import SYSTEM_CLOCK, Clock, Patience, PatientAsker
from finder.postcode_index import PostcodeIndex
from finder.postcodes import Postcode

TIMEOUT_SECONDS = 10
COUNTRIES = ["gb", "im", "je", "gg"]


class _OnlineGeocoder:
    """What the two have in common. Raises `ContactMissing` if made without one."""

    name: ClassVar[str]
    public_url: ClassVar[str]
    service: ClassVar[Any]
    patience: ClassVar[Patience]

    def __init__(
        self,
        postcodes: PostcodeIndex,
        cache: GeocodingCache,
        contact: str,
        *,
        base_url: str = "",
        timeout: float = TIMEOUT_SECONDS,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._postcodes = postcodes
        self._cache = cache
        self._base_url = base_url or self.public_url
        self._service = self.service(
            self._base_url, timeout=timeout, user_agent=user_agent(contact)
        )
        self._asker = PatientAsker(self.name, self.patience, clock)

    def _trusted(self, located: Located | None, centre: Centre) -> Located | None:
        """Return what was found if it may be the venue of the postcode.

        If not, it is the service that found some other place, and no fault of
        the keeper's: no contradiction, then, but a question for the next.
        """
        if located is None:
            return None
        as_if_given = replace(centre, given_location=located.location)
        try:
            GivenCoordinates(self._postcodes).locate(as_if_given)
        except CannotPlace:
            return None
        return located


class PostcodesIoGeocoder(_OnlineGeocoder):
    """Asks postcodes.io for postcodes that the index does not have.

    One that the index has and places by its sector is not asked for: there
    postcodes.io would answer with the office that sorts its mail.
    """

    name = "postcodes.io"
    public_url = POSTCODES_IO
    service = PostcodesIo
    patience = Patience(pause=0.1)

    def locate(self, centre: Centre) -> Located | None:
        """Return the place of the centre's postcode, in use or not, or None.

        Raises `GeocodingUnavailable`.
        """
        postcode = _sendable(centre)
        if postcode is None or postcode in self._postcodes:
            return None
        located = self._cache.answer(
            self._base_url, str(postcode), lambda: self._ask(postcode)
        )
        return self._trusted(located, centre)

    def _ask(self, postcode: Postcode) -> Located | None:
        found = self._asker.ask(lambda: self._service.geocode(postcode))
        if found is None:
            found = self._asker.ask(lambda: self._service.geocode_ended(postcode))
        ended = found is not None and "year_terminated" in found.raw
        source = LocationSource.ENDED_POSTCODE if ended else LocationSource.POSTCODE
        return _located(found, source)


class NominatimGeocoder(_OnlineGeocoder):
    """Asks Nominatim for the address of a venue, to the street or nearer.

    Asked only where the index knows at least the district of the postcode:
    an answer that nothing can be held against is not worth having.
    """

    name = "Nominatim"
    public_url = NOMINATIM
    service = CheckedNominatim
    # https://operations.osmfoundation.org/policies/nominatim/
    patience = Patience(pause=1)

    def locate(self, centre: Centre) -> Located | None:
        """Return the place of the address within five miles of its postcode.

        Raises `GeocodingUnavailable`.
        """
        if _sendable(centre) is None or not self._knows_about_where(centre):
            return None
        for question in _questions(centre.address):
            located = self._answer(question)
            if trusted := self._trusted(located, centre):
                return trusted
        return None

    def _knows_about_where(self, centre: Centre) -> bool:
        try:
            return PostcodeGeocoder(self._postcodes).locate(centre) is not None
        except CannotPlace:
            return False

    def _answer(self, question: str) -> Located | None:
        return self._cache.answer(self._base_url, question, lambda: self._ask(question))

    def _ask(self, question: str) -> Located | None:
        found = self._asker.ask(
            lambda: self._service.geocode(question, country_codes=COUNTRIES)
        )
        return _located(found, LocationSource.ADDRESS)


def online_geocoders(
    postcodes: PostcodeIndex,
    cache: GeocodingCache,
    contact: str,
    *,
    postcodes_io_url: str = POSTCODES_IO,
    nominatim_url: str = NOMINATIM,
    clock: Clock = SYSTEM_CLOCK,
) -> list[Geocoder]:
    """Return what to ask between coordinates given and `PostcodeGeocoder`.

    Raises `ContactMissing`.
    """
    return [
        ExactPostcode(postcodes),
        PostcodesIoGeocoder(
            postcodes, cache, contact, base_url=postcodes_io_url, clock=clock
        ),
        NominatimGeocoder(
            postcodes, cache, contact, base_url=nominatim_url, clock=clock
        ),
    ]


def _sendable(centre: Centre) -> Postcode | None:
    """Return the postcode of a venue whose address anyone may know, or None."""
    address = centre.address
    return address.postcode if address.visibility is AddressVisibility.FULL else None


def _questions(address: Address) -> Iterator[str]:
    """Yield the address with its postcode and, as that may be too new, without."""
    if address.lines:
        street = [*address.lines, *filter(None, [address.town])]
        yield ", ".join([*street, str(address.postcode)])
        yield ", ".join(street)


def _located(found: Any, source: LocationSource) -> Located | None:
    """Return a place found, if one was and it lies in the isles."""
    if found is None:
        return None
    try:
        at = Location(latitude=found.latitude, longitude=found.longitude)
    except InvalidLocation:
        return None
    return Located(at, source)
