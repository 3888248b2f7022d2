"""How much each client asked in a window of time: here, or together with others."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

# Some tens of megabytes. Whoever asks from more addresses than that is no one client.
MOST_CLIENTS = 100_000
# Redis is near or it is gone: nobody waits longer for it.
_REDIS_SECONDS = 0.25
_SECONDS_UNTIL_ANOTHER_TRY = 5
_PREFIX = "find-a-centre"

log = logging.getLogger(__name__)


class RedisMissing(ValueError):
    """FINDER_REDIS_URL is set, and the package that speaks to Redis is missing."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, of a length and with a number, in which a kind is counted."""

    kind: str
    seconds: int
    number: int

    @property
    def ends(self) -> int:
        """The time at which the next one begins."""
        return (self.number + 1) * self.seconds


class Counts(Protocol):
    """Where requests are counted."""

    def add(self, client: str, windows: Sequence[Window], cost: int) -> list[int]:
        """Count a request, and return how much the client asked in each window."""


class OwnCounts:
    """Counts of this process, for as long as their windows last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[tuple[str, int], tuple[int, dict[str, int]]] = {}

    def add(self, client: str, windows: Sequence[Window], cost: int) -> list[int]:
        """Count a request, and return how much the client asked in each window."""
        with self._lock:
            return [self._add(client, window, cost) for window in windows]

    def _add(self, client: str, window: Window, cost: int) -> int:
        about = window.kind, window.seconds
        number, counts = self._counts.get(about, (None, {}))
        if number != window.number:
            counts = {}
            self._counts[about] = window.number, counts
        elif client not in counts and len(counts) >= MOST_CLIENTS:
            del counts[next(iter(counts))]
        counts[client] = counts.get(client, 0) + cost
        return counts[client]


class SharedCounts:
    """Counts of several servers, in Redis; of this process while that is gone."""

    def __init__(self, url: str) -> None:
        """Raises `RedisMissing`. The Redis itself may come later."""
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ModuleNotFoundError as missing:
            raise RedisMissing("install with the extra redis") from missing
        self._gone = redis.RedisError, OSError
        self._redis = redis.Redis.from_url(
            url,
            socket_connect_timeout=_REDIS_SECONDS,
            socket_timeout=_REDIS_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._own = OwnCounts()
        self._try_again_at = 0.0
        self._was_gone = False

    def add(self, client: str, windows: Sequence[Window], cost: int) -> list[int]:
        """Count a request, and return how much the client asked in each window."""
        if time.monotonic() < self._try_again_at:
            return self._own.add(client, windows, cost)
        try:
            counts = self._add(client, windows, cost)
        except self._gone as problem:
            self._try_again_at = time.monotonic() + _SECONDS_UNTIL_ANOTHER_TRY
            if not self._was_gone:
                log.error("Redis is gone, counting alone: %s", type(problem).__name__)
            self._was_gone = True
            return self._own.add(client, windows, cost)
        if self._was_gone:
            log.warning("Redis is back")
            self._was_gone = False
        return counts

    def _add(self, client: str, windows: Sequence[Window], cost: int) -> list[int]:
        together = self._redis.pipeline(transaction=False)
        for it in windows:
            name = f"{_PREFIX}:{it.kind}:{it.seconds}:{it.number}:{client}"
            together.incrby(name, cost)
            # Clocks of servers differ a little: kept for one window more.
            together.expire(name, 2 * it.seconds)
        return [int(count) for count in together.execute()[::2]]
