"""Query strings of the plainest searches, read without a request to read them from.

One postcode, and any conditions. The conditions are read by the models of the API
and kept, since many ask for the same; what tells of a place is kept nowhere.
"""

import re
from functools import lru_cache
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from finder.errors import FinderError
from finder.found import SearchQuery
from finder.places import Gazetteer
from finder.postcodes import AnyPostcode, read_postcode
from finder.web.api_asks import SearchAsk
from finder.web.api_reading import given_in
from finder.web.api_search import read_search

CONDITIONS_KEPT = 512

_POSTCODE = r"postcode=(?P<postcode>[A-Za-z0-9]{1,7}(?:(?:\+|%20)[A-Za-z0-9]{1,4})?)"
_CONDITION = (
    r"(?:service|referral|day|within_miles|step_free|language|limit|offset)"
    r"=[A-Za-z0-9_%+-]{1,60}"
)
_PLAIN = re.compile(
    rf"(?P<before>(?:{_CONDITION}&){{0,16}}){_POSTCODE}(?P<after>(?:&{_CONDITION}){{0,16}})"
)
# Stands for any place while conditions are read.
_ANYWHERE = "NG1"


class PlainQueries:
    """Reads such query strings. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._conditions = lru_cache(maxsize=CONDITIONS_KEPT)(self._read_conditions)

    def read(self, text: str) -> tuple[AnyPostcode, SearchQuery] | None:
        """Return the postcode, and a search for anywhere with the same conditions.

        None if the text is not plain, or if anything in it is wrong.
        """
        plain = _PLAIN.fullmatch(text)
        if plain is None:
            return None
        query = self._conditions(plain["before"] + plain["after"])
        if query is None:
            return None
        try:
            typed = plain["postcode"].replace("+", " ").replace("%20", " ")
            return read_postcode(typed), query
        except FinderError:
            return None

    def _read_conditions(self, text: str) -> SearchQuery | None:
        values = [*parse_qsl(text, keep_blank_values=True), ("postcode", _ANYWHERE)]
        try:
            given = given_in(MultiDict(values), SearchAsk)
            return read_search(given, self._gazetteer)
        except FinderError:
            return None
