"""What every answer of the API carries: for any site, and in which language."""

from flask import Flask, Response, request

from finder.words import Language

API_PREFIX = "/api/"

_FOR_ANY_SITE = {
    "Access-Control-Expose-Headers": "ETag, Retry-After, Content-Language",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def asks_the_api() -> bool:
    """Return whether the request is for the API, at an address that is there or not."""
    return request.path.startswith(API_PREFIX)


def api_language() -> Language:
    """Return the language that the asker would rather read; English if neither.

    Feeds for programs are in English.
    """
    if not asks_the_api():
        return Language.ENGLISH
    # Werkzeug's own choice takes "cy-GB, en;q=0.5" for a wish for English.
    wanted = (
        tag.lower().partition("-")[0] for tag in request.accept_languages.values()
    )
    known = (Language(tag) for tag in wanted if tag in set(Language))
    return next(known, Language.ENGLISH)


def add_api_headers(app: Flask) -> None:
    """Say the language of the API's answers, and let any site embed them."""

    def add(response: Response) -> Response:
        if asks_the_api():
            response.headers.update(_FOR_ANY_SITE)
            response.headers["Content-Language"] = api_language().value
            response.vary.add("Accept-Language")
        return response

    app.after_request(add)


def answer_preflight() -> Response | None:
    """Answer a browser that asks what it may send; None to any other request."""
    if request.method != "OPTIONS" or request.url_rule is None:
        return None
    methods = ", ".join(sorted(request.url_rule.methods or ()))
    return Response(status=204, headers={"Allow": methods})
