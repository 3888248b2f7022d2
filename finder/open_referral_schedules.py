"""The schedules of a feed's services, read as sessions."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time

from finder.open_referral_feeds import Published
from finder.open_referral_terms import DAYS
from finder.open_referral_values import LeaveOut, day_of, holds_on, items_of, text_of
from finder.sessions import Session, is_by_arrangement

_BYDAY = re.compile(rf"([+-]?[0-9]+)?({'|'.join(DAYS)})")
# UK time is meant by all of these; a real offset would move with the clocks.
_CLOCK = re.compile(r"([0-9]{2}:[0-9]{2})(?::[0-9.]+)?(?:Z|[+-]00:?00|\+01:?00)?")
_RECURRENCE = ("freq", "interval", "dtstart", "byday", "opens_at", "closes_at")
_NO_PATTERN = ("bymonthday", "byweekno", "byyearday", "count")
_PLACES_IN_MONTH = {1, 2, 3, 4, 5, -1}


def sessions_of(service: Published, on: date, leave_out: LeaveOut) -> Iterator[str]:
    """Yield the sessions of a service on a day, as cells have them."""
    for schedule in items_of(service, "schedules"):
        if not holds_on(schedule, on):
            continue
        words = text_of(schedule, "description") or text_of(schedule, "notes")
        fields = {it: text_of(schedule, it) for it in (*_RECURRENCE, *_NO_PATTERN)}
        recurs = " ".join(f"{it}={said}" for it, said in fields.items() if said)
        try:
            yield from map(str, _recurring(schedule) if recurs else [])
        except ValueError:
            leave_out("sessions", recurs)
            recurs = ""
        plain = words.rstrip(" .")
        if not recurs:
            yield plain if is_by_arrangement(plain) else words


def _recurring(schedule: Published) -> Iterator[Session]:
    """Yield the sessions of a schedule; raise `ValueError` if they are no pattern."""
    every = int(text_of(schedule, "interval") or 1)
    since = day_of(schedule, "dtstart") or day_of(schedule, "valid_from")
    monthly = text_of(schedule, "freq").upper() == "MONTHLY"
    weekly = text_of(schedule, "freq").upper() in {"WEEKLY", ""}
    sound = every == 1 or (weekly and every > 1 and since)
    if not (sound and (weekly or monthly)) or any(
        text_of(schedule, it) for it in _NO_PATTERN
    ):
        raise ValueError
    by_nth: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for day, places in _weekdays(schedule, since if weekly else None).items():
        if places and not monthly:
            raise ValueError
        by_nth[tuple(places)].append(day)
    for nth, days in by_nth.items():
        yield Session(
            weekdays=tuple(sorted(days)),
            opens=_clock(text_of(schedule, "opens_at")),
            closes=_clock(text_of(schedule, "closes_at")),
            nth=nth,
            every_weeks=every,
            since=since if every > 1 else None,
        )


def _weekdays(schedule: Published, since: date | None) -> dict[int, list[int]]:
    """Return the weekdays, each with its places in the month, if it has any."""
    days: dict[int, list[int]] = defaultdict(list)
    byday = text_of(schedule, "byday").upper().replace(" ", "")
    if not byday and since is not None:
        return {since.weekday(): []}
    for part in byday.split(","):
        found = _BYDAY.fullmatch(part)
        if found is None or (found[1] and int(found[1]) not in _PLACES_IN_MONTH):
            raise ValueError
        days[DAYS.index(found[2])] += [int(found[1])] if found[1] else []
    return days


def _clock(text: str) -> time:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError
    return time.fromisoformat(found[1])
