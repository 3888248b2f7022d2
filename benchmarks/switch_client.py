"""A process that asks a server on and on, and says which listing each answer is from.

Reads a `Watch` as JSON, and writes a line for every answer: when it was asked for
and when it came, by the clock that all processes share, and the number of the
listing, or `WRONG`.
"""

import json
import selectors
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter_ns

from benchmarks.load_generator import HEAD_END, OK, Connection, request_for

WRONG = -1
NANOSECONDS_PER_SECOND = 1_000_000_000

Answered = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What to ask for, for how long, and the right answers of each listing."""

    port: int
    paths: list[str]
    right: list[list[str]]
    connections: int
    seconds: float


class Asker(Connection):
    """A connection that knows the number of the path that it asks for."""

    def __init__(self, port: int, requests: list[bytes], numbers: Iterator[int]):
        self.number = 0
        super().__init__(port, self._chosen(requests, numbers))

    def _chosen(self, requests: list[bytes], numbers: Iterator[int]) -> Iterator[bytes]:
        for number in numbers:
            self.number = number
            yield requests[number]


def run(watch: Watch) -> list[Answered]:
    """Ask for as long as is said; a connection that ends is a wrong answer."""
    requests = [request_for(path) for path in watch.paths]
    right = [[body.encode() for body in bodies] for bodies in watch.right]
    numbers = cycle(range(len(requests)))
    answered: list[Answered] = []
    with selectors.DefaultSelector() as selector:

        def begin() -> None:
            asker = Asker(watch.port, requests, numbers)
            selector.register(asker.socket, selectors.EVENT_READ, asker)
            asker.send()

        for _ in range(watch.connections):
            begin()
        ends = perf_counter_ns() + int(watch.seconds * NANOSECONDS_PER_SECOND)
        while perf_counter_ns() < ends:
            for key, _ in selector.select(timeout=1):
                if not _take(key.data, right, answered):
                    selector.unregister(key.data.socket)
                    key.data.socket.close()
                    begin()
    return answered


def _take(asker: Asker, right: list[list[bytes]], answered: list[Answered]) -> bool:
    """Note an answer that came whole; return whether the connection goes on."""
    try:
        answer = asker.receive()
        if answer is None:
            return True
        ended = perf_counter_ns()
        answered.append((ended - asker.waited(), ended, _listing(asker, answer, right)))
        asker.send()
    except OSError:
        ended = perf_counter_ns()
        answered.append((ended - asker.waited(), ended, WRONG))
        return False
    return True


def _listing(asker: Asker, answer: bytes, right: list[list[bytes]]) -> int:
    body = answer.partition(HEAD_END)[2]
    if not answer.startswith(OK):
        return WRONG
    bodies = [of_listing[asker.number] for of_listing in right]
    return bodies.index(body) if body in bodies else WRONG


if __name__ == "__main__":
    for line in run(Watch(**json.load(sys.stdin))):
        print(*line)
