"""Colours of a screen, written ``#rrggbb``, and how well one is read on another."""

import re

# The ratio that WCAG 2.2 asks of text, success criterion 1.4.3.
READABLE_CONTRAST = 4.5
WHITE = "#ffffff"

_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Return whether the text is a colour that these functions can read."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21, whichever comes first.

    As WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    lighter, darker = sorted(map(_relative_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def darkened(colour: str, share: float) -> str:
    """Return a colour with this share of its light, from 0 (black) to 1 (itself)."""
    return "#" + "".join(f"{int(part * share):02x}" for part in _channels(colour))


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _relative_luminance(colour: str) -> float:
    """As https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (_linear(part / 255) for part in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
