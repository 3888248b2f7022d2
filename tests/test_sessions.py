from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.sessions import (
    Opening,
    Session,
    UnreadSession,
    read_opening,
    read_session,
)

SUNDAY_MORNING = datetime(2026, 11, 22, 9, 0)

times = st.times(max_value=time(23, 58)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
sessions = st.builds(
    lambda days, opens, minutes, nth: Session(
        weekdays=tuple(sorted(days)),
        opens=opens,
        closes=min(
            (datetime.combine(date.min, opens) + timedelta(minutes=minutes)).time(),
            time(23, 59),
        )
        if opens < time(12)
        else time(23, 59),
        nth=tuple(sorted(nth)),
    ),
    st.sets(st.integers(0, 6), min_size=1),
    times,
    st.integers(1, 600),
    st.sets(st.sampled_from([1, 2, 3, 4])),
)


def starts(pattern: str, count: int = 3) -> list[str]:
    opening = read_opening(pattern)
    return [
        f"{start:%a %d %b %H:%M}"
        for start, _ in opening.next_sessions(SUNDAY_MORNING, count)
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "Sat 10:00-12:00",
            ["Sat 28 Nov 10:00", "Sat 05 Dec 10:00", "Sat 12 Dec 10:00"],
        ),
        (
            "Mon-Fri 09:00-16:00",
            ["Mon 23 Nov 09:00", "Tue 24 Nov 09:00", "Wed 25 Nov 09:00"],
        ),
        (
            "1st,3rd Sat 10:30-12:30",
            ["Sat 05 Dec 10:30", "Sat 19 Dec 10:30", "Sat 02 Jan 10:30"],
        ),
        (
            "last Sun 14:00-16:00",
            ["Sun 29 Nov 14:00", "Sun 27 Dec 14:00", "Sun 31 Jan 14:00"],
        ),
        (
            "every 2 weeks from 2026-01-10 Sat 14:00-16:00",
            ["Sat 28 Nov 14:00", "Sat 12 Dec 14:00", "Sat 26 Dec 14:00"],
        ),
        (
            "Sat 10:00-12:00; Wed 16:00-18:00",
            ["Wed 25 Nov 16:00", "Sat 28 Nov 10:00", "Wed 02 Dec 16:00"],
        ),
    ],
)
def test_next_sessions_follow_the_pattern(pattern, expected):
    assert starts(pattern) == expected


def test_alternate_weeks_count_from_the_week_named():
    assert starts("every 2 weeks from 2026-01-17 Sat 14:00-16:00", 1) == [
        "Sat 05 Dec 14:00"
    ]


def test_a_session_that_has_begun_is_shown_until_it_ends():
    opening = read_opening("Sun 08:00-09:30")
    at_nine = opening.next_sessions(SUNDAY_MORNING, 1)
    at_half_past = opening.next_sessions(datetime(2026, 11, 22, 9, 30), 1)
    assert at_nine[0][0] == datetime(2026, 11, 22, 8, 0)
    assert at_half_past[0][0] == datetime(2026, 11, 29, 8, 0)


def test_by_arrangement_has_no_times():
    opening = read_opening("by arrangement")
    assert opening.by_arrangement
    assert opening.next_sessions(SUNDAY_MORNING, 3) == []


@pytest.mark.parametrize(
    "text",
    [
        "Saturdays",
        "Sat 12:00-10:00",
        "Sat 25:00-26:00",
        "every 2 weeks Sat 10:00-12:00",
        "every 2 weeks from 2026-13-10 Sat 10:00-12:00",
        "every 2 weeks from 2026-01-10 1st Sat 10:00-12:00",
        "Fri-Mon 10:00-12:00",
        "6th Sat 10:00-12:00",
        "",
    ],
)
def test_what_is_not_a_pattern_is_refused(text):
    with pytest.raises(UnreadSession):
        read_session(text)


def test_an_empty_cell_is_no_opening():
    assert read_opening("") == Opening()


@given(sessions)
def test_a_session_reads_back_from_its_own_words(session):
    assert read_session(str(session)) == session


@given(sessions, st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_every_start_falls_on_its_weekdays_and_after_the_moment(session, after):
    for start in islice(session.starts(after), 5):
        assert start > after
        assert start.weekday() in session.weekdays
        assert start.time() == session.opens
        if session.nth:
            assert (start.day - 1) // 7 + 1 in session.nth
