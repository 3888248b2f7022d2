import logging
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest

from finder.centres import LocationSource
from finder.geocoding import Located
from finder.geocoding_cache import GeocodingCache, Lifetimes
from finder.settings import PROJECT
from tests.builders import LEEDS, NOTTINGHAM
from tests.stand_ins import StoppedClock

FOUND = Located(NOTTINGHAM, LocationSource.ADDRESS)
ELSEWHERE = Located(LEEDS, LocationSource.POSTCODE)
DAY = timedelta(days=1)

# A run that says what it has been told once that is kept.
RUN = """
import sys
from pathlib import Path
from finder.centres import LocationSource
from finder.geocoding import Located
from finder.geocoding_cache import GeocodingCache
from finder.location import Location
cache = GeocodingCache(Path(sys.argv[1]))
found = Located(Location(latitude=52.9549, longitude=-1.1553), LocationSource.ADDRESS)
for number in range(int(sys.argv[3])):
    cache.answer("nominatim", f"{sys.argv[2]} {number}", lambda: found)
    print(number, flush=True)
"""


class Oracle:
    """Gives one answer and counts how often it is asked."""

    def __init__(self, answer=None):
        self.answer = answer
        self.asked = 0

    def __call__(self):
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "geocoding.sqlite"


@pytest.fixture
def clock():
    return StoppedClock()


def a_run(path, name, count):
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(path), name, str(count)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("answer", [FOUND, ELSEWHERE, None])
def test_a_question_is_asked_once_also_by_the_next_run(path, answer):
    oracle = Oracle(answer)
    for _ in range(3):
        assert GeocodingCache(path).answer("one", "NG1 5FS", oracle) == answer
    assert oracle.asked == 1


def test_another_question_or_another_geocoder_is_asked_for_itself(path):
    cache = GeocodingCache(path)
    cache.answer("one", "NG1 5FS", Oracle(FOUND))
    for geocoder, question in [("two", "NG1 5FS"), ("one", "NG1 5FT")]:
        assert cache.answer(geocoder, question, Oracle(ELSEWHERE)) == ELSEWHERE
    assert cache.answer("one", "NG1 5FS", Oracle()) == FOUND


@pytest.mark.parametrize(
    ("answer", "lifetime"), [(FOUND, 365 * DAY), (None, 30 * DAY), (None, 7 * DAY)]
)
def test_an_answer_is_believed_for_its_lifetime_and_no_longer(
    path, clock, answer, lifetime
):
    lifetimes = Lifetimes(not_found=lifetime) if answer is None else Lifetimes()
    cache = GeocodingCache(path, lifetimes, clock.now)
    cache.answer("one", "NG1 5FS", Oracle(answer))
    clock.time += lifetime - timedelta(seconds=1)
    assert cache.answer("one", "NG1 5FS", Oracle(ELSEWHERE)) == answer
    clock.time += timedelta(seconds=1)
    assert cache.answer("one", "NG1 5FS", Oracle(ELSEWHERE)) == ELSEWHERE
    assert cache.answer("one", "NG1 5FS", Oracle()) == ELSEWHERE


def test_a_failure_is_not_kept(path):
    cache = GeocodingCache(path)
    with pytest.raises(RuntimeError, match="out of order"):
        cache.answer("one", "NG1 5FS", Oracle(RuntimeError("out of order")))
    assert cache.answer("one", "NG1 5FS", Oracle(FOUND)) == FOUND


def test_answers_survive_a_run_that_is_killed(path):
    with a_run(path, "killed", 100_000) as run:
        told = [run.stdout.readline() for _ in range(20)]
        run.send_signal(signal.SIGKILL)
    assert len(told) == 20
    cache = GeocodingCache(path)
    oracle = Oracle(ELSEWHERE)
    for number in range(20):
        assert cache.answer("nominatim", f"killed {number}", oracle) == FOUND
    assert oracle.asked == 0


def test_two_runs_at_once_both_keep_their_answers(path):
    with a_run(path, "one", 40) as one, a_run(path, "two", 40) as two:
        one.communicate()
        two.communicate()
    assert (one.returncode, two.returncode) == (0, 0)
    oracle = Oracle(ELSEWHERE)
    cache = GeocodingCache(path)
    for number in range(40):
        for run in ("one", "two"):
            assert cache.answer("nominatim", f"{run} {number}", oracle) == FOUND
    assert oracle.asked == 0


def of_another_shape(path):
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE answers (postcode)")
    connection.close()


def not_a_database(path):
    path.write_text("NG1 5FS, 52.9549, -1.1553\n" * 99)


def overwritten_inside(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:1000] + b"\xff" * (len(whole) - 1000))


def cut_short(path):
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    "damage", [of_another_shape, not_a_database, overwritten_inside, cut_short]
)
def test_a_damaged_file_is_set_aside_with_a_warning(path, caplog, damage):
    GeocodingCache(path).answer("one", "NG1 5FS", Oracle(FOUND))
    damage(path)
    damaged = path.read_bytes()
    with caplog.at_level(logging.WARNING):
        cache = GeocodingCache(path)
        assert cache.answer("one", "NG1 5FS", Oracle(ELSEWHERE)) == ELSEWHERE
    assert cache.answer("one", "NG1 5FS", Oracle()) == ELSEWHERE
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == damaged
    assert [it.levelname for it in caplog.records] == ["WARNING"]
    assert str(aside) in caplog.text


def test_an_empty_file_is_an_empty_cache(path):
    path.parent.mkdir()
    path.touch()
    assert GeocodingCache(path).answer("one", "NG1 5FS", Oracle(FOUND)) == FOUND
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("latitude", 0.0),
        ("latitude", "north"),
        ("longitude", None),
        ("source", "hearsay"),
        ("answered", "lately"),
        ("answered", "2026-11-22"),
        ("answered", None),
        ("source", b"\xff\xfe"),
    ],
)
def test_an_answer_that_makes_no_sense_is_asked_for_again(path, clock, column, value):
    cache = GeocodingCache(path, now=clock.now)
    cache.answer("one", "NG1 5FS", Oracle(FOUND))
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE answers RENAME TO strict")
        connection.execute("CREATE TABLE answers AS SELECT * FROM strict")
        connection.execute(f"UPDATE answers SET {column} = ?", [value])  # noqa: S608
    connection.close()
    assert cache.answer("one", "NG1 5FS", Oracle(ELSEWHERE)) == ELSEWHERE


def test_a_file_that_cannot_be_opened_is_said_and_not_replaced(path):
    path.mkdir(parents=True)
    with pytest.raises(OSError, match="unable to open") as refused:
        GeocodingCache(path).answer("one", "NG1 5FS", Oracle(FOUND))
    assert refused.value.filename == str(path)
    assert path.is_dir()
