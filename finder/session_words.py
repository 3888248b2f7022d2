"""The words of a session as people write it, one after another."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Self, TypeVar

from finder.sessions import UnreadSession

Value = TypeVar("Value")

LONGEST_WORDING = 200
JOINERS = {"and", "&", "+", ",", "/"}

_TOKEN = re.compile(
    r"\s*(\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4}|\d(?:st|nd|rd|th)\b"
    r"|\d\d?(?:[:.]\d\d)?(?: ?[ap]m\b)?|[a-z]+|[-&+,/])"
)


class Words:
    """Words, taken from the front while they fit."""

    def __init__(self, left: Iterable[str]) -> None:
        self.left = list(left)

    @classmethod
    def of(cls, text: str) -> Self:
        """Part a text into words and signs; raise `UnreadSession` for any other."""
        return cls(_tokens(text))

    def skip(self, *kinds: set[str]) -> None:
        """Pass over words of these kinds."""
        while self.left and any(self.left[0] in kind for kind in kinds):
            self.left.pop(0)

    def take(self, read: Callable[[str], Value | None]) -> Value | None:
        """Take the next word if it can be read, and return what it means."""
        value = read(self.left[0]) if self.left else None
        if value is not None:
            self.left.pop(0)
        return value

    def must_take(self, read: Callable[[str], Value | None]) -> Value:
        """Take the next word, or raise `UnreadSession` if it cannot be read."""
        value = self.take(read)
        if value is None:
            raise UnreadSession
        return value

    def take_all(self, read: Callable[[str], Value | None]) -> list[Value]:
        """Take words that fit, with joiners between them."""
        values: list[Value] = []
        while (value := self.take(read)) is not None:
            values.append(value)
            # A joiner that leads to nothing of the kind belongs to what follows.
            if len(self.left) > 1 and self.left[0] in JOINERS:
                joiner = self.left.pop(0)
                if read(self.left[0]) is None:
                    self.left.insert(0, joiner)
        return values


def _tokens(text: str) -> Iterator[str]:
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(text.lower().split()))
    plain = re.sub(r"\b([ap])\.m\b\.?", r"\1m", plain).rstrip(" .")
    plain = re.sub(r"\b12 (noon|midday)\b", r"\1", plain)
    if len(plain) > LONGEST_WORDING:
        raise UnreadSession
    at = 0
    while at < len(plain):
        found = _TOKEN.match(plain, at)
        if found is None:
            raise UnreadSession
        at = found.end()
        yield found[1]
