import logging

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from finder.settings import Settings
from finder.web import proxies
from finder.web.proxies import believe_proxies
from tests.web.conftest import an_app

PROXY, INNER_PROXY = "10.0.0.1", "10.0.0.2"
CLIENT, STRANGER = "198.51.100.7", "203.0.113.9"


def a_trusting_app(*networks):
    app = Flask(__name__)
    believe_proxies(app, Settings(trusted_proxies=",".join(networks)).trusted_proxies)

    @app.get("/")
    def told():
        return {
            "client": request.remote_addr,
            "secure": request.is_secure,
            "host": request.host,
            "headers": sorted(name.lower() for name, _ in request.headers),
        }

    return app


def told_by(nearest, headers, *trusted):
    client = a_trusting_app(*trusted).test_client()
    base = {"REMOTE_ADDR": nearest}
    return client.get("/", headers=headers, environ_base=base).json


EVERYTHING = {
    "X-Forwarded-For": CLIENT,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "centres.example.org",
}


def test_a_named_proxy_is_believed():
    told = told_by(PROXY, EVERYTHING, "10.0.0.0/8")
    assert told["client"] == CLIENT
    assert told["secure"]
    assert told["host"] == "centres.example.org"


@pytest.mark.parametrize("trusted", [(), ("10.0.0.0/8",)])
def test_anyone_else_is_not(trusted):
    told = told_by(STRANGER, EVERYTHING, *trusted)
    assert told["client"] == STRANGER
    assert not told["secure"]
    assert told["host"] == "localhost"


@pytest.mark.parametrize(
    ("written", "client"),
    [
        (CLIENT, CLIENT),
        (f"{STRANGER}, {CLIENT}", CLIENT),
        (f"{STRANGER}, {CLIENT}, {INNER_PROXY}", CLIENT),
        (f"{CLIENT}:51234", CLIENT),
        ("[2001:db8::7]:51234", "2001:db8::7"),
        ("::ffff:198.51.100.7", CLIENT),
        ("", PROXY),
        ("unknown", PROXY),
        (f"nonsense, {INNER_PROXY}", INNER_PROXY),
        (f"{CLIENT}, nonsense", PROXY),
    ],
)
def test_the_client_is_the_last_who_is_no_trusted_proxy(written, client):
    told = told_by(PROXY, {"X-Forwarded-For": written}, "10.0.0.0/8")
    assert told["client"] == client


def test_what_a_client_wrote_before_the_proxy_is_not_believed():
    headers = {"X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "evil, good"}
    told = told_by(PROXY, headers, PROXY)
    assert not told["secure"]
    assert told["host"] == "good"


def test_no_view_sees_a_forwarded_header():
    others = {"Forwarded": "for=1.2.3.4", "X-Forwarded-Prefix": "/evil"}
    for nearest in (PROXY, STRANGER):
        told = told_by(nearest, {**EVERYTHING, **others}, PROXY)
        assert not [name for name in told["headers"] if "forward" in name]


@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_any_header_is_read_or_left(written):
    environ = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": written}
    app = a_trusting_app(PROXY)
    assert app.test_client().get("/", environ_overrides=environ).status_code == 200


def test_proxies_are_named_by_address():
    for text in ("proxy.example.org", "10.0.0.1/8", "1"):
        with pytest.raises(ValidationError):
            Settings(trusted_proxies=text)


def test_a_proxy_that_nobody_named_is_told_of_once(caplog):
    proxies._warn_once.cache_clear()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            told_by(PROXY, EVERYTHING)
    assert len(caplog.records) == 1
    assert "FINDER_TRUSTED_PROXIES" in caplog.text
    assert CLIENT not in caplog.text


def test_a_client_cannot_forge_its_way_past_a_limit(data_dir):
    client = an_app(data_dir, limit_searches="1 per minute").test_client()
    forged = ({"X-Forwarded-For": f"198.51.100.{it}"} for it in range(3))
    statuses = [
        client.post("/search", headers=headers).status_code for headers in forged
    ]
    assert statuses[1:] == [429, 429]


def test_clients_behind_a_named_proxy_are_told_apart(data_dir):
    app = an_app(data_dir, limit_searches="1 per minute", trusted_proxies="127.0.0.1")
    client = app.test_client()
    asked = ({"X-Forwarded-For": f"198.51.100.{it}"} for it in range(3))
    statuses = {
        client.post("/search", headers=headers).status_code for headers in asked
    }
    assert 429 not in statuses


def test_by_another_name_nothing_is_answered(data_dir):
    app = an_app(data_dir, hosts="centres.example.org, .example.net")
    # A refusal is no frame, wherever it was asked for.
    app.test_client_class = FlaskClient
    client = app.test_client()

    def status(host, path="/about"):
        return client.get(path, headers={"Host": host}).status_code

    assert status("centres.example.org") == 200
    assert status("CENTRES.EXAMPLE.ORG:8000") == 200
    assert status("any.example.net") == 200
    for host in ("evil.example", "centres.example.org.evil.example", "", "a b", "["):
        assert status(host) == 400, host
        assert status(host, "/embed/v1/") == 400, host
        assert status(host, "/api/v1/status") == 400, host
        assert status(host, "/cy") == 400, host
    assert status("10.0.0.3", "/healthz") == 200


def test_a_refused_name_is_told_on_a_page_of_its_own(data_dir):
    client = an_app(data_dir, hosts="centres.example.org").test_client()
    told = client.get("/cy/about", headers={"Host": "evil.example"})
    assert "Ni ellid deall y cais" in told.text
    assert "evil.example" not in told.text
    assert "frame-ancestors 'none'" in told.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["/", "/cy", "/near/ng1", "/robots.txt", "/sitemap.xml", "/feeds/centres.geojson"],
)
def test_nothing_for_caches_names_a_host_that_a_stranger_forwards(client, path):
    told = client.get(path, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in told.text
    assert "evil.example" not in str(told.headers)


@pytest.mark.parametrize(
    "path", ["/", "/cy", "/near/ng1", "/robots.txt", "/feeds/centres.geojson"]
)
def test_with_a_public_address_nothing_names_the_host_it_was_asked_by(data_dir, path):
    app = an_app(data_dir, public_url="https://centres.example.org")
    told = app.test_client().get(path, headers={"Host": "evil.example"})
    assert "evil.example" not in told.text
    assert "evil.example" not in str(told.headers)
