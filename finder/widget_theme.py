"""The looks that a host may give the widget: few properties, and readable ones only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from finder.colours import READABLE_CONTRAST, contrast, is_colour
from finder.errors import FinderError

COLOURS = ("accent", "text", "background")
PROPERTIES = (*COLOURS, "radius", "font")
LARGEST_RADIUS = 24

_RADIUS = re.compile("[0-9]{1,2}")

# The first of these that reads on the background is what errors are written in.
_WARNINGS = ("#a8210d", "#ff9d8a")


class Font(StrEnum):
    """A family of fonts that readers have already; none is ever fetched."""

    SYSTEM = "system"
    SANS = "sans"
    WIDE = "wide"
    SERIF = "serif"


_STACKS = {
    Font.SYSTEM: 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif',
    Font.SANS: "Arial,Helvetica,sans-serif",
    Font.WIDE: "Verdana,Geneva,sans-serif",
    Font.SERIF: 'Georgia,"Times New Roman",serif',
}


@dataclass(frozen=True, slots=True)
class ThemeProblem:
    """What is wrong with one property; `found` is its contrast, where that is why."""

    field: str
    code: str
    found: float | None = None


class ThemeRefused(FinderError):
    """The look asked for is not on the list, or cannot be read."""

    code = "theme_refused"

    def __init__(self, problems: list[ThemeProblem]) -> None:
        super().__init__(*(problem.code for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Three colours. The accent draws links and buttons, on which text is `background`.

    So one contrast, of accent and background, tells whether both can be read.
    """

    accent: str
    text: str
    background: str

    def problems(self) -> list[ThemeProblem]:
        """Return what cannot be read, most important first."""
        pairs = (("text", self.text), ("accent", self.accent))
        contrasts = [(field, contrast(it, self.background)) for field, it in pairs]
        return [
            ThemeProblem(field, f"theme_{field}_contrast", found)
            for field, found in contrasts
            if found < READABLE_CONTRAST
        ]

    @property
    def warning(self) -> str:
        """The colour of errors."""
        readable = (
            it for it in _WARNINGS if contrast(it, self.background) >= READABLE_CONTRAST
        )
        return next(readable, self.text)

    @property
    def scheme(self) -> str:
        """Whether fields and scroll bars are to be light or dark."""
        return "dark" if _nearer_to_dark(self.background) else "light"


LIGHT = Palette(accent="#0d4f4c", text="#1b2a2a", background="#ffffff")
DARK = Palette(accent="#8cc9f2", text="#eef2f0", background="#1d2626")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A look. With `dark`, it follows what the reader's device prefers."""

    palette: Palette = LIGHT
    dark: Palette | None = DARK
    radius: int = 5
    font: Font = Font.SYSTEM

    @property
    def style(self) -> str:
        """The custom properties that the widget's stylesheet is drawn with."""
        shape = f"--radius:{self.radius}px;--font:{_STACKS[self.font]}"
        style = f":root{{{_declarations(self.palette)};{shape}}}"
        if self.dark is None:
            return style
        dark = f":root{{{_declarations(self.dark)}}}"
        return f"{style}@media (prefers-color-scheme:dark){{{dark}}}"


def default_theme(brand: str) -> Theme:
    """Return the look of a widget that asks for none, in the keeper's colour."""
    return Theme(palette=replace(LIGHT, accent=brand))


def read_theme(given: Mapping[str, str], brand: str) -> Theme:
    """Read the properties of a look; one that is missing or empty is chosen to suit.

    A host that names any colour decides for every reader, by day and in the dark.
    Raises `ThemeRefused`.
    """
    problems: list[ThemeProblem] = []
    colours = _read_colours(given, problems)
    shape = _read_shape(given, problems)
    base = default_theme(brand)
    if colours and not problems:
        base = Theme(palette=replace(_base(colours, brand), **colours), dark=None)
        problems = base.palette.problems()
    if problems:
        raise ThemeRefused(problems)
    return replace(base, **shape)


def _read_shape(
    given: Mapping[str, str], problems: list[ThemeProblem]
) -> dict[str, Any]:
    """Return the radius and the font, if they are given."""
    shape: dict[str, Any] = {}
    if radius := given.get("radius", ""):
        if _RADIUS.fullmatch(radius) and int(radius) <= LARGEST_RADIUS:
            shape["radius"] = int(radius)
        else:
            problems.append(ThemeProblem("radius", "theme_radius_invalid"))
    if font := given.get("font", ""):
        if font in set(Font):
            shape["font"] = Font(font)
        else:
            problems.append(ThemeProblem("font", "theme_font_unknown"))
    return shape


def _read_colours(
    given: Mapping[str, str], problems: list[ThemeProblem]
) -> dict[str, str]:
    """Return the colours given, as ``#rrggbb``; the sign may be left out."""
    colours = {}
    for name in COLOURS:
        if text := given.get(name, ""):
            colours[name] = f"#{text.removeprefix('#').lower()}"
            if not is_colour(colours[name]):
                problems.append(ThemeProblem(name, "theme_colour_invalid"))
    return colours


def _base(colours: Mapping[str, str], brand: str) -> Palette:
    """Return the palette that suits the colours given, for those that are not."""
    light = replace(LIGHT, accent=brand)
    if background := colours.get("background"):
        return DARK if _nearer_to_dark(background) else light
    if text := colours.get("text"):
        return light if _nearer_to_dark(text) else DARK
    return light


def _nearer_to_dark(colour: str) -> bool:
    return contrast(colour, DARK.text) > contrast(colour, LIGHT.text)


def _declarations(palette: Palette) -> str:
    return (
        f"color-scheme:{palette.scheme};--accent:{palette.accent}"
        f";--text:{palette.text};--background:{palette.background}"
        f";--warning:{palette.warning}"
    )
