"""The services on the web that know addresses, as geopy geocoders.

They ask the host that they were given and no other: a redirect is a fault, since
an address is not to be sent where nobody meant to send it.
"""

import json
import re
import ssl
from functools import cache, partial
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import proxy_bypass

from geopy.adapters import AdapterHTTPError, RequestsAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location as Found

from finder.errors import FinderError
from finder.postcodes import Postcode

POSTCODES_IO = "https://api.postcodes.io"
NOMINATIM = "https://nominatim.openstreetmap.org"
# Nominatim's rank of streets; what ranks lower is a town, a suburb, a postcode.
RANK_OF_A_STREET = 26

_CONTACT = re.compile(r"[!-~]+@[!-~]+\.[!-~]+")


class ContactMissing(FinderError):
    """No e-mail address was given by which a service can reach who asks it."""

    code = "geocoding_contact_missing"


def user_agent(contact: str) -> str:
    """Return how we name ourselves to a service. Raises `ContactMissing`."""
    if not _CONTACT.fullmatch(contact):
        raise ContactMissing
    return f"find-a-centre/{version('find-a-centre')} ({contact})"


# geopy has no types, and so neither have the classes that it wants extended.
class OneHostAdapter(RequestsAdapter):  # type: ignore[misc]
    """Makes one request for one question: no redirects, no tries of its own."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, max_retries=0)
        self.session.max_redirects = 0


class PostcodesIo(Geocoder):  # type: ignore[misc]
    """postcodes.io, or the same software elsewhere.

    An answer's `raw` is the record; one with `year_terminated` is of a postcode
    no longer in use. Whatever is not plainly an answer raises a geopy error.
    """

    def __init__(self, base_url: str, **settings: Any) -> None:
        super().__init__(**_one_host(base_url), **settings)
        self._base_url = base_url.rstrip("/")

    def geocode(self, query: Postcode) -> Any:
        """Return the place of a postcode, in use or not, or None if unknown.

        Older servers know of those no longer in use by `geocode_ended` alone.
        """
        return self._look_up("postcodes", query)

    def geocode_ended(self, query: Postcode) -> Any:
        """Return the last place of a postcode no longer in use, or None."""
        return self._look_up("terminated_postcodes", query)

    def _look_up(self, kind: str, query: Postcode) -> Any:
        url = f"{self._base_url}/{kind}/{quote(str(query))}"
        try:
            return self._call_geocoder(url, partial(_found, query=query, key="result"))
        except GeocoderServiceError as error:
            refused = error.__cause__
            if not isinstance(refused, AdapterHTTPError) or (
                refused.status_code != HTTPStatus.NOT_FOUND
            ):
                raise
            return _found(_own_not_found(refused.text), query=query, key="terminated")


class CheckedNominatim(Nominatim):  # type: ignore[misc]
    """Nominatim, the public one or another; a broken answer is a geopy error.

    It finds streets and what stands in them; nothing wider.
    """

    def __init__(self, base_url: str, **settings: Any) -> None:
        parts = urlsplit(base_url)
        super().__init__(
            **_one_host(base_url),
            scheme=parts.scheme,
            domain=parts.netloc + parts.path,
            **settings,
        )

    def _parse_json(self, places: Any, exactly_one: bool) -> Any:
        if not isinstance(places, list):
            raise GeocoderParseError("not a list of places")
        try:
            near = [it for it in places if _is_in_a_street(it)]
            return super()._parse_json(near, exactly_one)
        except (AttributeError, TypeError, ValueError) as problem:
            raise GeocoderParseError("not a place") from problem


def _is_in_a_street(place: dict[str, Any]) -> bool:
    return int(place.get("place_rank", RANK_OF_A_STREET)) >= RANK_OF_A_STREET


def _one_host(base_url: str) -> dict[str, Any]:
    # geopy takes the system's proxies, but not the hosts that need none.
    host = urlsplit(base_url).hostname or ""
    proxies: dict[str, str] | None = {} if proxy_bypass(host) else None
    return {
        "adapter_factory": OneHostAdapter,
        "proxies": proxies,
        "ssl_context": _ssl_context(),
    }


@cache
def _ssl_context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _found(answer: Any, *, query: Postcode, key: str) -> Any:
    """Return the place that an answer holds, or None if it holds none."""
    if not isinstance(answer, dict):
        raise GeocoderParseError("not an object")
    record: Any = answer.get(key)
    if record is None and key == "terminated":
        return None
    try:
        if Postcode.read(record["postcode"]) != query:
            raise GeocoderParseError("another postcode")
        # Those of the islands, for one, are known and without a position.
        if record["latitude"] is None or record["longitude"] is None:
            return None
        at = float(record["latitude"]), float(record["longitude"])
        return Found(str(query), at, record)
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise GeocoderParseError("not a record of a postcode") from problem


def _own_not_found(text: str) -> Any:
    """Return the service's own "not found", which a wrong address has not."""
    try:
        answer = json.loads(text)
    except ValueError as problem:
        raise GeocoderParseError("not found, and not JSON") from problem
    if not isinstance(answer, dict) or answer.get("status") != HTTPStatus.NOT_FOUND:
        raise GeocoderParseError("not found, in other words than its own")
    return answer
