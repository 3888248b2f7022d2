"""English at ``/``, Welsh at ``/cy/``: the path alone says which."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import g, request, url_for

from finder.words import Language, Words

WELSH_PREFIX = "/cy"
URLS_KEPT = 4_096
# Whole miles across the isles, in two languages.
DISTANCES_KEPT = 2_048
# What stands for one visitor's search, and is in no other's address.
_ONE_VISITORS = "sealed"
# Stands for it in what is kept; in no text, as the slots of patterns.
_ANYONES = "\x01"


@cache
def words_of(language: Language) -> Words:
    """Return the words of a language, read once a process."""
    return Words(language)


def language_of_request() -> Language:
    """Return the language that the path asks for, on any page, known or not."""
    welsh = request.path == WELSH_PREFIX or request.path.startswith(f"{WELSH_PREFIX}/")
    return Language.WELSH if welsh else Language.ENGLISH


def page_url(page: str, language: Language | None = None, /, **values: Any) -> str:
    """Return the address of a page, in the language of this one unless told."""
    endpoint = f"{language or language_of_request()}.{page}"
    if _ONE_VISITORS in values:
        return url_for(endpoint, **values)
    given = ((name, _hashable(value)) for name, value in values.items())
    return _known_url(request.script_root, endpoint, tuple(given))


@lru_cache(maxsize=URLS_KEPT)
def _known_url(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    # A page has some forty addresses, which cost as much as the search to build.
    return url_for(endpoint, **dict(values))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def carry(**values: Any) -> None:
    """Say what of the query string the other language's page is to have as well.

    A query string could hold anything, so nothing else of it is carried over.
    """
    given = {name: value for name, value in values.items() if value}
    g.carried = {**g.get("carried", {}), **given}


def this_page(**changes: Any) -> str:
    """Return the address of this page with some of its query string changed.

    A value of None takes its name out.
    """
    values = {**g.get("carried", {}), **changes}
    return _with_query(request.script_root + request.path, values)


def anyones_page(**changes: Any) -> str:
    """Return the address of this page as `this_page` does, but for whose search it is.

    `for_one_visitor` makes it, and markup that holds it, this visitor's again.
    """
    sealed = (request.view_args or {}).get(_ONE_VISITORS, "")
    address = this_page(**changes)
    return address.replace(sealed, _ANYONES) if sealed else address


def for_anyone(drawn: str) -> str:
    """Return markup of this page with nobody's search in its addresses."""
    return drawn.replace((request.view_args or {})[_ONE_VISITORS], _ANYONES)


def for_one_visitor(drawn: bytes, sealed: str) -> bytes:
    """Return markup with a visitor's search in its addresses."""
    return drawn.replace(_ANYONES.encode(), sealed.encode())


def _with_query(path: str, values: Mapping[str, Any]) -> str:
    given = {name: value for name, value in values.items() if value is not None}
    query = urlencode(given, doseq=True, safe=",", quote_via=quote) if given else ""
    return f"{quote(path)}?{query}" if query else quote(path)


def same_page_in(language: Language) -> str | None:
    """Return the address of this page in another language; None on an error page."""
    if request.method != "GET" or not request.blueprint or not request.endpoint:
        return None
    if request.blueprint.partition(".")[0] not in set(Language):
        return None
    path = request.path
    if language_of_request() is Language.WELSH:
        path = path.removeprefix(WELSH_PREFIX)
    if language is Language.WELSH:
        path = WELSH_PREFIX + path
    return _with_query(request.script_root + path, g.get("carried", {}))


@lru_cache(maxsize=DISTANCES_KEPT)
def miles_text(words: Words, miles: float) -> str:
    """Return a shown distance in words; 0 is less than half a mile."""
    if miles == 0:
        return words("distance.under_half")
    if miles == 0.5:
        return words("distance.half")
    whole = miles.is_integer()
    # A fraction takes the form that most numbers take, five among them.
    return words.count(
        "distance.miles",
        int(miles) if whole else 5,
        miles=f"{miles:.0f}" if whole else f"{miles:.1f}",
    )
