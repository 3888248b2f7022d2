"""Headers put on every answer as it leaves, whoever made it and whatever it is.

Put on outside of Flask: an error, a redirect and a view's own answer are alike
there, and a header costs a tenth of what it does on a response.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
# Adds to the headers of an answer to such a request.
Manner = Callable[[Environ, Headers], None]


def add_to_answers(app: Flask, manners: Sequence[Manner]) -> None:
    """Have each of the manners, in order, see to the headers of every answer."""
    inner = app.wsgi_app

    def with_headers(environ: Environ, start: Any) -> Any:
        def begin(status: str, headers: Headers, *failure: Any) -> Any:
            for manner in manners:
                manner(environ, headers)
            return start(status, headers, *failure)

        return inner(environ, begin)

    app.wsgi_app = with_headers  # type: ignore[assignment, method-assign]


def put(headers: Headers, name: str, value: str) -> None:
    """Set a header in place of any that it has by this name, in this spelling."""
    headers[:] = [it for it in headers if it[0] != name]
    headers.append((name, value))


def vary_by(headers: Headers, name: str) -> None:
    """Say that an answer also depends on a header of the request."""
    said = [value for it, value in headers if it == "Vary"]
    if name not in ", ".join(said).split(", "):
        put(headers, "Vary", ", ".join([*said, name]))
