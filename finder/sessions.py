"""When a service is open, as data: patterns people can type and read again.

A pattern is one of::

    Sat 10:00-12:00
    Mon-Fri 09:00-16:00
    1st,3rd Sat 10:30-12:30
    every 2 weeks from 2026-01-10 Sat 14:00-16:00
    by arrangement

Recurrence is that of iCalendar (RFC 5545), worked out by python-dateutil.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import islice

from dateutil import rrule

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
_ORDINAL_WORDS = {number: word for word, number in _ORDINALS.items()}
_BY_ARRANGEMENT = "by arrangement"

_DAY = "|".join(WEEKDAYS)
_NTH = "|".join(_ORDINALS)
_PATTERN = re.compile(
    rf"""
    (?:every\ (?P<interval>[2-9]|1[0-2])\ weeks\ from\ (?P<since>\d{{4}}-\d\d-\d\d)\ )?
    (?:(?P<nth>(?:{_NTH})(?:,(?:{_NTH}))*)\ )?
    (?P<days>(?:{_DAY})(?:-(?:{_DAY})|(?:,(?:{_DAY}))*))
    \ (?P<opens>\d\d?:\d\d)-(?P<closes>\d\d?:\d\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)


class UnreadSession(ValueError):
    """The text is not a pattern that this module knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A regular time at which a service is open.

    `weekdays` count from Monday, 0, and are in order. `nth` picks weekdays of
    the month (1 the first, -1 the last); `every_weeks` counts from the week of
    `since`. Times are local, and `closes` is later than `opens`.
    """

    weekdays: tuple[int, ...]
    opens: time
    closes: time
    nth: tuple[int, ...] = ()
    every_weeks: int = 1
    since: date | None = None

    def starts(self, after: datetime) -> Iterator[datetime]:
        """Yield the starts later than a local moment, soonest first, without end."""
        first = datetime.combine(self.since or after.date(), self.opens)
        rule = rrule.rrule(
            rrule.MONTHLY if self.nth else rrule.WEEKLY,
            dtstart=first,
            interval=1 if self.nth else self.every_weeks,
            byweekday=[
                rrule.weekday(day, nth)
                for day in self.weekdays
                for nth in self.nth or (None,)
            ],
        )
        return iter(rule.xafter(after))

    def __str__(self) -> str:
        parts = []
        if self.since is not None:
            parts.append(f"every {self.every_weeks} weeks from {self.since}")
        if self.nth:
            parts.append(",".join(_ORDINAL_WORDS[number] for number in self.nth))
        parts.append(_days_text(self.weekdays))
        parts.append(f"{self.opens:%H:%M}-{self.closes:%H:%M}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """All that is known of when a service is open.

    `note` is what the keeper wrote beyond what could be read as sessions.
    """

    sessions: tuple[Session, ...] = ()
    by_arrangement: bool = False
    note: str = ""

    def __str__(self) -> str:
        arranged = [_BY_ARRANGEMENT] if self.by_arrangement else []
        return "; ".join(filter(None, [*map(str, self.sessions), *arranged, self.note]))

    def next_sessions(
        self, after: datetime, count: int
    ) -> list[tuple[datetime, datetime]]:
        """Return the next times open, as start and end, soonest first."""
        series: Iterable[Iterator[tuple[datetime, datetime]]] = (
            _spans(session, after) for session in self.sessions
        )
        return list(islice(merge(*series), count))


def read_opening(text: str) -> Opening:
    """Read patterns parted by semicolons; raise `UnreadSession` if one is unknown."""
    sessions = []
    by_arrangement = False
    for pattern in filter(None, (part.strip() for part in text.split(";"))):
        if is_by_arrangement(pattern):
            by_arrangement = True
        else:
            sessions.append(read_session(pattern))
    return Opening(sessions=tuple(sessions), by_arrangement=by_arrangement)


def is_by_arrangement(text: str) -> bool:
    """Return whether the words say that there are no set times."""
    return text.strip().lower() == _BY_ARRANGEMENT


def read_session(text: str) -> Session:
    """Read one pattern; raise `UnreadSession` if it is not one."""
    found = _PATTERN.fullmatch(" ".join(text.replace(", ", ",").split()))
    if found is None or (found["interval"] and found["nth"]):
        raise UnreadSession
    try:
        opens, closes = _time(found["opens"]), _time(found["closes"])
        since = date.fromisoformat(found["since"]) if found["since"] else None
    except ValueError:
        raise UnreadSession from None
    if closes <= opens:
        raise UnreadSession
    nth = (found["nth"] or "").lower().split(",") if found["nth"] else []
    return Session(
        weekdays=_weekdays(found["days"]),
        opens=opens,
        closes=closes,
        nth=tuple(_ORDINALS[word] for word in nth),
        every_weeks=int(found["interval"] or 1),
        since=since,
    )


def _spans(session: Session, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    length = datetime.combine(date.min, session.closes) - datetime.combine(
        date.min, session.opens
    )
    # A session that has begun is still worth showing until it ends.
    for start in session.starts(after - length + timedelta(seconds=1)):
        yield start, start + length


def _time(text: str) -> time:
    hours, minutes = text.split(":")
    return time(int(hours), int(minutes))


def _weekdays(text: str) -> tuple[int, ...]:
    names = [name.capitalize() for name in re.split("[-,]", text)]
    days = [WEEKDAYS.index(name) for name in names]
    if "-" not in text:
        return tuple(sorted(set(days)))
    first, last = days
    if last < first:
        raise UnreadSession
    return tuple(range(first, last + 1))


def _days_text(days: tuple[int, ...]) -> str:
    names = [WEEKDAYS[day] for day in days]
    in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    return f"{names[0]}-{names[-1]}" if in_a_row else ",".join(names)
