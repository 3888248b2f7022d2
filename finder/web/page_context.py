"""What every template may use."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from finder.errors import NotReady
from finder.settings import Settings
from finder.web.assets import Asset
from finder.web.branding import brand_context
from finder.web.fragments import Fragments
from finder.web.languages import (
    language_of_request,
    miles_text,
    page_url,
    same_page_in,
    this_page,
    words_of,
)
from finder.web.live import LiveListing

UK_TIME = ZoneInfo("Europe/London")


def add_page_context(
    app: Flask,
    settings: Settings,
    listing: LiveListing,
    assets: dict[str, Asset],
    fragments: Fragments,
) -> None:
    """Give templates the words of their language, addresses and the listing's state."""
    brand = brand_context(settings, assets)

    def context() -> dict[str, Any]:
        language = language_of_request()
        return {
            **brand,
            "words": words_of(language),
            "other_words": words_of(language.other),
            "language": language,
            "url": page_url,
            "this_page": this_page,
            "fragments": fragments,
            "other_language_url": same_page_in(language.other),
            "asset": lambda name: assets[name].address,
            "miles_text": miles_text,
            "demonstration": _is_demonstration(listing),
        }

    app.context_processor(context)


def local_now() -> datetime:
    """Return the time in the UK without a zone, as sessions have it."""
    return datetime.now(UK_TIME).replace(tzinfo=None)


def _is_demonstration(listing: LiveListing) -> bool:
    try:
        return listing.now().snapshot.demonstration
    except NotReady:
        return False
