"""Sessions as people write them: "1st & 3rd Sat of month, 10.30-12.30".

Read word by word, and only where every word is understood. Nothing is guessed:
alternate weeks need a date to count from, and a time without am or pm is one on a
24-hour clock, unless the time that it runs to says which half of the day.
"""

import re
from collections.abc import Callable
from datetime import time

from finder.clock_wording import read_clock, read_day, span_of
from finder.session_words import JOINERS, Words
from finder.sessions import (
    WEEKDAYS,
    Opening,
    Session,
    UnreadSession,
    is_by_arrangement,
    read_session,
)

_ORDINALS = {
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "5th": 5,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "last": -1,
}
_LONG_DAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_DAYS: dict[str, tuple[int, ...]] = {
    **{day.lower(): (number,) for number, day in enumerate(WEEKDAYS)},
    **{day: (number,) for number, day in enumerate(_LONG_DAYS)},
    "tues": (1,),
    "weds": (2,),
    "thur": (3,),
    "thurs": (3,),
    "weekday": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
    "daily": (0, 1, 2, 3, 4, 5, 6),
}
_ALTERNATE = {"alternate", "alternating", "fortnightly", "fortnight", "other"}
_FILLERS = {"of", "the", "each", "every", "month", "in", "on", "at", "between"}
_SPANS = {"-", "to", "until", "till"}
_STARTS = {"from", "starting", "beginning"}


def read_any_wording(text: str) -> Opening:
    """Read patterns and wordings parted by semicolons or line breaks.

    What cannot be read becomes the note.
    """
    sessions: list[Session] = []
    by_arrangement = False
    notes = []
    for part in filter(None, (" ".join(it.split()) for it in re.split("[;\n]", text))):
        if is_by_arrangement(part):
            by_arrangement = True
            continue
        try:
            sessions += _read_either(part)
        except UnreadSession:
            notes.append(part)
    return Opening(
        sessions=tuple(sessions), by_arrangement=by_arrangement, note="; ".join(notes)
    )


def _read_either(text: str) -> list[Session]:
    try:
        return [read_session(text)]
    except UnreadSession:
        return read_wording(text)


def read_wording(text: str) -> list[Session]:
    """Return the sessions that the words stand for, or raise `UnreadSession`."""
    words = Words.of(text)
    sessions: list[Session] = []
    while words.left:
        sessions += _read_group(words)
    if not sessions:
        raise UnreadSession
    return sessions


def _read_group(words: Words) -> list[Session]:
    words.skip(_FILLERS, JOINERS)
    alternate = words.take(_member(_ALTERNATE)) is not None
    nth = words.take_all(_ORDINALS.get)
    words.skip(_FILLERS)
    weekdays = _read_days(words)
    words.skip(_FILLERS, {","})
    alternate = words.take(_member(_ALTERNATE)) is not None or alternate
    words.skip(_STARTS)
    since = words.take(read_day)
    if alternate is (since is None) or (alternate and nth):
        raise UnreadSession
    return [
        Session(
            weekdays=weekdays,
            opens=opens,
            closes=closes,
            nth=tuple(sorted(set(nth), key=lambda n: n % 10)),
            every_weeks=2 if alternate else 1,
            since=since,
        )
        for opens, closes in _read_times(words)
    ]


def _read_days(words: Words) -> tuple[int, ...]:
    days = list(words.must_take(_days))
    while True:
        if len(words.left) > 1 and words.left[0] in _SPANS and _days(words.left[1]):
            words.left.pop(0)
            last = words.must_take(_days)[-1]
            if last <= days[-1]:
                raise UnreadSession
            days += range(days[-1] + 1, last + 1)
        elif len(words.left) > 1 and words.left[0] in JOINERS and _days(words.left[1]):
            words.left.pop(0)
            days += words.must_take(_days)
        else:
            return tuple(sorted(set(days)))


def _read_times(words: Words) -> list[tuple[time, time]]:
    times = []
    words.skip(_FILLERS, _STARTS, {","})
    while (first := words.take(read_clock)) is not None:
        words.must_take(_member(_SPANS))
        times.append(span_of(first, words.must_take(read_clock)))
        if (
            len(words.left) > 1
            and words.left[0] in JOINERS
            and read_clock(words.left[1])
        ):
            words.left.pop(0)
    if not times:
        raise UnreadSession
    return times


def _days(word: str) -> tuple[int, ...] | None:
    return _DAYS.get(word) or _DAYS.get(word.removesuffix("s"))


def _member(words: set[str]) -> Callable[[str], str | None]:
    return lambda word: word if word in words else None
