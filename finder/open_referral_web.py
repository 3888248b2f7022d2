"""Open Referral UK feeds over the web, asked for one answer at a time."""

import time
from collections.abc import Iterator
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from finder.open_referral_feeds import (
    Feed,
    FeedLimits,
    FeedRefused,
    Published,
    decoded,
    refuse_version,
    rows_of,
)
from finder.watching import Watch, unwatched

MOST_REDIRECTS = 5

_CHUNK_BYTES = 65_536


def fetch_feed(
    url: str, limits: FeedLimits | None = None, watch: Watch = unwatched
) -> Feed:
    """Fetch a feed by its base URL, page by page and service by service.

    Raises `FeedRefused` as soon as one request fails: nothing is asked twice.
    """
    base = _base(url)
    name = url.split("://", 1)[-1].rstrip("/")
    with _Session() as session:
        feed = _WebFeed(session, base, name, limits or FeedLimits())
        refuse_version(feed.get("/"), name)
        ids = list(feed.service_ids())
        if not ids:
            raise FeedRefused("feed_empty", name)
        different = list(dict.fromkeys(ids))
        services = {it: feed.service(it) for it in watch("fetch", different)}
    return Feed(name, tuple(services[service_id] for service_id in ids))


def _base(url: str) -> SplitResult:
    try:
        base = urlsplit(url.rstrip("/"))
        sound = base.hostname and base.port != 0 and not (base.query or base.fragment)
    except ValueError:
        sound = False
    # An account in the address would end up in reports.
    if not sound or base.scheme not in {"http", "https"} or "@" in base.netloc:
        raise FeedRefused("feed_address_invalid", "")
    return base


class _Session(requests.Session):
    """Leaves redirects alone: requests would read one whole even to ignore it."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class _WebFeed:
    """The endpoints of a feed, asked one at a time."""

    def __init__(
        self,
        session: requests.Session,
        base: SplitResult,
        name: str,
        limits: FeedLimits,
    ) -> None:
        session.headers["User-Agent"] = limits.user_agent
        session.headers["Accept"] = "application/json"
        self._session, self._base, self._name = session, base, name
        self._limits = limits

    def service_ids(self) -> Iterator[str]:
        """Yield the ids of all pages of /services, repeated ones too."""
        seen: set[str] = set()
        for number in range(1, self._limits.most_pages + 1):
            asked = {"page": number, "per_page": self._limits.per_page}
            at = f"/services?{urlencode(asked)}"
            page = self.get(at)
            ids = [row.get("id") for row in rows_of(page, self._name, at)]
            texts = [it for it in ids if isinstance(it, str) and it.strip(". ")]
            if len(texts) < len(ids) or not isinstance(page, dict):
                raise FeedRefused("feed_malformed", self._name, at=at)
            yield from texts
            if not texts or _is_last(page, number):
                return
            if seen.issuperset(texts):
                break
            seen.update(texts)
        raise FeedRefused("feed_endless", self._name)

    def service(self, service_id: str) -> Published:
        """Return one service with all that belongs to it."""
        at = f"/services/{quote(service_id, safe='', errors='replace')}"
        service = self.get(at)
        if not isinstance(service, dict) or service.get("id") != service_id:
            raise FeedRefused("feed_malformed", self._name, at=at)
        return service

    def get(self, at: str) -> object:
        """Return the JSON at a path below the base."""
        url = self._base.geturl() + at
        for _ in range(MOST_REDIRECTS):
            answer = self._content_or_redirect(url, at)
            if isinstance(answer, bytes):
                return decoded(answer, self._name, at)
            url = self._redirected(url, answer, at)
        raise FeedRefused("feed_redirected", self._name, at=at)

    def _content_or_redirect(self, url: str, at: str) -> bytes | str:
        wait = self._limits.timeout_seconds
        try:
            with self._session.get(
                url, timeout=wait, stream=True, allow_redirects=False
            ) as answer:
                if answer.is_redirect:
                    return answer.headers["Location"]
                if answer.status_code != requests.codes.ok:
                    status = str(answer.status_code)
                    raise FeedRefused("feed_status", self._name, at=at, status=status)
                return self._body(answer, at)
        except requests.Timeout as problem:
            raise FeedRefused("feed_timed_out", self._name, at=at) from problem
        except (requests.RequestException, HTTPError, ValueError) as problem:
            raise FeedRefused("feed_unreachable", self._name, at=at) from problem

    def _body(self, answer: requests.Response, at: str) -> bytes:
        content = bytearray()
        until = time.monotonic() + self._limits.answer_seconds
        try:
            # Takes what has come: waiting for a full chunk, it could be drip-fed.
            while chunk := answer.raw.read1(_CHUNK_BYTES, decode_content=True):
                content += chunk
                if len(content) > self._limits.largest_answer_bytes:
                    raise FeedRefused("feed_too_large", self._name, at=at)
                if time.monotonic() > until:
                    raise FeedRefused("feed_timed_out", self._name, at=at)
        except (requests.RequestException, HTTPError) as problem:
            raise FeedRefused("feed_cut_short", self._name, at=at) from problem
        return bytes(content)

    def _redirected(self, url: str, to: str, at: str) -> str:
        """Return where a redirect leads, on the same host and not out of TLS."""
        try:
            there = urljoin(url, to)
            old, new = urlsplit(url), urlsplit(there)
            upgraded = (old.scheme, new.scheme) == ("http", "https")
            same = new.scheme == old.scheme and new.port == old.port
            plain = old.port is None and new.port is None
        except ValueError:
            same = upgraded = False
        if not (same or (upgraded and plain)) or new.hostname != old.hostname:
            raise FeedRefused("feed_redirected", self._name, at=at)
        return there


def _is_last(page: Published, number: int) -> bool:
    pages = page.get("total_pages")
    if isinstance(page.get("last_page"), bool):
        return page["last_page"] is True
    return isinstance(pages, int) and number >= pages
