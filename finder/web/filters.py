"""The filters of a page of results: from the query string, and back onto the page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from finder.centres import ReferralRoute
from finder.narrowing import DISTANCES_MILES, Day, Narrowing

Code = TypeVar("Code", bound=StrEnum)

NARROWINGS_KEPT = 512
# A filter, a value of it and whether that is set; and the narrowing it would make.
_Option = tuple[tuple[str, str, bool], Narrowing]

# What the fields of a narrowing are called in a query string.
PARAMETERS = {
    "referral": "referral",
    "days": "day",
    "within_miles": "within_miles",
    "step_free": "step_free",
    "language": "language",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of all filters, in order: of which, what, and whether it is set.

    `leaves` are as many numbers: how many centres each leaves beside the others.
    """

    shown: tuple[tuple[str, str, bool], ...]
    leaves: tuple[int, ...]


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
) -> Choices:
    """Return the values of each filter, with what each would leave beside the others.

    Languages that would leave nothing are not offered.
    """
    counted = [
        (shown, leaves(narrowed))
        for shown, narrowed in _options(narrowing, tuple(languages))
    ]
    offered = [
        (shown, left)
        for shown, left in counted
        if left or shown[2] or shown[0] != "language"
    ]
    shown, left = zip(*offered, strict=True)
    return Choices(shown, left)


@lru_cache(maxsize=NARROWINGS_KEPT)
def _options(narrowing: Narrowing, languages: tuple[str, ...]) -> tuple[_Option, ...]:
    """Return each filter's values, whether set, and the narrowing they would make."""

    def option(name: str, value: object, chosen: bool, **change: Any) -> _Option:
        return (name, str(value), chosen), replace(narrowing, **change)

    spoken = [(it, it.casefold()) for it in languages]
    return (
        *(
            option("referral", it, narrowing.referral is it, referral=it)
            for it in ReferralRoute
        ),
        *(
            option("within_miles", it, narrowing.within_miles == it, within_miles=it)
            for it in DISTANCES_MILES
        ),
        *(option("day", it, it in narrowing.days, days=frozenset({it})) for it in Day),
        option("step_free", "yes", narrowing.step_free, step_free=True),
        *(
            option("language", name, narrowing.language == it, language=it)
            for name, it in spoken
        ),
    )


def _known(codes: type[Code], given: Iterable[str]) -> list[Code]:
    return [codes(text) for text in given if text in set(codes)]
