"""What a WSGI application is told, beside what granian's own WSGI tells it."""

import json
import socket
from types import SimpleNamespace

import pytest

from finder.web.rsgi_environ import HEADER_NAMES_KEPT, _key, environ_of
from tests.serving import Serving

TOLD = {"REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME", "SERVER_NAME"}
TOLD |= {"REMOTE_ADDR", "SERVER_PROTOCOL", "wsgi.url_scheme", "body", "CONTENT_TYPE"}
CHUNKED = "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n3\r\n; x\r\n0\r\n\r\n"

REQUESTS = {
    "plain": "GET /a/b?c=d&e=%20 HTTP/1.1\r\nHost: one.example\r\n\r\n",
    "a path in Welsh": "GET /tref%20t%C5%B7 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path with a slash hidden": "GET /a%2Fb//c/../d HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header twice": "GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nX-A: 2, 3\r\n\r\n",
    "a whole address": "GET http://one.example/p?q HTTP/1.1\r\nHost: two\r\n\r\n",
    "an empty query": "GET /? HTTP/1.1\r\nHost: x\r\n\r\n",
    "a form": "POST /f HTTP/1.1\r\nHost: x\r\nContent-Type: a/b; c=d\r\n"
    "Content-Length: 4\r\n\r\nbody",
    "a body of nothing": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    "a body in chunks": f"POST / HTTP/1.1\r\nHost: x\r\n{CHUNKED}",
    "another method": "PURGE /p HTTP/1.1\r\nHost: x\r\n\r\n",
    "options": "OPTIONS /p HTTP/1.1\r\nHost: x\r\nOrigin: https://y\r\n\r\n",
}


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    one, other = (tmp_path_factory.mktemp(it) for it in ("rsgi", "wsgi"))
    with (
        Serving(one, application="tests.echoing:serve") as ours,
        Serving(
            other, application="tests.echoing:app", GRANIAN_INTERFACE="wsgi"
        ) as wsgi,
    ):
        yield ours, wsgi


def answer_to(server, request):
    """Send a request as it stands and return the head and the body of the answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(
            request.replace("\r\nHost", "\r\nConnection: close\r\nHost").encode()
        )
        received = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = received.decode().partition("\r\n\r\n")
    return head, body


def told(server, request):
    environ = json.loads(answer_to(server, request)[1])
    return {k: it for k, it in environ.items() if k in TOLD or k.startswith("HTTP_")}


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_request_is_told_as_granians_wsgi_tells_it(servers, kind):
    ours, wsgi = (told(server, REQUESTS[kind]) for server in servers)
    assert ours == wsgi
    assert ours["SERVER_NAME"] == ours["REMOTE_ADDR"] == "127.0.0.1"


def test_bytes_of_a_path_that_are_no_text_are_read_as_flask_reads_them(servers):
    paths = [
        told(server, "GET /a%FFb%C3 HTTP/1.1\r\nHost: x\r\n\r\n")["PATH_INFO"]
        for server in servers
    ]
    ours, wsgi = (it.encode("latin-1").decode(errors="replace") for it in paths)
    assert ours == wsgi == "/a\ufffdb\ufffd"


def test_an_answer_to_head_has_the_length_and_no_body(servers):
    for server in servers:
        head, body = answer_to(server, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert body == ""
        assert "content-length: 0" not in head.lower()
        assert head.lower().count("x-twice: ") == 2


def test_the_length_told_is_that_of_what_came(servers):
    for request in ("a form", "a body in chunks"):
        _, body = answer_to(servers[0], REQUESTS[request])
        environ = json.loads(body)
        assert int(environ["CONTENT_LENGTH"]) == len(environ["body"])


def test_a_name_with_an_underscore_cannot_pose_as_one_with_a_hyphen(servers):
    request = "GET / HTTP/1.1\r\nHost: x\r\nX_Forwarded_For: 9.9.9.9\r\n{}\r\n"
    assert "HTTP_X_FORWARDED_FOR" not in told(servers[0], request.format(""))
    both = told(servers[0], request.format("X-Forwarded-For: 1.1.1.1\r\n"))
    assert both["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"


def test_no_environment_of_the_process_is_told(servers):
    _, body = answer_to(servers[0], REQUESTS["plain"])
    assert "FINDER_SECRET_KEY" not in json.loads(body)


def a_scope(**given):
    usual = {
        "server": "[::]:8000",
        "client": "[2001:db8::7]:50000",
        "method": "GET",
        "path": "/",
        "query_string": "",
        "scheme": "https",
        "http_version": "1",
        "authority": None,
    }
    return SimpleNamespace(**(usual | given))


def test_addresses_of_either_kind_are_told_without_their_ports():
    environ = environ_of(a_scope(), {}, None)
    assert environ["REMOTE_ADDR"] == "2001:db8::7"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("::", "8000")
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.0"
    assert environ["wsgi.url_scheme"] == "https"
    assert "HTTP_HOST" not in environ
    assert environ_of(a_scope(authority="x:1"), {}, None)["HTTP_HOST"] == "x:1"


def test_names_of_headers_that_were_seen_are_not_kept_without_end():
    for number in range(2 * HEADER_NAMES_KEPT):
        environ_of(a_scope(), {f"x-{number}": "1"}, None)
    assert _key.cache_info().currsize == HEADER_NAMES_KEPT
