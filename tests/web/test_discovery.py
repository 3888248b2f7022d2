import random
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from finder.centres import CentreStatus, ServiceType
from finder.places import Gazetteer
from finder.settings import PROJECT
from finder.web import discovery
from tests.builders import a_centre
from tests.web.conftest import an_app

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
PUBLIC = "https://centres.example.org"


def read(answer) -> ElementTree.Element:
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    return ElementTree.fromstring(answer.data)  # noqa: S314, our own answer


def addresses_in(tree: ElementTree.Element) -> list[str]:
    return [it.text or "" for it in tree.iterfind("s:url/s:loc", NAMES)]


def paths_in(tree: ElementTree.Element) -> list[str]:
    return [urlsplit(address).path for address in addresses_in(tree)]


@pytest.fixture
def public_client(client, data_dir):
    return an_app(data_dir, public_url=PUBLIC).test_client()


def test_the_sitemap_has_every_page_worth_finding(client_of, all_postcodes):
    client = client_of(
        [
            a_centre("open"),
            a_centre("paused", status=CentreStatus.TEMPORARILY_CLOSED),
            a_centre("shut", status=CentreStatus.CLOSED),
        ]
    )
    paths = paths_in(read(client.get("/sitemap.xml")))
    places = Gazetteer.read(PROJECT / "data" / "places.csv")
    expected = {
        "/",
        "/guide",
        "/services",
        *(f"/services/{service}" for service in ServiceType),
        "/apply",
        "/pre-visit",
        "/what-happens-next",
        "/safety",
        "/professionals",
        "/about",
        "/accessibility",
        "/privacy",
        "/data",
        "/widget",
        "/developers",
        "/centres/open",
        "/centres/paused",
        *(f"/near/{str(it).lower()}" for it in all_postcodes.outcodes()),
        *(f"/near/{place.slug}" for place in places),
    }
    assert set(paths) == expected | {f"/cy{path}" for path in expected}
    assert len(paths) == len(set(paths))


def test_every_address_of_the_sitemap_opens(client):
    paths = paths_in(read(client.get("/sitemap.xml")))
    few = [path for path in paths if "/near/" not in path]
    some = random.Random(2026).sample([it for it in paths if "/near/" in it], 12)
    for path in (*few, *some, "/near/je2", "/near/im1", "/near/gy10"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert 'content="noindex"' not in page.text, path


def test_every_page_of_the_sitemap_says_where_it_is_in_the_other_language(client):
    tree = read(client.get("/sitemap.xml"))
    for url in tree.iterfind("s:url", NAMES):
        links = {
            it.get("hreflang"): it.get("href") for it in url.iterfind("x:link", NAMES)
        }
        assert set(links) == {"en", "cy"}
        assert url.findtext("s:loc", namespaces=NAMES) in links.values()
    near = next(it for it in tree.iter() if (it.text or "").endswith("/cy/near/ng1"))
    assert near.text == "http://localhost/cy/near/ng1"


def test_the_sitemap_has_the_address_that_is_set_rather_than_the_one_asked(
    public_client,
):
    made_up = {"Host": "evil.example"}
    for path in ("/sitemap.xml", "/robots.txt"):
        answer = public_client.get(path, headers=made_up)
        assert PUBLIC in answer.text
        assert "evil.example" not in answer.text


def test_without_an_address_set_the_sitemap_has_that_of_each_request(client):
    for host in ("one.example", "two.example"):
        tree = read(client.get("/sitemap.xml", headers={"Host": host}))
        assert {urlsplit(it).netloc for it in addresses_in(tree)} == {host}


def test_a_long_sitemap_is_an_index_of_parts(client, data_dir, monkeypatch):
    whole = addresses_in(read(client.get("/sitemap.xml")))
    monkeypatch.setattr(discovery, "MOST_ADDRESSES", 10_000)
    divided = an_app(data_dir).test_client()
    index = read(divided.get("/sitemap.xml"))
    parts = [it.text or "" for it in index.iterfind("s:sitemap/s:loc", NAMES)]
    assert len(parts) == 2
    found = [
        address
        for part in parts
        for address in addresses_in(read(divided.get(urlsplit(part).path)))
    ]
    assert found == whole
    for number in (0, 3):
        assert divided.get(f"/sitemap-{number}.xml").status_code == 404


def test_the_sitemap_follows_the_listing(client_of):
    assert "/centres/one" in paths_in(
        read(client_of([a_centre("one")]).get("/sitemap.xml"))
    )
    paths = paths_in(read(client_of([a_centre("two")]).get("/sitemap.xml")))
    assert "/centres/two" in paths
    assert "/centres/one" not in paths


def test_the_sitemap_may_be_kept_and_asked_for_anew(client):
    answer = client.get("/sitemap.xml")
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    tag = answer.headers["ETag"]
    again = client.get("/sitemap.xml", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_robots_are_kept_from_the_pages_of_a_single_visitor_alone(public_client):
    answer = public_client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [f"{PUBLIC}/sitemap.xml"]
    for path in (
        "/results/x",
        "/search",
        "/guide/x",
        "/names/x",
        "/shortlist",
        "/shortlist.csv",
    ):
        assert not robots.can_fetch("*", path), path
        assert not robots.can_fetch("*", f"/cy{path}"), path
    for path in ("/", "/guide", "/cy/guide", "/near/ng1", "/centres/near", "/services"):
        assert robots.can_fetch("*", path), path
