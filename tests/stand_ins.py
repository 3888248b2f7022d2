"""A service on the web as it may be met, played on this machine."""

import json
import socket
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a stand-in says to one request.

    `cut` bytes are promised and withheld; `mute` keeps the asker waiting.
    """

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    mute: bool = False


def json_reply(content: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status=status, body=json.dumps(content), headers=headers)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    path: str
    query: dict[str, str]
    user_agent: str


class StandIn:
    """Serves on 127.0.0.1 what it was told to, in order; the last again and again.

    `by_path` goes first: it holds a reply for each path that has one of its own.
    """

    def __init__(self, *replies: Reply, by_path: dict[str, Reply] | None = None):
        self.replies = list(replies)
        self.by_path = by_path or {}
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.005}
        )

    def __enter__(self) -> "StandIn":
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._end.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply_to(self, request: BaseHTTPRequestHandler) -> Reply:
        parts = urlsplit(request.path)
        asked = Asked(
            path=parts.path,
            query={name: value[0] for name, value in parse_qs(parts.query).items()},
            user_agent=request.headers["User-Agent"],
        )
        with self._lock:
            self.asked.append(asked)
            if asked.path in self.by_path:
                return self.by_path[asked.path]
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def wait_for_the_end(self) -> None:
        self._end.wait(10)


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = stand_in.reply_to(self)
            if reply.mute:
                stand_in.wait_for_the_end()
                return
            body = reply.body.encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body) + reply.cut))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    return Handler


def a_refusing_url() -> str:
    """Return an address on this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


class StoppedClock:
    """A clock that moves only when somebody sleeps, and keeps for how long."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)
