import re
import time

import pytest

from finder.settings import Settings
from finder.web import SecretKeyMissing, create_app
from tests.web.conftest import an_app
from tests.web.test_pages import search

PAGES = {
    "/",
    "/about",
    "/accessibility",
    "/apply",
    "/centres/<centre_id>",
    "/centres/<centre_id>/checklist",
    "/data",
    "/developers",
    "/embed",
    "/embed/v1/",
    "/embed/v1/results/<sealed>",
    "/embed/v1/search",
    "/guide",
    "/guide/<sealed>",
    "/names",
    "/names/<sealed>",
    "/near/<where>",
    "/pre-visit",
    "/privacy",
    "/professionals",
    "/results/<sealed>",
    "/safety",
    "/search",
    "/services",
    "/services/<code>",
    "/shortlist",
    "/shortlist.csv",
    "/status",
    "/what-happens-next",
    "/widget",
}
API_ROUTES = {
    "/api/v1/batch",
    "/api/v1/centres",
    "/api/v1/centres/<centre_id>",
    "/api/v1/openapi.json",
    "/api/v1/place",
    "/api/v1/search",
    "/api/v1/services",
    "/api/v1/status",
}
PUBLISHED_ROUTES = {
    *PAGES,
    *(f"/cy{page}" for page in PAGES),
    *API_ROUTES,
    "/.well-known/security.txt",
    "/feeds/centres.csv",
    "/feeds/centres.geojson",
    "/healthz",
    "/oruk/v3/",
    "/oruk/v3/organizations",
    "/oruk/v3/organizations/<its_id>",
    "/oruk/v3/service_at_locations",
    "/oruk/v3/service_at_locations/<its_id>",
    "/oruk/v3/services",
    "/oruk/v3/services/<its_id>",
    "/oruk/v3/taxonomies",
    "/oruk/v3/taxonomies/<its_id>",
    "/oruk/v3/taxonomy_terms",
    "/oruk/v3/taxonomy_terms/<its_id>",
    "/readyz",
    "/robots.txt",
    "/sitemap-<int:number>.xml",
    "/sitemap.xml",
    "/static/<name>",
    "/widget/<version>/find-a-centre.js",
}
SECONDS_IN_FIVE_HOURS = 5 * 3600


def test_no_route_comes_or_goes_without_this_list(data_dir):
    rules = {str(rule) for rule in an_app(data_dir).url_map.iter_rules()}
    assert rules == PUBLISHED_ROUTES


def test_a_start_without_a_secret_key_is_refused(data_dir, monkeypatch):
    monkeypatch.delenv("FINDER_SECRET_KEY", raising=False)
    with pytest.raises(SecretKeyMissing):
        create_app(Settings(data_dir=data_dir))


def test_the_name_of_the_service_is_a_setting(data_dir):
    page = an_app(data_dir, service_name="Example Finder").test_client().get("/")
    assert "– Example Finder</title>" in page.text
    assert "Find a Centre" not in page.text


@pytest.mark.parametrize(("prefix", "said"), [("", "expired"), ("/cy", "dod i ben")])
def test_an_expired_search_says_so_and_keeps_the_services(
    client, monkeypatch, prefix, said
):
    address = search(client, "NG1 5FS", "supported", "virtual").location
    later = time.time() + SECONDS_IN_FIVE_HOURS
    monkeypatch.setattr(time, "time", lambda: later)
    page = client.get(prefix + address)
    assert page.status_code == 410
    assert said in page.text
    kept = re.search(
        rf'href="({prefix}/\?service=supported&amp;service=virtual)"', page.text
    )
    assert kept is not None


def test_every_page_can_be_opened_in_both_languages(client):
    for path in ("/", "/centres/near", search(client, "NG1").location):
        english, welsh = client.get(path), client.get(f"/cy{path}")
        assert (english.status_code, welsh.status_code) == (200, 200)
        assert f'href="/cy{path}"' in english.text
        assert f'href="{path}"' in welsh.text
