"""Postcodes as the numbers that a postcode index is sorted by."""

import numpy as np
import numpy.typing as npt

from finder.postcodes import AnyPostcode, Outcode, Sector

KEY_WIDTH = 7
OUTWARD_WIDTH = 4
KEY_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ "
_RANK = {letter: rank for rank, letter in enumerate(KEY_LETTERS)}
INWARD_KEYS = len(KEY_LETTERS) ** (KEY_WIDTH - OUTWARD_WIDTH)


def key_text(asked: AnyPostcode) -> str:
    """Return a postcode or a half of one at full width, as ``NG1 5FS`` is."""
    if isinstance(asked, Outcode):
        return f"{asked.text:<{KEY_WIDTH}}"
    inward = asked.digit if isinstance(asked, Sector) else asked.inward
    return f"{asked.outcode.text:<{OUTWARD_WIDTH}}{inward:<3}"


def key_of(asked: AnyPostcode) -> int:
    """Return the key that a postcode, or a half of one, is sorted by."""
    return rank_of(key_text(asked))


def rank_of(text: str) -> int:
    """Return a text of such letters as a number, in the order of the texts."""
    rank = 0
    for letter in text:
        rank = rank * len(KEY_LETTERS) + _RANK[letter]
    return rank


def outward_of(key: int) -> str:
    """Return the outward code of a key."""
    letters = ""
    for _ in range(KEY_WIDTH):
        key, rank = divmod(key, len(KEY_LETTERS))
        letters = KEY_LETTERS[rank] + letters
    return letters[:OUTWARD_WIDTH].strip()


def keys_of(texts: npt.NDArray[np.bytes_]) -> npt.NDArray[np.uint64]:
    """Return the keys of many full-width texts (``S7``) at once."""
    ranks = np.zeros(256, dtype=np.uint64)
    ranks[np.frombuffer(KEY_LETTERS.encode(), dtype=np.uint8)] = np.arange(
        len(KEY_LETTERS)
    )
    letters = np.ascontiguousarray(texts).view(np.uint8).reshape(-1, KEY_WIDTH)
    keys = np.zeros(len(texts), dtype=np.uint64)
    for column in range(KEY_WIDTH):
        keys = keys * np.uint64(len(KEY_LETTERS)) + ranks[letters[:, column]]
    return keys
