"""Whether parts of a page can be drawn now, or only filled in."""

from flask import has_request_context


class NotYetDrawn(Exception):
    """A part of a page has to be drawn first, which takes a request of Flask."""


def needs_request() -> None:
    """Raise `NotYetDrawn` where Flask has no request, since addresses need one."""
    if not has_request_context():
        raise NotYetDrawn
