import re
from datetime import date, time
from pathlib import Path

import pytest

from finder import words
from finder.words import Language, Words, read_catalogue

CATALOGUES = {language: read_catalogue(language) for language in Language}
CODES = [message.id for message in CATALOGUES[Language.ENGLISH] if message.id]


def catalogue_folder(language: Language) -> Path:
    return words.CATALOGUES / language.value / "LC_MESSAGES"


def strings(language: Language, code: object) -> tuple[str, ...]:
    message = CATALOGUES[language].get(code)
    assert message is not None
    text = message.string
    return (text,) if isinstance(text, str) else tuple(text)


def test_both_languages_have_words_for_the_same_codes():
    welsh = [message.id for message in CATALOGUES[Language.WELSH] if message.id]
    assert welsh == CODES


def test_no_code_is_in_two_files():
    for language in Language:
        folder = catalogue_folder(language)
        codes = [
            code
            for path in sorted(folder.glob("*.po"))
            for code in re.findall(r'^msgid "(.+)"', path.read_text(), re.MULTILINE)
        ]
        assert sorted(codes) == sorted(set(codes))


def test_both_languages_have_the_same_files():
    english, welsh = (
        sorted(path.name for path in catalogue_folder(language).iterdir())
        for language in Language
    )
    assert english == welsh


def test_lists_are_written_as_the_language_does():
    assert Words(Language.ENGLISH).either(["a", "b", "c"]) == "a, b or c"
    assert Words(Language.WELSH).either(["a", "b"]) == "a neu b"


@pytest.mark.parametrize("language", Language)
def test_no_words_are_empty(language):
    empty = [code for code in CODES if not all(strings(language, code))]
    assert empty == []


def test_both_languages_have_the_same_placeholders():
    for code in CODES:
        sets = {
            language: {
                frozenset(re.findall(r"{(\w+)}", text)) - {"count"}
                for text in strings(language, code)
            }
            - {frozenset()}
            for language in Language
        }
        assert sets[Language.ENGLISH] == sets[Language.WELSH], code


@pytest.mark.parametrize(
    ("language", "forms"), [(Language.ENGLISH, 2), (Language.WELSH, 6)]
)
def test_every_plural_has_all_the_forms_of_its_language(language, forms):
    plurals = [code for code in CODES if isinstance(code, tuple)]
    assert plurals
    assert {len(strings(language, code)) for code in plurals} == {forms}


def test_welsh_names_are_the_same_in_few_cases_only():
    # Words left in English by mistake would be the same; these are meant to be.
    same = {
        code
        for code in CODES
        if strings(Language.ENGLISH, code) == strings(Language.WELSH, code)
    }
    assert same == {"route.cafcass", "nation.jersey", "nation.guernsey", "fact.charges"}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "dim canolfannau"),
        (1, "1 ganolfan"),
        (2, "2 ganolfan"),
        (3, "3 canolfan"),
        (5, "5 canolfan"),
        (6, "6 chanolfan"),
        (11, "11 canolfan"),
    ],
)
def test_welsh_numbers_change_the_word_after_them(count, words):
    assert Words(Language.WELSH).count("results.count", count) == words


def test_dates_are_written_as_the_language_does():
    saturday = date(2026, 11, 28)
    assert Words(Language.ENGLISH).weekday_and_day(saturday) == "Saturday 28 November"
    assert Words(Language.WELSH).weekday_and_day(saturday) == "Dydd Sadwrn 28 Tachwedd"
    assert Words(Language.ENGLISH).day(saturday) == "28 November 2026"
    assert Words(Language.ENGLISH).clock(time(9, 5)) == "09:05"


def test_a_code_without_words_is_an_error_rather_than_shown():
    with pytest.raises(KeyError):
        Words(Language.ENGLISH)("no.such.code")
    with pytest.raises(KeyError):
        Words(Language.ENGLISH).count("no.such.code", 2)


def test_every_code_of_the_domain_has_words():
    from finder import centres, errors, postcodes

    words = Words(Language.ENGLISH)
    for service in centres.ServiceType:
        assert f"service.{service}" in words
        assert f"service.{service}.hint" in words
    for route in centres.ReferralRoute:
        assert f"route.{route}" in words
    for nation in postcodes.Nation:
        assert f"nation.{nation}" in words
    for facility in centres.Facility:
        assert f"facility.{facility}.yes" in words
        assert f"facility.{facility}.no" in words
    for refusal in errors.UnplacedPostcode.__subclasses__():
        assert f"error.{refusal.code}" in words
        assert f"problem.{refusal.code}.title" in words
        assert f"issue.{refusal.code}" in words
    for refusal in errors.UnreadPlace.__subclasses__():
        assert f"error.{refusal.code}" in words
