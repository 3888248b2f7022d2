"""Markup that is drawn once, with slots for what differs from visitor to visitor.

Drawing the ten centres of a page anew costs ten times what finding them does. It is
kept as the bytes that are sent: to put a page together is then to join them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from markupsafe import Markup, escape

# In no text: what a visitor types is rid of it, and a listing's cells too.
SLOT = Markup("\x00")


def written(value: object) -> bytes:
    """Return what is sent for a value: markup as it is, any other text escaped."""
    return escape(value).encode()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Markup parted at its slots."""

    parts: tuple[bytes, ...]

    @classmethod
    def of(cls, drawn: str) -> Self:
        """Take markup in which `SLOT` stands wherever something is to be filled in."""
        return cls(tuple(drawn.encode().split(SLOT.encode())))

    def fill(self, values: Sequence[bytes]) -> bytes:
        """Return the markup with its slots filled, in order, by what was `written`.

        Raises `ValueError` unless there are as many values as slots.
        """
        filled = [b""] * (2 * len(values) + 1)
        filled[0::2] = self.parts
        filled[1::2] = values
        return b"".join(filled)


# Either side of the name of a slot.
_NAMED = re.compile(f"{SLOT}(\\w+){SLOT}")


@dataclass(frozen=True, slots=True)
class NamedPattern:
    """Markup parted at slots that have names, of which one may stand often.

    `parts` are what stands before each of `names`, and after the last.
    """

    parts: tuple[bytes, ...]
    names: tuple[str, ...]

    @staticmethod
    def slot(name: str) -> Markup:
        """Return what stands in markup for a slot, for `of`."""
        return Markup(f"{SLOT}{name}{SLOT}")  # noqa: S704

    @classmethod
    def of(cls, drawn: str) -> Self:
        """Take markup with such slots."""
        parted = _NAMED.split(str(drawn))
        return cls(tuple(it.encode() for it in parted[0::2]), tuple(parted[1::2]))

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """Return the markup with its slots filled by what was `written`.

        Raises `KeyError` for a slot without a value.
        """
        filled = [b""] * (2 * len(self.names) + 1)
        filled[0::2] = self.parts
        filled[1::2] = [values[name] for name in self.names]
        return b"".join(filled)
