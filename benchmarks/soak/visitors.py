"""A client process: many visitors at once, each with a connection of its own."""

import selectors
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from time import monotonic

from benchmarks.soak.asking import Journey, Visitor
from benchmarks.soak.checks import faults_of
from benchmarks.soak.exchange import Answer, BadAnswer, Request, Verdict, whole_answer
from benchmarks.soak.feeds import FeedChecks
from benchmarks.soak.mix import next_journey
from benchmarks.soak.record import NANOSECONDS, CutOff, Record
from benchmarks.soak.world import World

LARGEST_READ = 1 << 18
LONGEST_WAIT_SECONDS = 30.0
LONGEST_CONNECT_SECONDS = 10.0
# Then somebody else comes, by a new connection that any worker may take.
MOST_JOURNEYS_A_CONNECTION = 4
ENCODINGS = ("br", "gzip", "")


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many visitors of one process ask which server, until when."""

    port: int
    visitors: int
    until: float
    seed: int


def visit(world: World, crowd: Crowd) -> Record:
    """Make journeys until the time is over; return what was seen."""
    record, feeds = Record(), FeedChecks(world)
    with selectors.DefaultSelector() as selector:
        for number in range(crowd.visitors):
            random = Random(f"{crowd.seed} {number}")
            made = _journeys(Visitor(world, feeds, random), record)
            _Client(crowd, record, selector, made, random).begin()
        while monotonic() < crowd.until:
            for key, _ in selector.select(timeout=0.2):
                key.data.receive()
            for key in [*selector.get_map().values()]:
                key.data.give_up_if_late()
    return record


def _journeys(visitor: Visitor, record: Record) -> Iterator[Journey]:
    while True:
        record.journeys += 1
        yield next_journey(visitor)


def _verdict(request: Request, answer: Answer) -> Verdict:
    if answer.status not in request.statuses:
        return Verdict()
    try:
        return request.check(answer)
    except Exception as problem:
        # An answer that nobody thought of is a wrong one, and no end of the run.
        return Verdict((f"not as expected: {problem!r}",))


class _Client:
    """One visitor after another, with one request under way."""

    def __init__(
        self,
        crowd: Crowd,
        record: Record,
        selector: selectors.BaseSelector,
        journeys: Iterator[Journey],
        random: Random,
    ) -> None:
        self._crowd, self._record, self._selector = crowd, record, selector
        self._journeys, self._random = journeys, random
        self._left = 0

    def begin(self) -> None:
        """Come with a new connection and send the first request."""
        self._connect()
        self._next_journey()
        self._send()

    def receive(self) -> None:
        """Read on; judge the answer once it is whole, and go on."""
        try:
            part = self._socket.recv(LARGEST_READ)
            if not part:
                raise ConnectionResetError
            self._received += part
            answer = whole_answer(bytes(self._received))
        except OSError:
            self._try_again()
        except (BadAnswer, ValueError) as problem:
            self._record.tell_wrong(self._request.kind, f"unreadable: {problem}")
            self._reconnect()
        else:
            if answer is not None:
                self._take(answer)
                self._go_on(answer)

    def give_up_if_late(self) -> None:
        """Note a request that nobody answers."""
        if monotonic() - self._sent > LONGEST_WAIT_SECONDS:
            self._record.tell_wrong(self._request.kind, "no answer")
            self._reconnect()

    def _take(self, answer: Answer) -> None:
        request, came = self._request, monotonic()
        ours = self._record.kinds[request.kind]
        ours.nanoseconds.append(int((came - self._sent) * NANOSECONDS))
        ours.statuses[answer.status] += 1
        ours.bytes_read += len(self._received)
        faults, verdict = faults_of(request, answer), _verdict(request, answer)
        for fault in (*faults, *verdict.wrong):
            self._record.tell_wrong(request.kind, fault)
        if verdict.snapshot is not None:
            self._record.saw(request.kind, verdict.snapshot, self._sent, came)

    def _go_on(self, answer: Answer) -> None:
        try:
            self._request = self._journey.send(answer)
        except StopIteration:
            self._next_journey()
        except Exception as problem:
            self._record.broken_journeys.append(f"{self._request.kind}: {problem!r}")
            self._next_journey()
        self._send()

    def _next_journey(self) -> None:
        if not self._left:
            self._disconnect()
            self._connect()
        self._left -= 1
        self._journey = next(self._journeys)
        self._request = next(self._journey)

    def _send(self) -> None:
        self._received = bytearray()
        self._sent = monotonic()
        try:
            self._socket.sendall(self._request.wire(self._encoding))
        except OSError:
            self._try_again()

    def _try_again(self) -> None:
        """Note that the connection broke, and ask the same over a new one."""
        cut_off = CutOff(self._opened, monotonic(), self._port, self._request.kind)
        self._record.cut_off.append(cut_off)
        self._record.kinds[self._request.kind].retries += 1
        self._disconnect()
        self._connect()
        self._send()

    def _reconnect(self) -> None:
        self._disconnect()
        self._connect()
        self._next_journey()
        self._send()

    def _connect(self) -> None:
        while (connected := self._connected()) is None:
            pass
        self._socket = connected
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port = self._socket.getsockname()[1]
        self._opened = self._sent = monotonic()
        self._left = self._random.randint(1, MOST_JOURNEYS_A_CONNECTION)
        self._encoding = self._random.choice(ENCODINGS)
        self._selector.register(self._socket, selectors.EVENT_READ, self)

    def _connected(self) -> socket.socket | None:
        """Return a new connection; None if what listened there ended just then."""
        trying, opened = socket.socket(), monotonic()
        trying.settimeout(LONGEST_CONNECT_SECONDS)
        try:
            trying.connect(("127.0.0.1", self._crowd.port))
        except ConnectionResetError:
            port = trying.getsockname()[1]
            trying.close()
            cut_off = CutOff(opened, monotonic(), port, "connecting")
            self._record.cut_off.append(cut_off)
            return None
        return trying

    def _disconnect(self) -> None:
        self._selector.unregister(self._socket)
        self._socket.close()
