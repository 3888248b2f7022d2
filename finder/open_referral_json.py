"""The objects that Open Referral UK is written in: values ready to be JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from finder.open_referral_terms import made_uuid

Json = dict[str, Any]


def filled(values: Json) -> Json:
    """Return the values without those that are missing or empty; a zero stays."""
    return {name: it for name, it in values.items() if it not in (None, "", [])}


def without_lists(thing: Json) -> Json:
    """Return a thing without its lists, at any depth of things in things."""
    return {
        name: without_lists(it) if isinstance(it, dict) else it
        for name, it in thing.items()
        if not isinstance(it, list)
    }


def parts(kind: str, owner_id: str, field: str, values: Iterable[Any]) -> list[Json]:
    """Return objects of one field each, for the values that are not empty."""
    return [
        {"id": made_uuid(kind, owner_id, str(number)), field: value}
        for number, value in enumerate(filter(None, values))
    ]


def page_of(contents: Sequence[Any], number: int, per_page: int) -> Json:
    """Return one page of a list, counted from 1, in the envelope of HSDS."""
    shown = contents[(number - 1) * per_page : number * per_page]
    pages = max(-(-len(contents) // per_page), 1)
    return {
        "total_items": len(contents),
        "total_pages": pages,
        "page_number": number,
        "size": len(shown),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not shown,
        "contents": list(shown),
    }
