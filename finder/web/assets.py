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
    """Read every file of a folder, by its own name, and its one stylesheet.

    The sheet is kept in parts, by subject, and served whole as ``site.css``.
    """
    files = {
        it.name: it.read_bytes() for it in sorted(folder.iterdir()) if it.is_file()
    }
    parts = sorted((folder / "style").iterdir())
    files["site.css"] = b"\n".join(part.read_bytes() for part in parts)
    return {name: _asset(name, content) for name, content in files.items()}


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


def _asset(name: str, content: bytes) -> Asset:
    mark = hashlib.sha256(content).hexdigest()[:10]
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    stem, _, suffix = name.rpartition(".")
    return Asset(f"{stem}.{mark}.{suffix}", content, media_type)
