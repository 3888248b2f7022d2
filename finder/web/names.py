"""A centre by its name, for those who know it."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from finder.errors import UnreadPlace
from finder.name_search import shortened
from finder.postcodes import read_postcode
from finder.web.languages import page_url
from finder.web.live import LiveListing
from finder.web.pages import text_of
from finder.web.sealed import Sealer, SearchExpired
from finder.web.shortlist import chosen

MOST_FOUND = 20
_NAME = "name"


@dataclass(frozen=True, slots=True)
class NamePages:
    """The views, with what they answer from.

    What was typed goes into a sealed address, since it may be a postcode typed
    in the wrong place.
    """

    listing: LiveListing
    sealer: Sealer

    def add_to(self, blueprint: Blueprint) -> None:
        """Serve the pages from a blueprint that each language registers."""
        blueprint.add_url_rule("/names", "names", self.names)
        blueprint.add_url_rule("/names", "names_search", self.search, methods=["POST"])
        blueprint.add_url_rule("/names/<sealed>", "names_found", self.found)

    def names(self) -> str:
        """Show the form."""
        return render_template("names.html", typed="")

    def search(self) -> ResponseReturnValue:
        """Answer the form: by a sealed address, or with what to mend."""
        typed = shortened(text_of("name"))
        problem = _problem_with(typed)
        if problem is not None:
            page = render_template("names.html", typed=typed, problem=problem)
            return page, 400
        sealed = self.sealer.seal(_NAME, [typed])
        picked = chosen(self.listing).text or None
        return redirect(page_url("names_found", sealed=sealed, shortlist=picked), 303)

    def found(self, sealed: str) -> ResponseReturnValue:
        """List the centres whose names are like the one that was typed."""
        unsealed = self.sealer.unseal(_NAME, sealed)
        if unsealed.expired:
            raise SearchExpired
        typed = unsealed.content[0]
        centres = self.listing.now().names.find(typed, MOST_FOUND)
        return render_template("names.html", typed=typed, centres=centres)


def _problem_with(typed: str) -> str | None:
    """Return the code of what is wrong with a name that was typed, if anything."""
    if not typed.strip():
        return "name_missing"
    try:
        read_postcode(typed)
    except UnreadPlace:
        return None
    return "name_is_postcode"
