"""What must hold on every page, checked whenever a test opens one."""

import re
import warnings
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

with warnings.catch_warnings():
    # html5lib 1.1 asks webencodings for a name that newer Pythons deprecate.
    warnings.simplefilter("ignore", DeprecationWarning)
    import html5lib


class PageCheckingClient(FlaskClient):
    """A client that fails on any page that breaks the rules of the house."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        check_headers(response)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            check_page(response)
        return response


def check_headers(response: TestResponse) -> None:
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    if not response.request.path.startswith("/static/"):
        assert response.headers["Cache-Control"] == "private, no-store"


def check_page(response: TestResponse) -> None:
    text = response.text
    html5lib.HTMLParser(strict=True).parse(text)
    language = "cy" if re.match(r"/cy(/|$)", response.request.path) else "en"
    assert f'<html lang="{language}">' in text
    assert re.search(r"<title>[^<]+</title>", text)
    assert text.count("<h1") == 1
    assert "<script" not in text
    assert " style=" not in text
    assert not re.search(r"\son\w+=", text)
    for address in re.findall(r'(?:src|href|action)="([^"]*)"', text):
        assert address.startswith(
            (
                "/",
                "#",
                "https://www.bbc.co.uk/weather",
                "https://example",
                "tel:",
                "mailto:",
            )
        ), address
    ids = re.findall(r'\sid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    for target in re.findall(
        r'(?:for|aria-describedby|aria-labelledby)="([^"]*)"', text
    ):
        assert set(target.split()) <= set(ids), target
