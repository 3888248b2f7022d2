"""What a visitor must fetch, and what it is like to fetch it on a slow telephone."""

import pytest
from playwright.sync_api import Page

from tests.browser.journeys import NEAR, Visitor

MOST_BYTES_TO_START = 30_000
MOST_REQUESTS_TO_START = 3
MOST_BYTES_OF_RESULTS = 40_000
# Generous: no test of speed, but nobody is to wait much longer than this.
MOST_SECONDS_TO_SEE = 5
BYTES_PER_SECOND = 400_000 / 8
SLOW_NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": BYTES_PER_SECOND,
    "uploadThroughput": BYTES_PER_SECOND,
}
TIMES_SLOWER = 4
FIRST_PAINT = """() => new Promise(tell => {
  const first = list => list.getEntriesByName("first-contentful-paint")
    .forEach(it => tell(it.startTime / 1000));
  new PerformanceObserver(first).observe({type: "paint", buffered: true});
})"""


class Scales:
    """Weighs what a page has fetched, heads and all, as it went over the wire."""

    def __init__(self, page: Page) -> None:
        self.fetched: list[float] = []
        self.tools = page.context.new_cdp_session(page)
        self.tools.send("Network.enable")
        self.tools.on("Network.loadingFinished", self._weigh)

    def _weigh(self, event: dict[str, float]) -> None:
        self.fetched.append(event["encodedDataLength"])


@pytest.fixture
def visitor(browse):
    return Visitor(browse(viewport={"width": 360, "height": 740}), "en", {})


def test_the_first_visit_to_the_start_page_is_light(visitor):
    scales = Scales(visitor.page)
    visitor.open("/").page.wait_for_load_state("networkidle")
    assert 0 < len(scales.fetched) <= MOST_REQUESTS_TO_START
    assert 0 < sum(scales.fetched) <= MOST_BYTES_TO_START


@pytest.mark.parametrize("services", [("supported",), ("supported", "handover")])
def test_results_are_light_with_their_map(visitor, services):
    visitor.open("/")
    scales = Scales(visitor.page)
    visitor.search(NEAR, *services).page.wait_for_load_state("networkidle")
    assert 0 < sum(scales.fetched) <= MOST_BYTES_OF_RESULTS


def test_a_slow_telephone_soon_shows_the_form_and_its_answer(visitor):
    page = visitor.page
    tools = Scales(page).tools
    tools.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    visitor.open("/")
    assert 0 < page.evaluate(FIRST_PAINT) < MOST_SECONDS_TO_SEE
    visitor.search(NEAR, "supported")
    page.get_by_role("heading", level=1).wait_for()
    assert 0 < page.evaluate(FIRST_PAINT) < MOST_SECONDS_TO_SEE
