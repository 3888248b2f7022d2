"""How long, how much and how many bodies are waited for, on a loop without a server."""

import asyncio

import pytest
from werkzeug.exceptions import (
    RequestEntityTooLarge,
    RequestTimeout,
    ServiceUnavailable,
)

from finder.web.rsgi_bodies import Bodies, Gone, Unread, has_body
from tests.running import run

LARGEST = 10


def told(**headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


class Client:
    """Sends parts of a body, and then nothing for as long as it is asked."""

    def __init__(self, *parts, then_silent=False):
        self._parts = parts
        self._then_silent = then_silent

    async def __aiter__(self):
        for part in self._parts:
            yield part
        if self._then_silent:
            await asyncio.sleep(60)


def read(client, *, seconds=1.0, **headers):
    bodies = Bodies(largest=LARGEST, seconds=seconds, most=3)
    return run(bodies.read(told(**headers), client))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"content_length": "0"}, False),
        ({"content_length": "1"}, True),
        ({"transfer_encoding": "chunked"}, True),
    ],
)
def test_a_body_is_waited_for_only_where_one_is_told_of(headers, expected):
    assert has_body(told(**headers)) is expected


def test_a_body_is_read_whole_of_its_parts():
    assert read(Client(b"post", b"", b"code"), content_length="8") == b"postcode"
    assert read(Client(b"x" * LARGEST, b""), transfer_encoding="chunked")


def test_a_body_told_to_be_too_long_is_refused_before_any_of_it_comes():
    silent = Client(then_silent=True)
    with pytest.raises(RequestEntityTooLarge):
        read(silent, content_length=str(LARGEST + 1))


def test_a_body_of_no_told_length_is_refused_as_soon_as_it_is_too_long():
    endless = Client(b"x" * LARGEST, b"x", then_silent=True)
    with pytest.raises(RequestEntityTooLarge):
        read(endless, transfer_encoding="chunked")


def test_a_body_that_does_not_come_in_time_is_given_up():
    with pytest.raises(RequestTimeout):
        read(Client(b"post", then_silent=True), seconds=0.01, content_length="8")


def test_a_client_that_left_half_way_is_not_answered_as_if_that_were_all():
    with pytest.raises(Gone):
        read(Client(b"post"), content_length="8")


def test_beyond_a_number_no_more_bodies_are_waited_for_until_some_are_given_up():
    async def crowd():
        bodies = Bodies(largest=LARGEST, seconds=0.05, most=3)
        headers, silent = told(content_length="8"), Client(then_silent=True)
        many = [bodies.read(headers, silent) for _ in range(5)]
        given_up = await asyncio.gather(*many, return_exceptions=True)
        return given_up, await bodies.read(headers, Client(b"postcode"))

    given_up, afterwards = run(crowd())
    assert sorted(type(it).__name__ for it in given_up) == [
        *(["RequestTimeout"] * 3),
        *(["ServiceUnavailable"] * 2),
    ]
    (seconds,) = {
        it.retry_after for it in given_up if isinstance(it, ServiceUnavailable)
    }
    assert seconds > 0
    assert afterwards == b"postcode"


def test_whoever_reads_a_body_that_is_not_there_says_why():
    unread = Unread(RequestTimeout())
    for reading in (unread.read, unread.readline, unread.readlines, unread.__iter__):
        with pytest.raises(RequestTimeout):
            reading()
