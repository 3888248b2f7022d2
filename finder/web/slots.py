"""Markup that is drawn once, with slots for what differs from visitor to visitor.

Drawing the ten centres of a page anew costs ten times what finding them does.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

# In no text: what a visitor types is rid of it, and a listing's cells too.
SLOT = Markup("\x00")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Markup parted at its slots."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, drawn: str) -> "Pattern":
        """Take markup in which `SLOT` stands wherever something is to be filled in."""
        # Plain strings: markup would escape what is joined to it once more.
        return cls(tuple(str(drawn).split(str(SLOT))))

    def fill(self, values: Collection[object]) -> Markup:
        """Return the markup with its slots filled, in order; texts are escaped.

        Raises `ValueError` unless there are as many values as slots.
        """
        filled = [""] * (2 * len(values) + 1)
        # The parts were drawn by a template, and every value is escaped.
        filled[0::2] = self.parts
        filled[1::2] = map(escape, values)
        return Markup("".join(filled))  # noqa: S704


# Either side of the name of a slot.
_NAMED = re.compile(f"{SLOT}(\\w+){SLOT}")


@dataclass(frozen=True, slots=True)
class NamedPattern:
    """Markup parted at slots that have names, of which one may stand often.

    `parts` are markup and names by turns.
    """

    parts: tuple[str, ...]

    @staticmethod
    def slot(name: str) -> Markup:
        """Return what stands in markup for a slot, for `of`."""
        return Markup(f"{SLOT}{name}{SLOT}")  # noqa: S704

    @classmethod
    def of(cls, drawn: str) -> "NamedPattern":
        """Take markup with such slots."""
        return cls(tuple(_NAMED.split(str(drawn))))

    def fill(self, values: Mapping[str, object]) -> Markup:
        """Return the markup with its slots filled; texts are escaped.

        Raises `KeyError` for a slot without a value.
        """
        filled = list(self.parts)
        filled[1::2] = [escape(values[name]) for name in self.parts[1::2]]
        return Markup("".join(filled))  # noqa: S704
