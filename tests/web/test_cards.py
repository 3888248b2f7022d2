import re
from datetime import datetime

from finder.sessions import read_opening
from finder.snapshot import SnapshotStore
from tests.builders import a_centre, a_service
from tests.web.conftest import an_app
from tests.web.test_pages import results, words_of


def test_a_centre_that_changed_is_drawn_anew(data_dir):
    store = SnapshotStore(data_dir / "snapshots")
    store.publish([a_centre()], sources=("a test",), demonstration=True)
    app = an_app(data_dir)
    client = app.test_client()
    assert "0115 496 0000" in results(client, "NG1").text
    changed = [a_centre(telephone="0115 496 0999")]
    store.publish(changed, sources=("a test",), demonstration=True)
    later = an_app(data_dir).test_client()
    assert "0115 496 0999" in results(later, "NG1").text


def test_each_language_has_a_drawing_of_its_own(client):
    english, welsh = (
        client.post(
            f"{prefix}/search", data={"postcode": "NG1", "service": "supported"}
        ).location
        for prefix in ("", "/cy")
    )
    assert "Who can apply" in words_of(client.get(english))
    assert "Pwy all wneud cais" in words_of(client.get(welsh))
    assert "Who can apply" in words_of(client.get(english))


def test_each_set_of_services_has_a_drawing_of_its_own(client_of):
    client = client_of([a_centre(offers=("supported", "virtual"))])
    one, both = results(client, "NG1"), results(client, "NG1", "supported", "virtual")
    assert len(re.findall("<h3>", one.text)) < len(re.findall("<h3>", both.text))


def test_next_sessions_follow_the_clock(client_of, monkeypatch):
    opening = read_opening("Sat 10:00-12:00")
    client = client_of([a_centre(services=(a_service(opening=opening),))])
    days = set()
    for day in (1, 15):
        monkeypatch.setattr(
            "finder.web.results.local_now", lambda day=day: datetime(2026, 6, day, 9)
        )
        days |= set(re.findall(r'datetime="([^"T]+)T', results(client, "NG1").text))
    assert days == {"2026-06-06", "2026-06-20"}
