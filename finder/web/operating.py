"""What whoever runs the service sees of it: its logs, counts and health."""

from flask import Flask

from finder.settings import Settings
from finder.snapshot_fetching import SnapshotFetcher
from finder.web.answered import Listener, tell_of_answers
from finder.web.health import Freshness, health_blueprint
from finder.web.live import LiveListing
from finder.web.logs import request_log


def add_operating(
    app: Flask,
    settings: Settings,
    listing: LiveListing,
    fetcher: SnapshotFetcher | None,
) -> list[Listener]:
    """Log and count every answer, and serve health and metrics.

    To be called before other hooks are set, so that their time counts too. Returns
    what is to be told of an answer that Flask did not make. Raises
    `MetricsFolderMissing`.
    """
    listeners: list[Listener] = [request_log(listing)]
    if settings.metrics:
        # With a web server of its own, five megabytes that few have a use for.
        from finder.web.metrics import Metrics, metrics_blueprint

        metrics = Metrics(listing, fetcher)
        listeners.append(metrics.count)
        app.register_blueprint(metrics_blueprint(metrics))
    tell_of_answers(app, listeners)
    app.register_blueprint(health_blueprint(listing, Freshness.of(settings, fetcher)))
    return listeners
