"""Answers compressed for whoever can read them so."""

from flask import Flask, Response, request
from flask_compress import Compress

_WAYS = ["br", "zstd", "gzip"]
_VARY = "Accept-Encoding"
_TEXTS = [
    "application/geo+json",
    "application/javascript",
    "application/json",
    "application/problem+json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
]


def compress_answers(app: Flask) -> None:
    """Compress what is text, with a tag of its own for each way of compressing.

    Length tells an eavesdropper nothing: no page holds a secret beside words that
    a stranger could make it repeat.
    """
    app.config["COMPRESS_MIMETYPES"] = _TEXTS
    app.config["COMPRESS_ALGORITHM"] = _WAYS
    app.config["COMPRESS_REGISTER"] = False
    compress = Compress(app)

    def compress_if_wanted(response: Response) -> Response:
        # Flask-Compress takes "br;q=0", which refuses it, for a weak wish.
        wished = _VARY in request.headers
        if wished and request.accept_encodings.best_match(_WAYS) is not None:
            return compress.after_request(response)
        vary = response.headers.get("Vary")
        response.headers["Vary"] = f"{vary}, {_VARY}" if vary else _VARY
        return response

    app.after_request(compress_if_wanted)
