"""A listing in JSON, as rows of text: the same columns as in a spreadsheet.

Either a list of objects, one a centre, or an object with the lists ``centres`` and
``services``. A value may be text, a number, true or false, or a list of these.
A number stays as it is written, however long.
"""

import json
from typing import Any, NoReturn

from finder.table_limits import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    TooMuch,
)

SHEETS = ("centres", "services")


class NotListingJson(ValueError):
    """The text is not JSON, or not of a shape that is a listing."""


class RepeatedName(ValueError):
    """An object has two values of the same name, of which one would be lost."""


def rows_of_json(text: str) -> dict[str, list[list[str]]]:
    """Return for each list its rows of text, headings first.

    Raises `NotListingJson`, `RepeatedName` or `TooMuch`.
    """
    # Each value but the first follows one of these.
    if sum(map(text.count, "[{,")) > MOST_CELLS:
        raise TooMuch
    try:
        document = _document(text)
        if isinstance(document, list):
            return {"": _rows(document)}
        if not isinstance(document, dict) or "centres" not in document:
            raise NotListingJson
        return {name: _rows(document[name]) for name in SHEETS if name in document}
    except RecursionError as problem:
        raise NotListingJson from problem


def _document(text: str) -> Any:
    try:
        return json.loads(
            text,
            parse_int=str,
            parse_float=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as problem:
        raise NotListingJson from problem


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which are not JSON."""
    raise NotListingJson(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise RepeatedName(name)
        values[name] = value
    return values


def _rows(items: Any) -> list[list[str]]:
    if not isinstance(items, list) or not all(isinstance(it, dict) for it in items):
        raise NotListingJson
    headings = list(dict.fromkeys(name for item in items for name in item))
    area = len(headings) * (len(items) + 1)
    if len(items) > MOST_ROWS or len(headings) > MOST_COLUMNS or area > MOST_CELLS:
        raise TooMuch
    cells = [[_text(item.get(name)) for name in headings] for item in items]
    return [headings, *cells] if headings else []


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            text = "; ".join(map(_text, value))
        case dict():
            # No column holds an object; its reader will say so.
            text = json.dumps(value)
        case _:
            text = str(value).strip()
    if len(text) > LONGEST_CELL:
        raise TooMuch
    return text
