"""Values of a feed, which may be any JSON, read as what they should be.

Whatever is neither missing nor of the right kind raises `Unread`.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

from finder.cells import CellProblem
from finder.open_referral_feeds import Published
from finder.open_referral_terms import TERMS, Taxonomy, term_id

Cells = dict[str, str]
# Notes a column's value that there is no cell for, and returns the empty cell.
LeaveOut = Callable[[str, str], str]

_OWN_TERMS = {term_id(it, code): (it, code) for it in Taxonomy for code in TERMS[it]}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Unread(ValueError):
    """A value because of which a service cannot be read."""

    def __init__(self, column: str, code: str, value: str) -> None:
        super().__init__(code)
        self.column, self.code, self.value = column, code, value


def text_of(of: Published, name: str) -> str:
    """Return a text or a number as text, empty if it is missing."""
    value = of.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, bool | list | dict):
        raise Unread(name, "feed_value_unread", shown(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def items_of(of: Published, name: str) -> list[Published]:
    """Return a list of objects, empty if it is missing."""
    value = of.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(it, dict) for it in value):
        raise Unread(name, "feed_value_unread", shown(value))
    return value


def item_of(of: Published, name: str) -> Published:
    """Return an object, empty if it is missing."""
    value = of.get(name)
    if value is not None and not isinstance(value, dict):
        raise Unread(name, "feed_value_unread", shown(value))
    return value or {}


def day_of(of: Published, name: str) -> date | None:
    """Return a date, also of a date with a time, if it is there."""
    text = text_of(of, name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise Unread(name, "feed_value_unread", text) from None


def holds_on(part: Published, on: date) -> bool:
    """Return whether a part of a service, such as a price, is valid on a day."""
    since, until = (
        day_of(part, "valid_from"),
        day_of(part, "valid_to") or day_of(part, "until"),
    )
    return (since is None or since <= on) and (until is None or on <= until)


def own_codes(of: Published, taxonomy: Taxonomy) -> list[str]:
    """Return the codes of a taxonomy of ours that the attributes give, each once."""
    ids = (
        text_of(item_of(it, "taxonomy_term"), "id") or text_of(it, "taxonomy_term_id")
        for it in items_of(of, "attributes")
    )
    own = filter(None, (_OWN_TERMS.get(it.lower()) for it in ids))
    return list(dict.fromkeys(code for its, code in own if its is taxonomy))


def term_names(of: Published) -> list[str]:
    """Return the names of the terms of all attributes, empty ones too."""
    terms = [item_of(it, "taxonomy_term") for it in items_of(of, "attributes")]
    return [text_of(it, "name") or text_of(it, "term") for it in terms]


def is_read_by(reader: Callable[[str], object], text: str) -> bool:
    """Return whether a reader of cells finds anything in a text."""
    try:
        return bool(reader(text))
    except CellProblem:
        return False


def first_of(texts: Iterable[str]) -> str:
    """Return the first text that is not empty, or else the empty one."""
    return next(filter(None, texts), "")


def cleaned(text: str) -> str:
    """Return a text without what no cell may hold, trimmed."""
    return _UNPRINTABLE.sub(" ", text).strip()


def shown(value: object) -> str:
    """Return a value of the wrong kind, as it can be shown."""
    known = {list: "[…]", dict: "{…}", bool: str(value).lower()}
    return known.get(type(value), cleaned(str(value)))
