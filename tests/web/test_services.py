import html
import re

import pytest
from werkzeug.test import TestResponse

from finder.centres import CentreStatus, ReferralRoute, ServiceType
from tests.builders import a_centre, a_service

PAGES = ["/services", "/apply", "/pre-visit", "/what-happens-next"]
PAGES += [f"/services/{service}" for service in ServiceType]
CHECKLIST = "/centres/near/checklist"


def main_of(page: TestResponse) -> str:
    """Return the marks of the main part of a page."""
    return page.text[page.text.index("<main") : page.text.index("</main>")]


def words_of(page: TestResponse) -> str:
    """Return what the main part of a page says, without its marks."""
    text = re.sub(r"<[^>]+>", " ", main_of(page))
    return html.unescape(re.sub(r"\s+", " ", text))


@pytest.mark.parametrize("language", ["", "/cy"])
def test_every_page_of_the_journey_opens_and_says_when_it_was_reviewed(
    client, language
):
    reviewed = "22 Tachwedd 2026" if language else "22 November 2026"
    for path in PAGES:
        page = client.get(language + path)
        assert page.status_code == 200, path
        assert reviewed in words_of(page), path


def test_every_page_of_the_journey_has_its_twin_in_welsh(client):
    for path in [*PAGES, CHECKLIST]:
        assert f'hreflang="cy" href="/cy{path}"' in client.get(path).text


def test_caches_may_keep_the_pages_and_ask_if_they_changed(client):
    for path in [*PAGES, CHECKLIST]:
        page = client.get(path)
        assert page.cache_control.public, path
        again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
        assert again.status_code == 304, path
        assert again.data == b""


def test_a_change_of_the_listing_changes_the_tag_of_a_checklist(client_of):
    tags = {
        client_of([a_centre("near", name=name)]).get(CHECKLIST).headers["ETag"]
        for name in ("Example One", "Example Two")
    }
    assert len(tags) == 2


def test_the_types_of_service_are_listed_with_a_page_each(client):
    page = client.get("/services")
    for service in ServiceType:
        assert f'href="/services/{service}"' in page.text
    said = words_of(page)
    assert "“Family time” is today's word for contact." in said
    assert "“Support contact” is an old word for handover." in said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", ["it is not watched", "Supported contact is not watched."]),
        (
            "/cy",
            ["nid yw'n cael ei wylio", "Nid yw cyswllt â chymorth yn cael ei wylio."],
        ),
    ],
)
def test_supported_contact_is_plainly_said_to_be_unwatched(client, language, said):
    page = words_of(client.get(f"{language}/services/supported"))
    assert [sentence for sentence in said if sentence not in page] == []
    first = client.get(f"{language}/services").text.split('<li class="card">')[1]
    assert said[0] in html.unescape(first)


def test_the_page_of_a_service_leads_to_a_search_with_it_chosen(client):
    for service in ServiceType:
        page = client.get(f"/services/{service}").text
        assert f'class="button" href="/?service={service}"' in page
        assert 'href="/guide"' in page
        chosen = client.get(f"/?service={service}").text
        assert re.search(rf'value="{service}"[^>]* checked', chosen)


@pytest.mark.parametrize("service", ["supervised-assessment", "life-story"])
def test_services_that_centres_name_differently_are_said_to_be_so(client, service):
    page = words_of(client.get(f"/services/{service}"))
    assert "Centres use these words in different ways." in page
    assert "We could not confirm who watches" in page
    assert "£" not in page


@pytest.mark.parametrize(
    "code", ["unconfirmed", "SUPPORTED", "supported;", "<b>", "%00", "x" * 2_000]
)
def test_there_is_no_page_for_a_service_that_is_not_known(client, code):
    page = client.get(f"/services/{code}")
    assert page.status_code == 404
    assert "<b>" not in page.text


def test_the_checklist_shows_how_to_apply_to_each_service_by_itself(client_of):
    client = client_of(
        [
            a_centre(
                "near",
                name="Example Near",
                email="near@example.org",
                services=(
                    a_service("supported", charges="Free", waiting_weeks=3),
                    a_service(
                        "supervised",
                        referral_routes=(ReferralRoute.COURT,),
                        charges="£60 an hour",
                    ),
                ),
            )
        ]
    )
    page = client.get(CHECKLIST)
    supported, supervised = re.findall(
        r'<div class="service">(.*?)</dl>', page.text, re.DOTALL
    )
    assert "parents themselves, a solicitor" in supported
    assert "Free" in supported
    assert "About 3 weeks" in supported
    assert "the court" in supervised
    assert "parents themselves" not in supervised
    assert "£60 an hour" in supervised
    said = words_of(page)
    assert "Before you apply to Example Near" in said
    assert "0115 496 0000" in said
    assert "near@example.org" in said


@pytest.mark.parametrize("language", ["", "/cy"])
def test_the_checklist_is_for_paper_and_has_nothing_to_type_in(client, language):
    main = main_of(client.get(language + CHECKLIST))
    assert not re.search(r"<(input|textarea|select|form|button|script)\b", main)
    assert ("Ar bapur yn unig" if language else "on paper only") in main


def test_the_checklist_tells_no_address(client):
    page = client.get(CHECKLIST).text
    assert "NG1 5FS" not in page
    assert "Example Street" not in page


def test_the_checklist_of_a_centre_that_is_closed_for_now_says_so(client_of):
    shut = CentreStatus.TEMPORARILY_CLOSED
    centre = a_centre("near", status=shut, status_note="Until June.")
    said = words_of(client_of([centre]).get(CHECKLIST))
    assert "Closed for now. Until June." in said


@pytest.mark.parametrize("status", ["unknown", "closed"])
def test_a_centre_that_is_not_listed_has_no_checklist(client_of, status):
    closed = a_centre("closed", status=CentreStatus.CLOSED)
    client = client_of([a_centre("near"), closed])
    page = client.get(f"/centres/{status}/checklist")
    assert page.status_code == 404
    assert "We do not list this centre" in words_of(page)
