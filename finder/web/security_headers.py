"""What browsers are told to refuse, with every answer.

A view may say otherwise of its own answer: the widget's frame does, of who may
frame it. No Cross-Origin-Opener-Policy: docs/decisions/0009.
"""

from finder.web.answer_headers import Environ, Headers, put

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
# Nobody keeps a copy, unless a view said otherwise: most pages tell of a search.
_HEADERS = (*HEADERS.items(), ("Cache-Control", "private, no-store"))
# A page that a sandboxed frame opened has an origin of its own, and its style here.
_STATIC = "/static/"
# Said on this name alone: what else the keeper has below it is not ours to say.
ALWAYS_BY_TLS = f"max-age={_A_YEAR_SECONDS}"


def add_security_headers(environ: Environ, headers: Headers) -> None:
    """Add to an answer what browsers are told to refuse, unless it says otherwise."""
    if environ["PATH_INFO"].startswith(_STATIC):
        put(headers, "Cross-Origin-Resource-Policy", "cross-origin")
    present = {name.lower() for name, _ in headers}
    headers += [it for it in _HEADERS if it[0].lower() not in present]
    if environ["wsgi.url_scheme"] == "https":
        headers.append(("Strict-Transport-Security", ALWAYS_BY_TLS))
