import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from finder.centres import CentreStatus, LocationSource
from finder.helplines import HELPLINES
from finder.snapshot import SnapshotStore
from finder.web.api_json import ATTRIBUTION
from tests.builders import a_centre
from tests.web.conftest import an_app

PAGES = (
    "/safety",
    "/professionals",
    "/about",
    "/accessibility",
    "/privacy",
    "/data",
    "/status",
)
KEPT_BY_NOBODY = ("/safety", "/status")

# The closed list: each number, and the heading of the safety page it stands under.
NUMBERS = {
    "999": "danger",
    "0808 2000 247": "england",
    "0808 80 10 800": "wales",
    "0800 027 1234": "scotland",
    "0808 802 1414": "northern-ireland",
    "0808 801 0327": "uk",
    "0800 999 5428": "uk",
    "0808 802 0300": "uk",
    "0800 5999 247": "uk",
    "116 123": "uk",
    "0800 1111": "uk",
    "0808 800 5000": "uk",
    "0808 802 4040": "behaviour",
    "0115 948 4557": "centres",
}


def fact(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", page)
    assert found is not None, name
    return found[1]


def numbers_by_heading(page: str) -> dict[str, str]:
    """Return every number that can be rung, and what it stands under."""
    main = page[page.index("<main") : page.index("</main>")]
    marks = re.finditer(r'<(?:section|h3) id="([^"]+)"|href="tel:(\d+)"', main)
    found, heading = {}, ""
    for mark in marks:
        heading = mark[1] or heading
        if mark[2]:
            found[mark[2]] = heading
    return found


@pytest.fixture
def kept_client(client: FlaskClient, data_dir: Path) -> FlaskClient:
    """Return a client for the same service, whose keeper is named."""
    return an_app(
        data_dir,
        keeper_name="Example Charity",
        keeper_email="keeper@example.org",
        helpline_name="Example Line",
        helpline_telephone="0808 157 0000",
        search_hours=0.5,
    ).test_client()


def test_every_page_about_the_service_opens_in_both_languages(client):
    for path in PAGES:
        english, welsh = client.get(path), client.get(f"/cy{path}")
        assert (english.status_code, welsh.status_code) == (200, 200)
        assert f'href="/cy{path}"' in english.text
        assert f'href="{path}"' in welsh.text


def test_that_somebody_looked_for_safety_is_kept_by_no_cache(client):
    for path in PAGES:
        kept = client.get(path).headers["Cache-Control"]
        assert ("no-store" in kept) == (path in KEPT_BY_NOBODY), path


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_every_helpline_can_be_rung_under_the_heading_of_its_nation(client, prefix):
    expected = {number.replace(" ", ""): it for number, it in NUMBERS.items()}
    page = client.get(f"{prefix}/safety").text
    assert numbers_by_heading(page) == expected
    assert {it.telephone for it in HELPLINES} == NUMBERS.keys() - {"999"}


def test_what_could_not_be_confirmed_is_not_said(client):
    page = client.get("/safety").text
    assert "119 2020" not in page
    assert "C8" not in page
    assert "could not confirm a helpline of the islands" in page


def test_safety_says_how_to_ring_without_speaking_and_what_exit_leaves_behind(client):
    page = client.get("/safety").text
    assert "press 55" in page
    assert "It does not clear your history." in page


def test_a_demonstration_says_that_its_helplines_are_real(client, client_of):
    assert "helplines on this page are real" in client.get("/safety").text
    published = client_of([a_centre()], demonstration=False)
    assert "helplines on this page are real" not in published.get("/safety").text


def test_the_keepers_own_helpline_comes_before_the_others(client, kept_client):
    numbers = list(numbers_by_heading(kept_client.get("/safety").text))
    assert numbers[:3] == ["999", "08081570000", "08082000247"]
    assert "Example Line" not in client.get("/safety").text


def test_who_keeps_the_service_is_said_or_said_to_be_unsaid(client, kept_client):
    assert "does not say who keeps it" in client.get("/about").text
    about = kept_client.get("/about").text
    assert "Example Charity keeps this service" in about
    for page in (about, kept_client.get("/accessibility").text):
        assert 'href="mailto:keeper@example.org"' in page
    assert "mailto:" not in client.get("/accessibility").text


def test_privacy_says_no_cookies_and_no_page_sets_one(client):
    assert "no cookies" in client.get("/privacy").text
    for path in PAGES:
        assert "Set-Cookie" not in client.get(path).headers


def test_privacy_says_how_long_a_search_can_be_opened(client, kept_client):
    assert "It works for 4 hours." in client.get("/privacy").text
    assert "It works for 0.5 hours." in kept_client.get("/privacy").text
    assert "gweithio am 4 awr" in client.get("/cy/privacy").text


def test_professionals_learn_which_address_can_be_shared(client):
    page = client.get("/professionals").text
    assert "You can keep that address and share it, as it holds no place" in page
    assert 'href="/shortlist"' in page


def test_data_names_each_source_with_its_licence(client):
    page = client.get("/data").text
    assert ATTRIBUTION in page
    assert "made from: a test" in page
    for named in ("ONS Postcode Directory", "GeoNames", "Natural Earth", "CC BY 4.0"):
        assert named in page
    assert "OpenStreetMap" not in page


def test_data_credits_openstreetmap_once_an_address_was_looked_up(client_of):
    found = a_centre(location_source=LocationSource.ADDRESS)
    assert "OpenStreetMap" in client_of([found]).get("/data").text


def test_data_claims_no_licence_for_a_list_of_real_centres(client_of):
    page = client_of([a_centre()], demonstration=False).get("/data").text
    assert "do not know of a licence for the list" in page
    assert "MIT" not in page


def test_status_counts_what_is_listed(client_of, data_dir):
    client = client_of(
        [
            a_centre("new", last_checked=date(2026, 11, 19)),
            a_centre("old", last_checked=date(2024, 3, 8)),
            a_centre("never", status=CentreStatus.TEMPORARILY_CLOSED),
            a_centre(
                "closed", status=CentreStatus.CLOSED, last_checked=date(2020, 1, 1)
            ),
        ],
        demonstration=False,
    )
    page = client.get("/status").text
    assert fact(page, "What it is") == "A list of centres"
    assert fact(page, "Centres in it") == "3"
    assert fact(page, "Closed for now") == "1"
    assert fact(page, "Details checked longest ago") == "8 March 2024"
    assert fact(page, "Details checked most recently") == "19 November 2026"
    assert fact(page, "Details never checked, as far as we know") == "1"
    live = SnapshotStore(data_dir / "snapshots").live_id()
    assert live is not None
    assert live in page


def test_status_does_not_make_up_a_day_on_which_nothing_was_checked(client):
    page = client.get("/status").text
    assert fact(page, "What it is").startswith("A demonstration")
    assert fact(page, "Details checked longest ago").startswith("None were checked")


def test_status_says_so_while_there_is_no_list_yet(data_dir):
    client = an_app(data_dir).test_client()
    assert client.get("/status").status_code == 503
    assert client.get("/safety").status_code == 200
