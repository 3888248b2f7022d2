"""A request as granian hands it over, told as WSGI has it (PEP 3333)."""

import sys
from functools import cache, lru_cache
from typing import IO, TYPE_CHECKING

from finder.web.answer_headers import Environ

if TYPE_CHECKING:
    from granian._granian import RSGIHeaders as Headers
    from granian.rsgi import Scope

HEADER_NAMES_KEPT = 256

_ALWAYS: Environ = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.errors": sys.stderr,
    # Bodies are read whole before: their stream ends where they do.
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}
_PROTOCOLS = {"1": "HTTP/1.0", "1.1": "HTTP/1.1", "2": "HTTP/2"}
_WITHOUT_PREFIX = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ_of(
    scope: "Scope", headers: "Headers", body: IO[bytes], length: int | None = None
) -> Environ:
    """Return all that WSGI tells of a request, with a length in place of the told one.

    Headers that come more than once are joined by commas. Those with an underscore in
    their name are left out: WSGI could not tell them from those with a hyphen, which
    may be believed.
    """
    name, port = _listening_at(scope.server)
    path = scope.path
    environ = {
        **_ALWAYS,
        "REMOTE_ADDR": _host_of(scope.client),
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": _PROTOCOLS.get(scope.http_version, "HTTP/1.1"),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
    }
    _add_headers(environ, headers)
    if "HTTP_HOST" not in environ and scope.authority:
        environ["HTTP_HOST"] = scope.authority
    if length is not None:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


def _add_headers(environ: Environ, headers: "Headers") -> None:
    for header, value in headers.items():
        key = _key(header)
        if key is not None:
            earlier = environ.get(key)
            environ[key] = value if earlier is None else f"{earlier},{value}"


# Anyone can invent names: the dictionary of those seen must not grow without end.
@lru_cache(HEADER_NAMES_KEPT)
def _key(header: str) -> str | None:
    if "_" in header:
        return None
    named = header.upper().replace("-", "_")
    return _WITHOUT_PREFIX.get(header, f"HTTP_{named}")


@cache
def _listening_at(server: str) -> tuple[str, str]:
    return _host_of(server), server.rpartition(":")[2]


def _host_of(address: str) -> str:
    host = address.rpartition(":")[0]
    return host[1:-1] if host.startswith("[") else host
