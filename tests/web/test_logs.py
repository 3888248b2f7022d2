import io
import json
import logging
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from finder.web.logs import write_logs
from tests.web.test_privacy import CHILD, OTHER_PARENT, crawl, forbidden_in

Logged = Callable[[], list[dict[str, Any]]]
BROWSER = {"User-Agent": "Example/1.0", "Referer": "https://example.org/LE1 6TE"}
REQUEST_FIELDS = {
    *("event", "method", "route", "status", "milliseconds", "snapshot"),
    *("logger", "level", "timestamp"),
}


@pytest.fixture
def restored_logging() -> Iterator[None]:
    """Put everything back that `write_logs` changes in this process."""
    root, hook = logging.getLogger(), threading.excepthook
    handlers, level = root.handlers[:], root.level
    loggers = [logging.getLogger(it) for it in logging.root.manager.loggerDict]
    kept = [(it, it.handlers[:], it.propagate, it.disabled) for it in loggers]
    yield
    logging.captureWarnings(False)
    logging.raiseExceptions = True
    threading.excepthook = hook
    root.handlers[:] = handlers
    root.setLevel(level)
    for logger, its_handlers, propagate, disabled in kept:
        logger.handlers[:] = its_handlers
        logger.propagate, logger.disabled = propagate, disabled


@pytest.fixture
def stream(restored_logging) -> io.StringIO:
    """Log everything to the returned stream."""
    stream = io.StringIO()
    write_logs("debug", stream)
    return stream


@pytest.fixture
def logged(stream) -> Logged:
    """Log everything, and return what gives the lines that were written."""
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def search_and_crawl(client) -> None:
    form = {"postcode": CHILD, "other": OTHER_PARENT, "service": "supported"}
    crawl(client, client.post("/search", data=form, headers=BROWSER))
    asked = {"postcode": CHILD, "service": "supported"}
    assert client.get("/api/v1/centres", query_string=asked).status_code == 200
    client.get(f"/results/{CHILD}", headers=BROWSER)
    client.get(f"/{CHILD}?postcode={CHILD}")
    client.open("/", method="LE16TE")


def test_a_crawl_of_searches_leaves_nothing_of_a_visitor(client, logged, all_postcodes):
    search_and_crawl(client)
    lines = logged()
    text = json.dumps([{**line, "timestamp": ""} for line in lines])
    assert forbidden_in(all_postcodes, CHILD, OTHER_PARENT).search(text) is None
    for word in ("Example/1.0", "example.org", "127.0.0.1", "sealed-", "LE1", "DE1"):
        assert word not in text
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) > 10
    assert all(set(line) == REQUEST_FIELDS for line in requests)
    assert {"/results/<sealed>", "/search", "none"} <= {it["route"] for it in requests}
    assert {it["method"] for it in requests} == {"GET", "POST", "other"}


def test_a_request_is_told_by_route_status_time_and_snapshot(client, logged):
    client.get("/centres/near?shortlist=far")
    (line,) = [it for it in logged() if it["event"] == "request"]
    assert line["route"] == "/centres/<centre_id>"
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")
    assert 0 < line["milliseconds"] < 60_000
    assert line["snapshot"] == client.get("/readyz").get_json()["snapshot"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["timestamp"])


def test_requests_are_not_told_unless_asked_for(client, stream):
    write_logs("warning", stream)
    client.get("/")
    assert stream.getvalue() == ""


def test_a_failure_is_told_by_its_type_and_place_without_its_message(
    client, logged, monkeypatch
):
    def fail(*given: object, **named: object) -> None:
        try:
            int(CHILD)
        except ValueError as problem:
            raise KeyError(f"nothing for {CHILD}") from problem

    monkeypatch.setattr("finder.search.CentreSearch.find", fail)
    asked = {"postcode": CHILD, "service": "supported"}
    assert client.get("/api/v1/centres", query_string=asked).status_code == 500
    (line,) = [it for it in logged() if it["level"] == "error"]
    assert line["error"] == "KeyError"
    assert any(it.endswith(" fail") for it in line["raised"])
    assert "6TE" not in json.dumps(line)


def test_what_a_library_logs_has_the_same_form_and_no_place(stream, logged, capfd):
    library = logging.getLogger("a.library")
    library.addHandler(logging.StreamHandler())
    write_logs("debug", stream)
    library.info("asking for %s near %f", CHILD, 52.6263)
    library.warning("bad arguments %d", CHILD)
    try:
        raise ValueError(f"{CHILD} is no number")
    except ValueError:
        library.exception("failed on %s", CHILD, stack_info=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"{CHILD} is old", UserWarning, stacklevel=1)
    lines = logged()
    written = json.dumps(lines) + "".join(capfd.readouterr())
    assert "6TE" not in written
    assert "52.6" not in written
    assert [it["logger"] for it in lines] == ["a.library", "a.library", "py.warnings"]
    assert lines[1]["error"] == "ValueError"


def test_access_logs_of_servers_stay_off(logged):
    for name in ("werkzeug", "granian.access"):
        logging.getLogger(name).error('127.0.0.1 "GET /?postcode=LE1"')
    assert logged() == []


def test_a_thread_that_fails_is_told_without_its_message(logged):
    def fail() -> None:
        raise ValueError(CHILD)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (line,) = logged()
    assert (line["level"], line["error"]) == ("critical", "ValueError")
    assert "6TE" not in json.dumps(line)
