"""The filters of a page of results: from the query string, and back onto the page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from finder.centres import ReferralRoute
from finder.narrowing import DISTANCES_MILES, Alternatives, Day, Narrowing

Code = TypeVar("Code", bound=StrEnum)

NARROWINGS_KEPT = 512
# A filter, a value of it and whether that is set.
Row = tuple[str, str, bool]

# What the fields of a narrowing are called in a query string.
PARAMETERS = {
    "referral": "referral",
    "days": "day",
    "within_miles": "within_miles",
    "step_free": "step_free",
    "language": "language",
}


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The values of all filters that are offered, in order; itself alone, as kept."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The values of all filters, with how many centres each leaves beside the others.

    `leaves` are as many numbers as `shown` has rows.
    """

    shown: Shown
    leaves: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Options:
    """Each filter's values, and the narrowings that they would make.

    `spare` are the positions of those that are left out if they leave nothing.
    """

    shown: Shown
    narrowings: Alternatives
    spare: tuple[int, ...]


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
    narrowing: Narrowing,
    languages: Sequence[str],
    counts: Callable[[Alternatives], list[int]],
) -> Choices:
    """Return the values of each filter, with what each would leave beside the others.

    Languages that would leave nothing are not offered.
    """
    options = _options(narrowing, tuple(languages))
    leaves = counts(options.narrowings)
    idle = tuple([at for at in options.spare if not leaves[at]])
    if not idle:
        return Choices(options.shown, leaves)
    return Choices(
        _without(options.shown, idle),
        [left for at, left in enumerate(leaves) if at not in idle],
    )


@lru_cache(maxsize=NARROWINGS_KEPT)
def _options(narrowing: Narrowing, languages: tuple[str, ...]) -> _Options:
    rows: list[Row] = []
    narrowings = []

    def add(name: str, value: object, chosen: bool, **change: Any) -> None:
        rows.append((name, str(value), chosen))
        narrowings.append(replace(narrowing, **change))

    for route in ReferralRoute:
        add("referral", route, narrowing.referral is route, referral=route)
    for miles in DISTANCES_MILES:
        add("within_miles", miles, narrowing.within_miles == miles, within_miles=miles)
    for day in Day:
        add("day", day, day in narrowing.days, days=frozenset({day}))
    add("step_free", "yes", narrowing.step_free, step_free=True)
    for name in languages:
        spoken = name.casefold()
        add("language", name, narrowing.language == spoken, language=spoken)
    return _Options(
        Shown(tuple(rows)),
        Alternatives(tuple(narrowings)),
        tuple(at for at, it in enumerate(rows) if it[0] == "language" and not it[2]),
    )


@lru_cache(maxsize=NARROWINGS_KEPT)
def _without(shown: Shown, left_out: tuple[int, ...]) -> Shown:
    rows = enumerate(shown.rows)
    return Shown(tuple(row for at, row in rows if at not in left_out))


def _known(codes: type[Code], given: Iterable[str]) -> list[Code]:
    return [codes(text) for text in given if text in set(codes)]
