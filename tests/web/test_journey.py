import html
import re
import time

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

from finder.guide import CONTINUE
from finder.web.sealed import Sealer
from tests.web.conftest import SECRET_KEY

SECONDS_IN_FIVE_HOURS = 5 * 3600
TO_THE_PAUSE = ("no", "no")
TO_SAFETY = (*TO_THE_PAUSE, CONTINUE)
WAYS = {
    "named by an order": ("named", "supervised"),
    "at risk": (*TO_SAFETY, "yes", "yes"),
    "unsaid": (*TO_SAFETY, "unsaid", "unknown"),
    "no trust": (*TO_SAFETY, "no", "well", "trust"),
    "a next step": (*TO_SAFETY, "no", "unknown", "settled"),
}


def link(page: TestResponse, text: str) -> str:
    """Return where the link with this text goes."""
    found = re.search(
        rf'<a[^>]*\shref="([^"]+)"[^>]*>{re.escape(escape(text))}</a>', page.text
    )
    assert found, text
    return html.unescape(found[1])


def sealed_in(page: TestResponse) -> str:
    found = re.search(r'name="answers" value="([^"]+)"', page.text)
    assert found
    return found[1]


def title(page: TestResponse) -> str:
    return re.search(r"<title>(.*?)</title>", page.text)[1]


def heading(page: TestResponse) -> str:
    return html.unescape(re.search(r"<h1>(.*?)</h1>", page.text)[1])


def choose(
    client: FlaskClient, page: TestResponse, answer: str, language: str = ""
) -> TestResponse:
    """Answer the question of a page and go where that leads."""
    posted = client.post(
        f"{language}/guide", data={"answers": sealed_in(page), "answer": answer}
    )
    assert posted.status_code == 303, posted.text
    return client.get(posted.location)


def walk(client: FlaskClient, *answers: str) -> list[TestResponse]:
    """Return the pages on the way, from the first question to what it leads to."""
    pages = [client.get(link(client.get("/guide"), "Start the guide"))]
    for answer in answers:
        if answer == CONTINUE:
            pages.append(client.get(link(pages[-1], "Continue")))
        else:
            pages.append(choose(client, pages[-1], answer))
    return pages


def test_the_guide_begins_with_the_court_order(client):
    (page,) = walk(client)
    assert heading(page).startswith("Does a court order say")
    assert " checked" not in page.text


@pytest.mark.parametrize("answers", WAYS.values(), ids=WAYS.keys())
def test_every_page_says_what_its_title_keeps_to_itself(client, answers):
    pages = walk(client, *answers)
    titles = [title(page).partition(" – Find")[0] for page in pages]
    number = 0
    for said, answer in zip(titles, (*answers, CONTINUE), strict=True):
        if said == titles[-1] or answer == CONTINUE:
            assert said == "Guide – next step"
        else:
            number += 1
            assert said == f"Guide – question {number}"
    assert heading(pages[-1]) == "What may fit, and what to do next"


@pytest.mark.parametrize("answers", WAYS.values(), ids=WAYS.keys())
def test_no_answer_can_be_read_in_an_address_or_told_by_its_length(client, answers):
    pages = walk(client, *answers)
    addresses = [page.request.path for page in pages]
    assert len({len(address) for address in addresses}) == 1
    for address in addresses:
        assert re.fullmatch(r"/guide/sealed-[\w-]+", address)


@pytest.mark.parametrize("answers", WAYS.values(), ids=WAYS.keys())
def test_pages_of_answers_are_kept_by_no_cache_or_search_engine(client, answers):
    for page in walk(client, *answers):
        assert page.headers["Cache-Control"] == "private, no-store"
        assert '<meta name="robots" content="noindex">' in page.text
    assert "noindex" not in client.get("/guide").text


@pytest.mark.parametrize("answers", WAYS.values(), ids=WAYS.keys())
def test_back_leads_through_the_same_pages_to_the_start(client, answers):
    pages = walk(client, *answers)
    page = pages.pop()
    while pages:
        page = client.get(link(page, "Back"))
        expected = pages.pop()
        assert (title(page), heading(page)) == (title(expected), heading(expected))
    assert link(page, "Back") == "/guide"


@pytest.mark.parametrize("answers", WAYS.values(), ids=WAYS.keys())
def test_the_search_has_the_type_that_fits_chosen(client, answers):
    outcome = walk(client, *answers)[-1]
    links = re.findall(r'href="(/\?service=([\w-]+))"', outcome.text)
    assert links
    assert len(re.findall(r'<a class="button"', outcome.text)) == 1
    for address, service in links:
        chosen = re.findall(r'value="([\w-]+)"[^>]* checked', client.get(address).text)
        assert chosen == [service]


def test_a_risk_leads_to_no_search_for_supported_contact(client):
    outcome = walk(client, *WAYS["at risk"])[-1]
    assert "service=supervised" in outcome.text
    assert "service=supported" not in outcome.text


def test_an_outcome_does_not_repeat_the_answers(client):
    outcome = walk(client, *WAYS["at risk"])[-1]
    for answer in ("Yes, there is a worry", "they could meet", "no court order"):
        assert answer not in outcome.text
    assert link(outcome, "Start again and change your answers") == "/guide"


def test_the_question_of_safety_is_announced_with_a_way_out(client):
    pages = walk(client, *TO_SAFETY)
    pause, question = pages[-2:]
    assert heading(pause) == "Before the next question"
    assert "I would rather not say" in pause.text
    assert "We do not store your answers" in pause.text
    assert link(pause, "Helplines, and how to hide your visit") == "/safety"
    assert heading(question) == "Is there any worry about safety?"
    assert "drugs or alcohol" in question.text


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "nonsense"}])
def test_a_question_left_open_is_asked_again_with_what_is_missing(client, data):
    question = walk(client, "no")[-1]
    page = client.post("/guide", data={"answers": sealed_in(question), **data})
    assert page.status_code == 400
    assert title(page).startswith("Error: Guide – question 2")
    assert 'role="alert"' in page.text
    assert heading(page) == heading(question)
    missing = "Select an answer. If you are not sure, select “I don't know”"
    assert link(page, missing) == "#answer-named"
    # Nothing is lost: the answer before still stands.
    assert heading(choose(client, page, "no")) == "Before the next question"


def test_the_language_can_be_changed_on_every_page_of_the_guide(client):
    pages = [client.get("/guide"), *walk(client, *WAYS["no trust"])]
    for page in pages:
        address = link(page, "Cymraeg")
        assert address == f"/cy{page.request.path}"
        welsh = client.get(address)
        assert '<html lang="cy">' in welsh.text
        assert link(welsh, "English") == page.request.path


def test_the_language_can_be_changed_where_an_answer_is_missing(client):
    question = walk(client, "no")[-1]
    page = client.post("/guide", data={"answers": sealed_in(question)})
    welsh = client.get(link(page, "Cymraeg"))
    assert (
        heading(welsh)
        == "A oes gweithiwr proffesiynol wedi dweud pa fath i'w ddefnyddio?"
    )
    onward = choose(client, welsh, "no", "/cy")
    assert onward.request.path.startswith("/cy/guide/")


def test_a_reload_shows_the_same_page(client):
    page = walk(client, *TO_SAFETY)[-1]
    assert heading(client.get(page.request.path)) == heading(page)


def test_an_answer_posted_beyond_the_last_question_changes_nothing(client):
    outcome = walk(client, *WAYS["at risk"])[-1]
    sealed = outcome.request.path.rpartition("/")[2]
    posted = client.post("/guide", data={"answers": sealed, "answer": "no"})
    assert posted.status_code == 303
    assert posted.location == outcome.request.path


def test_an_old_page_of_the_guide_says_kindly_to_start_again(client, monkeypatch):
    page = walk(client, *TO_SAFETY)[-1]
    sealed = sealed_in(page)
    later = time.time() + SECONDS_IN_FIVE_HOURS
    monkeypatch.setattr(time, "time", lambda: later)
    for answer in (
        client.get(page.request.path),
        client.post("/guide", data={"answers": sealed, "answer": "yes"}),
    ):
        assert answer.status_code == 410
        assert heading(answer) == "Start the guide again"
        assert client.get(link(answer, "Start the guide")).status_code == 200


def of_another_guide() -> str:
    """Return answers that were sealed here, to questions that are asked no more."""
    return Sealer([SECRET_KEY], hours=4).seal("guide", ["no such-answer"])


@pytest.mark.parametrize(
    "sealed",
    [
        "abc",
        "x" * 5000,
        of_another_guide(),
        Sealer([SECRET_KEY], hours=4).seal("search", ["NG1", ""]),
    ],
    ids=["short", "long", "another guide", "a search"],
)
def test_an_address_that_is_not_of_the_guide_leads_to_its_start(client, sealed):
    for answer in (
        client.get(f"/guide/{sealed}"),
        client.post("/guide", data={"answers": sealed, "answer": "no"}),
    ):
        assert answer.status_code == 404
        assert heading(answer) == "Start the guide again"
    assert heading(client.get(f"/cy/guide/{sealed}")) == "Dechreuwch y canllaw eto"


def test_an_answer_without_the_ones_before_leads_to_the_start(client):
    answer = client.post("/guide", data={"answer": "no"})
    assert answer.status_code == 404
    assert heading(answer) == "Start the guide again"
