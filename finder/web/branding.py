"""The keeper's name, colour, logo and helpline: the same design in another dress."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from finder.colours import darkened
from finder.settings import Settings
from finder.web.assets import Asset

LARGEST_LOGO_BYTES = 20_000
# On a dark page the brand's areas shine less; white reads on them better still.
_SHARE_OF_LIGHT_IN_THE_DARK = 0.8
# What a file of each kind holds near its beginning.
_LOGO_MARKS = {".png": b"\x89PNG\r\n\x1a\n", ".svg": b"<svg"}
_LOGOS = {f"logo{kind}" for kind in _LOGO_MARKS}
_MARK_WITHIN_BYTES = 1_000
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="{colour}"/>'
    '<path fill="#fff" d="M16 6a8 8 0 0 0-8 8c0 6 8 12 8 12s8-6 8-12a8 8 0 0 0-8-8z'
    'm0 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z"/></svg>'
)


class LogoRefused(ValueError):
    """The file of the logo is missing, too large or of another kind."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """Whom the keeper asks visitors to ring."""

    name: str
    telephone: str


def brand_context(settings: Settings, assets: Mapping[str, Asset]) -> dict[str, Any]:
    """Return what templates may say of the keeper; None for what is not set."""
    name, telephone = settings.helpline_name, settings.helpline_telephone
    logos = [it.address for key, it in assets.items() if key in _LOGOS]
    return {
        "service_name": settings.service_name,
        "icon": icon_address(settings.brand_colour),
        "logo": logos[0] if logos else None,
        "keeper_name": settings.keeper_name,
        "keeper_email": settings.keeper_email,
        "helpline": Helpline(name, telephone) if name and telephone else None,
    }


def brand_style(colour: str) -> str:
    """Return the style that gives every page the colour, by day and in the dark."""
    dark = darkened(colour, _SHARE_OF_LIGHT_IN_THE_DARK)
    return (
        f":root{{--brand:{colour}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--brand:{dark}}}}}"
    )


def icon_address(colour: str) -> str:
    """Return the icon of every page, inside an address, so that none is fetched."""
    return "data:image/svg+xml," + quote(_ICON.format(colour=colour), safe="/:=,")


def read_logo(path: Path | None) -> dict[str, bytes]:
    """Return the logo by the name to serve it under, if there is one.

    Raises `LogoRefused`.
    """
    if path is None:
        return {}
    kind = path.suffix.lower()
    if kind not in _LOGO_MARKS:
        raise LogoRefused("FINDER_LOGO: the logo must be an .svg or a .png file")
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise LogoRefused(f"FINDER_LOGO: cannot read {path}") from problem
    if len(content) > LARGEST_LOGO_BYTES:
        raise LogoRefused(f"FINDER_LOGO: larger than {LARGEST_LOGO_BYTES:,} bytes")
    if _LOGO_MARKS[kind] not in content[:_MARK_WITHIN_BYTES]:
        raise LogoRefused(f"FINDER_LOGO: {path} is not what its name says")
    return {f"logo{kind}": content}
