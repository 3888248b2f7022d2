"""What holds on every page, in both languages, however it is looked at."""

import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from csv import DictReader
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, CDPSession, Page

from finder.settings import PROJECT
from tests.browser.conftest import watched_page
from tests.browser.journeys import LANGUAGES, PAGES, Visitor

with warnings.catch_warnings():
    # html5lib 1.1 asks webencodings for a name that newer Pythons deprecate.
    warnings.simplefilter("ignore", DeprecationWarning)
    import html5lib

PHONE, TABLET, DESKTOP = 320, 768, 1280
HEIGHT = 800
USUAL_TEXT, DOUBLE_TEXT = 16, 32
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NEED_NAMES = (
    "link|button|checkbox|radio|textbox|searchbox|combobox|listbox|slider|spinbutton"
    "|heading|img|navigation|region|complementary|table|dialog"
)

Journey = Callable[[Page], object]

STRAY_WIDTH = """() => document.documentElement.scrollWidth
  - document.documentElement.clientWidth"""
TEXT_SIZES = """() => [...document.querySelectorAll("body *")]
  .filter(it => [...it.childNodes].some(child =>
    child.nodeType === Node.TEXT_NODE && child.data.trim()))
  .filter(it => !it.closest("svg, [aria-hidden=true]"))
  .map(it => [it.outerHTML.slice(0, 60), parseFloat(getComputedStyle(it).fontSize)])"""
WATCH_FOCUS = """() => {
  const usable = "a[href], button, input, select, textarea, summary, [tabindex]";
  window.usable = [...document.querySelectorAll(usable)].filter(it =>
    it.tabIndex >= 0 && !it.disabled && it.checkVisibility());
  window.focused = [];
  const top = document.createElement("a");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
  document.addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth);
    window.focused.push({
      place: window.usable.indexOf(target),
      seen: Boolean(outlined || style.boxShadow !== "none"),
      what: target.outerHTML.slice(0, 90),
    });
  });
  const inGroups = window.usable.filter(it => it.type === "radio");
  const groups = new Set(inGroups.map(it => it.name));
  return window.usable.length - inGroups.length + groups.size;
}"""


@pytest.fixture(scope="session")
def known(expired: str) -> Mapping[str, str]:
    """Return the parts of addresses that journeys name."""
    with (PROJECT / "data" / "demo" / "centres.csv").open() as file:
        rows = DictReader(file)
        centres = [next(rows)["id"], next(rows)["id"]]
    return {
        "centre": centres[0],
        "other_centre": centres[1],
        "expired": expired,
    }


@pytest.fixture(
    scope="module",
    params=[(name, language) for name in PAGES for language in LANGUAGES],
    ids=lambda it: f"{it[0]} ({it[1]})",
)
def journey(request: pytest.FixtureRequest, known: Mapping[str, str]) -> Journey:
    """Return the way to one page in one language."""
    name, language = request.param
    return lambda page: PAGES[name](Visitor(page, language, known))


@dataclass(frozen=True)
class Opened:
    """A page that is open, the answer it came in, and the tools of a developer."""

    page: Page
    answer: str
    tools: CDPSession

    def set_text_size(self, pixels: int) -> None:
        """Choose the usual size of text, as a visitor may in the browser's settings."""
        self.tools.send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})


@pytest.fixture(scope="module")
def opened(journey: Journey, browser: Browser, origin: str) -> Iterator[Opened]:
    """Return the page, open in a browser with JavaScript."""
    with watched_page(browser, origin) as page:
        answers = []
        page.on("response", lambda it: answers.append(it))
        journey(page)
        documents = [it for it in answers if it.request.is_navigation_request()]
        tools = page.context.new_cdp_session(page)
        yield Opened(page, documents[-1].text(), tools)


@pytest.fixture
def page(opened: Opened) -> Page:
    """Return the page as it is seen first: on a desk, in light."""
    look(opened.page, DESKTOP)
    opened.set_text_size(USUAL_TEXT)
    return opened.page


def look(page: Page, width: int, **media: str) -> None:
    usual = {"media": "screen", "color_scheme": "light", "forced_colors": "none"}
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(**{**usual, **media})


@pytest.mark.parametrize("width", [PHONE, TABLET, DESKTOP])
def test_nobody_needs_to_scroll_sideways(page, width):
    look(page, width)
    assert page.evaluate(STRAY_WIDTH) <= 0


def test_text_of_twice_the_size_is_twice_the_size_and_fits_a_phone(page, opened):
    look(page, PHONE)
    before = page.evaluate(TEXT_SIZES)
    opened.set_text_size(DOUBLE_TEXT)
    after = page.evaluate(TEXT_SIZES)
    assert after == [[what, size * 2] for what, size in before]
    assert page.evaluate(STRAY_WIDTH) <= 0


@pytest.mark.parametrize(
    ("width", "media"),
    [
        (DESKTOP, {}),
        (PHONE, {"color_scheme": "dark"}),
        (PHONE, {"forced_colors": "active"}),
    ],
    ids=["light", "dark", "forced colours"],
)
def test_axe_finds_nothing(page, width, media):
    look(page, width, **media)
    assert axe_violations(page) == []


def test_paper_has_what_matters_and_nothing_to_press(page):
    look(page, DESKTOP, media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator("a.exit").is_visible()
    assert page.evaluate(STRAY_WIDTH) <= 0


def test_every_control_is_reached_by_tab_in_order_and_shows_it(page):
    stops = page.evaluate(WATCH_FOCUS)
    for _ in range(stops):
        page.keyboard.press("Tab")
    focused = page.evaluate("window.focused")
    places = [it["place"] for it in focused]
    assert len(places) == stops
    assert -1 not in places
    assert places == sorted(set(places))
    assert [it["what"] for it in focused if not it["seen"]] == []


def test_a_screen_reader_finds_landmarks_one_title_and_names(page):
    for landmark in ("main", "banner", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1, landmark
    assert page.get_by_role("heading", level=1).count() == 1
    tree = page.locator("body").aria_snapshot()
    nameless = re.findall(rf"^\s*- (?:{NEED_NAMES})(?! \")\b.*$", tree, re.MULTILINE)
    assert nameless == []


def test_the_page_is_the_same_without_javascript(journey, page, browser, origin):
    with watched_page(browser, origin, java_script_enabled=False) as plain:
        journey(plain)
        look(plain, DESKTOP)
        assert text_of(plain) == text_of(page)
        assert plain.title() == page.title()


def test_the_page_is_strictly_html(opened):
    html5lib.HTMLParser(strict=True).parse(opened.answer)


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds wrong, each with the element it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {
        "runOnly": {"type": "tag", "values": AXE_TAGS},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("options => axe.run(options)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:120]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def text_of(page: Page) -> str:
    text: str = page.evaluate("document.body.innerText")
    return text
