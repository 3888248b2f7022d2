"""The whole listing in one file: GeoJSON and CSV."""

import json
import secrets
from collections.abc import Callable

from flask import Blueprint, Response

from finder.web.api_json import ATTRIBUTION
from finder.web.caching import for_everyone
from finder.web.centre_json import ready
from finder.web.geojson import feature_collection
from finder.web.live import LiveListing, Loaded
from finder.web.public_address import public_root
from finder.web.public_csv import public_csv

CSV_NAME = "centres.csv"

# Stands for the beginning of every address until it is known from the request: a
# file is made once, by whatever names the server is asked. Nobody could type it.
_ROOT = secrets.token_hex(16)


def feeds_blueprint(listing: LiveListing) -> Blueprint:
    """Serve the files, each made once for a listing, when first asked for."""
    blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")
    geojson = _File(listing, _geojson)
    table = _File(listing, _csv)

    @blueprint.get("/centres.geojson")
    def centres_geojson() -> Response:
        root = json.dumps(public_root())[1:-1]
        return for_everyone(geojson.now(root), "application/geo+json")

    @blueprint.get(f"/{CSV_NAME}")
    def centres_csv() -> Response:
        response = for_everyone(table.now(public_root()), "text/csv")
        response.headers["Content-Disposition"] = f"attachment; filename={CSV_NAME}"
        return response

    return blueprint


class _File:
    """A file of the live listing."""

    def __init__(self, listing: LiveListing, make: Callable[[Loaded], bytes]) -> None:
        self._listing, self._make = listing, make
        self._kept: tuple[str, bytes] | None = None

    def now(self, root: str) -> bytes:
        """Return the file, its addresses beginning so. Raises `NotReady`."""
        loaded = self._listing.now()
        kept = self._kept
        if kept is None or kept[0] != loaded.snapshot.id:
            kept = self._kept = loaded.snapshot.id, self._make(loaded)
        return kept[1].replace(_ROOT.encode(), root.encode())


def _geojson(loaded: Loaded) -> bytes:
    collection = feature_collection(
        loaded.listed.values(),
        _ROOT,
        snapshot=loaded.snapshot.id,
        demonstration=loaded.snapshot.demonstration,
        attribution=ATTRIBUTION,
    )
    return ready(collection)


def _csv(loaded: Loaded) -> bytes:
    demonstration = loaded.snapshot.demonstration
    return public_csv(loaded.listed.values(), _ROOT, demonstration=demonstration)
