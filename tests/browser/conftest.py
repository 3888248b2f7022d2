"""A server of this project and a browser to visit it with, for tests of pages."""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from finder.settings import PROJECT
from finder.web.sealed import new_key
from tests.browser.watching import Watch, watch
from tests.serving import free_port
from tests.web.conftest import an_app

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Whatever a page asks for, nothing leaves this machine.
CHROMIUM_OPTIONS = [
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
SECONDS_TO_START = 30
A_DAY_SECONDS = 86_400
SECONDS_TO_FIND_ON_A_PAGE = 5
SECRET_KEY = new_key()

Browse = Callable[..., Page]


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory, postcodes_folder: Path) -> Path:
    """Return a data folder with every postcode and the demonstration listing."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "postcodes").symlink_to(postcodes_folder.resolve())
    demonstration = PROJECT / "data" / "demo"
    command = [
        *(sys.executable, "scripts/import_centres.py", demonstration / "centres.csv"),
        *("--services", demonstration / "services.csv"),
        *("--demonstration", "--publish", "--data", folder),
    ]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def origin(data_dir: Path) -> Iterator[str]:
    """Return the address of a server of the demonstration listing."""
    port = free_port()
    command = [
        *(Path(sys.executable).with_name("granian"), "--interface", "rsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--no-ws"),
        *("--blocking-threads", "1", "--log-level", "warning", "app:serve"),
    ]
    settings = {"FINDER_DATA_DIR": str(data_dir), "FINDER_SECRET_KEY": SECRET_KEY}
    server = subprocess.Popen(command, cwd=PROJECT, env={**os.environ, **settings})
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=SECONDS_TO_START)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium that this machine has."""
    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        reason = "there is no Chromium here to open pages with"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def browse(browser: Browser, origin: str) -> Iterator[Browse]:
    """Return a maker of pages, each as if of a new visitor.

    The test fails if a page writes to the console, fails at anything, or asks for
    anything from elsewhere but for what `leaving_for` names.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def make(leaving_for: str | None = None, **options: object) -> Page:
        context = new_context(browser, origin, **options)
        opened.append((context, watch(context, origin, leaving_for)))
        return context.new_page()

    yield make
    for context, watched in opened:
        context.close()
        assert watched.problems == []


def new_context(browser: Browser, origin: str, **options: object) -> BrowserContext:
    context = browser.new_context(base_url=origin, **options)
    context.set_default_timeout(SECONDS_TO_FIND_ON_A_PAGE * 1000)
    return context


@contextmanager
def watched_page(browser: Browser, origin: str, **options: object) -> Iterator[Page]:
    context = new_context(browser, origin, **options)
    watched = watch(context, origin)
    yield context.new_page()
    context.close()
    assert watched.problems == []


def _wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at:
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/readyz"):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError("the server did not get ready")


@pytest.fixture(scope="session")
def expired(data_dir: Path) -> str:
    """Return the address of a search that was made a day ago."""
    client = an_app(data_dir, secret_key=SECRET_KEY).test_client()
    asked = {"postcode": "NG1", "service": "supported"}
    with mock.patch("time.time", return_value=time.time() - A_DAY_SECONDS):
        address: str = client.post("/search", data=asked).location
    return address
