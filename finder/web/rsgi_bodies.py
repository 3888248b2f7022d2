"""Bodies of requests, read whole within a time, a length and a number at once."""

import asyncio
from collections.abc import Generator
from dataclasses import dataclass
from types import coroutine
from typing import TYPE_CHECKING

from werkzeug.exceptions import (
    HTTPException,
    RequestEntityTooLarge,
    RequestTimeout,
    ServiceUnavailable,
)

if TYPE_CHECKING:
    from granian._granian import RSGIHeaders as Headers
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

RETRY_SECONDS = 10
# granian 2.8 lets go of a body a moment after nobody waits for it. An answer that
# overtakes it can leave the connection open until the client ends it.
LETTING_GO_SECONDS = 0.05


class Gone(Exception):
    """A client left before its request was whole."""


@dataclass(slots=True, kw_only=True)
class Bodies:
    """Waits for bodies on an event loop, holding nothing but what has come of them.

    No body is longer than `largest` bytes or takes longer than `seconds` in all, and
    no more than `most` are waited for at once.
    """

    largest: int
    seconds: float
    most: int
    _waited_for: int = 0

    async def read(self, headers: "Headers", proto: "HTTPProtocol") -> bytes:
        """Return a request's body.

        Raises `Gone`, or an `HTTPException` (408, 413 or 503) to answer instead.
        """
        told = int(headers.get("content-length") or 0)
        if told > self.largest:
            raise RequestEntityTooLarge
        await _on_the_loop()
        if self._waited_for >= self.most:
            raise ServiceUnavailable(retry_after=RETRY_SECONDS)
        self._waited_for += 1
        try:
            async with asyncio.timeout(self.seconds):
                body = await self._whole(proto)
        except TimeoutError:
            await asyncio.sleep(LETTING_GO_SECONDS)
            raise RequestTimeout from None
        finally:
            self._waited_for -= 1
        if len(body) < told:
            raise Gone
        return body

    async def _whole(self, proto: "HTTPProtocol") -> bytes:
        body = bytearray()
        async for part in proto:
            body += part
            if len(body) > self.largest:
                raise RequestEntityTooLarge
        return bytes(body)


class Unread:
    """In place of a body that is not there: whoever reads it answers why.

    So the application says it in its own words, and only where it wanted a body.
    """

    def __init__(self, reason: HTTPException) -> None:
        self._reason = reason

    def read(self, size: int = -1) -> bytes:
        """Raise the reason."""
        raise self._reason

    readline = readlines = __iter__ = read


def has_body(headers: "Headers") -> bool:
    """Return whether a request says that a body follows."""
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


@coroutine
def _on_the_loop() -> Generator[None, None, None]:
    """Go on where the event loop runs. Until then a request is in granian's thread."""
    yield
