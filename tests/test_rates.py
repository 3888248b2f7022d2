import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from finder.rates import Rate, read_rates
from finder.settings import Settings


def test_rates_are_read_as_people_write_them():
    assert read_rates("600 per minute, 6000 per hour") == (
        Rate(600, 60),
        Rate(6000, 3600),
    )


def test_none_is_no_limit():
    assert read_rates("none") == ()


@pytest.mark.parametrize(
    "text", ["", "600", "0 per minute", "-1 per hour", "many per hour", "5 per week"]
)
def test_a_rate_that_makes_no_sense_stops_the_start(monkeypatch, text):
    monkeypatch.setenv("FINDER_LIMIT_SEARCHES", text)
    with pytest.raises(ValidationError):
        Settings()


@given(st.text())
def test_any_text_is_rates_or_refused(text):
    try:
        rates = read_rates(text)
    except ValueError:
        return
    assert all(rate.most > 0 for rate in rates)
