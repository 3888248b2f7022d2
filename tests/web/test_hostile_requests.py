"""What may be sent by whoever means harm, and what the service makes of it."""

import html
import importlib
import json
import re
import subprocess
import sys
import time

import html5lib
import pytest
from flask.testing import FlaskClient
from werkzeug.test import run_wsgi_app

from benchmarks.hostile_requests import BAITS, requests_with
from finder.snapshot import SnapshotStore
from finder.web import LARGEST_REQUEST_BYTES
from finder.web.scrubbing import scrubbed
from finder.web.sealed import new_key
from tests.builders import LEEDS, NOTTINGHAM, a_centre, a_service
from tests.web.conftest import an_app
from tests.web.test_pages import search

SECONDS = 0.05
# Processor time, and three times what is promised: a busy machine fails nothing.
MOST_SECONDS = 3 * SECONDS


@pytest.fixture(scope="module")
def plain(tmp_path_factory, postcodes_folder):
    """Return a client that looks at no page, so that the service alone is measured."""
    data_dir = tmp_path_factory.mktemp("data")
    (data_dir / "postcodes").symlink_to(postcodes_folder.resolve())
    store = SnapshotStore(data_dir / "snapshots")
    store.publish([a_centre("near")], sources=("a test",), demonstration=True)
    app = an_app(data_dir)
    app.test_client_class = FlaskClient
    return app.test_client()


def seconds_for(ask):
    """Return the processor time that something takes, the best of three."""
    taken = []
    while len(taken) < 3 and (not taken or taken[-1] > SECONDS):
        began = time.process_time()
        ask()
        taken.append(time.process_time() - began)
    return min(taken)


def answered_by(client, path, more):
    """Return what answers a request that is made beforehand, and the statuses."""
    statuses = []
    waiting = [client._request_from_builder_args((path,), dict(more)) for _ in range(3)]

    def ask():
        answer, status, _ = run_wsgi_app(
            client.application.wsgi_app, waiting.pop().environ, buffered=True
        )
        statuses.append(int(status.split()[0]))
        return answer

    return ask, statuses


@pytest.mark.parametrize("bait", BAITS.values(), ids=BAITS)
def test_ten_thousand_signs_of_anything_are_answered_at_once(plain, bait):
    plain.get("/")
    for path, more in requests_with(bait):
        ask, statuses = answered_by(plain, path, more)
        seconds = seconds_for(ask)
        assert statuses[-1] < 500, (path, list(more))
        assert seconds < MOST_SECONDS, (path, list(more))


@pytest.fixture(scope="module")
def patterns():
    """Return every pattern that a module of the service holds, by its name."""
    script = "import sys, finder.web; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    served = (it for it in loaded.stdout.split() if it.startswith("finder."))
    return {
        f"{module}.{name}": value
        for module in served
        for name, value in vars(importlib.import_module(module)).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }


@pytest.mark.parametrize("bait", BAITS.values(), ids=BAITS)
def test_no_pattern_takes_long_over_ten_thousand_signs(patterns, bait):
    assert len(patterns) > 5
    for name, pattern in patterns.items():
        for attempt in (pattern.fullmatch, pattern.match, pattern.search):
            seconds = seconds_for(lambda attempt=attempt: attempt(bait))
            assert seconds < MOST_SECONDS, name


@pytest.mark.parametrize("bait", BAITS.values(), ids=BAITS)
def test_the_log_is_scrubbed_as_fast(bait):
    assert seconds_for(lambda: scrubbed(bait)) < MOST_SECONDS


@pytest.mark.parametrize("path", ["/search", "/api/v1/batch", "/embed/v1/search"])
def test_a_request_that_is_too_long_is_refused_unread(plain, path):
    sent = "postcode=" + "a" * LARGEST_REQUEST_BYTES
    form, json_type = "application/x-www-form-urlencoded", "application/json"
    content_type = json_type if "api" in path else form
    refused = plain.post(path, data=sent, content_type=content_type)
    assert refused.status_code == 413


def test_a_form_of_many_fields_is_answered_at_once(plain):
    plain.get("/")
    many = "&".join(f"a{number}=" for number in range(1_200))
    form = "application/x-www-form-urlencoded"
    sent = {"method": "POST", "data": many, "content_type": form}
    ask, statuses = answered_by(plain, "/search", sent)
    assert seconds_for(ask) < MOST_SECONDS
    assert statuses[-1] == 400


def test_a_deep_body_is_refused_as_none(plain):
    deep = "[" * 60_000
    told = plain.post("/api/v1/search", data=deep, content_type="application/json")
    assert told.status_code == 400
    assert told.json["code"] == "body_invalid"


# What a listing may hold of those who would harm its readers.
EVIL = (
    "{{7*7}}",
    "{% include '/etc/passwd' %}",
    "${7*7}",
    "%(secret)s {0.__class__}",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "]]><x>",
    "&#60;script&#62;",
)
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "'=1")


def an_evil_centre(text):
    service = a_service(charges=text)
    return a_centre(
        "near",
        name=text,
        services=(service,),
        operator=text,
        status_note=text,
        telephone=text,
        location=NOTTINGHAM,
    )


def pages_of(client):
    results = search(client, "NG1 5FS", "supported").location
    frame = {"postcode": "NG1 5FS", "service": "supported"}
    framed = client.post("/embed/v1/search", data=frame).location
    names = client.post("/names", data={"name": "script alert"}).location
    near, shortlist = "/near/ng1", "/shortlist?c=near"
    checklist = "/centres/near/checklist"
    for path in (results, framed, names, near, shortlist, checklist, "/centres/near"):
        yield client.get(path or "/")


def parts_of(page):
    """Return the elements and attributes that a browser makes of a page."""
    tree = html5lib.parse(page.text, namespaceHTMLElements=False)
    for element in tree.iter():
        yield element.tag, dict(element.attrib), (element.text or "").strip()


@pytest.mark.parametrize("text", EVIL)
def test_what_a_listing_says_is_text_on_every_page(client_of, text):
    client = client_of([an_evil_centre(text), a_centre("far", location=LEEDS)])
    client.application.test_client_class = FlaskClient
    read = client.application.test_client()
    seen = 0
    for page in pages_of(read):
        assert page.status_code == 200
        # As it is, and not as what a template would make of it.
        seen += text in html.unescape(page.text)
        for tag, attributes, within in parts_of(page):
            assert not [name for name in attributes if str(name).startswith("on")]
            assert tag not in {"img", "x", "iframe", "object"}
            if attributes.get("type") == "application/ld+json":
                assert isinstance(json.loads(within), dict)
            elif tag == "script":
                assert "alert" not in within
    assert seen >= 4


@pytest.mark.parametrize("text", [*FORMULAS, "name\r\nSet-Cookie: a=b"])
def test_no_table_and_no_header_takes_what_a_listing_says_for_more(client_of, text):
    client = client_of([an_evil_centre(text)])
    for path in ("/feeds/centres.csv", "/shortlist.csv?c=near", "/centres/near"):
        response = client.get(path)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        if "csv" in path:
            assert not re.search(r'(?:^|,)"?(?:[=@\t]|[+\-][^\d])', response.text, re.M)


def sealed_addresses(client):
    """Return a sealed part of an address of each kind."""
    guide = re.search(r"/guide/([\w=-]+)", client.get("/guide").text)
    frame = {"postcode": "NG1 5FS", "service": "supported"}
    return {
        "results": search(client, "NG1 5FS", "supported").location,
        "names": client.post("/names", data={"name": "Example"}).location,
        "guide": guide[0],
        "embed": client.post("/embed/v1/search", data=frame).location,
    }


def _sealed_of(address):
    return re.search(r"sealed-[\w-]+", address)[0]


DOORS = ("/results/", "/names/", "/guide/", "/embed/v1/results/")
OPENED_BY = {
    "results": {"/results/", "/embed/v1/results/"},
    "embed": {"/results/", "/embed/v1/results/"},
    "names": {"/names/"},
    "guide": {"/guide/"},
}


@pytest.mark.parametrize("door", DOORS)
def test_a_sealed_address_opens_its_own_doors_alone(client, door):
    for kind, address in sealed_addresses(client).items():
        status = client.get(door + _sealed_of(address)).status_code
        assert status == (200 if door in OPENED_BY[kind] else 404), kind


@pytest.mark.parametrize("door", DOORS)
def test_a_sealed_address_that_was_changed_opens_nothing(client, door):
    for address in sealed_addresses(client).values():
        sealed = _sealed_of(address)
        middle = len(sealed) // 2
        other = "A" if sealed[middle] != "A" else "B"
        changed = sealed[:middle] + other + sealed[middle + 1 :]
        for text in (changed, sealed[:-4], sealed + "AAAA", sealed.lower()):
            assert client.get(door + text).status_code == 404


@pytest.mark.parametrize("hours", [5, 24 * 365])
def test_a_sealed_address_can_be_replayed_for_some_hours_only(
    client, monkeypatch, hours
):
    addresses = sealed_addresses(client)
    assert {client.get(it).status_code for it in addresses.values()} == {200}
    later = time.time() + hours * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert {client.get(it).status_code for it in addresses.values()} == {410}


def test_a_sealed_address_of_another_service_opens_nothing(client, client_of, data_dir):
    other = an_app(data_dir, secret_key=new_key()).test_client()
    for address in sealed_addresses(client).values():
        assert other.get(address).status_code == 404


ELSEWHERE = ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("name", ["next", "url", "shortlist", "c", "town", "language"])
def test_no_redirect_leads_elsewhere(plain, elsewhere, name):
    typed = {"postcode": "NG1 5FS", "service": "supported", "name": "Example"}
    for path in ("/search", "/names", "/guide", "/embed/v1/search"):
        query = {name: elsewhere}
        data = {**typed, name: elsewhere}
        location = plain.post(path, data=data, query_string=query).location or "/"
        assert re.match(r"/(?![/\\])", location), location
        assert "evil" not in location
    for path in ("/search", "/", "/shortlist", "/widget", "/near/ng1"):
        page = plain.get(path, query_string={name: elsewhere})
        assert re.match(r"/(?![/\\])", page.location or "/")
        assert not re.search(r'(?:href|action|src)="(?:https?:)?//evil', page.text)
        assert "javascript:" not in re.findall(
            r'(?:href|action|src)="([^"]*)"', page.text
        )


@pytest.mark.parametrize(
    "path", ["//evil.example/cy", "///evil.example", "/\\evil.example/..", "/cy//x"]
)
def test_no_address_with_slashes_to_spare_leads_elsewhere(plain, path):
    told = plain.get("/", environ_overrides={"PATH_INFO": path})
    assert re.match(r"/(?![/\\])", told.headers.get("Location", "/"))


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/....//app.py",
        "/static//etc/passwd",
        "/static/%00site.css",
        "/static/..\\app.py",
        "/widget/../v1/../../app.py",
        "/widget/..%2f..%2fapp/find-a-centre.js",
        "/centres/..%2f..%2fapp.py",
        "/near/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_out_of_what_is_served(plain, path):
    told = plain.get(path)
    assert told.status_code in {308, 404}
    assert "create_app" not in told.text
    assert "root:" not in told.text


@pytest.mark.parametrize("sign", ["%0d%0a", "%0a", "%0d", "%e5%98%8a%e5%98%8d"])
def test_no_sign_in_an_address_writes_a_header(plain, sign):
    evil = f"{sign}Set-Cookie:%20a=b"
    for path in (f"/cy{evil}", f"/?shortlist=near{evil}", f"/centres/near{evil}"):
        assert "Set-Cookie" not in plain.get(path).headers
    told = plain.post(f"/names?shortlist=near{evil}", data={"name": "Example"})
    assert "Set-Cookie" not in told.headers


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND", "X" * 1000]
)
@pytest.mark.parametrize("path", ["/", "/search", "/api/v1/search", "/healthz"])
def test_no_other_method_is_taken(plain, method, path):
    told = plain.open(path, method=method)
    assert told.status_code == 405
    assert "X" * 1000 not in told.text


def test_a_method_cannot_be_put_into_a_header(plain):
    headers = {"X-HTTP-Method-Override": "POST"}
    assert plain.get("/search", headers=headers).status_code == 302


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_said_twice_is_no_trouble(plain, method):
    twice = [("postcode", "NG1 5FS"), ("postcode", "LS1"), ("service", "supported")]
    told = plain.open(
        "/search",
        method=method,
        data="&".join(f"{a}={b}" for a, b in twice * 50),
        content_type="application/x-www-form-urlencoded",
    )
    assert told.status_code in {302, 303, 400}
    assert plain.get("/api/v1/centres", query_string=twice).status_code == 400
