"""Static files, at addresses that change with their content."""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort

_A_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file and the name it is served under."""

    served_as: str
    content: bytes
    media_type: str


def read_assets(folder: Path) -> dict[str, Asset]:
    """Read every file of a folder, by its own name."""
    return {path.name: _asset(path) for path in sorted(folder.iterdir())}


def assets_blueprint(assets: dict[str, Asset]) -> Blueprint:
    """Serve the files, to be kept for good by whoever fetched them."""
    blueprint = Blueprint("assets", __name__, url_prefix="/static")
    served = {asset.served_as: asset for asset in assets.values()}

    @blueprint.get("/<name>")
    def asset(name: str) -> Response:
        if name not in served:
            abort(404)
        response = Response(served[name].content, mimetype=served[name].media_type)
        response.cache_control.public = True
        response.cache_control.max_age = _A_YEAR_SECONDS
        response.cache_control.immutable = True
        return response

    return blueprint


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    mark = hashlib.sha256(content).hexdigest()[:10]
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(f"{path.stem}.{mark}{path.suffix}", content, media_type)
