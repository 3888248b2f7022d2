"""A WSGI application served by granian's own protocol, RSGI, for its bodies' sake.

Under WSGI granian waits for a body as long as its client takes, and holds a thread
meanwhile: a few clients that never send theirs stop a server. Here bodies are waited
for on an event loop, many at once, under a deadline.
"""

import logging
from collections.abc import Awaitable, Callable, Generator, Iterable
from inspect import iscoroutine
from io import BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException

from finder.web.answer_headers import Environ, Headers
from finder.web.rsgi_bodies import Bodies, Gone, Unread, has_body
from finder.web.rsgi_environ import environ_of

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from granian._granian import RSGIHeaders as Told
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

log = logging.getLogger(__name__)

Wsgi = Callable[[Environ, Any], Iterable[bytes]]


class Rsgi:
    """A WSGI application as RSGI has it."""

    def __init__(self, application: Wsgi, bodies: Bodies) -> None:
        self._application = application
        self._bodies = bodies

    def __rsgi_init__(self, loop: "AbstractEventLoop") -> None:
        """Have a request begin in the thread that granian takes it from.

        One without a body is answered there, and never meets the event loop. To
        hand each over to another thread would cost a fifth of all that a server can do.
        """
        hand_over = loop.call_soon_threadsafe

        def begin(callback: Any, *given: Any, context: Any = None) -> Any:
            if given and iscoroutine(given[0]) and _ends_at_once(given[0]):
                return None
            return hand_over(callback, *given, context=context)

        loop.call_soon_threadsafe = begin  # type: ignore[assignment, method-assign]

    def __rsgi__(self, scope: "Scope", proto: "HTTPProtocol") -> Awaitable[None]:
        """Answer a request."""
        # granian copies them all whenever it is asked for them.
        headers = scope.headers
        if has_body(headers):
            return self._answer_with_body(scope, headers, proto)
        self._answer(environ_of(scope, headers, BytesIO()), proto)
        return _DONE

    async def _answer_with_body(
        self, scope: "Scope", headers: "Told", proto: "HTTPProtocol"
    ) -> None:
        try:
            body = await self._bodies.read(headers, proto)
        except HTTPException as reason:
            unread: Any = Unread(reason)
            # The rest of the body may yet come, and would be taken for a request.
            close = [("Connection", "close")]
            self._answer(environ_of(scope, headers, unread), proto, close)
        except Gone:
            proto.response_empty(400, [])
        else:
            content = BytesIO(body)
            self._answer(environ_of(scope, headers, content, len(body)), proto)

    def _answer(
        self, environ: Environ, proto: "HTTPProtocol", more: Iterable[Any] = ()
    ) -> None:
        try:
            status, headers, content = self._ask(environ)
        except Exception as error:
            # Without its message, which may quote what a visitor typed.
            log.error("unexpected %s", type(error).__name__)
            proto.response_empty(500, [])
        else:
            proto.response_bytes(status, [*headers, *more], content)

    def _ask(self, environ: Environ) -> tuple[int, Headers, bytes]:
        """Call the application as PEP 3333 has it."""
        begun: list[tuple[str, Headers]] = []
        written: list[bytes] = []

        def start(status: str, headers: Headers, failure: Any = None) -> Any:
            begun[:] = [(status, headers)]
            return written.append

        parts = self._application(environ, start)
        try:
            written += parts
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        status, headers = begun[0]
        return int(status[:3]), headers, b"".join(written)


def _ends_at_once(begun: Any) -> bool:
    try:
        begun.send(None)
    except StopIteration:
        return True
    return False


class _Done:
    """Awaited, it is over."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


_DONE = _Done()
