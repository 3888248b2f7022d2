"""One application asked twice: with its quick doors, and by Flask alone."""

import gzip

import brotli
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from finder.web.quick_answers import QuickAnswers
from finder.web.quick_doors import API_PATH

PLAIN = f"{API_PATH}?postcode=NG1+5FS&service=supported"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


def by_flask(client, address, **more) -> TestResponse:
    """Return the answer of Flask alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuickAnswers, "__call__", lambda self, *given: self.inner(*given))
        return client.get(address, **more)


def by_us_alone(client, address, **more) -> TestResponse:
    """Return an answer that Flask has no part in; fail if it is asked."""

    def ask_flask(*given):
        raise AssertionError("Flask was asked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "full_dispatch_request", ask_flask)
        patch.setattr(Flask, "handle_exception", ask_flask)
        return client.get(address, **more)


def page_address(client, prefix="", **form):
    """Return the address of the results of a search, of Nottingham unless told."""
    form = {"postcode": "NG1 5FS", "service": "supported", **form}
    sent = client.post(f"{prefix}/search", data=form)
    assert sent.status_code == 303, sent.text
    return sent.location


def told(answer):
    """Return all of an answer that two equal ones have in common."""
    content = UNPACK[answer.headers.get("Content-Encoding", "")](answer.data)
    headers = dict(answer.headers)
    # What gzip makes holds the time; so does what Flask compressed, in its headers.
    headers.pop("Content-Length")
    headers.pop("Date", None)
    return answer.status, headers, content
