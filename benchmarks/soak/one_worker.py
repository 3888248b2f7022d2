"""The short part with one worker: narrow limits, and a form that is slow to come."""

import http.client
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soak.checks import faults_of
from benchmarks.soak.exchange import Answer, Request, Verdict, form
from benchmarks.soak.server import HOST, SoakServer
from benchmarks.soak.slow_clients import BODY_LETTERS, POST

MOST = 20
NARROW = {
    "FINDER_LIMIT_SEARCHES": f"{MOST} per hour",
    "FINDER_LIMIT_API": f"{MOST} per hour",
}
ASKED = 60
LONGEST_WAIT_SECONDS = 3_600
TOO_MANY = 429
HELD_SECONDS = 2.0
SECONDS_TO_ARRIVE = 0.3
SLOW_ONE = ("127.0.0.2", 0)


@dataclass(frozen=True, slots=True)
class Limited:
    """How requests of one kind were answered."""

    kind: str
    statuses: Counter[int]
    problems: tuple[str, ...]


def try_one_worker(
    folder: Path, port: int, settings: dict[str, str]
) -> tuple[list[Limited], float]:
    """Ask one worker for more than it lets one address have.

    One, since without Redis each counts for itself. Also returns for how many
    seconds somebody else's form, slow to come, held a visitor of that worker.
    """
    with SoakServer(folder, port, 1, {**settings, **NARROW}) as server:
        held = _seconds_held(port)
        return [_ask(server, it, limited=yes) for it, yes in _requests()], held


def _seconds_held(port: int) -> float:
    begun, rest = POST[:-BODY_LETTERS], POST[-BODY_LETTERS:]
    # From an address of its own, so that it takes nothing from the other's limit.
    with socket.create_connection((HOST, port), source_address=SLOW_ONE) as slow:
        slow.sendall(begun)
        time.sleep(SECONDS_TO_ARRIVE)
        ending = threading.Timer(HELD_SECONDS, slow.sendall, [rest])
        ending.start()
        sent = time.monotonic()
        _answer(port, Request(kind="health", path="/healthz", check=_any))
        held = time.monotonic() - sent
        ending.join()
    return held


def _any(_: Answer) -> Verdict:
    return Verdict()


def limit_problems(answers: list[Answer], *, limited: bool) -> tuple[str, ...]:
    """Return what is wrong with answers to one address, in their order."""
    right = MOST if limited else len(answers)
    first, rest = answers[:right], answers[right:]
    problems = [f"refused too early: {it.status}" for it in first if it.status >= 400]
    problems += [f"not refused: {it.status}" for it in rest if it.status != TOO_MANY]
    problems += [
        "no Retry-After"
        for it in rest
        if not _is_wait(it.headers.get("retry-after", ""))
    ]
    return tuple(dict.fromkeys(problems))


def _is_wait(text: str) -> bool:
    return text.isdigit() and 0 < int(text) <= LONGEST_WAIT_SECONDS


def _requests() -> Iterator[tuple[Request, bool]]:
    """Yield requests, and whether they are limited."""
    fields = form({"postcode": "NG1", "service": "supported"})
    api = "/api/v1/centres?postcode=NG1&service=supported"
    for kind, path, values, limited in (
        ("search", "/search", fields, True),
        ("API search", api, {}, True),
        ("start", "/", {}, False),
        ("health", "/healthz", {}, False),
    ):
        yield (
            Request(
                kind=kind,
                path=path,
                statuses=(200, 303, TOO_MANY),
                check=_any,
                **values,
            ),
            limited,
        )


def _ask(server: SoakServer, request: Request, *, limited: bool) -> Limited:
    answers = [_answer(server.port, request) for _ in range(ASKED)]
    problems = [
        *limit_problems(answers, limited=limited),
        *(fault for it in answers for fault in faults_of(request, it)),
    ]
    statuses = Counter(it.status for it in answers)
    return Limited(request.kind, statuses, tuple(dict.fromkeys(problems)))


def _answer(port: int, request: Request) -> Answer:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    headers = {"Content-Type": request.media_type} if request.media_type else {}
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        with connection.getresponse() as answer:
            told = {name.lower(): text for name, text in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
    finally:
        connection.close()
