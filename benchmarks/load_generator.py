"""A process that asks a server over many connections at once, by plain sockets.

One thread watches them all: it sends a connection's next request as soon as
the answer before has come whole. Reads a `Load` as JSON and writes a `Measured`.
"""

import json
import selectors
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import cycle
from time import perf_counter, perf_counter_ns

HEAD_END = b"\r\n\r\n"
LENGTH_HEADER = b"content-length:"
OK = b"HTTP/1.1 200"
LARGEST_READ = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What to ask for, for how long, and what every answer must hold.

    It begins with the path of number `first`, and ends after `seconds`, or sooner
    after `most` answers.
    """

    paths: list[str]
    must_hold: str
    seconds: float
    connections: int = 1
    first: int = 0
    most: int = sys.maxsize
    port: int = 0


@dataclass(slots=True)
class Measured:
    """How long each request took, and how many answers were wrong."""

    seconds: float = 0.0
    nanoseconds: list[int] = field(default_factory=list)
    wrong: int = 0
    bytes_read: int = 0

    @property
    def per_second(self) -> float:
        """How many answers came a second."""
        return len(self.nanoseconds) / self.seconds

    def add(self, other: "Measured") -> None:
        """Count another run of the same load in."""
        self.seconds += other.seconds
        self.nanoseconds += other.nanoseconds
        self.wrong += other.wrong
        self.bytes_read += other.bytes_read


class Connection:
    """One kept-alive connection with one request under way."""

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._received = b""
        self._sent_at = 0

    def send(self) -> None:
        """Send the next request."""
        self._received = b""
        self._sent_at = perf_counter_ns()
        self.socket.sendall(next(self._requests))

    def receive(self) -> bytes | None:
        """Read on; return the whole answer once it is there."""
        part = self.socket.recv(LARGEST_READ)
        if not part:
            raise ConnectionError("the server hung up")
        self._received += part
        head, end, body = self._received.partition(HEAD_END)
        return self._received if end and len(body) >= _length(head) else None

    def waited(self) -> int:
        """Return the nanoseconds since the request was sent."""
        return perf_counter_ns() - self._sent_at


def run(load: Load) -> Measured:
    """Ask for as long as the load says."""
    ordered = load.paths[load.first :] + load.paths[: load.first]
    requests = cycle([request_for(path) for path in ordered])
    must_hold, measured = load.must_hold.encode(), Measured()
    with selectors.DefaultSelector() as selector:
        connections = [Connection(load.port, requests) for _ in range(load.connections)]
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send()
        began = perf_counter()
        while measured.seconds < load.seconds and len(measured.nanoseconds) < load.most:
            for key, _ in selector.select(timeout=1):
                _take(key.data, must_hold, measured)
            measured.seconds = perf_counter() - began
        for connection in connections:
            connection.socket.close()
    return measured


def _take(connection: Connection, must_hold: bytes, measured: Measured) -> None:
    answer = connection.receive()
    if answer is None:
        return
    measured.nanoseconds.append(connection.waited())
    measured.bytes_read += len(answer)
    measured.wrong += not (answer.startswith(OK) and must_hold in answer)
    connection.send()


def request_for(path: str) -> bytes:
    """Return what asks for a path."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("ascii")


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(LENGTH_HEADER):
            return int(line.removeprefix(LENGTH_HEADER))
    raise ValueError("an answer without a length")


if __name__ == "__main__":
    json.dump(asdict(run(Load(**json.load(sys.stdin)))), sys.stdout)
