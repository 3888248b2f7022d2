"""Whether the process lives, and whether it can answer searches."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from finder.errors import NotReady
from finder.web.live import LiveListing


def health_blueprint(listing: LiveListing) -> Blueprint:
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
            return jsonify(ready=False), 503
        return jsonify(
            ready=True, snapshot=loaded.snapshot.id, postcodes=loaded.postcodes.id
        )

    return blueprint
