import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.session_wording import read_wording
from finder.sessions import UnreadSession, read_session


@pytest.mark.parametrize(
    ("wording", "patterns"),
    [
        ("Saturdays 10am-12pm", ["Sat 10:00-12:00"]),
        ("Every Saturday, 10 a.m. to 12 noon", ["Sat 10:00-12:00"]),
        ("1st & 3rd Sat of month, 10.30-12.30", ["1st,3rd Sat 10:30-12:30"]),
        (
            "first and third Saturday of each month 10:30am – 12:30pm",
            ["1st,3rd Sat 10:30-12:30"],
        ),
        ("last Sunday of the month 2pm-4pm", ["last Sun 14:00-16:00"]),
        ("Mon-Fri 9am-4pm", ["Mon-Fri 09:00-16:00"]),
        ("Monday to Friday 09.00 to 16.00", ["Mon-Fri 09:00-16:00"]),
        ("weekdays 9am-5pm", ["Mon-Fri 09:00-17:00"]),
        ("Saturdays and Sundays 10am-1pm", ["Sat,Sun 10:00-13:00"]),
        ("Sat 10am-1pm & 2pm-5pm", ["Sat 10:00-13:00", "Sat 14:00-17:00"]),
        (
            "Mon-Fri 9am-4pm + Sat 8.30am-4pm",
            ["Mon-Fri 09:00-16:00", "Sat 08:30-16:00"],
        ),
        ("Saturday 2-4pm", ["Sat 14:00-16:00"]),
        ("Saturday 10-12pm", ["Sat 10:00-12:00"]),
        ("Sat 10-12", ["Sat 10:00-12:00"]),
        (
            "alternate Saturdays from 10/01/2026 10am-12pm",
            ["every 2 weeks from 2026-01-10 Sat 10:00-12:00"],
        ),
        (
            "every other Saturday starting 2026-01-10, 2pm to 4pm",
            ["every 2 weeks from 2026-01-10 Sat 14:00-16:00"],
        ),
    ],
)
def test_wording_is_read_as_the_pattern_that_it_means(wording, patterns):
    assert [str(session) for session in read_wording(wording)] == patterns


@pytest.mark.parametrize(
    "wording",
    [
        "alternate Saturdays",
        "alternate Saturdays 10am-12pm",
        "Saturdays from 10/01/2026 10am-12pm",
        "every Sat 2.30-4.30",
        "Sat 10-1",
        "Saturdays",
        "10am-12pm",
        "Saturdays 10am",
        "Saturdays except August 10am-12pm",
        "Sat 10am-12pm (term time only)",
        "phone for times",
        "Fri-Mon 10am-12pm",
        "Sat 13pm-14pm",
        "Sat 25:00-26:00",
        "Sat 9am-5",
        "alternate 1st Sat from 10/01/2026 10am-12pm",
        "",
        "Sat " * 100,
    ],
)
def test_what_is_not_wholly_understood_is_not_guessed(wording):
    with pytest.raises(UnreadSession):
        read_wording(wording)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    try:
        sessions = read_wording(text)
    except UnreadSession:
        return
    for session in sessions:
        assert read_session(str(session)) == session


@given(
    st.lists(
        st.sampled_from(
            [
                "sat",
                "sun",
                "mon",
                "-",
                "to",
                "and",
                "&",
                ",",
                "1st",
                "3rd",
                "last",
                "of",
                "month",
                "10am",
                "2pm",
                "10",
                "12",
                "4pm",
                "noon",
                "every",
                "alternate",
                "from",
                "10/01/2026",
            ]
        ),
        max_size=12,
    )
)
def test_any_order_of_its_own_words_is_read_or_refused(words):
    try:
        sessions = read_wording(" ".join(words))
    except UnreadSession:
        return
    for session in sessions:
        assert read_session(str(session)) == session
