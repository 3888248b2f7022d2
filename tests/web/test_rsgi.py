"""A WSGI application served by RSGI, without a server."""

import asyncio
import threading
from types import SimpleNamespace

import pytest
from werkzeug.exceptions import RequestTimeout

from finder.web.rsgi import Rsgi
from finder.web.rsgi_bodies import Bodies
from tests.running import in_a_thread, run


def a_scope(method="GET", **headers):
    return SimpleNamespace(
        server="127.0.0.1:8000",
        client="127.0.0.1:50000",
        method=method,
        path="/",
        query_string="",
        scheme="http",
        http_version="1.1",
        authority=None,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


class Proto:
    """One request's side of granian, that keeps what is answered."""

    def __init__(self, *parts):
        self._parts = parts
        self.answered = []

    async def __aiter__(self):
        for part in self._parts:
            yield part
            await asyncio.sleep(0)

    def response_bytes(self, status, headers, body):
        self.answered.append((status, headers, body))

    def response_empty(self, status, headers):
        self.answered.append((status, headers, b""))


def served(application):
    return Rsgi(application, Bodies(largest=100, seconds=0.05, most=3))


def answer(application, scope, *parts):
    async def ask():
        await served(application).__rsgi__(scope, proto)

    proto = Proto(*parts)
    run(ask())
    ((status, headers, body),) = proto.answered
    return status, headers, body


def test_what_the_application_answers_is_sent():
    def application(environ, start):
        start("404 Not Found", [("X-A", "b")])
        return [b"not ", b"there"]

    assert answer(application, a_scope()) == (404, [("X-A", "b")], b"not there")


def test_an_application_may_write_and_begin_anew():
    def application(environ, start):
        start("200 OK", [])
        start("500 Internal Server Error", [])(b"one, ")
        yield b"two"

    assert answer(application, a_scope()) == (500, [], b"one, two")


class Parts:
    """Parts of an answer that tell whether they were closed."""

    def __init__(self, problem=None):
        self.closed = False
        self._problem = problem

    def __iter__(self):
        yield b"one"
        if self._problem:
            raise self._problem

    def close(self):
        self.closed = True


@pytest.mark.parametrize("problem", [None, ValueError("NG1 5FS")])
def test_the_answer_is_closed_however_it_ends(problem):
    parts = Parts(problem)

    def application(environ, start):
        start("200 OK", [])
        return parts

    status, _, _ = answer(application, a_scope())
    assert (status, parts.closed) == (500 if problem else 200, True)


def test_a_failure_is_answered_and_logged_without_its_message(caplog):
    def application(environ, start):
        raise ValueError("NG1 5FS")

    assert answer(application, a_scope()) == (500, [], b"")
    assert caplog.messages == ["unexpected ValueError"]


def reading(environ, start):
    content = environ["wsgi.input"].read()
    start("200 OK", [])
    return [content]


def test_a_body_reaches_the_application_whole():
    scope = a_scope("POST", content_length="8")
    assert answer(reading, scope, b"post", b"code") == (200, [], b"postcode")


def test_a_client_that_left_half_way_never_reaches_the_application():
    scope = a_scope("POST", content_length="8")
    assert answer(reading, scope, b"post") == (400, [], b"")


def test_where_a_body_is_refused_the_application_says_so_and_the_connection_ends():
    def application(environ, start):
        with pytest.raises(RequestTimeout):
            environ["wsgi.input"].read()
        start("408 Request Timeout", [("X-A", "b")])
        return [b"late"]

    endless = [b""] * 1_000_000
    status, headers, body = answer(
        application, a_scope("POST", content_length="8"), *endless
    )
    assert (status, body) == (408, b"late")
    assert headers == [("X-A", "b"), ("Connection", "close")]


class Granian:
    """Hands requests over as granian does: from a thread of its own to a loop."""

    def __init__(self, rsgi):
        self.loop = asyncio.new_event_loop()
        rsgi.__rsgi_init__(self.loop)
        self._rsgi = rsgi

    def ask(self, scope, proto):
        handing = threading.Thread(target=self._hand_over, args=(scope, proto))
        handing.start()
        in_a_thread(self.loop.run_until_complete, self._until_answered(proto))
        handing.join()
        return handing.name, self._loops

    def _hand_over(self, scope, proto):
        async def asked():
            await self._rsgi.__rsgi__(scope, proto)

        self.loop.call_soon_threadsafe(self.loop.create_task, asked())

    async def _until_answered(self, proto):
        self._loops = threading.current_thread().name
        while not proto.answered:
            await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("headers", "at_once"), [({}, True), ({"content_length": "4"}, False)]
)
def test_only_a_request_with_a_body_is_handed_over_to_the_loop(headers, at_once):
    threads = []

    def application(environ, start):
        threads.append(threading.current_thread().name)
        return reading(environ, start)

    granian = Granian(served(application))
    handing, loops = granian.ask(a_scope(**headers), Proto(b"body"))
    granian.loop.close()
    assert threads == [handing if at_once else loops]
