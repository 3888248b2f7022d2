"""Conditions that leave fewer centres: who may apply, when, how far, for whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import time
from enum import StrEnum

from finder.centres import Centre, Facility, ReferralRoute, Service, ServiceType
from finder.location import METRES_PER_MILE, square_chord
from finder.sessions import Session

DISTANCES_MILES = (5, 10, 20, 50)
# A session that is still open then is one for the evening.
EVENING = time(18)
_SATURDAY = 5

# What a centre answers to, such as ("day", "weekend").
Trait = tuple[str, str]


class Day(StrEnum):
    """A part of the week in which people can come."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    EVENING = "evening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a centre must answer beside offering the services; all of it together.

    A route must hold for each of the services that are asked for; of several
    `days` one is enough, the same for each. What a keeper has not told does not
    hold. `language` is one of `languages_of`, in lower case.
    """

    referral: ReferralRoute | None = None
    days: frozenset[Day] = frozenset()
    within_miles: int | None = None
    step_free: bool = False
    language: str = ""

    def __bool__(self) -> bool:
        return self != EVERYTHING

    @property
    def within_square(self) -> float:
        """The square of the longest chord to a centre; infinity without a limit."""
        if self.within_miles is None:
            return float("inf")
        return square_chord(self.within_miles * METRES_PER_MILE)

    def asks(self) -> list[list[Trait]]:
        """Return, but for the distance, lists of traits: one of each is needed."""
        needed = [
            [_route(self.referral)] if self.referral else [],
            [_day(day) for day in sorted(self.days)],
            [_STEP_FREE] if self.step_free else [],
            [_language(self.language)] if self.language else [],
        ]
        return [traits for traits in needed if traits]


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """Narrowings that are counted side by side.

    Each is itself alone, so that what was counted of it is quick to find again.
    """

    narrowings: tuple[Narrowing, ...]


EVERYTHING = Narrowing()
_STEP_FREE = ("step-free", "yes")


def traits_of(centre: Centre, wanted: frozenset[ServiceType]) -> frozenset[Trait]:
    """Return what a centre answers to, for each of the services that are wanted.

    Where none is, for each that it offers.
    """
    services = [it for it in centre.services if it.type in wanted or not wanted]
    for_each = [_traits_of_service(service) for service in services]
    spoken = {_language(language.casefold()) for language in centre.languages}
    step_free = {_STEP_FREE} if (Facility.STEP_FREE, True) in centre.facilities else {}
    return frozenset.intersection(*for_each).union(spoken, step_free)


def loosened(narrowing: Narrowing) -> Iterator[tuple[str, Narrowing]]:
    """Yield the name of each condition that is set, with the narrowing without it."""
    for field in fields(Narrowing):
        loose = replace(narrowing, **{field.name: getattr(EVERYTHING, field.name)})
        if loose != narrowing:
            yield field.name, loose


def languages_of(centres: Iterable[Centre]) -> tuple[str, ...]:
    """Return the languages of a listing as their keepers write them, by name."""
    names = {
        language.casefold(): language
        for centre in centres
        for language in centre.languages
    }
    return tuple(names[name] for name in sorted(names))


def _traits_of_service(service: Service) -> frozenset[Trait]:
    routes = map(_route, service.referral_routes)
    days = (day for it in service.opening.sessions for day in _days(it))
    return frozenset((*routes, *map(_day, days)))


def _days(session: Session) -> Iterator[Day]:
    if any(day < _SATURDAY for day in session.weekdays):
        yield Day.WEEKDAY
    if any(day >= _SATURDAY for day in session.weekdays):
        yield Day.WEEKEND
    if session.closes > EVENING:
        yield Day.EVENING


def _route(route: ReferralRoute) -> Trait:
    return "referral", route


def _day(day: Day) -> Trait:
    return "day", day


def _language(language: str) -> Trait:
    return "language", language
