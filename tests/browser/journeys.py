"""Every page that there is, and how a visitor gets there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Page

NEAR = "NG1 5FS"
LANGUAGES = {"en": "", "cy": "/cy"}


@dataclass(frozen=True)
class Visitor:
    """Someone with a page open, in one language.

    `known` are parts of addresses: `{centre}` and `{other_centre}` are ids of
    centres, `{expired}` is the address of a search made too long ago.
    """

    page: Page
    language: str
    known: Mapping[str, str]

    def open(self, path: str) -> Self:
        self.page.goto(LANGUAGES[self.language] + path.format(**self.known))
        return self

    def search(self, where: str, *services: str) -> Self:
        """Fill in the form of the start page and send it."""
        self.open("/")
        for others in self.page.locator(
            "form#search details:not([open]) > summary"
        ).all():
            others.click()
        for service in services:
            self.page.check(f"#service-{service}")
        self.page.fill("#postcode", where)
        self.page.click("form#search button.first")
        return self

    def follow(self, *links: str) -> Self:
        """Follow links, or press buttons, each by its selector: the first of them."""
        for link in links:
            self.page.click(f"{link} >> nth=0")
        return self


# One line a page, by what it is; checked in both languages.
PAGES: dict[str, Callable[[Visitor], Visitor]] = {
    "start": lambda it: it.open("/"),
    "start with services chosen": lambda it: it.open("/?service=virtual"),
    "results": lambda it: it.search(NEAR, "supported"),
    "second page of results": lambda it: it.search(NEAR, "supported").follow(
        "a[rel=next]"
    ),
    "results in Scotland": lambda it: it.search("ZE1 0AA", "supported", "handover"),
    "results of Jersey": lambda it: it.search("JE2 3AB", "supported"),
    "nothing found": lambda it: it.search(
        "BS23 1AA", "escorted", "life-story", "community", "virtual"
    ),
    "centre": lambda it: it.open("/centres/{centre}"),
    "form error": lambda it: it.search("XX"),
    "suggestion": lambda it: it.search("NGI 5FS", "supported"),
    "choice of towns": lambda it: it.search("Newport", "supported"),
    "not found": lambda it: it.open("/nowhere"),
    "expired search": lambda it: it.open("{expired}"),
}
