import re

import pytest

from finder.errors import UnplacedPostcode, UnreadPlace
from finder.search_query import InvalidSearch, Problem
from finder.settings import PROJECT
from finder.web.api_asks import BatchAsk, SearchAsk
from finder.web.api_problem_models import PROBLEM_CODES
from finder.web.api_problems import problem_details, problem_of, status_of
from finder.words import Language, Words

# What is said of a request as a whole, rather than of one of its fields.
WHOLE = re.compile(r"http_|not_ready|search_invalid|centre_unknown")

every_language = pytest.mark.parametrize("language", Language)
every_code = pytest.mark.parametrize("code", PROBLEM_CODES)


@every_code
@every_language
def test_every_code_has_words_in_both_languages(code, language):
    if WHOLE.match(code):
        problem = problem_details(code, 400, language=language)
    else:
        problem = problem_of(InvalidSearch([Problem("place", code)]), language)
        assert problem["errors"][0]["detail"] == problem["detail"]
    assert problem["code"] == code
    assert problem["type"] == f"urn:find-a-centre:problem:{code}"
    assert problem["title"]
    assert problem["detail"]


@every_code
def test_the_words_of_the_languages_differ(code):
    make = (
        (lambda it: problem_details(code, 400, language=it))
        if WHOLE.match(code)
        else (lambda it: problem_of(InvalidSearch([Problem("place", code)]), it))
    )
    english, welsh = make(Language.ENGLISH), make(Language.WELSH)
    assert english["title"] != welsh["title"]
    assert english["detail"] != welsh["detail"]


def test_every_code_that_can_be_given_is_among_them():
    source = (
        "".join(
            path.read_text()
            for pattern in ("api*.py", "sandbox.py", "explain.py")
            for path in (PROJECT / "finder" / "web").glob(pattern)
        )
        + (PROJECT / "finder" / "search_query.py").read_text()
    )
    given = set(re.findall(r'Problem\([^()]*"(\w+)"\)', source))
    given |= {kind.code for kind in UnplacedPostcode.__subclasses__()}
    given |= {kind.code for kind in UnreadPlace.__subclasses__()}
    asked = {*SearchAsk.model_fields, *BatchAsk.model_fields} - {"service"}
    given |= {f"{it}_invalid" for it in asked if not it.startswith("other_")}
    assert given <= set(PROBLEM_CODES)


def test_codes_are_in_order_and_once():
    assert list(PROBLEM_CODES) == sorted(set(PROBLEM_CODES))


def test_words_for_programs_are_those_of_no_page():
    words = Words(Language.ENGLISH)
    for code in ("http_404", "http_405", "http_413"):
        problem = problem_details(code, 400, language=Language.ENGLISH)
        assert problem["detail"] != words(f"problem.{code}.text")


def test_a_place_in_no_directory_is_not_found_and_all_else_is_to_be_mended():
    unknown, wrong = (
        Problem("postcode", it) for it in ("postcode_unknown", "postcode_invalid")
    )
    assert status_of(InvalidSearch([unknown])) == 404
    assert status_of(InvalidSearch([wrong])) == 400
    assert status_of(InvalidSearch([unknown, wrong])) == 400
