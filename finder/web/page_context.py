"""What every template may use."""

from typing import Any

from flask import Flask

from finder.errors import NotReady
from finder.settings import Settings
from finder.web.assets import Asset
from finder.web.languages import (
    language_of_request,
    miles_text,
    page_url,
    same_page_in,
    this_page,
    words_of,
)
from finder.web.live import LiveListing


def add_page_context(
    app: Flask, settings: Settings, listing: LiveListing, assets: dict[str, Asset]
) -> None:
    """Give templates the words of their language, addresses and the listing's state."""

    def context() -> dict[str, Any]:
        language = language_of_request()
        return {
            "words": words_of(language),
            "other_words": words_of(language.other),
            "language": language,
            "url": page_url,
            "this_page": this_page,
            "other_language_url": same_page_in(language.other),
            "asset": lambda name: f"/static/{assets[name].served_as}",
            "miles_text": miles_text,
            "service_name": settings.service_name,
            "demonstration": _is_demonstration(listing),
        }

    app.context_processor(context)


def _is_demonstration(listing: LiveListing) -> bool:
    try:
        return listing.now().snapshot.demonstration
    except NotReady:
        return False
