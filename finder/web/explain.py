"""The one place where a failure becomes an answer, on pages and in the API.

The choice is by path: a blueprint cannot answer for a path that it does not own.
"""

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from finder.errors import (
    CentreUnknown,
    FinderError,
    NotReady,
    UnplacedPostcode,
    UnreadPlace,
)
from finder.search_query import InvalidSearch
from finder.web.languages import language_of_request, words_of
from finder.web.sealed import SearchExpired, SearchUnreadable

log = logging.getLogger(__name__)

API_PREFIX = "/api/"

_STATUS: dict[type[FinderError], HTTPStatus] = {
    CentreUnknown: HTTPStatus.NOT_FOUND,
    InvalidSearch: HTTPStatus.BAD_REQUEST,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    SearchExpired: HTTPStatus.GONE,
    SearchUnreadable: HTTPStatus.NOT_FOUND,
    UnplacedPostcode: HTTPStatus.NOT_FOUND,
    UnreadPlace: HTTPStatus.BAD_REQUEST,
}
_RETRY_SECONDS = 30


def explain_errors(app: Flask) -> None:
    """Answer every failure in the form that its asker can read."""
    app.register_error_handler(FinderError, _explain_known)
    app.register_error_handler(HTTPException, _explain_http)
    app.register_error_handler(Exception, _explain_unknown)


def _explain_known(error: FinderError) -> ResponseReturnValue:
    status = next(
        (it for kind, it in _STATUS.items() if isinstance(error, kind)),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    )
    services = error.services if isinstance(error, SearchExpired) else frozenset()
    invalid = error if isinstance(error, InvalidSearch) else None
    return _answer(error.code, status, invalid=invalid, services=services)


def _explain_http(error: HTTPException) -> ResponseReturnValue:
    # Redirects are raised as exceptions too, and have an answer of their own.
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    status = HTTPStatus(error.code)
    code = f"http_{status.value}"
    known = f"problem.{code}.title" in words_of(language_of_request())
    response = _answer(code if known else "http_400", status)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _explain_unknown(error: Exception) -> ResponseReturnValue:
    # The message is left out: it may quote what a visitor typed.
    log.error("unexpected %s", type(error).__name__, exc_info=_without_message(error))
    return _answer("http_500", HTTPStatus.INTERNAL_SERVER_ERROR)


def _without_message(error: Exception) -> Exception:
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)


def _answer(
    code: str,
    status: HTTPStatus,
    *,
    invalid: InvalidSearch | None = None,
    services: frozenset[str] = frozenset(),
) -> Response:
    if request.path.startswith(API_PREFIX):
        response = jsonify(_problem_details(code, status, invalid))
        response.mimetype = "application/problem+json"
    else:
        response = Response(
            _page(code, status, services),
            mimetype="text/html",
        )
    response.status_code = status
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _page(code: str, status: HTTPStatus, services: frozenset[str]) -> str:
    values: dict[str, object] = {"code": code, "services": sorted(services)}
    if status is HTTPStatus.NOT_FOUND:
        # What was not found may be anything that was typed: it is not said again.
        values["other_language_url"] = None
    return render_template("problem.html", **values)


def _problem_details(
    code: str, status: HTTPStatus, invalid: InvalidSearch | None
) -> dict[str, object]:
    """Return problem details as RFC 9457 has them, with a stable code added."""
    words = words_of(language_of_request())
    problems = invalid.problems if invalid else ()
    # Where just one thing is wrong, that is what the answer is about.
    only = problems[0].code if len(problems) == 1 else None
    return {
        "type": f"urn:find-a-centre:problem:{only or code}",
        "title": words(f"problem.{code}.title"),
        "status": status.value,
        "detail": words(f"error.{only}" if only else f"problem.{code}.text"),
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
                "place": town.slug,
                "name": town.name,
                "county": town.county,
                "nation": town.nation,
                "district": str(town.district),
            }
            for town in (invalid.choices if invalid else ())
        ],
    }
