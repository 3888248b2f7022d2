"""A listing in JSON, as rows of text: the same columns as in a spreadsheet.

Either a list of objects, one a centre, or an object with the lists ``centres`` and
``services``. A value may be text, a number, true or false, or a list of these.
"""

import json
from typing import Any

SHEETS = ("centres", "services")


class NotListingJson(ValueError):
    """The text is not JSON, or not of a shape that is a listing."""


def rows_of_json(text: str) -> dict[str, list[list[str]]]:
    """Return for each list its rows of text, headings first.

    Raises `NotListingJson`.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise NotListingJson from problem
    if isinstance(document, list):
        return {"": _rows(document)}
    if not isinstance(document, dict) or "centres" not in document:
        raise NotListingJson
    return {name: _rows(document[name]) for name in SHEETS if name in document}


def _rows(items: Any) -> list[list[str]]:
    if not isinstance(items, list) or not all(isinstance(it, dict) for it in items):
        raise NotListingJson
    headings = list(dict.fromkeys(name for item in items for name in item))
    cells = [[_text(item.get(name)) for name in headings] for item in items]
    return [headings, *cells] if headings else []


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(map(_text, value))
        case dict():
            # No column holds an object; its reader will say so.
            return json.dumps(value)
        case _:
            return str(value).strip()
