"""What must hold on every page, checked whenever a test opens one."""

import base64
import hashlib
import re
import warnings
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

with warnings.catch_warnings():
    # html5lib 1.1 asks webencodings for a name that newer Pythons deprecate.
    warnings.simplefilter("ignore", DeprecationWarning)
    import html5lib


# What is the same for everyone may be kept by caches; nothing of a search may.
SHARED = re.compile(
    r"/api/v1/(services|status|openapi\.json|centres/)|"
    r"/static/|/widget/|(/cy)?/(embed/v1/$|centres/[^/]+(/checklist)?$|near/|services|apply|pre-visit"
    r"|about|data|developers"
    r"|what-happens-next|accessibility|privacy|professionals)|/(sitemap|robots|feeds|oruk|\.well-known/)"
)
# Pages that others may show in a frame of their own; no other may be framed.
FRAMED = re.compile(r"(/cy)?/embed/v1/(search|results/[^/]*)?$")


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
    ancestors = "*" if FRAMED.match(response.request.path) else "'none'"
    policy = response.headers["Content-Security-Policy"]
    assert f"frame-ancestors {ancestors}" in policy.split("; ")
    assert "unsafe" not in policy
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers
    if not SHARED.match(response.request.path):
        assert response.headers["Cache-Control"] == "private, no-store"


def check_page(response: TestResponse) -> None:
    text = response.text
    html5lib.HTMLParser(strict=True).parse(text)
    language = "cy" if re.match(r"/cy(/|$)", response.request.path) else "en"
    assert f'<html lang="{language}">' in text
    assert re.search(r"<title>[^<]+</title>", text)
    framed = FRAMED.match(response.request.path)
    # The first title of a page with a frame in it is the page's own.
    assert text.count("<h1") == (0 if framed else 1)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S):
        is_data = attributes == ' type="application/ld+json"'
        is_file = re.fullmatch(r' src="/static/[\w.-]+" defer', attributes)
        is_allowed = framed and not attributes and allows(response, content)
        assert is_data or (is_file and not content) or is_allowed, attributes
    for content in re.findall(r"<style>(.*?)</style>", text, re.S):
        assert allows(response, content)
    assert ' style="' not in text
    assert not re.search(r"\son\w+=", text)
    for address in re.findall(r'\s(?:src|action|formaction)="([^"]*)"', text):
        assert address.startswith("/"), address
    for tag, address in re.findall(r'(<\w+[^>]*\shref="([^"]*)"[^>]*>)', text):
        if not address.startswith(("/", "#", "tel:", "mailto:", "data:image/svg+xml")):
            # Whoever is linked to need not know where a visitor came from.
            assert address.startswith("https://"), address
            assert "noreferrer" in tag or 'rel="canonical"' in tag, tag
    ids = re.findall(r'\sid="([^"]*)"', text)
    assert len(ids) == len(set(ids))
    for target in re.findall(
        r'(?:for|aria-describedby|aria-labelledby)="([^"]*)"', text
    ):
        assert set(target.split()) <= set(ids), target
    if framed:
        assert all(it.startswith("fac-") for it in ids)


def allows(response: TestResponse, content: str) -> bool:
    """Return whether the policy of a page allows this style or script, by its hash."""
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]
