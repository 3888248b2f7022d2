import re

import pytest

from tests.web.conftest import an_app
from tests.web.test_pages import search

VALUES = {
    "centre_id": "near",
    "code": "supported",
    "where": "ng1",
    "version": "v1",
    "name": "site.css",
    "number": "1",
    "its_id": "unknown",
}
FRAMED = "/embed/v1/"
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy_of(response):
    parts = response.headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def addresses_of(client):
    """Return an address of every route, with a sealed one where one is asked for."""
    sealed = search(client, "NG1 5FS", "supported").location.rpartition("/")[2]
    values = {**VALUES, "sealed": sealed}
    for rule in client.application.url_map.iter_rules():
        methods = rule.methods - {"HEAD", "OPTIONS"}
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda it: values[it[1]], rule.rule)
        yield from ((method, address) for method in methods)


def answers_of(client, **more):
    for method, address in addresses_of(client):
        yield address, client.open(address, method=method, **more)


def test_every_answer_of_every_route_has_the_headers(client):
    for address, response in answers_of(client):
        headers = response.headers
        assert response.status_code < 500, address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "no-referrer", address
        assert "geolocation=()" in headers["Permissions-Policy"], address
        # Or no window that a sandboxed frame opens could show a page.
        assert "Cross-Origin-Opener-Policy" not in headers, address
        assert "Cache-Control" in headers, address
        assert "Set-Cookie" not in headers, address


def test_only_the_widget_may_be_framed_and_nothing_runs_inline(client):
    for address, response in answers_of(client):
        policy = policy_of(response)
        assert "unsafe" not in str(policy), address
        if response.mimetype == "text/html" and FRAMED in address:
            assert policy.pop("frame-ancestors") == "*", address
            for name in ("style-src", "script-src"):
                assert policy.pop(name).startswith("'sha256-"), address
            assert policy.items() <= POLICY.items(), address
        elif address.endswith("/widget"):
            assert policy == {**POLICY, "frame-src": "'self'"}, address
        elif FRAMED not in address:
            assert policy == POLICY, address


def test_only_what_is_for_other_sites_can_be_had_by_them(client):
    open_to_all = ("/api/", "/feeds/", "/oruk/", "/widget/", FRAMED, f"/cy{FRAMED}")
    for address, response in answers_of(client):
        if not address.startswith(open_to_all):
            headers = response.headers
            static = address.startswith("/static/")
            kept_to = "cross-origin" if static else "same-origin"
            assert headers["Cross-Origin-Resource-Policy"] == kept_to, address
            assert "Access-Control-Allow-Origin" not in headers, address


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/embed/v1/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/", 405),
        ("GET", "/results/never-sealed", 404),
        ("GET", "/cy", 308),
    ],
)
def test_errors_and_redirects_have_them_too(client, method, address, status):
    response = client.open(address, method=method)
    assert response.status_code == status
    assert policy_of(response)["default-src"] == "'none'"
    assert policy_of(response)["frame-ancestors"] == "'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unexpected_failure_has_them_too(client, monkeypatch):
    def fail():
        raise RuntimeError

    monkeypatch.setitem(client.application.view_functions, "en.about", fail)
    response = client.get("/about")
    assert response.status_code == 500
    assert policy_of(response) == POLICY


def test_browsers_are_held_to_tls_where_there_is_tls(client):
    secure = client.get("/", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in client.get("/").headers


@pytest.mark.parametrize(("trusted", "told"), [("127.0.0.1", True), ("", False)])
def test_tls_at_a_proxy_counts_if_the_proxy_is_named(data_dir, trusted, told):
    client = an_app(data_dir, trusted_proxies=trusted).test_client()
    response = client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert ("Strict-Transport-Security" in response.headers) is told


def test_no_page_keeps_what_tells_of_a_search(client):
    for page in (search(client, "NG1 5FS", "supported"), client.post("/search")):
        assert page.headers["Cache-Control"] == "private, no-store"
    results = client.get(search(client, "NG1 5FS", "supported").location)
    assert results.headers["Cache-Control"] == "private, no-store"
