import re

import pytest

from finder.centres import ServiceType
from finder.postcodes import Nation
from finder.snapshot import SnapshotStore
from finder.web.metrics import MetricsFolderMissing
from finder.web.searches_counted import Outcome
from tests.builders import a_centre
from tests.web.conftest import an_app
from tests.web.test_privacy import CHILD, crawl, forbidden_in

SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


@pytest.fixture
def client(data_dir):
    SnapshotStore(data_dir / "snapshots").publish(
        [a_centre("near")], sources=("a test",), demonstration=True
    )
    return an_app(data_dir, metrics=True).test_client()


def samples(client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return {
        f"{name}{{{labels}}}": float(amount)
        for name, labels, amount in SAMPLE.findall(answer.text)
    }


def searched(client) -> dict[str, float]:
    begin = "finder_searches_total"
    told = samples(client)
    return {it.removeprefix(begin): told[it] for it in told if it.startswith(begin)}


def test_there_are_no_metrics_unless_asked_for(data_dir):
    assert an_app(data_dir).test_client().get("/metrics").status_code == 404


def test_searches_are_counted_by_door_nation_and_outcome(client):
    form = {"postcode": "NG1 5FS", "service": "supported"}
    client.get(client.post("/search", data=form).location)
    client.post("/search", data={"postcode": "nowhere", "service": "supported"})
    client.get("/api/v1/centres?postcode=CF10 1EP&service=virtual")
    client.get("/api/v1/centres?postcode=ZZ1 1ZZ&service=virtual")
    client.get("/results/broken")
    assert searched(client) == {
        '{door="pages",nation="england",outcome="found"}': 1,
        '{door="pages",nation="unknown",outcome="wrong_input"}': 1,
        '{door="api",nation="wales",outcome="none"}': 1,
        '{door="api",nation="unknown",outcome="not_known"}': 1,
        '{door="pages",nation="unknown",outcome="not_known"}': 1,
    }


def test_the_frame_and_a_batch_are_counted_too(client):
    form = {"postcode": "NG1 5FS", "service": "supported"}
    client.get(client.post("/cy/embed/v1/search", data=form).location)
    places = [{"postcode": "NG1 5FS"}, {"postcode": "CF10 1EP"}]
    client.post("/api/v1/batch", json={"places": places, "service": ["supported"]})
    assert searched(client) == {
        '{door="embed",nation="england",outcome="found"}': 1,
        '{door="api",nation="england",outcome="found"}': 1,
        '{door="api",nation="wales",outcome="found"}': 1,
    }


def test_services_are_counted_each(client):
    client.get("/api/v1/centres?postcode=NG1&service=supported&service=virtual")
    told = samples(client)
    for service in ("supported", "virtual"):
        labels = f'nation="england",outcome="none",service="{service}"'
        assert told[f"finder_searched_services_total{{{labels}}}"] == 1


def test_answers_are_counted_and_timed_by_route(client):
    for path in ("/centres/near", "/centres/none", f"/{CHILD}"):
        client.get(path)
    client.open("/", method="LE16TE")
    told = samples(client)
    route = 'route="/centres/<centre_id>"'
    for labels in (
        f'method="GET",{route},status="200"',
        f'method="GET",{route},status="404"',
        'method="GET",route="none",status="404"',
        'method="other",route="none",status="405"',
    ):
        assert told[f"finder_requests_total{{{labels}}}"] == 1
    assert told[f"finder_request_seconds_count{{{route}}}"] == 2
    assert told[f'finder_request_seconds_bucket{{le="+Inf",{route}}}'] == 2


def test_what_is_answered_from_is_told(client):
    ready, told = client.get("/readyz").get_json(), samples(client)
    assert told[f'finder_snapshot_info{{id="{ready["snapshot"]}"}}'] == 1
    assert told[f'finder_postcodes_info{{id="{ready["postcodes"]}"}}'] == 1
    assert 0 <= told["finder_snapshot_age_seconds{}"] < 3600
    assert (told["finder_centres{}"], told["finder_listing_refused{}"]) == (1, 0)


def test_a_service_without_a_listing_tells_so(data_dir):
    client = an_app(data_dir, metrics=True).test_client()
    client.post("/search", data={"postcode": "NG1", "service": "supported"})
    told = samples(client)
    assert told["finder_listing_refused{}"] == 1
    labels = 'door="pages",nation="unknown",outcome="not_ready"'
    assert told[f"finder_searches_total{{{labels}}}"] == 1


def test_no_label_holds_what_a_visitor_typed(client, all_postcodes):
    form = {"postcode": CHILD, "other": "DE1 2QY", "service": "supported"}
    crawl(client, client.post("/search", data=form))
    client.get("/centres", query_string={"postcode": CHILD, "service": CHILD})
    client.get("/api/v1/centres", query_string={"postcode": CHILD, "service": CHILD})
    labels = "\n".join(samples(client))
    assert forbidden_in(all_postcodes, CHILD, "DE1 2QY").search(labels) is None
    for name in ("nation", "outcome", "service", "door"):
        told = set(re.findall(rf'{name}="([^"]*)"', labels))
        assert told <= {
            *map(str, Nation),
            *map(str, Outcome),
            *map(str, ServiceType),
            *("unknown", "pages", "api"),
        }


def test_a_folder_that_cannot_be_written_to_stops_the_start(
    data_dir, tmp_path, monkeypatch
):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "file" / "below"))
    with pytest.raises(MetricsFolderMissing):
        an_app(data_dir, metrics=True)


def test_a_count_that_fails_does_not_fail_the_request(client, monkeypatch, caplog):
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("prometheus_client.Counter.labels", full)
    assert client.get("/").status_code == 200
    assert "not counted: OSError" in caplog.text
