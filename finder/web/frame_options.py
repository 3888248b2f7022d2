"""What a host may say of the widget in its address: services, looks, a way out."""

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from finder.centres import ServiceType
from finder.widget_theme import (
    PROPERTIES,
    Theme,
    ThemeProblem,
    ThemeRefused,
    default_theme,
    read_theme,
)

EXIT = "yes"


@dataclass(frozen=True, slots=True)
class FrameOptions:
    """What was asked for, as far as it can be had.

    `types` are the services to choose among: none for all, one for no choice. A look
    that is refused leaves the usual one, so that whoever reads it always can, and
    `problems` says why. `parameters` is the query string to say the same again.
    """

    types: tuple[ServiceType, ...]
    theme: Theme
    exit: bool
    parameters: Mapping[str, str]
    problems: tuple[ThemeProblem, ...]


def read_frame_options(given: MultiDict[str, str], brand: str) -> FrameOptions:
    """Read a query string. What it does not know of is left out."""
    codes = ",".join(given.getlist("types")).split(",")
    types = tuple(it for it in ServiceType if it in codes)
    leave = given.get("exit") == EXIT
    look = {name: given.get(name, "").strip() for name in PROPERTIES}
    problems: tuple[ThemeProblem, ...] = ()
    try:
        theme = read_theme(look, brand)
    except ThemeRefused as refused:
        look, theme, problems = {}, default_theme(brand), refused.problems
    parameters = {
        "types": ",".join(types),
        **{name: text.removeprefix("#").lower() for name, text in look.items()},
        "exit": EXIT if leave else "",
    }
    asked = {name: text for name, text in parameters.items() if text}
    return FrameOptions(types, theme, leave, asked, problems)
