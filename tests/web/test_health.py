import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from finder.snapshot import SnapshotStore
from tests.builders import a_centre
from tests.web.conftest import an_app


def test_a_service_with_listing_and_postcodes_is_ready_and_says_which(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    ready = answer.get_json()
    assert ready["ready"] is True
    assert len(ready["snapshot"]) == len(ready["postcodes"]) == 16


def test_a_service_without_a_listing_lives_and_is_not_ready(data_dir):
    client = an_app(data_dir).test_client()
    assert client.get("/healthz").get_json() == {"alive": True}
    assert client.get("/readyz").status_code == 503


def test_a_search_before_the_first_listing_is_told_to_come_back(data_dir):
    client = an_app(data_dir).test_client()
    page = client.post("/search", data={"postcode": "NG1", "service": "supported"})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "The service is being set up" in page.text
    answer = client.get("/api/v1/centres?postcode=NG1&service=supported")
    assert answer.get_json()["code"] == "not_ready"


def published(data_dir, days_ago: int) -> None:
    """Publish a listing as if it had been so many days ago."""
    store = SnapshotStore(data_dir / "snapshots")
    made = store.publish([a_centre()], sources=("a test",), demonstration=True)
    manifest = data_dir / "snapshots" / made / "manifest.json"
    stored = json.loads(manifest.read_bytes())
    then = datetime.now(UTC) - timedelta(days=days_ago)
    manifest.write_text(json.dumps({**stored, "published_at": then.isoformat()}))


@pytest.mark.parametrize(("days_ago", "status"), [(6, 200), (8, 503)])
def test_a_listing_older_than_the_keeper_wants_is_told_and_still_served(
    data_dir, days_ago, status
):
    published(data_dir, days_ago)
    client = an_app(data_dir, stale_days=7).test_client()
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.get_json().get("reason") == (
        "listing_stale" if status > 200 else None
    )
    assert client.get("/healthz").status_code == 200
    assert client.get("/centres/example-centre").status_code == 200


def test_without_the_setting_no_listing_is_too_old(data_dir):
    published(data_dir, 2000)
    assert an_app(data_dir).test_client().get("/readyz").status_code == 200


def test_a_snapshot_url_out_of_reach_for_long_is_told(data_dir, monkeypatch):
    published(data_dir, 0)
    client = an_app(
        data_dir, snapshot_url="http://127.0.0.1:9/", unreachable_minutes=10
    ).test_client()
    assert client.get("/readyz").status_code == 200
    later = time.monotonic() + 11 * 60
    monkeypatch.setattr("finder.snapshot_fetching.time.monotonic", lambda: later)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["reason"] == "snapshot_url_unreachable"


def test_why_nothing_is_served_is_told(data_dir, tmp_path):
    told = an_app(data_dir).test_client().get("/readyz").get_json()
    assert told == {"ready": False, "reason": "not_ready"}
    published(data_dir, 0)
    (data_dir / "postcodes").unlink()
    told = an_app(data_dir).test_client().get("/readyz").get_json()
    assert told == {"ready": False, "reason": "postcode_index_damaged"}
