"""Every page that there is, and how a visitor gets there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Page

NEAR = "NG1 5FS"
NEXT = "a[rel=next]"
PICK = ".pick a"
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
        for service in services:
            choice = self.page.locator(f"#service-{service}")
            if not choice.is_visible():
                self.page.locator("details", has=choice).locator("summary").click()
            choice.check()
        self.page.fill("#postcode", where)
        return self.follow("form#search button.first")

    def answer(self, *answers: str) -> Self:
        """Begin the guide and give these answers, each to its question."""
        self.open("/guide").follow("main a.button")
        for answer in answers:
            if self.page.locator("form.card").count() == 0:
                self.follow("main a.button")
            self.page.check(f"#answer-{answer}")
            self.follow("form.card button.first")
        return self

    def find_name(self, name: str) -> Self:
        """Look for a centre by its name."""
        self.open("/names")
        self.page.fill("#name", name)
        return self.follow("main form button.first")

    def follow(self, *links: str) -> Self:
        """Follow links, or press buttons, each by its selector: the first of them."""
        for link in links:
            with self.page.expect_navigation():
                self.page.click(f"{link} >> nth=0")
        return self


# One line a page, by what it is; checked in both languages.
PAGES: dict[str, Callable[[Visitor], Visitor]] = {
    "start": lambda it: it.open("/"),
    "start with services chosen": lambda it: it.open("/?service=virtual"),
    "form error": lambda it: it.search("XX"),
    "suggestion": lambda it: it.search("NGI 5FS", "supported"),
    "choice of towns": lambda it: it.search("Newport", "supported"),
    "results": lambda it: it.search(NEAR, "supported"),
    "second page of results": lambda it: it.search(NEAR, "supported").follow(NEXT),
    "results with a shortlist": lambda it: it.search(NEAR, "supported").follow(PICK),
    "results in Scotland": lambda it: it.search("ZE1 0AA", "supported", "handover"),
    "results of Jersey": lambda it: it.search("JE2 3AB", "supported"),
    "nothing found": lambda it: it.search(
        "BS23 1AA", "escorted", "life-story", "community", "virtual"
    ),
    "expired search": lambda it: it.open("{expired}"),
    "centre": lambda it: it.open("/centres/{centre}"),
    "checklist": lambda it: it.open("/centres/{centre}/checklist"),
    "shortlist": lambda it: it.open("/shortlist?centres={centre},{other_centre}"),
    "empty shortlist": lambda it: it.open("/shortlist"),
    "near a district": lambda it: it.open("/near/NG1"),
    "names": lambda it: it.open("/names"),
    "names found": lambda it: it.find_name("acorn"),
    "no name": lambda it: it.find_name(""),
    "guide": lambda it: it.open("/guide"),
    "question of the guide": lambda it: it.answer(),
    "question with types": lambda it: it.answer("named"),
    "question unanswered": lambda it: it.answer().follow("form.card button.first"),
    "pause of the guide": lambda it: it.answer("no", "no"),
    "question about risk": lambda it: it.answer("no", "no").follow("main a.button"),
    "outcome with a risk": lambda it: it.answer("no", "no", "yes", "no"),
    "outcome without one": lambda it: it.answer("no", "no", "no", "well", "exchange"),
    "services": lambda it: it.open("/services"),
    "service": lambda it: it.open("/services/supported"),
    "apply": lambda it: it.open("/apply"),
    "pre-visit": lambda it: it.open("/pre-visit"),
    "what happens next": lambda it: it.open("/what-happens-next"),
    "safety": lambda it: it.open("/safety"),
    "professionals": lambda it: it.open("/professionals"),
    "about": lambda it: it.open("/about"),
    "accessibility": lambda it: it.open("/accessibility"),
    "privacy": lambda it: it.open("/privacy"),
    "data": lambda it: it.open("/data"),
    "developers": lambda it: it.open("/developers"),
    "status": lambda it: it.open("/status"),
    "not found": lambda it: it.open("/nowhere"),
}
