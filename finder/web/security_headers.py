"""What browsers are told to refuse, with every answer.

A view may say otherwise of its own answer: the widget's frame does, of who may
frame it. No Cross-Origin-Opener-Policy: docs/decisions/0009.
"""

from flask import Flask, Response, request

_A_YEAR_SECONDS = 31_536_000

# Nothing inline, and no request to anyone else.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
_UNUSED_POWERS = (
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "payment",
    "usb",
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _UNUSED_POWERS),
    "Cross-Origin-Resource-Policy": "same-origin",
}
# A page that a sandboxed frame opened has an origin of its own, and its style here.
_STATIC = "/static/"
# Said on this name alone: what else the keeper has below it is not ours to say.
ALWAYS_BY_TLS = f"max-age={_A_YEAR_SECONDS}"


def add_security_headers(app: Flask) -> None:
    """Send the headers with every answer, errors too."""

    def add(response: Response) -> Response:
        if request.path.startswith(_STATIC):
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        present = {name.lower() for name, _ in response.headers}
        for name, value in HEADERS.items():
            if name.lower() not in present:
                response.headers.add(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = ALWAYS_BY_TLS
        # Unless a view said otherwise, nobody keeps a copy: most pages tell of a
        # search.
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    app.after_request(add)
