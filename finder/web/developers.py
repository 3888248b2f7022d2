"""The page for developers: the description of the API, to read."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, render_template

from finder.rates import Rate
from finder.search_query import InvalidSearch, Problem
from finder.web.api import API_PATH
from finder.web.api_asks import MOST_PLACES, MOST_RESULTS
from finder.web.api_json import ATTRIBUTION
from finder.web.api_problems import problem_details, status_of
from finder.web.caching import MAX_AGE_SECONDS, for_everyone
from finder.web.developers_reading import read_reference
from finder.web.languages import language_of_request, words_of
from finder.web.limits import BATCH_COST
from finder.web.openapi import describe
from finder.web.public_address import public_root
from finder.web.reference import Reference
from finder.web.sandbox import Sandbox
from finder.words import Language

# What the API answers when it is not the search that is wrong.
_STATUSES = {"centre_unknown": 404, "not_ready": 503, "search_invalid": 400}
_HTTP = "http_"


def add_developers_page(
    pages: Blueprint, sandbox: Sandbox, rates: Sequence[Rate]
) -> None:
    """Serve what the description of the API says, in words and tables.

    `rates` are how often one address may ask.
    """

    def developers() -> Response:
        reference = _reference(sandbox)
        page = render_template(
            "developers.html",
            reference=reference,
            problems=list(_problems(reference.codes, language_of_request())),
            sandbox=sandbox,
            rates=rates,
            batch_cost=BATCH_COST,
            most_places=MOST_PLACES,
            most_results=MOST_RESULTS,
            minutes=MAX_AGE_SECONDS // 60,
            attribution=ATTRIBUTION,
            api=public_root() + API_PATH,
            api_path=API_PATH,
        )
        return for_everyone(page)

    pages.add_url_rule("/developers", "developers", developers)


@lru_cache(maxsize=1)
def _reference(sandbox: Sandbox) -> Reference:
    return read_reference(describe(sandbox, API_PATH))


def _problems(codes: Sequence[str], language: Language) -> Iterator[Mapping[str, Any]]:
    """Yield the details of each problem, as an answer would have them."""
    for code in codes:
        if f"error.{code}" in words_of(language):
            invalid = InvalidSearch([Problem("", code)])
            status = status_of(invalid)
            yield problem_details(invalid.code, status, invalid, language)
        else:
            known = _STATUSES.get(code)
            yield problem_details(
                code, known or int(code.removeprefix(_HTTP)), language=language
            )
