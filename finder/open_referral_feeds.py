"""Open Referral UK feeds, as they were published, and why one is refused.

A feed is taken whole or refused whole, with one reason.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from finder.errors import ListingRefused

_VERSION = re.compile(r"(?:HSDS)?[- ]?(UK)?[- ]?V?3(?:\.0)*", re.IGNORECASE)
_UK_PROFILE = re.compile(r"open-?referral-?uk|uk-profile", re.IGNORECASE)

Published = Mapping[str, object]


class FeedRefused(ListingRefused):
    """A feed cannot be had, or is none that can be read."""

    code = "feed_refused"


@dataclass(frozen=True, slots=True)
class Feed:
    """The services of a feed in its own order, each as published."""

    name: str
    services: tuple[Published, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLimits:
    """How a feed is asked for, and how much of it is borne.

    `timeout_seconds` is for each wait, `answer_seconds` for an answer as a whole.
    """

    user_agent: str = "Find-a-Centre import"
    timeout_seconds: float = 30
    answer_seconds: float = 120
    largest_answer_bytes: int = 20_000_000
    most_pages: int = 1_000
    per_page: int = 100


def refuse_version(root: object, name: str) -> None:
    """Raise `FeedRefused` unless the answer to / is that of HSDS-UK 3.0."""
    said = root if isinstance(root, dict) else {}
    version, profile = str(said.get("version", "")), str(said.get("profile", ""))
    found = _VERSION.fullmatch(version.strip())
    if found is None or not (found[1] or _UK_PROFILE.search(profile)):
        raise FeedRefused("feed_version", name, found=version[:100] or "–")


def decoded(content: bytes, name: str, at: str) -> object:
    """Return the value of JSON, or raise `FeedRefused`."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise FeedRefused("feed_not_json", name, at=at) from problem


def rows_of(page: object, name: str, at: str) -> list[Published]:
    """Return the rows of a page, or of a bare list, or raise `FeedRefused`."""
    rows = page.get("contents") if isinstance(page, dict) else page
    if not isinstance(rows, list) or not all(isinstance(it, dict) for it in rows):
        raise FeedRefused("feed_malformed", name, at=at)
    return rows
