"""A page to be framed by anyone: how it looks, and what it may run.

Its style and its script stand in the page itself, each allowed by its hash, so that
a frame is one request and works in any sandbox.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, request

from finder.settings import PROJECT
from finder.web.frame_options import FrameOptions, read_frame_options
from finder.web.languages import carry, page_url
from finder.words import Language


@dataclass(frozen=True, slots=True)
class Frame:
    """How one answer looks and behaves."""

    options: FrameOptions
    style: str
    script: str

    def url(self, page: str, language: Language | None = None, /, **values: Any) -> str:
        """Return the address of a page of the widget that keeps what the host asked."""
        return page_url(f"embed.{page}", language, **self.options.parameters, **values)

    @property
    def headers(self) -> Mapping[str, str]:
        """Who may frame the page, and the only style and script that it may have."""
        policy = [
            "default-src 'none'",
            f"style-src '{_hash_of(self.style)}'",
            f"script-src '{_hash_of(self.script)}'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors *",
        ]
        return {
            "Content-Security-Policy": "; ".join(policy),
            # For hosts that isolate themselves: it fetches nothing, so may be there.
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }


def add_frames(blueprint: Blueprint, brand: str) -> None:
    """Make every page of a blueprint one to be framed, as its address asks.

    Views find it by `this_frame`, templates as ``frame``.
    """
    make = _frame_maker(brand)

    def begin() -> None:
        # Also for answers that were given before this blueprint was asked.
        if "frame" not in g:
            g.frame = make()
            carry(**g.frame.options.parameters)

    def context() -> dict[str, Any]:
        begin()
        return {"frame": this_frame()}

    def add_headers(response: Response) -> Response:
        begin()
        response.headers.update(this_frame().headers)
        return response

    blueprint.before_request(begin)
    blueprint.context_processor(context)
    blueprint.after_request(add_headers)


def this_frame() -> Frame:
    """Return the frame that this request is answered in."""
    frame: Frame = g.frame
    return frame


def _frame_maker(brand: str) -> Callable[[], Frame]:
    """Return what makes the frame of a request, its files read once."""
    folder = PROJECT / "static" / "widget"
    style = (folder / "frame.css").read_text()
    script = (folder / "frame.js").read_text()

    def make() -> Frame:
        options = read_frame_options(request.args, brand)
        return Frame(options, style + options.theme.style, script)

    return make


def _hash_of(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
