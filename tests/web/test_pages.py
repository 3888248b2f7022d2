import html
import logging
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.centres import (
    Accreditation,
    AccreditationStatus,
    AccreditationType,
    Address,
    AddressVisibility,
    AgeRange,
    AreaCovered,
    CentreStatus,
    Facility,
    ReferralRoute,
)
from finder.postcodes import Nation, Postcode
from finder.sessions import read_opening
from tests.builders import a_centre, a_service

SQL = "NG1 5FS'; DROP TABLE centres; --"
HTML = "<script>alert(1)</script>"
NASTY = ["nonsense", "x" * 10_000, "😀👩‍👧", SQL, HTML, "NUL\x00NUL", "‮NG1"]


def search(
    client: FlaskClient, postcode: str, *services: str, language: str = ""
) -> TestResponse:
    return client.post(
        f"{language}/search",
        data={"postcode": postcode, "service": list(services) or ["supported"]},
    )


def results(client: FlaskClient, postcode: str, *services: str) -> TestResponse:
    redirect = search(client, postcode, *services)
    assert redirect.status_code == 303, redirect.text
    return client.get(redirect.location)


def words_of(page: TestResponse) -> str:
    """Return what a page says, without its marks."""
    text = re.sub(
        r"<(?:head|footer|header).*?</(?:head|footer|header)>",
        "",
        page.text,
        flags=re.S,
    )
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def without_sealed(text: str) -> str:
    """Leave out sealed addresses, which may hold any letters by chance."""
    return re.sub(r"sealed-[\w-]+", "", text)


def names_in(page: TestResponse) -> list[str]:
    return re.findall(
        r'<h2>(?:<span.*?</span>)?<a href="[^"]+">([^<]+)</a></h2>', page.text
    )


def test_start_page_asks_for_service_and_postcode_in_both_languages(client):
    english, welsh = client.get("/"), client.get("/cy/")
    assert "Which service does the child need?" in english.text
    assert "Pa wasanaeth sydd ei angen ar y plentyn?" in welsh.text
    assert '<a lang="cy" hreflang="cy" href="/cy/">Cymraeg</a>' in english.text
    assert '<a lang="en" hreflang="en" href="/">English</a>' in welsh.text


def test_supported_contact_is_said_to_be_not_watched(client):
    assert "They do not watch the contact" in client.get("/").text


def test_nothing_is_chosen_for_the_visitor(client):
    assert " checked>" not in client.get("/").text


def test_a_search_shows_the_nearest_first(client):
    page = results(client, "NG1 5FS")
    assert names_in(page) == ["Example Near", "Example Far"]
    assert "2 centres found, nearest to NG1 first" in words_of(page)
    assert "less than half a mile" in words_of(page)
    assert "60 miles" in words_of(page)


def test_only_centres_that_offer_every_service_are_shown(client):
    page = results(client, "NG1 5FS", "supported", "virtual")
    assert names_in(page) == ["Example Far"]


def test_the_postcode_is_in_no_address_header_or_page_of_a_search(client):
    redirect = search(client, "NG1 5FS")
    page = client.get(redirect.location)
    for text in (str(redirect.headers), redirect.text, str(page.headers), page.text):
        assert not re.search(r"5 ?FS", without_sealed(text), re.IGNORECASE)


def test_the_language_can_be_changed_on_a_page_of_results(client_of):
    client = client_of([a_centre(f"centre-{number}") for number in range(12)])
    address = search(client, "NG1 5FS").location
    page = client.get(f"{address}?page=2")
    assert f'href="/cy{address}?page=2"' in page.text
    welsh = client.get(f"/cy{address}?page=2")
    assert "Canfuwyd 12 canolfan" in words_of(welsh)
    assert f'href="{address}?page=2"' in welsh.text


def test_pages_of_results_neither_overlap_nor_skip(client_of):
    client = client_of([a_centre(f"centre-{number:02}") for number in range(25)])
    address = search(client, "NG1 5FS").location
    pages = [names_in(client.get(f"{address}?page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert len(set().union(*pages)) == 25


@pytest.mark.parametrize("number", ["0", "4", "-1", "999999999999", "two", ""])
def test_a_page_that_is_not_there_is_answered_by_the_first(client_of, number):
    client = client_of([a_centre(f"centre-{number:02}") for number in range(25)])
    address = search(client, "NG1 5FS").location
    page = client.get(f"{address}?page={number}")
    assert "page 1 of 3" in words_of(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("BT1 1AA", "BT1 (Northern Ireland)"),
        ("ZE1 0AA", "The child lives in Scotland"),
        ("TR21 0PW", "distances are from the middle of the TR21 area"),
        ("TR21 0LW", "TR21 (England)"),
        ("JE2 3AB", "distances are from the middle of the JE2 area"),
        ("GY1 1WR", "distances are from the middle of the GY1 area"),
        ("IM1 1AD", "distances are from the middle of the IM1 area"),
        ("sw1a1aa", "SW1A (England)"),
        ("ng1 5fs.", "NG1 (England)"),
        ("NG1", "You gave part of a postcode"),
        ("NG1 5", "You gave part of a postcode"),
        ("NG1 5QQ", "We do not have an exact position for that postcode"),
    ],
)
def test_each_kind_of_postcode_is_answered_and_says_how_well_it_is_known(
    client, typed, said
):
    page = results(client, typed)
    assert said in words_of(page)
    assert len(names_in(page)) == 2


def test_a_town_serves_as_well_as_a_postcode(client):
    page = results(client, "Nottingham")
    assert "nearest to Nottingham first" in words_of(page)
    assert "distances are from the middle of Nottingham" in words_of(page)
    assert names_in(page) == ["Example Near", "Example Far"]


def test_a_welsh_name_finds_the_same_town(client):
    assert "nearest to Swansea first" in words_of(results(client, "Abertawe"))


def test_a_name_that_several_towns_share_gives_a_choice(client):
    page = search(client, "Newport", "virtual")
    assert page.status_code == 400
    assert "There are several places of this name" in words_of(page)
    slugs = re.findall(r'name="town_postcode" value="(newport-[a-z0-9]+)"', page.text)
    assert "newport-np20" in slugs
    assert "newport-po30" in slugs
    chosen = client.post(
        "/search",
        data={
            "postcode": "Newport",
            "town_postcode": "newport-np20",
            "service": "supported",
        },
    )
    assert "nearest to Newport first" in words_of(client.get(chosen.location))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the postcode or town where the child lives"),
        ("nonsense", "We do not know a town of this name"),
        ("NG1 5FSX", "Enter a UK postcode, such as NG1 5FS"),
        ("NG1 5F", "The postcode stops before its end"),
        ("QQ1 1AA", "We do not know this postcode or its district"),
        ("GIR 0AA", "This postcode is for sorting mail only"),
        ("BF1 3AA", "This is a British Forces (BFPO) postcode"),
    ],
)
def test_each_wrong_postcode_is_told_apart_and_kept(client, typed, said):
    page = search(client, typed, "handover")
    assert page.status_code == 400
    assert "There is a problem" in words_of(page)
    assert words_of(page).count(said) == 2
    assert f'value="{typed}"' in page.text
    assert (
        'value="handover" aria-describedby="service-handover-hint" checked' in page.text
    )
    assert "<title>Error:" in page.text


def test_a_missing_service_is_told_and_the_postcode_kept(client):
    page = client.post("/search", data={"postcode": "NG1 5FS"})
    assert page.status_code == 400
    assert words_of(page).count("Select the service the child needs") == 2
    assert 'value="NG1 5FS"' in page.text


def test_an_other_service_that_was_chosen_stays_in_sight(client):
    assert "<details open>" in search(client, "", "virtual").text
    assert "<details open>" not in search(client, "", "supported").text


@pytest.mark.parametrize("typed", NASTY)
@pytest.mark.parametrize("language", ["", "/cy"])
def test_nonsense_is_kept_escaped_and_never_run(client, typed, language):
    page = search(client, typed, language=language)
    assert page.status_code == 400
    assert "<script>" not in page.text
    shown = re.search(r'name="postcode"[^>]* value="([^"]*)"', page.text)
    assert shown is not None
    assert html.unescape(shown[1]) == typed.replace("\x00", "")


@pytest.mark.parametrize("service", [HTML, "x" * 10_000, "'; DROP TABLE", "not-sure"])
def test_a_service_that_is_not_on_the_list_is_refused(client, service):
    page = search(client, "NG1 5FS", service)
    assert page.status_code == 400
    assert "Select a service from the list" in words_of(page)
    assert service not in page.text


def test_a_letter_mistaken_for_a_digit_is_offered_as_a_correction(client):
    page = search(client, "NGI 5FS")
    assert (
        'name="suggestion_postcode" value="NG1 5FS">Use NG1 5FS</button>' in page.text
    )
    mended = client.post(
        "/search",
        data={
            "postcode": "NGI 5FS",
            "suggestion_postcode": "NG1 5FS",
            "service": "supported",
        },
    )
    assert mended.status_code == 303


def test_what_was_typed_is_carried_over_when_the_language_is_changed(client):
    page = search(client, "nonsense")
    assert (
        'form="search" formaction="/cy/search" lang="cy">Cymraeg</button>' in page.text
    )


@pytest.mark.parametrize("typed", ["NG1 5FS", "nonsense 1AA", *NASTY])
def test_nothing_typed_is_ever_logged(client, caplog, capfd, typed):
    caplog.set_level(logging.DEBUG)
    answer = search(client, typed)
    if answer.location:
        client.get(answer.location)
    client.get("/api/v1/centres", query_string={"postcode": typed, "service": "x"})
    captured = capfd.readouterr()
    logged = caplog.text + captured.out + captured.err
    assert typed not in logged
    assert "5FS" not in logged


def test_an_unforeseen_failure_is_a_page_and_its_log_has_no_input(
    client, caplog, monkeypatch
):
    def fail(typed: str, *others: object) -> None:
        raise RuntimeError(typed)

    monkeypatch.setattr("finder.web.pages.read_search", fail)
    page = search(client, "NG1 5FS")
    assert page.status_code == 500
    assert "Something went wrong on our side" in words_of(page)
    assert "RuntimeError" in caplog.text
    assert "5FS" not in caplog.text


@pytest.mark.parametrize("typed", ["Newport", "NGI 5FS", "nonsense"])
def test_enter_searches_for_what_was_typed_and_presses_no_choice(client, typed):
    page = search(client, typed)
    first = re.search(r"<button[^>]*>", page.text)
    assert first is not None
    assert 'form="search"' in first[0]
    assert "name=" not in first[0]
    assert "formaction" not in first[0]


def test_reloading_the_address_of_the_form_goes_back_to_the_start(client):
    assert client.get("/search").location == "/"
    assert client.get("/cy/search").location == "/cy/"


def test_changing_the_search_keeps_the_services(client):
    page = results(client, "NG1 5FS", "virtual")
    assert 'href="/?service=virtual"' in page.text
    assert 'value="virtual" aria-describedby="service-virtual-hint" checked' in (
        client.get("/?service=virtual").text
    )


def test_nothing_found_says_what_each_service_alone_would_find(client):
    page = results(client, "NG1 5FS", "supported", "virtual", "escorted")
    said = words_of(page)
    assert "No centres found near NG1" in said
    assert "Supported contact : 2 centres" in said
    assert "Virtual contact : 1 centre" in said
    assert "Escorted contact :" not in said
    address = re.search(r'<li><a href="(/results/[^"]+)">Virtual', page.text)
    assert address is not None
    assert names_in(client.get(address[1])) == ["Example Far"]


def test_services_without_a_venue_have_a_group_of_their_own(client_of):
    client = client_of(
        [
            a_centre("venue", name="Example Venue"),
            a_centre(
                "roving",
                name="Example Roving",
                location=None,
                location_source=None,
                address=Address(),
                area_covered=AreaCovered(nations=(Nation.ENGLAND,)),
            ),
        ]
    )
    page = results(client, "NG1 5FS")
    said = words_of(page)
    assert said.index("Example Venue") < said.index("Services without a building")
    assert said.index("Services without a building") < said.index("Example Roving")
    assert "1 centre found" in said
    assert "has no building of its own" in words_of(client.get("/centres/roving"))


def test_a_centre_closed_for_now_is_marked_and_a_closed_one_is_nowhere(client_of):
    client = client_of(
        [
            a_centre(
                "shut",
                status=CentreStatus.TEMPORARILY_CLOSED,
                status_note="Back in the new year.",
            ),
            a_centre("gone", name="Example Gone", status=CentreStatus.CLOSED),
        ]
    )
    page = results(client, "NG1 5FS")
    assert "Closed for now. Back in the new year." in words_of(page)
    assert "Example Gone" not in page.text
    assert client.get("/centres/gone").status_code == 404


def a_full_centre(visibility: AddressVisibility):
    return a_centre(
        "whole",
        name="Example Whole",
        operator="Example Charity",
        charity_number="EXAMPLE-1",
        address=Address(
            lines=("1 Example Street", "Example Quarter"),
            town="Nottingham",
            county="Nottinghamshire",
            postcode=Postcode.read("NG1 5FS"),
            visibility=visibility,
        ),
        services=(
            a_service(
                "supervised",
                referral_routes=(ReferralRoute.COURT,),
                opening=read_opening("Sat 10:00-12:00; by arrangement"),
                charges="£45 an hour",
                age_range=AgeRange(youngest=2, oldest=12),
                waiting_weeks=6,
                accreditation=Accreditation(
                    type=AccreditationType.ENHANCED,
                    status=AccreditationStatus.ACCREDITED,
                ),
            ),
        ),
        email="office@example.org",
        website="https://example.org/",
        referral_url="https://example.org/refer",
        facilities=((Facility.STEP_FREE, True), (Facility.PARKING, False)),
        languages=("English", "Polish"),
        last_checked=date(2026, 10, 1),
        source="Example source",
    )


def test_a_centre_page_tells_all_that_is_known(client_of):
    client = client_of([a_full_centre(AddressVisibility.FULL)])
    said = words_of(client.get("/centres/whole"))
    for fact in [
        "Supervised contact",
        "the court",
        "Saturday",
        "10:00 to 12:00",
        "By arrangement",
        "£45 an hour",
        "2 to 12",
        "About 6 weeks",
        "Accredited (enhanced level)",
        "0115 496 0000",
        "office@example.org",
        "https://example.org/refer",
        "Example Charity ( charity number EXAMPLE-1 )".replace("( ", "(").replace(
            " )", ")"
        ),
        "1 Example Street",
        "NG1 5FS",
        "Step-free access",
        "No parking",
        "English, Polish",
        "last checked on 1 October 2026",
        "Source: Example source",
    ]:
        assert fact in said, fact


@pytest.mark.parametrize("visibility", [AddressVisibility.TOWN, AddressVisibility.NONE])
def test_a_withheld_address_is_on_no_page(client_of, visibility):
    client = client_of([a_full_centre(visibility)])
    for page in (
        client.get("/centres/whole"),
        results(client, "LS1 4DY", "supervised"),
    ):
        assert "Example Street" not in page.text
        assert "Example Quarter" not in page.text
        assert "5FS" not in without_sealed(page.text)
        hidden = visibility is AddressVisibility.NONE
        assert ("Nottingham" in page.text) is not hidden


def test_facts_from_a_listing_are_escaped(client_of):
    client = client_of([a_centre("odd", name=HTML, status_note=HTML, operator=HTML)])
    for page in (client.get("/centres/odd"), results(client, "NG1 5FS")):
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nowhere", 404, "Page not found"),
        ("/cy/nowhere", 404, "Heb ganfod y dudalen"),
        ("/centres/no-such", 404, "We do not list this centre"),
        ("/results/abc", 404, "We cannot open this search"),
        ("/cy/results/abc", 404, "Ni allwn agor y chwiliad hwn"),
        ("/results/" + "x" * 5000, 404, "We cannot open this search"),
    ],
)
def test_each_failure_has_a_page_of_its_own_in_the_language_of_its_path(
    client, path, status, said
):
    page = client.get(path)
    assert page.status_code == status
    assert said in words_of(page)


def test_a_wrong_method_is_told_with_the_ones_allowed(client):
    page = client.delete("/search")
    assert page.status_code == 405
    assert "POST" in page.headers["Allow"]
    assert "This address is used in another way" in words_of(page)


def test_a_request_that_is_far_too_long_is_refused(client):
    page = search(client, "x" * 100_000)
    assert page.status_code == 413
    assert "That was too long" in words_of(page)


def test_a_demonstration_says_so_on_every_page(client, client_of):
    pages = [client.get("/"), results(client, "NG1 5FS"), client.get("/nowhere")]
    for page in pages:
        assert "these are not real centres" in page.text


def test_a_real_listing_is_not_said_to_be_a_demonstration(client_of):
    client = client_of([a_centre()], demonstration=False)
    assert "not real" not in client.get("/").text


def test_results_are_kept_out_of_search_engines(client):
    assert '<meta name="robots" content="noindex">' in results(client, "NG1").text
