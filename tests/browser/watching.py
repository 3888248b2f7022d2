"""What goes wrong while pages are open, whichever test opened them."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# Chromium's own line for a page that says what is wrong, such as "not found".
OF_CHROMIUM_ITSELF = "Failed to load resource: the server responded with a status of 4"
NOT_FETCHED = ("data:", "about:", "chrome-error:")


@dataclass
class Watch:
    """The problems so far, and the last page that was sent."""

    origin: str
    leaving_for: str | None
    problems: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if not message.text.startswith(OF_CHROMIUM_ITSELF):
            self.problems.append(f"console: {message.text}")

    def request(self, request: Request) -> None:
        if not self._is_known(request):
            self.problems.append(f"asked for {request.url}")

    def failed(self, request: Request) -> None:
        if not self._is_leaving(request):
            self.problems.append(f"failed: {request.url} {request.failure}")

    def response(self, response: Response) -> None:
        # Chromium asks for no icon without a window, so none can be missing.
        if response.status >= 400 and not response.request.is_navigation_request():
            self.problems.append(f"status {response.status}: {response.url}")

    def _is_known(self, request: Request) -> bool:
        ours = (f"{self.origin}/", *NOT_FETCHED)
        return request.url.startswith(ours) or self._is_leaving(request)

    def _is_leaving(self, request: Request) -> bool:
        return request.is_navigation_request() and request.url == self.leaving_for


def watch(
    context: BrowserContext, origin: str, leaving_for: str | None = None
) -> Watch:
    watched = Watch(origin, leaving_for)
    context.on("console", watched.console)
    context.on("weberror", lambda it: watched.problems.append(f"error: {it.error}"))
    context.on("request", watched.request)
    context.on("requestfailed", watched.failed)
    context.on("response", watched.response)
    return watched
