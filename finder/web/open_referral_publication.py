"""The live listing as an Open Referral UK feed tells it, and how it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, Response

from finder.open_referral_json import Json, page_of
from finder.open_referral_offered import OfferedServices
from finder.open_referral_writing import OpenReferralPublisher
from finder.web.caching import for_everyone
from finder.web.centre_json import ready
from finder.web.languages import words_of
from finder.web.live import LiveListing, Loaded
from finder.web.open_referral_query import PER_PAGE, ListParameters, tells_of_a_place
from finder.web.public_address import public_root
from finder.words import Language

_Thing = TypeVar("_Thing")

JSON = "application/json"


def serve(blueprint: Blueprint, views: Mapping[str, Callable[..., Response]]) -> None:
    """Serve views by their paths, with a slash at the end or without.

    Nobody who gathers feeds is sent from one form to the other.
    """
    for path, view in views.items():
        blueprint.add_url_rule(path, view_func=view, strict_slashes=False)


@dataclass(frozen=True, slots=True)
class Publication:
    """What one request is answered from."""

    loaded: Loaded
    offered: OfferedServices
    publisher: OpenReferralPublisher

    def answer(self, content: Json) -> Response:
        """Answer with one object, which says so if its centres are fictional."""
        if self.loaded.snapshot.demonstration:
            content = {**content, "demonstration": True}
        body = ready(content)
        if tells_of_a_place():
            # Without more it is kept by nobody.
            return Response(body, mimetype=JSON)
        return for_everyone(body, JSON)

    def page(
        self,
        chosen: Sequence[_Thing],
        asked: ListParameters,
        said: Callable[[_Thing], Json],
    ) -> Response:
        """Answer with the page that is asked for; one past the end is empty."""
        per_page = asked.per_page or PER_PAGE
        if asked.minimal and asked.per_page is None:
            per_page = max(len(chosen), 1)
        page = page_of(chosen, asked.page, per_page)
        page["contents"] = [said(it) for it in page["contents"]]
        return self.answer(page)

    def is_modified(self, asked: ListParameters) -> bool:
        """Return whether the listing is as new as is asked for.

        When each of its centres was changed is not known, but none was later than
        the listing went live.
        """
        after = asked.modified_after
        return after is None or self.loaded.snapshot.published_at >= after


class LivePublication:
    """Keeps the ids of the live listing, made when first asked for."""

    def __init__(self, listing: LiveListing) -> None:
        self._listing = listing
        self._kept: tuple[str, OfferedServices] | None = None

    def now(self) -> Publication:
        """Return what to answer from. Raises `NotReady`.

        The addresses in it are this request's: nothing of them is kept.
        """
        loaded = self._listing.now()
        words = words_of(Language.ENGLISH)
        kept = self._kept
        if kept is None or kept[0] != loaded.snapshot.id:
            offered = OfferedServices(loaded.listed.values(), words)
            kept = self._kept = loaded.snapshot.id, offered
        published_at = loaded.snapshot.published_at
        publisher = OpenReferralPublisher(words, public_root(), published_at)
        return Publication(loaded, kept[1], publisher)
