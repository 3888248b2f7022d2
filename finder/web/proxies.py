"""Whose word is taken for where a request is from, and for whom it is.

Anyone can write headers. What they say of a request is believed of the keeper's
own proxies alone, known by their addresses, and taken off otherwise.
"""

import logging
from collections.abc import Sequence
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, abort, request
from werkzeug.routing import RequestRedirect
from werkzeug.sansio.utils import host_is_trusted

from finder.gate_settings import Network

log = logging.getLogger(__name__)

Environ = dict[str, object]
Address = IPv4Address | IPv6Address

# Asked by address, by whoever watches the service; nothing there names a host.
ANY_HOST = ("/healthz", "/readyz", "/metrics")

_FOR = "HTTP_X_FORWARDED_FOR"
_PROTO = "HTTP_X_FORWARDED_PROTO"
_HOST = "HTTP_X_FORWARDED_HOST"
_NEVER_BELIEVED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_REAL_IP",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_FORWARDED_SSL",
)
_TELLING = frozenset({_FOR, _PROTO, _HOST, *_NEVER_BELIEVED})


def believe_proxies(app: Flask, trusted: Sequence[Network]) -> None:
    """Have an application see the client that trusted proxies name, and no other."""
    inner = app.wsgi_app

    def seen(environ: Environ, start: object) -> object:
        if environ.keys().isdisjoint(_TELLING):
            return inner(environ, start)  # type: ignore[arg-type]
        told = {name: str(environ.pop(name, "")) for name in (_FOR, _PROTO, _HOST)}
        for name in _NEVER_BELIEVED:
            environ.pop(name, None)
        if trusted:
            _believe(environ, told, trusted)
        elif told[_FOR]:
            _warn_once()
        return inner(environ, start)  # type: ignore[arg-type]

    app.wsgi_app = seen  # type: ignore[assignment, method-assign]


def check_hosts(app: Flask, hosts: Sequence[str]) -> None:
    """Refuse requests by any other name (400). Without names, answer all."""
    if not hosts:
        return

    def check() -> None:
        if request.path in ANY_HOST:
            return
        if not host_is_trusted(request.environ.get("HTTP_HOST", "").lower(), hosts):
            # No view's own hooks: an answer to nobody in particular.
            request.url_rule = None
            abort(400)

    app.before_request(check)


@cache
def _warn_once() -> None:
    log.warning(
        "X-Forwarded-For came and FINDER_TRUSTED_PROXIES is not set: "
        "all who come through one proxy are counted as one"
    )


def redirect_by_path(app: Flask) -> None:
    """Have redirects to an address with its last slash name no host.

    The name that was asked by is anybody's to write, and caches keep redirects.
    """

    def shorten(response: Response) -> Response:
        redirect = request.routing_exception
        if isinstance(redirect, RequestRedirect) and response.location:
            asked = urlsplit(redirect.new_url)
            path = f"/{asked.path.lstrip('/')}"
            response.location = urlunsplit(("", "", path, asked.query, ""))
            response.set_data(b"")
        return response

    app.after_request(shorten)


def _believe(
    environ: Environ, told: dict[str, str], trusted: Sequence[Network]
) -> None:
    nearest = _address(str(environ.get("REMOTE_ADDR", "")))
    if nearest is None or not _is_one_of(nearest, trusted):
        return
    environ["REMOTE_ADDR"] = str(_client(nearest, told[_FOR], trusted))
    # Of several, the last was said by the proxy that is known.
    scheme, host = _last(told[_PROTO]).lower(), _last(told[_HOST])
    if scheme in {"http", "https"}:
        environ["wsgi.url_scheme"] = scheme
    if host:
        environ["HTTP_HOST"] = host


def _client(nearest: Address, told: str, trusted: Sequence[Network]) -> Address:
    """Return the last address that no trusted proxy has, each naming the one before."""
    client = nearest
    for text in reversed(told.split(",")):
        before = _address(text.strip())
        if before is None:
            break
        client = before
        if not _is_one_of(client, trusted):
            break
    return client


def _is_one_of(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> Address | None:
    """Read an address, with the port that some proxies write after it."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        read = ip_address(text)
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return mapped or read


def _last(told: str) -> str:
    return told.rpartition(",")[2].strip()
