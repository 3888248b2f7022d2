"""Static files, at addresses that change with their content."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import brotli
from flask import Blueprint, Response, abort, request

_FOLDER = "/static"
_A_YEAR_SECONDS = 31_536_000
# More than an application has files.
COMPRESSED_KEPT = 32


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file and the name it is served under."""

    served_as: str
    content: bytes
    media_type: str

    @property
    def address(self) -> str:
        """Where the file is served."""
        return f"{_FOLDER}/{self.served_as}"

    @property
    def compressed(self) -> bytes:
        """The content by brotli."""
        return _compressed(self.content)


def read_assets(
    folder: Path, style: str = "", more: Mapping[str, bytes] = MappingProxyType({})
) -> dict[str, Asset]:
    """Read every file of a folder, by its own name, and its one stylesheet.

    The sheet is kept in parts, by subject, and served whole as ``site.css``, with
    the style given last. `more` are files from elsewhere, by name.
    """
    files = {
        it.name: it.read_bytes() for it in sorted(folder.iterdir()) if it.is_file()
    }
    parts = sorted((folder / "style").iterdir())
    sheet = [*(part.read_bytes() for part in parts), style.encode()]
    files |= {"site.css": b"\n".join(sheet), **more}
    return {name: _asset(name, content) for name, content in files.items()}


def assets_blueprint(assets: dict[str, Asset]) -> Blueprint:
    """Serve the files, to be kept for good by whoever fetched them."""
    blueprint = Blueprint("assets", __name__, url_prefix=_FOLDER)
    served = {asset.served_as: asset for asset in assets.values()}

    @blueprint.get("/<name>")
    def asset(name: str) -> Response:
        if name not in served:
            abort(404)
        response = _answer(served[name])
        response.cache_control.public = True
        response.cache_control.max_age = _A_YEAR_SECONDS
        response.cache_control.immutable = True
        return response

    return blueprint


def _answer(asset: Asset) -> Response:
    worth_it = len(asset.compressed) < len(asset.content)
    if not worth_it or not request.accept_encodings["br"]:
        return Response(asset.content, mimetype=asset.media_type)
    response = Response(asset.compressed, mimetype=asset.media_type)
    response.content_encoding = "br"
    return response


def _asset(name: str, content: bytes) -> Asset:
    mark = hashlib.sha256(content).hexdigest()[:10]
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    stem, _, suffix = name.rpartition(".")
    served_as = f"{stem}.{mark}.{suffix}"
    return Asset(served_as, content, media_type)


@lru_cache(maxsize=COMPRESSED_KEPT)
def _compressed(content: bytes) -> bytes:
    # When first asked for: to compress all takes 30 milliseconds of a start.
    return bytes(brotli.compress(content))
