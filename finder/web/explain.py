"""The one place where a failure becomes an answer, on pages and in the API.

The choice is by path: a blueprint cannot answer for a path that it does not own.
"""

import logging
from http import HTTPStatus

from flask import Flask, Response, render_template, request
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
from finder.web.api_problems import (
    RETRY_SECONDS,
    invalid_answer,
    problem_answer,
    problem_details,
)
from finder.web.languages import language_of_request, words_of
from finder.web.sealed import SearchExpired, SearchUnreadable

log = logging.getLogger(__name__)

# Where programs ask, who read problem details and no pages.
PROGRAM_PREFIXES = ("/api/", "/feeds/", "/oruk/")

_STATUS: dict[type[FinderError], HTTPStatus] = {
    CentreUnknown: HTTPStatus.NOT_FOUND,
    InvalidSearch: HTTPStatus.BAD_REQUEST,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    SearchExpired: HTTPStatus.GONE,
    SearchUnreadable: HTTPStatus.NOT_FOUND,
    UnplacedPostcode: HTTPStatus.NOT_FOUND,
    UnreadPlace: HTTPStatus.BAD_REQUEST,
}


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
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _explain_unknown(error: Exception) -> ResponseReturnValue:
    # The message is left out: it may quote what a visitor typed.
    log.error("unexpected %s", type(error).__name__, exc_info=_without_message(error))
    return _answer("http_500", HTTPStatus.INTERNAL_SERVER_ERROR)


def _without_message(error: Exception) -> Exception:
    named: Exception = type(type(error).__name__, (Exception,), {})()
    return named.with_traceback(error.__traceback__)


def _answer(
    code: str,
    status: HTTPStatus,
    *,
    invalid: InvalidSearch | None = None,
    services: frozenset[str] = frozenset(),
) -> Response:
    if request.path.startswith(PROGRAM_PREFIXES):
        if invalid is not None:
            return invalid_answer(invalid)
        return problem_answer(problem_details(code, status), status)
    response = Response(_page(code, status, services), status, mimetype="text/html")
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _page(code: str, status: HTTPStatus, services: frozenset[str]) -> str:
    values: dict[str, object] = {"code": code, "services": sorted(services)}
    if status is HTTPStatus.NOT_FOUND:
        # What was not found may be anything that was typed: it is not said again.
        values["other_language_url"] = None
    framed = (request.blueprint or "").endswith(".embed")
    return render_template("embed/problem.html" if framed else "problem.html", **values)
