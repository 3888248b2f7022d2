import gzip
import re

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from finder.web.caching import for_everyone
from finder.web.compression import compress_answers

CONTENT = "<p>The same for everyone.</p>" * 100
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def page_for_everyone():
    app = Flask(__name__)
    app.add_url_rule("/", "page", lambda: for_everyone(CONTENT))
    compress_answers(app)
    return app.test_client()


@pytest.fixture
def packed_client(client):
    """Return a client that leaves compressed pages unread."""
    return FlaskClient(client.application)


def addresses(client):
    style = re.search(r'href="(/static/site\.\w+\.css)"', client.get("/").text)
    script = re.search(r'src="(/static/site\.\w+\.js)"', client.get("/").text)
    assert style is not None
    assert script is not None
    return ["/", style[1], script[1], "/api/v1/centres?postcode=NG1&service=supported"]


@pytest.mark.parametrize("way", UNPACK)
def test_texts_are_compressed_for_whoever_can_read_them_so(client, packed_client, way):
    for address in addresses(client):
        plain = client.get(address)
        packed = packed_client.get(address, headers={"Accept-Encoding": way})
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == way, address
        assert len(packed.data) == int(packed.headers["Content-Length"])
        assert len(packed.data) < len(plain.data)
        assert UNPACK[way](packed.data) == plain.data
        for answer in (plain, packed):
            assert "Accept-Encoding" in answer.vary
            assert answer.mimetype == plain.mimetype


def test_a_short_answer_is_not_made_longer(client):
    answer = client.get("/healthz", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers


def test_who_refuses_compression_gets_none(client):
    for refusal in ("identity", "br;q=0, gzip;q=0"):
        for address in addresses(client):
            answer = client.get(address, headers={"Accept-Encoding": refusal})
            assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("way", ["", "br", "zstd", "gzip"])
def test_an_unchanged_page_is_not_sent_twice_however_compressed(page_for_everyone, way):
    asked = {"Accept-Encoding": way}
    first = page_for_everyone.get("/", headers=asked)
    assert first.status_code == 200
    assert first.headers.get("Content-Encoding", "") == way
    kept = {**asked, "If-None-Match": first.headers["ETag"]}
    again = page_for_everyone.get("/", headers=kept)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Vary"] == "Accept-Encoding"
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    other = {**asked, "If-None-Match": '"another"'}
    assert page_for_everyone.get("/", headers=other).status_code == 200


def test_each_way_of_compressing_has_a_tag_of_its_own(page_for_everyone):
    tags = {
        page_for_everyone.get("/", headers={"Accept-Encoding": way}).headers["ETag"]
        for way in ("", "br", "gzip")
    }
    assert len(tags) == 3
