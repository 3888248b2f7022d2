"""The filters of a page of results: from the query string, and back onto the page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from finder.centres import ReferralRoute
from finder.narrowing import DISTANCES_MILES, Day, Narrowing

Code = TypeVar("Code", bound=StrEnum)

# What the fields of a narrowing are called in a query string.
PARAMETERS = {
    "referral": "referral",
    "days": "day",
    "within_miles": "within_miles",
    "step_free": "step_free",
    "language": "language",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, whether it is set, and how many centres it leaves.

    A drawing of many visitors' filters has a slot there instead of a number.
    """

    value: str
    chosen: bool
    leaves: int | str


def read_narrowing(
    arguments: MultiDict[str, str], languages: Iterable[str]
) -> Narrowing:
    """Read a query string; what is no value of a filter is passed over."""
    spoken = {language.casefold() for language in languages}
    language = arguments.get("language", "").casefold()
    miles = arguments.get("within_miles", type=int)
    routes = _known(ReferralRoute, arguments.getlist("referral"))
    return Narrowing(
        referral=routes[0] if routes else None,
        days=frozenset(_known(Day, arguments.getlist("day"))),
        within_miles=miles if miles in DISTANCES_MILES else None,
        step_free=arguments.get("step_free") == "yes",
        language=language if language in spoken else "",
    )


def parameters_of(narrowing: Narrowing) -> dict[str, Any]:
    """Return the query string of a narrowing; None for what is not set."""
    return {
        "referral": narrowing.referral,
        "day": sorted(narrowing.days) or None,
        "within_miles": narrowing.within_miles,
        "step_free": "yes" if narrowing.step_free else None,
        "language": narrowing.language or None,
    }


def choices_of(
    narrowing: Narrowing, languages: Sequence[str], leaves: Callable[[Narrowing], int]
) -> dict[str, list[Choice]]:
    """Return the values of each filter, with what each would leave beside the others.

    Languages that would leave nothing are not offered.
    """

    def choice(value: object, chosen: bool, **change: Any) -> Choice:
        return Choice(str(value), chosen, leaves(replace(narrowing, **change)))

    spoken = [
        choice(it, narrowing.language == it.casefold(), language=it.casefold())
        for it in languages
    ]
    return {
        "referral": [
            choice(it, narrowing.referral is it, referral=it) for it in ReferralRoute
        ],
        "day": [choice(it, it in narrowing.days, days=frozenset({it})) for it in Day],
        "within_miles": [
            choice(it, narrowing.within_miles == it, within_miles=it)
            for it in DISTANCES_MILES
        ],
        "step_free": [choice("yes", narrowing.step_free, step_free=True)],
        "language": [it for it in spoken if it.chosen or it.leaves],
    }


def _known(codes: type[Code], given: Iterable[str]) -> list[Code]:
    return [codes(text) for text in given if text in set(codes)]
