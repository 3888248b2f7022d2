"""What visitors do on the pages, one request after the other."""

from dataclasses import replace
from functools import partial
from urllib.parse import quote

from benchmarks.soak.asking import (
    CONDITIONS,
    EMBED_SIZE,
    Journey,
    Visitor,
    page_request,
)
from benchmarks.soak.checks import WELSH, redirect_verdict
from benchmarks.soak.exchange import Answer, Request, Verdict, form
from benchmarks.soak.reading import button_of, first_link, question_of, read_results
from finder.guide import Interruption, Question, next_step

SHORTLISTED = 3
# What no name may be: it is answered by a form to mend.
NO_POSTCODE = "NG1 5F5"


def families(visitor: Visitor) -> Journey:
    """Start, search, narrow, page on, look at a centre, keep some and compare."""
    start = yield page_request("/", "start")
    yield style_of(start)
    asked = visitor.search()
    led = yield visitor.asked_by_form(asked, "search", "/search", "/results/")
    first = yield visitor.results(asked, led.location, "results")
    narrowed = replace(asked, condition=visitor.random.choice(CONDITIONS))
    yield visitor.results(narrowed, led.location, "results, narrowed")
    page = visitor.random.choice((2, 2, 3, 9))
    yield visitor.results(asked, led.location, "results, paged", page=page)
    welsh = f"/cy{led.location}"
    yield visitor.results(asked, welsh, "results, Welsh", language=WELSH)
    found = read_results(first.text).ids
    if found:
        chosen = visitor.random.choice(found)
        yield visitor.centre(chosen, f"/centres/{chosen}", "centre")
        yield from _compare(visitor, found[:SHORTLISTED])


def _compare(visitor: Visitor, ids: list[str]) -> Journey:
    yield visitor.leading_to(ids, f"/shortlist?centres={','.join(ids)}", "shortlist")


def two_homes(visitor: Visitor) -> Journey:
    """Search from two homes, in both orders."""
    asked = visitor.search(two_homes=True)
    led = yield visitor.asked_by_form(asked, "search", "/search", "/results/")
    yield visitor.results(asked, led.location, "results, two homes")
    fairer = replace(asked, fairer=True)
    yield visitor.results(fairer, led.location, "results, fairer")
    yield visitor.results(fairer, led.location, "results, fairer", page=2)


def by_district(visitor: Visitor) -> Journey:
    """Open a district's page, and ask again whether it is the same."""
    outcode = visitor.random.choice(visitor.world.outcodes)
    page = yield visitor.near(outcode)
    yield visitor.near(outcode, page.headers.get("etag", ""))


def by_name(visitor: Visitor) -> Journey:
    """Look a centre up by its name."""
    yield page_request("/names", "names")
    listing = visitor.random.choice([*visitor.world.listings.values()])
    centre_id = visitor.random.choice(listing.well_named)
    led = yield Request(
        kind="name search",
        path="/names",
        statuses=(303,),
        check=partial(redirect_verdict, start="/names/"),
        **form({"name": listing.listed[centre_id].name}),
    )
    yield visitor.leading_to([centre_id], led.location, "names found")


def guided(visitor: Visitor) -> Journey:
    """Answer the guide's questions by chance, to its end."""
    page = yield page_request("/guide", "guide")
    address, given = button_of(page.text), list[str]()
    while address:
        page = yield _guide_step(address, given)
        step = next_step(given)
        if isinstance(step, Interruption):
            given.append("continue")
            address = button_of(page.text)
            continue
        asked = question_of(page.text)
        if not isinstance(step, Question) or asked is None:
            return
        answer = visitor.random.choice(step.answers)
        given.append(answer)
        led = yield _guide_answer(asked[0], answer)
        address = led.location


def _guide_answer(sealed: str, answer: str) -> Request:
    return Request(
        kind="guide, answer",
        path="/guide",
        statuses=(303,),
        check=partial(redirect_verdict, start="/guide/"),
        **form({"answers": sealed, "answer": answer}),
    )


def _guide_step(address: str, given: list[str]) -> Request:
    """Open a step, which must ask what the answers so far lead to."""
    step = next_step(given)
    right = list(step.answers) if isinstance(step, Question) else []

    def check(answer: Answer) -> Verdict:
        asked = question_of(answer.text)
        told = asked[1] if asked else []
        return Verdict(() if told == right else ("another step of the guide",))

    return Request(kind="guide, step", path=address, check=check)


def framed(visitor: Visitor) -> Journey:
    """Search in the widget's frame, on somebody else's page."""
    yield Request(kind="embed", path="/embed/v1/", check=lambda _: Verdict())
    asked = visitor.search()
    led = yield visitor.asked_by_form(
        asked, "embed, search", "/embed/v1/search", "/embed/v1/results/"
    )
    path = led.location
    yield visitor.results(asked, path, "embed, results", size=EMBED_SIZE)
    yield visitor.results(asked, path, "embed, results", size=EMBED_SIZE, page=2)


def mistaken(visitor: Visitor) -> Journey:
    """Type what cannot be read, and open what is not there."""
    yield page_request(
        "/search", "mistakes", statuses=(400,), **form({"postcode": NO_POSTCODE})
    )
    for path in ("/results/nothing", "/centres/none", "/near/nowhere", "/none"):
        yield page_request(path, "mistakes", statuses=(404,))
    asked = quote(visitor.random.choice(visitor.world.postcodes))
    path = f"/api/v1/centres?postcode={asked}"
    nothing = Verdict()
    yield Request(kind="mistakes", path=path, statuses=(400,), check=lambda _: nothing)


def style_of(page: Answer) -> Request:
    """Fetch the sheet that a page asks for."""
    path = first_link(page.text, "/static/site") or "/static/none"
    return Request(
        kind="style",
        path=path,
        check=lambda answer: Verdict(() if answer.body else ("an empty sheet",)),
    )
