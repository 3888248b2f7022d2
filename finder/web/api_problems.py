"""Problems of the API, as RFC 9457 has them, with stable codes and words for each."""

from http import HTTPStatus
from typing import Any

from flask import Response

from finder.errors import UnplacedPostcode
from finder.search_query import InvalidSearch
from finder.web.api_headers import api_language
from finder.web.centre_json import ready
from finder.web.languages import words_of
from finder.words import Language, Words

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 30

_NOT_PLACED = {kind.code for kind in UnplacedPostcode.__subclasses__()}
TRY_LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


def status_of(invalid: InvalidSearch) -> HTTPStatus:
    """Return whether the asker is to mend something, or the place is not known."""
    codes = {problem.code for problem in invalid.problems}
    return HTTPStatus.NOT_FOUND if codes <= _NOT_PLACED else HTTPStatus.BAD_REQUEST


def problem_of(
    invalid: InvalidSearch, language: Language | None = None
) -> dict[str, Any]:
    """Return what is wrong with a search, in the asker's language unless told."""
    return problem_details(invalid.code, status_of(invalid), invalid, language)


def problem_details(
    code: str,
    status: int,
    invalid: InvalidSearch | None = None,
    language: Language | None = None,
) -> dict[str, Any]:
    """Return problem details. Where just one thing is wrong, they are about that."""
    words = words_of(language or api_language())
    problems = invalid.problems if invalid else ()
    only = problems[0].code if len(problems) == 1 else None
    return {
        "type": f"urn:find-a-centre:problem:{only or code}",
        "title": _title(words, code, only),
        "status": int(status),
        "detail": words(f"error.{only}") if only else _words(words, code, "text"),
        "code": only or code,
        "errors": [
            {
                "field": problem.field,
                "code": problem.code,
                "detail": words(f"error.{problem.code}"),
            }
            for problem in problems
        ],
        "choices": [
            {
                "field": invalid.choices_for,
                "place": town.slug,
                "name": town.name,
                "county": town.county,
                "nation": town.nation,
                "district": str(town.district),
            }
            for town in invalid.choices
        ]
        if invalid
        else [],
    }


def problem_answer(details: bytes | dict[str, Any], status: int) -> Response:
    """Answer with problem details."""
    content = details if isinstance(details, bytes) else ready(details)
    response = Response(content, status=status, mimetype=PROBLEM_JSON)
    if status in TRY_LATER:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def invalid_answer(invalid: InvalidSearch) -> Response:
    """Answer a search that is none."""
    return problem_answer(problem_of(invalid), status_of(invalid))


def _title(words: Words, code: str, only: str | None) -> str:
    own = f"problem.{only}.title"
    return words(own) if own in words else _words(words, code, "title")


def _words(words: Words, code: str, part: str) -> str:
    """Return words for whoever writes a program, where a page has others."""
    own = f"api.{code}.{part}"
    return words(own if own in words else f"problem.{code}.{part}")
