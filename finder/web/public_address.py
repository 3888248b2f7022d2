"""The address by which the world knows a page, whatever name it was reached by."""

from flask import Flask, current_app, request

_KEY = "PUBLIC_URL"


def set_public_url(app: Flask, public_url: str | None) -> None:
    """Name the pages of an application by this address, if one is given.

    A request's own Host is not trusted for it: pages are kept by shared caches.
    """
    app.config[_KEY] = public_url or ""
    app.add_template_global(public_address, "public_address")


def public_address(path: str) -> str:
    """Return the whole address of a path, or the path alone if none is set."""
    return f"{current_app.config[_KEY]}{path}"


def public_root() -> str:
    """Return what every address begins with: as set, else as requested."""
    return str(current_app.config[_KEY]) or request.host_url.rstrip("/")
