"""Clients that take their time, stop half-way, or leave before the answer."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from benchmarks.soak.exchange import BadAnswer, whole_answer
from benchmarks.soak.record import CutOff

GET = b"GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
FEED = b"GET /feeds/centres.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = (
    b"POST /search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
    b"application/x-www-form-urlencoded\r\nContent-Length: 8\r\n\r\npostcode"
)
BODY_LETTERS = 8
PAUSE_SECONDS = 0.03
LONGEST_SECONDS = 30.0
SMALL_READ = 16_384


@dataclass(slots=True)
class SlowRecord:
    """How slow clients ended."""

    endings: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    cut_off: list[CutOff] = field(default_factory=list)

    def add(self, other: "SlowRecord") -> None:
        """Count others in."""
        self.endings += other.endings
        self.wrong += other.wrong
        self.cut_off += other.cut_off


def be_slow(port: int, until: float, seed: int) -> SlowRecord:
    """Be every slow client in turn until the time is over."""
    record, random = SlowRecord(), Random(seed)
    kinds = [*SLOW.items()]
    random.shuffle(kinds)
    for name, behave in cycle(kinds):
        if time.monotonic() >= until:
            return record
        with _connected(port, record, name) as connection:
            behave(connection)
            record.endings[name] += 1
    return record


@contextmanager
def _connected(port: int, record: SlowRecord, name: str) -> Iterator[socket.socket]:
    connection = socket.create_connection(("127.0.0.1", port), LONGEST_SECONDS)
    with connection:
        opened, own_port = time.monotonic(), connection.getsockname()[1]
        try:
            yield connection
        except TimeoutError:
            record.wrong.append(f"{name}: no answer")
        except OSError:
            record.cut_off.append(CutOff(opened, time.monotonic(), own_port, name))
        except BadAnswer as problem:
            record.wrong.append(f"{name}: {problem}")


def _dribbled(connection: socket.socket) -> None:
    _dribble(connection, GET)
    _expect(connection, 200)


def _dribbled_body(connection: socket.socket) -> None:
    # Head at once, then the body: what a form is on a bad line.
    connection.sendall(POST[:-BODY_LETTERS])
    _dribble(connection, POST[-BODY_LETTERS:])
    _expect(connection, 400)


def _half(connection: socket.socket) -> None:
    connection.sendall(GET[: len(GET) // 2])
    time.sleep(1)


def _half_body(connection: socket.socket) -> None:
    connection.sendall(POST[:-3])


def _half_body_kept_back(connection: socket.socket) -> None:
    connection.sendall(POST[:-3])
    _expect(connection, 408)


def _left_early(connection: socket.socket) -> None:
    connection.sendall(FEED)


def _slow_reader(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_READ)
    connection.sendall(FEED)
    _expect(connection, 200, pause=PAUSE_SECONDS)


def _silent(connection: socket.socket) -> None:
    time.sleep(1)


def _dribble(connection: socket.socket, content: bytes) -> None:
    for letter in content:
        connection.sendall(bytes([letter]))
        time.sleep(PAUSE_SECONDS)


def _expect(connection: socket.socket, status: int, pause: float = 0.0) -> None:
    received = bytearray()
    ends = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < ends:
        part = connection.recv(SMALL_READ)
        if not part:
            raise ConnectionResetError
        received += part
        if len(part) == SMALL_READ or not (answer := whole_answer(bytes(received))):
            time.sleep(pause)
            continue
        if answer.status != status:
            raise BadAnswer(f"status {answer.status}")
        return
    raise TimeoutError


SLOW: dict[str, Callable[[socket.socket], None]] = {
    "a request letter by letter": _dribbled,
    "a form's body letter by letter": _dribbled_body,
    "half a request, then gone": _half,
    "half a body, then gone": _half_body,
    "half a body, then nothing": _half_body_kept_back,
    "gone before the answer": _left_early,
    "an answer read slowly": _slow_reader,
    "connected and silent": _silent,
}
