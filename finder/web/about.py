"""Safety, and the pages that tell of the service: whose, how, from what data."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template

from finder.advice_site import (
    ABOUT,
    ACCESSIBILITY,
    DATA,
    PRIVACY,
    PROFESSIONALS,
    SAFETY,
)
from finder.centres import CentreStatus, LocationSource
from finder.helplines import EMERGENCY_TELEPHONE, Subject, helplines_about
from finder.postcodes import Nation
from finder.settings import Settings
from finder.web.advice import add_advice_pages
from finder.web.api_json import ATTRIBUTION
from finder.web.caching import for_everyone
from finder.web.languages import language_of_request, words_of
from finder.web.live import LiveListing, Loaded

LOCAL_HELPLINES = tuple(
    (nation, lines)
    for nation in Nation
    if (lines := [it for it in helplines_about(Subject.ABUSE) if nation in it.nations])
)
UK_HELPLINES = tuple(
    line
    for subject in (Subject.ABUSE, Subject.SUPPORT)
    for line in helplines_about(subject)
    if not line.nations
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingState:
    """How many centres are listed, and when their details were last checked."""

    listed: int
    paused: int
    unchecked: int
    oldest: date | None
    newest: date | None


def add_about_pages(
    blueprint: Blueprint, listing: LiveListing, settings: Settings
) -> None:
    """Serve these pages from a blueprint that each language registers."""
    pages = _Pages(listing, settings)
    blueprint.add_url_rule("/safety", "safety", pages.safety)
    blueprint.add_url_rule("/about", "about", pages.about)
    blueprint.add_url_rule("/accessibility", "accessibility", pages.accessibility)
    blueprint.add_url_rule("/privacy", "privacy", pages.privacy)
    blueprint.add_url_rule("/data", "data", pages.data)
    blueprint.add_url_rule("/status", "status", pages.status)
    add_advice_pages(blueprint, [("/professionals", PROFESSIONALS)])


class _Pages:
    """The views, with what they answer from."""

    def __init__(self, listing: LiveListing, settings: Settings) -> None:
        self._listing = listing
        self._settings = settings

    def safety(self) -> str:
        # Kept by no cache: that somebody read it is nobody else's business.
        return render_template(
            "safety.html",
            page=SAFETY,
            emergency=EMERGENCY_TELEPHONE,
            local=LOCAL_HELPLINES,
            everywhere=UK_HELPLINES,
            own_behaviour=helplines_about(Subject.OWN_BEHAVIOUR),
            about_centres=helplines_about(Subject.CENTRES),
        )

    def about(self) -> Response:
        return for_everyone(render_template("about.html", page=ABOUT))

    def accessibility(self) -> Response:
        return for_everyone(render_template("accessibility.html", page=ACCESSIBILITY))

    def privacy(self) -> Response:
        hours = _hours_text(self._settings.search_hours)
        return for_everyone(render_template("privacy.html", page=PRIVACY, hours=hours))

    def data(self) -> Response:
        loaded = self._listing.now()
        return for_everyone(
            render_template(
                "data.html",
                page=DATA,
                snapshot=loaded.snapshot,
                postcodes=loaded.postcodes.manifest,
                from_openstreetmap=_is_from_openstreetmap(loaded),
                attribution=ATTRIBUTION,
            )
        )

    def status(self) -> str:
        loaded = self._listing.now()
        return render_template(
            "status.html", loaded=loaded, state=listing_state(loaded)
        )


def listing_state(loaded: Loaded) -> ListingState:
    """Return what the live listing holds, counted now."""
    centres = loaded.listed.values()
    checked = [it.last_checked for it in centres if it.last_checked is not None]
    return ListingState(
        listed=len(centres),
        paused=sum(it.status is CentreStatus.TEMPORARILY_CLOSED for it in centres),
        unchecked=len(centres) - len(checked),
        oldest=min(checked, default=None),
        newest=max(checked, default=None),
    )


def _is_from_openstreetmap(loaded: Loaded) -> bool:
    # An address is looked up with Nominatim alone.
    return any(
        it.location_source is LocationSource.ADDRESS for it in loaded.listed.values()
    )


def _hours_text(hours: float) -> str:
    """Return how long a search can be opened, in the language of the page."""
    whole = hours.is_integer()
    # A fraction takes the form that most numbers take, five among them.
    return words_of(language_of_request()).count(
        "advice.privacy.search.hours", int(hours) if whole else 5, hours=f"{hours:g}"
    )
