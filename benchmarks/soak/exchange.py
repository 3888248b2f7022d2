"""A request with its check, and the answer to it as it came over the wire."""

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import brotli

HEAD_END = b"\r\n\r\n"
FORM = "application/x-www-form-urlencoded"
WITHOUT_BODY = (204, 304)


class BadAnswer(Exception):
    """What came is no answer of HTTP/1.1 with a length."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, its body unpacked; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where a redirect leads, without a fragment."""
        return self.headers.get("location", "").partition("#")[0]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with an answer, and which snapshot it was given from, if told."""

    wrong: tuple[str, ...] = ()
    snapshot: str | None = None


Check = Callable[[Answer], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent. `private` are texts that the answer must nowhere repeat."""

    kind: str
    path: str
    check: Check
    statuses: tuple[int, ...] = (200,)
    method: str = "GET"
    body: bytes = b""
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    private: tuple[str, ...] = ()

    def wire(self, encoding: str = "") -> bytes:
        """Return the bytes to send."""
        lines = {"Host": "127.0.0.1", **self.headers}
        if encoding:
            lines["Accept-Encoding"] = encoding
        if self.method == "POST":
            lines["Content-Type"] = self.media_type
            lines["Content-Length"] = str(len(self.body))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        first = f"{self.method} {self.path} HTTP/1.1\r\n"
        return f"{first}{head}\r\n".encode("ascii") + self.body


def form(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes a request the posting of a form."""
    content = urlencode(values, doseq=True).encode()
    return {"method": "POST", "body": content, "media_type": FORM}


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes a request the posting of JSON."""
    content = json.dumps(values).encode()
    return {"method": "POST", "body": content, "media_type": "application/json"}


def whole_answer(received: bytes) -> Answer | None:
    """Return the answer once it is there. Raises `BadAnswer`."""
    head, end, body = received.partition(HEAD_END)
    if not end:
        return None
    status, headers = _read_head(head)
    if status in WITHOUT_BODY:
        return Answer(status, headers, b"")
    if "content-length" not in headers:
        raise BadAnswer("no length")
    length = int(headers["content-length"])
    if len(body) < length:
        return None
    if len(body) > length:
        raise BadAnswer("longer than its length")
    return Answer(status, headers, _unpacked(body, headers))


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, status = first.partition(" ")
    if version != "HTTP/1.1":
        raise BadAnswer("no HTTP/1.1")
    pairs = (line.partition(":") for line in lines)
    return int(status[:3]), {name.lower(): text.strip() for name, _, text in pairs}


def _unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    encoding = headers.get("content-encoding", "")
    if encoding == "br":
        content: bytes = brotli.decompress(body)
        return content
    if encoding == "gzip":
        return zlib.decompress(body, wbits=31)
    if encoding:
        raise BadAnswer("an encoding that was not asked for")
    return body
