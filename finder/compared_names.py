"""Names as they are compared: without case, accents or signs, spelt one way."""

import re
import unicodedata

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_WORDS = re.compile("[a-z0-9]+")
# Written both ways, in signs as in the data.
_SAME_WORDS = {"saint": "st", "upon": "on"}


def folded(text: str) -> str:
    """Return a name as it is compared: plain words in lower case."""
    return " ".join(_SAME_WORDS.get(word, word) for word in plain_words(text))


def plain_words(text: str) -> list[str]:
    """Return the words of a name in lower case, without accents and apostrophes."""
    # Most names are one plain word: a start reads six thousand.
    if text.isalpha() and text.isascii():
        return [text.lower()]
    text = _APOSTROPHES.sub("", text).replace("&", " and ")
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = "".join(it for it in letters if not unicodedata.combining(it))
    return _WORDS.findall(text.lower())
