"""Markup that is drawn once, with slots for what differs from visitor to visitor.

Drawing the ten centres of a page anew costs ten times what finding them does.
"""

from collections.abc import Iterable
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

    def fill(self, values: Iterable[object]) -> Markup:
        """Return the markup with its slots filled, in order; texts are escaped."""
        first, *others = self.parts
        pairs = zip(values, others, strict=True)
        # The parts were drawn by a template, and every value is escaped.
        return Markup(  # noqa: S704
            first + "".join(f"{escape(value)}{part}" for value, part in pairs)
        )
