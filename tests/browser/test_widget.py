"""The widget in pages of other people, from another origin, as they come."""

import http.server
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from finder.web.widget import FILE, NEWEST, RELEASES
from tests.browser.conftest import new_context
from tests.browser.watching import Watch, watch

NEAR = "NG1 5FS"
MOST_BYTES_OF_FRAME = 15_000
MOST_REQUESTS = 2
MOST_BYTES_OF_LOADER = 2_048
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SECONDS_TO_SETTLE = 5
MILLISECONDS_BETWEEN_LOOKS = 20
MATTERS = {"moderate", "serious", "critical"}
FROM_ANYWHERE = "axe.configure({allowedOrigins: ['<unsafe_all_origins>']})"
BLOCKED_BY_SANDBOX = "console: Blocked script execution"
OVERFLOW = """() => {
  const page = document.documentElement;
  return [page.scrollHeight - innerHeight, page.scrollWidth - innerWidth];
}"""
HEIGHT = "document.querySelector('find-a-centre').offsetHeight"
STORED = """async () => [
  document.cookie, localStorage.length, sessionStorage.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
]"""

LOADER = '<script src="{origin}/widget/v1/find-a-centre.js" async></script>'
LINK = '<a href="{origin}/">Find a child contact centre</a>'
ELEMENT = f"<find-a-centre>{LINK}</find-a-centre>"
FRAME = '<iframe src="{origin}/embed/v1/" title="Find a centre" height="900"></iframe>'
SANDBOX = FRAME.replace(" src", ' sandbox="allow-forms allow-popups" src')
RELEASE = '<script src="{origin}/widget/{newest}/{file}" integrity="{integrity}"'
RELEASE += ' crossorigin="anonymous"></script>'
HOSTILE_STYLE = """<style>
  * { all: unset }
  h1 { font-size: 90px }
  iframe { width: 50px; height: 10px; display: none }
  find-a-centre { display: none; transform: rotate(9deg) scale(1) }
</style>"""


@dataclass(frozen=True)
class Host:
    """A page of somebody else."""

    body: str = ELEMENT
    head: str = LOADER
    root: str = 'lang="en"'
    headers: Mapping[str, str] = field(default_factory=dict)


STRICT = {
    "Content-Security-Policy": "default-src 'none'; script-src {origin}; "
    "frame-src {origin}; style-src 'none'",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "unsafe-url",
}
# Where the search works just as it does anywhere.
KIND = {
    "plain": Host(),
    "strict": Host(headers=STRICT),
    "hostile-style": Host(head=HOSTILE_STYLE + LOADER),
    "right-to-left": Host(root='lang="ar" dir="rtl"'),
    "narrow": Host(f"<table width=280><tr><td>{ELEMENT}</table>"),
    "release": Host(head=RELEASE),
    "coloured": Host(
        ELEMENT.replace(">", ' lang="en" background="#2b2118" exit="yes">', 1)
    ),
}
HOSTS = {
    **KIND,
    "two": Host(f"{ELEMENT}<p>And</p>{ELEMENT.replace('>', ' types=virtual>', 1)}"),
    "without": Host("", head=""),
    "frame": Host(FRAME, head=""),
    "sandbox": Host(SANDBOX, head=""),
    "thief": Host('<iframe src="{origin}/" title="Stolen"></iframe>', head=""),
    "welsh": Host(root='lang="cy-GB"'),
    "changed-release": Host(head=RELEASE.replace("{integrity}", "sha384-" + "A" * 64)),
}
PAGE = """<!DOCTYPE html><html {root}><head><meta charset="utf-8"><title>Host</title>
<meta name="viewport" content="width=device-width">{head}</head>
<body><main><h1>Host</h1>
<p><a href="#before" id="before">Before</a></p>
{body}
<p><a href="#after" id="after">After</a></p></main></body></html>"""


class Answers(http.server.BaseHTTPRequestHandler):
    """Serves the hosts by name."""

    def __init__(self, origin: str, *request: object) -> None:
        self.origin = origin
        super().__init__(*request)

    def do_GET(self) -> None:
        host = HOSTS.get(self.path.strip("/"))
        self.send_response(200 if host else 204)
        for name, value in host.headers.items() if host else ():
            self.send_header(name, self._filled(value))
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if host:
            parts = {"root": host.root, "head": host.head, "body": host.body}
            page = PAGE
            for name, part in parts.items():
                page = page.replace(f"{{{name}}}", part)
            self.wfile.write(self._filled(page).encode())

    def _filled(self, text: str) -> str:
        known = {"newest": NEWEST, "file": FILE, "integrity": RELEASES[NEWEST]}
        for name, value in {"origin": self.origin, **known}.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def hosts(origin: str) -> Iterator[str]:
    """Return the address of a server of the hosts, which is another origin."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Answers, origin))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def visits(browser: Browser, origin: str, hosts: str) -> Iterator[Visit]:
    """Return what opens a host as a new visitor, whose consoles are to stay clean."""
    opened: list[tuple[BrowserContext, Watch | None]] = []

    def visit(name: str, *, clean: bool = True, **options: object) -> Page:
        context = new_context(browser, hosts, **options)
        watched = watch(context, origin) if clean else None
        opened.append((context, watched))
        page = context.new_page()
        page.goto(f"/{name}")
        return page

    yield visit
    problems = []
    for context, watched in opened:
        context.close()
        problems += watched.problems if watched else []
    known = (f"asked for {hosts}", BLOCKED_BY_SANDBOX)
    assert [it for it in problems if not it.startswith(known)] == []


def frame_of(page: Page, index: int = 0) -> Frame:
    """Return the frame of a widget, once it can be used."""
    handle = page.locator("iframe").nth(index).element_handle()
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.locator("#fac-postcode").wait_for()
    return frame


def search(frame: Frame, where: str = NEAR, service: str = "supported") -> None:
    choice = frame.locator(f"#fac-service-{service}")
    if choice.count():
        choice.check()
    frame.fill("#fac-postcode", where)
    frame.click("button.first")


def assert_sized(frame: Frame) -> None:
    """Wait until nothing of the frame is out of sight."""
    until(frame, lambda: frame.evaluate(OVERFLOW) == [0, 0])


def until(frame: Frame, holds: Callable[[], bool]) -> None:
    """Wait for what the browser's own waiting cannot: a strict policy forbids it."""
    give_up_at = time.monotonic() + SECONDS_TO_SETTLE
    while not holds():
        assert time.monotonic() < give_up_at
        frame.wait_for_timeout(MILLISECONDS_BETWEEN_LOOKS)


@pytest.fixture(scope="module", params=KIND)
def searched(request: pytest.FixtureRequest, visits: Visit) -> Page:
    """Return a host in which someone has searched, without a look at it before."""
    page = visits(request.param, viewport={"width": 800, "height": 600})
    frame = frame_of(page)
    assert page.evaluate("document.activeElement === document.body")
    assert_sized(frame)
    search(frame)
    frame.locator("ol.results").wait_for()
    return page


def test_a_search_is_answered_in_the_frame(searched):
    frame = searched.frames[1]
    assert frame.locator("ol.results > li").count() == 5
    assert frame.locator("#fac-results").inner_text() == "Centres nearest to NG1"
    link = frame.locator("h3 a").first
    assert link.get_attribute("target") == "_blank"


def test_the_frame_is_as_high_as_what_it_shows(searched):
    frame = searched.frames[1]
    assert_sized(frame)
    frame.click("text=Change the search")
    frame.locator("summary").wait_for()
    assert_sized(frame)
    before = searched.evaluate(HEIGHT)
    frame.click("summary")
    until(frame, lambda: searched.evaluate(HEIGHT) > before)
    assert_sized(frame)
    frame.click("summary")
    until(frame, lambda: searched.evaluate(HEIGHT) == before)
    search(frame)
    frame.locator("ol.results").wait_for()


def test_a_reader_goes_on_at_the_results(searched):
    frame = searched.frames[1]
    frame.click("a[rel=next]")
    expect(frame.get_by_role("status")).to_contain_text("page 2 of")
    until(frame, lambda: frame.evaluate("document.activeElement.id") == "fac-results")
    expect(frame.locator("#fac-results")).to_be_in_viewport()


def violations(page: Page) -> list[str]:
    """Return what axe finds in a page and the frames in it, but for what is minor."""
    for frame in page.frames:
        frame.evaluate(AXE_SCRIPT)
        frame.evaluate(FROM_ANYWHERE)
    options = {
        "runOnly": {"type": "tag", "values": AXE_TAGS},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("options => axe.run(options)", options)
    return [
        f"{violation['id']}: {node['target']} {node['html'][:120]}"
        for violation in found["violations"]
        if violation["impact"] in MATTERS
        for node in violation["nodes"]
    ]


def test_axe_finds_nothing_in_host_and_frame_together(searched):
    assert violations(searched) == []


def test_nothing_is_stored_anywhere(searched):
    assert searched.context.cookies() == []
    for frame in searched.frames:
        assert frame.evaluate(STORED) == ["", 0, 0, 0, 0]


def test_nobody_is_told_which_page_it_is_on(visits, origin):
    page = visits("without")
    asked = []
    page.context.on("request", lambda it: asked.append(it))
    page.goto("/strict")
    search(frame_of(page))
    page.frames[1].locator("ol.results").wait_for()
    to_frame = [it for it in asked if it.url.startswith(f"{origin}/embed/")]
    assert to_frame
    assert [it.url for it in to_frame if "referer" in it.headers] == []


def test_two_on_one_page_do_not_mind_each_other(visits):
    page = visits("two")
    first, second = frame_of(page), frame_of(page, 1)
    assert_sized(first)
    assert_sized(second)
    heights = page.evaluate(
        "[...document.querySelectorAll('find-a-centre')].map(it => it.offsetHeight)"
    )
    assert heights[0] != heights[1]
    search(second)
    second.locator("#fac-results").wait_for()
    assert_sized(second)
    assert first.locator("#fac-postcode").is_visible()
    assert_sized(first)


def test_a_forged_height_is_not_believed(visits):
    page = visits("plain")
    assert_sized(frame_of(page))
    before = page.evaluate(HEIGHT)
    page.evaluate("""() => new Promise(told => {
      addEventListener("message", told);
      postMessage({type: "find-a-centre:height", height: 9000}, "*");
    })""")
    assert page.evaluate(HEIGHT) == before


def test_a_host_in_welsh_has_the_widget_in_welsh(visits):
    page = visits("welsh")
    frame = frame_of(page)
    assert frame.locator("html").get_attribute("lang") == "cy"
    title = page.locator("iframe").get_attribute("title")
    assert title == frame.locator("h2").inner_text()


def test_tab_goes_through_the_frame_and_on(visits):
    page = visits("plain")
    frame = frame_of(page)
    stops = frame.locator("a, button, input:visible, summary").count()
    page.focus("#before")
    page.keyboard.press("Tab")
    assert frame.evaluate("document.activeElement.id") == "fac-service-supported"
    for _ in range(stops):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "after"
    page.keyboard.press("Shift+Tab")
    assert frame.evaluate("document.activeElement.lang") == "cy"


def test_without_javascript_the_link_is_left(visits, origin):
    page = visits("plain", java_script_enabled=False)
    page.click("text=Find a child contact centre")
    page.wait_for_url(f"{origin}/")


def test_without_javascript_a_frame_is_a_whole_search(visits):
    page = visits("frame", java_script_enabled=False)
    frame = frame_of(page)
    search(frame, "Newport")
    frame.click("button[name=town] >> nth=0")
    frame.locator("ol.results").wait_for()
    frame.click("a[lang=cy]")
    frame.locator("text=Newid y chwiliad").click()
    frame.locator("text=Beth yw'r cod post").wait_for()


def test_a_sandbox_leaves_the_search_and_its_links(visits):
    page = visits("sandbox")
    frame = frame_of(page)
    search(frame)
    with page.context.expect_page() as opened:
        frame.click("h3 a >> nth=0")
    centre = opened.value
    centre.wait_for_load_state()
    assert "/centres/" in centre.url
    assert centre.locator("h1").is_visible()


def test_no_other_page_may_be_framed(visits):
    page = visits("thief", clean=False)
    page.wait_for_load_state()
    assert page.frames[1].url.startswith("chrome-error:")


def test_a_file_that_is_not_the_release_does_not_run(visits):
    page = visits("changed-release", clean=False)
    page.wait_for_load_state()
    assert page.locator("iframe").count() == 0
    assert page.locator("text=Find a child contact centre").is_visible()


def test_little_is_fetched_before_the_search_can_be_used(visits, origin):
    page = visits("without")
    done = []
    page.context.on("requestfinished", lambda it: done.append(it))
    page.goto("/plain")
    frame_of(page)
    page.wait_for_load_state("networkidle")
    ours = [it for it in done if it.url.startswith(f"{origin}/")]
    assert len(ours) <= MOST_REQUESTS
    sizes = {it.url.rpartition("/")[2]: it.sizes()["responseBodySize"] for it in ours}
    assert sizes.keys() == {"", FILE}
    assert 0 < sizes[""] <= MOST_BYTES_OF_FRAME
    assert 0 < sizes[FILE] <= MOST_BYTES_OF_LOADER


def test_the_customiser_shows_each_choice_at_once(browse):
    page = browse()
    page.goto("/widget")
    code = page.locator("#code-element")
    preview = page.frame_locator("#preview")
    page.check("#types-supervised")
    page.check("#language-cy")
    expect(code).to_have_value(re.compile('lang="cy" types="supervised"'))
    expect(preview.locator("h3").first).to_have_text("Cyswllt dan oruchwyliaeth")
    page.fill("#text", "#eeeeee")
    page.fill("#background", "#ffffff")
    expect(page.locator("#text-told")).to_contain_text("contrast is 1.2 to 1")
    expect(page.locator("#customiser-status")).to_have_text("There is a problem")
    assert page.evaluate("document.activeElement.id") == "background"
    page.fill("#text", "#111111")
    expect(page.locator("#text-told")).to_be_empty()
    assert 'text="#111111"' in code.input_value()


def test_the_customiser_makes_the_same_code_without_javascript(browse):
    codes = []
    for with_script in (True, False):
        page = browse(java_script_enabled=with_script)
        page.goto("/widget")
        page.check("#types-virtual")
        page.fill("#accent", "#6b1d5c")
        page.click("#customiser button.first")
        page.wait_for_url("**accent=%236b1d5c**")
        codes.append(page.locator("#code-element").input_value())
    assert codes[0] == codes[1]
    assert 'types="virtual" accent="#6b1d5c"' in codes[0]


def test_the_code_of_the_customiser_is_copied_by_a_button(browse):
    page = browse(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/widget")
    page.locator("#code-iframe + button").click()
    expect(page.locator("#customiser-status")).to_have_text("The code is copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#code-iframe").input_value()
    assert copied.startswith("<iframe ")


@pytest.mark.parametrize(
    "path", ["/widget", "/cy/widget?text=eeeeee&background=ffffff"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_customiser_on_a_phone(browse, path, scheme):
    page = browse(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    page.goto(path)
    page.frame_locator("#preview").locator("#fac-postcode").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
