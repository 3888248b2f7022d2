import re
from collections.abc import Iterator
from datetime import date

import pytest

from finder import words
from finder.advice import Section
from finder.advice_journey import (
    AFTER_PAGE,
    APPLY_PAGE,
    CHECKLIST_FORM,
    CHECKLIST_QUESTIONS,
    JOURNEY_PAGES,
    PRE_VISIT_PAGE,
    SERVICE_ADVICE,
    SERVICES_PAGE,
    Reports,
    Watch,
)
from finder.centres import ServiceType
from finder.words import Language, Words

CATALOGUE = {
    language: (
        words.CATALOGUES / language.value / "LC_MESSAGES" / "advice.po"
    ).read_text()
    for language in Language
}
FACTS = {"suits", "watching", "cost", "next"}
PAGES = (SERVICES_PAGE, APPLY_PAGE, PRE_VISIT_PAGE, AFTER_PAGE)


def texts_of(code: str, section: Section) -> Iterator[str]:
    for number in range(1, section.texts + 1):
        yield f"{code}.{section.code}.text{number}"
    for number in range(1, section.points + 1):
        yield f"{code}.{section.code}.point{number}"


def page_codes() -> Iterator[str]:
    for page in PAGES:
        code = f"advice.{page.code}"
        yield from (f"{code}.title", f"{code}.lead")
        for section in page.sections:
            yield f"{code}.{section.code}.title"
            yield from texts_of(code, section)


def service_codes() -> Iterator[str]:
    yield from ("advice.service.all", "advice.service.search")
    yield from ("advice.service.watch", "advice.service.reports")
    yield from (f"advice.service.watch.{watch}" for watch in Watch)
    yield from (f"advice.service.reports.{reports}" for reports in Reports)
    for service, advice in SERVICE_ADVICE.items():
        for section in advice.sections:
            unconfirmed = section.code in advice.unconfirmed
            of = "unconfirmed" if unconfirmed else service
            yield f"advice.service.{section.code}.title"
            yield from texts_of(f"advice.service.{of}", section)


def checklist_codes() -> Iterator[str]:
    for name in ("title", "lead", "paper", "safe", "back", "offers", "unknown", "form"):
        yield f"checklist.{name}"
    for section in (*CHECKLIST_FORM, CHECKLIST_QUESTIONS):
        yield f"checklist.{section.code}.title"
        yield from texts_of("checklist", section)


def test_every_sentence_has_a_place_on_a_page_and_every_place_a_sentence():
    written = re.findall(r'^msgid "(.+)"', CATALOGUE[Language.ENGLISH], re.MULTILINE)
    of_pages = [code for code in written if not code.startswith("link.")]
    wanted = {*page_codes(), *service_codes(), *checklist_codes()}
    assert set(of_pages) == wanted


def test_every_page_that_is_linked_to_has_words_for_the_link():
    english = Words(Language.ENGLISH)
    linked = {
        link for page in PAGES for section in page.sections for link in section.links
    }
    assert {link for link in linked if f"link.{link}" not in english} == set()


def test_every_type_of_service_is_explained():
    assert list(SERVICE_ADVICE) == list(ServiceType)
    for advice in SERVICE_ADVICE.values():
        assert [it.code for it in advice.sections] == [
            "suits",
            "watching",
            "cost",
            "next",
            "ask",
        ]
        assert advice.sections[-1].points >= 3


def test_supported_contact_and_handover_are_not_watched():
    unwatched = {
        service
        for service, advice in SERVICE_ADVICE.items()
        if advice.watch is Watch.NOT_WATCHED
    }
    assert unwatched == {ServiceType.SUPPORTED, ServiceType.HANDOVER}
    assert SERVICE_ADVICE[ServiceType.SUPPORTED].reports is Reports.NONE


@pytest.mark.parametrize(
    ("service", "unconfirmed"),
    [
        (ServiceType.SUPPORTED, set()),
        (ServiceType.SUPERVISED, set()),
        (ServiceType.SUPERVISED_ASSESSMENT, FACTS),
        (ServiceType.LIFE_STORY, FACTS),
        (ServiceType.VIRTUAL, {"cost", "next"}),
        (ServiceType.ESCORTED, {"next"}),
    ],
)
def test_what_no_source_confirmed_is_said_to_be_unconfirmed(service, unconfirmed):
    assert SERVICE_ADVICE[service].unconfirmed == unconfirmed


def test_no_answer_is_claimed_where_the_facts_are_unconfirmed():
    for advice in SERVICE_ADVICE.values():
        if "watching" in advice.unconfirmed:
            assert advice.watch is Watch.UNKNOWN
            assert advice.reports is Reports.UNKNOWN


@pytest.mark.parametrize(
    "claim",
    [
        r"\bC8\b",
        r"\bNACCC\b",
        r"\bgrid\b",
        r"\b(have|has) a right\b",
        r"\bhawl i gyswllt\b",
        r"\b0\d{3} ?\d{3}",
        r"\b\d+ (contact )?centres\b",
    ],
)
@pytest.mark.parametrize("language", Language)
def test_nothing_that_no_source_confirmed_is_stated(language, claim):
    assert not re.search(claim, CATALOGUE[language], re.IGNORECASE)


@pytest.mark.parametrize("language", Language)
def test_prices_are_said_to_be_examples(language):
    """A price goes with the word for an example, in its section at least."""
    say = Words(language)
    word = "example" if language is Language.ENGLISH else "enghr"
    sections = [
        (f"advice.service.{service}", section)
        for service, advice in SERVICE_ADVICE.items()
        for section in advice.sections
        if section.code not in advice.unconfirmed
    ]
    sections += [(f"advice.{page.code}", it) for page in PAGES for it in page.sections]
    spoken = [
        " ".join(say(code) for code in texts_of(of, section)).lower()
        for of, section in sections
    ]
    priced = [text for text in spoken if "£" in text]
    assert len(priced) == 6
    assert [text for text in priced if word not in text] == []


def test_the_pages_of_the_journey_are_reviewed_and_at_their_published_paths():
    assert {path: page.code for path, page in JOURNEY_PAGES} == {
        "/apply": "apply",
        "/pre-visit": "pre_visit",
        "/what-happens-next": "after",
    }
    reviewed = {it.reviewed for it in (*PAGES, *SERVICE_ADVICE.values())}
    assert reviewed == {date(2026, 11, 22)}
