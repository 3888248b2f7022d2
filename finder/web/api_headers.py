"""What every answer of the API carries: for any site, and in which language."""

from functools import lru_cache

from flask import Response, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from finder.web.answer_headers import Environ, Headers, vary_by
from finder.words import Language

API_PREFIX = "/api/"
WISHES_KEPT = 256
# Longer than any that a browser sends; what comes after is not read.
LONGEST_WISH = 200

_FOR_ANY_SITE = [
    ("Access-Control-Expose-Headers", "ETag, Retry-After, Content-Language"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
]


def asks_the_api() -> bool:
    """Return whether the request is for the API, at an address that is there or not."""
    return request.path.startswith(API_PREFIX)


def api_language() -> Language:
    """Return the language that the asker would rather read; English if neither.

    Feeds for programs are in English.
    """
    if not asks_the_api():
        return Language.ENGLISH
    return language_wished(request.environ)


def language_wished(environ: Environ) -> Language:
    """Return the language that a request would rather be answered in."""
    return _language_of(environ.get("HTTP_ACCEPT_LANGUAGE", "")[:LONGEST_WISH])


@lru_cache(maxsize=WISHES_KEPT)
def _language_of(header: str) -> Language:
    wishes = parse_accept_header(header, LanguageAccept)
    # Werkzeug's own choice takes "cy-GB, en;q=0.5" for a wish for English.
    wanted = (tag.lower().partition("-")[0] for tag in wishes.values())
    known = (Language(tag) for tag in wanted if tag in set(Language))
    return next(known, Language.ENGLISH)


def add_api_headers(environ: Environ, headers: Headers) -> None:
    """Say the language of an answer of the API, and let any site embed it."""
    if not environ["PATH_INFO"].startswith(API_PREFIX):
        return
    headers += _FOR_ANY_SITE
    headers.append(("Content-Language", language_wished(environ).value))
    vary_by(headers, "Accept-Language")


def answer_preflight() -> Response | None:
    """Answer a browser that asks what it may send; None to any other request."""
    if request.method != "OPTIONS" or request.url_rule is None:
        return None
    methods = ", ".join(sorted(request.url_rule.methods or ()))
    return Response(status=204, headers={"Allow": methods})
