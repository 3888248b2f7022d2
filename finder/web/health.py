"""Whether the process lives, and whether it can answer searches."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from finder.errors import NotReady
from finder.settings import Settings
from finder.snapshot_fetching import SnapshotFetcher
from finder.web.live import LiveListing, Loaded

STALE, UNREACHABLE, NO_LISTING = (
    "listing_stale",
    "snapshot_url_unreachable",
    "not_ready",
)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old what is answered from may be; None is as old as it likes."""

    fetcher: SnapshotFetcher | None
    most_days: int | None
    most_unreachable_minutes: int | None

    @classmethod
    def of(cls, settings: Settings, fetcher: SnapshotFetcher | None) -> "Freshness":
        """Return what the settings ask for."""
        return cls(fetcher, settings.stale_days, settings.unreachable_minutes)

    def reason_against(self, loaded: Loaded) -> str | None:
        """Return the code of why a listing is too old to be relied on, if it is."""
        age = age_of(loaded)
        if self.most_days is not None and age > timedelta(days=self.most_days):
            return STALE
        if self.fetcher is None or self.most_unreachable_minutes is None:
            return None
        silent = self.fetcher.seconds_since_answer()
        return UNREACHABLE if silent > self.most_unreachable_minutes * 60 else None


def health_blueprint(listing: LiveListing, freshness: Freshness) -> Blueprint:
    """Serve ``/healthz`` and ``/readyz``."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def alive() -> ResponseReturnValue:
        return jsonify(alive=True)

    @blueprint.get("/readyz")
    def ready() -> ResponseReturnValue:
        try:
            loaded = listing.now()
        except NotReady:
            return jsonify(ready=False, reason=listing.problem or NO_LISTING), 503
        told = {"snapshot": loaded.snapshot.id, "postcodes": loaded.postcodes.id}
        if listing.problem is not None:
            # It answers, from the old; whoever publishes should know.
            told["refused"] = listing.problem
        reason = freshness.reason_against(loaded)
        if reason is not None:
            return jsonify(ready=False, reason=reason, **told), 503
        return jsonify(ready=True, **told)

    return blueprint


def age_of(loaded: Loaded) -> timedelta:
    """Return how long ago the listing was published."""
    return datetime.now(UTC) - loaded.snapshot.published_at.astimezone(UTC)
