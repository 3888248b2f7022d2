"""Counts for Prometheus, of requests and searches, that tell of no visitor.

Workers are processes of their own. Where PROMETHEUS_MULTIPROC_DIR names a folder
they count there together, and any of them can tell the sum; without it each tells
its own. What the listing is, the answering worker tells of itself.
"""

import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Blueprint, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from finder.errors import NotReady
from finder.snapshot_fetching import SnapshotFetcher
from finder.web.answered import Answered
from finder.web.health import age_of
from finder.web.live import LiveListing
from finder.web.searches_counted import searches_of

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# In seconds: a search takes a few milliseconds, waiting for a worker the rest.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)

log = logging.getLogger(__name__)


class MetricsFolderMissing(ValueError):
    """PROMETHEUS_MULTIPROC_DIR names no folder that can be written to."""


class Metrics:
    """The counts of this process, and all that /metrics tells."""

    def __init__(self, listing: LiveListing, fetcher: SnapshotFetcher | None) -> None:
        """Begin to count. Raises `MetricsFolderMissing`."""
        self._folder = _shared_folder()
        self._live = _LiveCollector(listing, fetcher)
        disable_created_metrics()  # type: ignore[no-untyped-call]
        own = self._own = CollectorRegistry()
        self._requests = Counter(
            "finder_requests",
            "Answers, by route and status.",
            ["route", "method", "status"],
            registry=own,
        )
        self._seconds = Histogram(
            "finder_request_seconds",
            "How long answers took in a worker.",
            ["route"],
            buckets=BUCKETS,
            registry=own,
        )
        self._searches = Counter(
            "finder_searches",
            "Searches, by the door they came by, nation and outcome.",
            ["door", "nation", "outcome"],
            registry=own,
        )
        self._services = Counter(
            "finder_searched_services",
            "Services searched for: a search for two counts for each.",
            ["service", "nation", "outcome"],
            registry=own,
        )

    def count(self, answered: Answered) -> None:
        """Count an answer. Never fails the request that it counts."""
        try:
            self._count(answered)
        except (OSError, ValueError) as problem:
            log.error("not counted: %s", type(problem).__name__)

    def text(self) -> bytes:
        """Return all counts as Prometheus reads them."""
        registry = CollectorRegistry()
        registry.register(self._live)
        if self._folder is None:
            return generate_latest(self._own) + generate_latest(registry)
        MultiProcessCollector(registry, str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _count(self, answered: Answered) -> None:
        status = str(answered.status)
        self._requests.labels(answered.route, answered.method, status).inc()
        self._seconds.labels(answered.route).observe(answered.seconds)
        for it in searches_of(answered):
            self._searches.labels(it.door, it.nation, it.outcome.value).inc()
            for service in it.services:
                labels = (str(service), it.nation, it.outcome.value)
                self._services.labels(*labels).inc()


def metrics_blueprint(metrics: Metrics) -> Blueprint:
    """Serve ``/metrics``."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def tell() -> Response:
        return Response(metrics.text(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


class _LiveCollector(Collector):
    """What the answering worker answers from, at the moment of asking."""

    def __init__(self, listing: LiveListing, fetcher: SnapshotFetcher | None) -> None:
        self._listing = listing
        self._fetcher = fetcher

    def collect(self) -> Iterator[GaugeMetricFamily]:
        refused = self._listing.problem is not None
        yield _gauge(
            "finder_listing_refused", "1 while what is live is refused.", refused
        )
        if self._fetcher is not None:
            yield _gauge(
                "finder_snapshot_url_silent_seconds",
                "Seconds since FINDER_SNAPSHOT_URL last answered.",
                self._fetcher.seconds_since_answer(),
            )
        try:
            loaded = self._listing.now()
        except NotReady:
            return
        yield _info("finder_snapshot", "The listing.", loaded.snapshot.id)
        yield _info("finder_postcodes", "The postcode index.", loaded.postcodes.id)
        yield _gauge(
            "finder_snapshot_age_seconds",
            "Seconds since the listing was published.",
            age_of(loaded) / timedelta(seconds=1),
        )
        yield _gauge(
            "finder_centres", "Centres listed as not closed.", len(loaded.listed)
        )


def _gauge(name: str, meaning: str, amount: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=float(amount))


def _info(name: str, meaning: str, id: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"{name}_info", f"{meaning} Always 1.", labels=["id"])
    family.add_metric([id], 1.0)
    return family


def _shared_folder() -> Path | None:
    named = os.environ.get(SHARED_FOLDER)
    if not named:
        return None
    folder = Path(named)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise MetricsFolderMissing(f"{SHARED_FOLDER}={named}") from problem
    if not os.access(folder, os.W_OK):
        raise MetricsFolderMissing(f"{SHARED_FOLDER}={named}")
    return folder
