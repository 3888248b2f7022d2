"""Times of day and dates as people write them: "10am", "noon", "22/11/2026"."""

import re
from datetime import date, datetime, time

from finder.sessions import UnreadSession

# A session before seven is an afternoon written without its "pm".
EARLIEST_OPENING = time(7)

_TIME = re.compile(r"(\d\d?)(?:[:.](\d\d))?(?: ?([ap]m))?")

Clock = tuple[int, int, str]


def read_clock(word: str) -> Clock | None:
    """Return the hour, the minute, and am, pm or nothing, if the word is a time."""
    if word in {"noon", "midday"}:
        return 12, 0, "pm"
    found = _TIME.fullmatch(word)
    return (int(found[1]), int(found[2] or 0), found[3] or "") if found else None


def span_of(first: Clock, last: Clock) -> tuple[time, time]:
    """Return opening and closing, or raise `UnreadSession` if they make no session.

    "2-4pm" begins in the afternoon, "10-12pm" in the morning.
    """
    closes = _time_of_day(last)
    if not first[2] and last[2]:
        halves = (_time_of_day((*first[:2], half)) for half in (last[2], "am"))
        opens = next((it for it in halves if it < closes), closes)
    else:
        opens = _time_of_day(first)
    if not EARLIEST_OPENING <= opens < closes:
        raise UnreadSession
    return opens, closes


def _time_of_day(clock: Clock) -> time:
    hour, minute, half = clock
    if half and not 1 <= hour <= 12:
        raise UnreadSession
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise UnreadSession from None


def read_day(word: str) -> date | None:
    """Return the date that 2026-11-22 or 22/11/2026 stands for, or None."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            # Only the day is kept, so no time zone is lost.
            return datetime.strptime(word, form).date()
        except ValueError:
            continue
    return None
