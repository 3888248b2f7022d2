"""Clients that are slow on purpose, against the server as it runs with one worker."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from urllib.parse import urlencode

import psutil
import pytest

from finder.snapshot import SnapshotStore
from finder.web import LARGEST_REQUEST_BYTES
from tests.builders import a_centre, a_directory, a_postcode_index
from tests.serving import Serving

SLOW = 50
DEADLINE = 2.5
FORM = urlencode({"postcode": "NG1 5FS", "service": "supported"}).encode()
POST = (
    b"POST /search HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)
ASKED = b"/api/v1/centres?postcode=NG1+5FS&service=supported"
GET = b"GET " + ASKED + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("slow")
    a_postcode_index(
        folder / "postcodes", a_directory(("NG1 5FS", 456830, 340065, "E06000018"))
    )
    SnapshotStore(folder / "snapshots").publish(
        [a_centre()], sources=("a test",), demonstration=True
    )
    unlimited = {"FINDER_LIMIT_SEARCHES": "none", "FINDER_LIMIT_API": "none"}
    with Serving(folder, FINDER_BODY_SECONDS=str(DEADLINE), **unlimited) as serving:
        yield serving


@contextmanager
def connected(serving: Serving, sent: bytes) -> Iterator[socket.socket]:
    address = ("127.0.0.1", serving.port)
    with socket.create_connection(address, timeout=DEADLINE + 5) as connection:
        connection.sendall(sent)
        yield connection


def of_length(length: int) -> bytes:
    return POST + b"Content-Length: %d\r\n\r\n" % length


def in_chunks(*chunks: bytes) -> bytes:
    parts = b"".join(b"%x\r\n%b\r\n" % (len(it), it) for it in chunks)
    return POST + b"Transfer-Encoding: chunked\r\n\r\n" + parts


def status(connection: socket.socket) -> int:
    """Read an answer whole and return its status."""
    answer = HTTPResponse(connection)
    answer.begin()
    answer.read()
    return answer.status


def answered(serving: Serving, sent: bytes) -> int:
    with connected(serving, sent) as connection:
        return status(connection)


def until_closed(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    "half",
    [of_length(len(FORM)) + FORM[:9], in_chunks(FORM[:9])],
    ids=["told", "chunks"],
)
def test_bodies_that_never_come_hold_up_nobody_and_end_at_the_deadline(serving, half):
    with ExitStack() as stack:
        began = time.monotonic()
        slow = [stack.enter_context(connected(serving, half)) for _ in range(SLOW)]
        for sent, expected in ((GET, 200), (of_length(len(FORM)) + FORM, 303)) * 5:
            assert answered(serving, sent) == expected
        assert time.monotonic() - began < DEADLINE
        for connection in slow:
            answer = until_closed(connection)
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b"Nothing you typed has been kept" in answer
        assert DEADLINE <= time.monotonic() - began < DEADLINE + 2


def test_a_body_letter_by_letter_has_no_longer_than_any_other(serving):
    began = time.monotonic()
    with connected(serving, of_length(60_000)) as connection:
        connection.settimeout(0.1)
        received = b""
        while not received and time.monotonic() - began < DEADLINE + 2:
            try:
                connection.sendall(b"a")
                received = connection.recv(65_536)
            except TimeoutError:
                continue
    assert received.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    "sent",
    [
        of_length(LARGEST_REQUEST_BYTES + 1),
        of_length(10**15),
        in_chunks(b"a" * LARGEST_REQUEST_BYTES, b"a"),
    ],
    ids=["told", "absurd", "chunks"],
)
def test_a_body_too_long_is_refused_at_once(serving, sent):
    began = time.monotonic()
    assert answered(serving, sent) == 413
    assert time.monotonic() - began < DEADLINE


def test_a_body_in_chunks_is_a_form_like_any_other(serving):
    assert answered(serving, in_chunks(FORM[:9], FORM[9:], b"")) == 303


def test_a_connection_serves_on_after_a_body_that_came(serving):
    with connected(serving, of_length(len(FORM)) + FORM) as connection:
        assert status(connection) == 303
        connection.sendall(GET)
        assert status(connection) == 200


def test_those_who_leave_half_way_leave_nothing_behind(serving):
    (worker,) = serving.workers()
    before = open_files(worker)
    for _ in range(SLOW):
        with connected(serving, of_length(len(FORM)) + FORM[:9]):
            pass
    assert answered(serving, GET) == 200
    ends = time.monotonic() + DEADLINE
    while open_files(worker) > before and time.monotonic() < ends:
        time.sleep(0.05)
    assert open_files(worker) <= before


def test_those_who_read_no_answer_hold_up_nobody(serving):
    with ExitStack() as stack:
        for _ in range(SLOW):
            stack.enter_context(connected(serving, GET * 50))
        assert answered(serving, GET) == 200


def test_nobody_was_told_of_in_the_log(serving):
    assert "NG1" not in serving.logged()
    assert "Traceback" not in serving.logged()


def open_files(process: int) -> int:
    return psutil.Process(process).num_fds()
