"""Asking a service on the web: gently, patiently, and not for ever."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn, Protocol, TypeVar

from geopy.adapters import AdapterHTTPError
from geopy.exc import GeocoderUnavailable, GeopyError
from requests.exceptions import TooManyRedirects

from finder.errors import FinderError

# Beside its own errors geopy lets these out of a broken header or answer.
FAULTS = (GeopyError, ValueError, OverflowError, RecursionError)
# Of the refusals, those after which the same question may yet be answered.
_PASSING_REFUSALS = {408, 425, 429}

Answer = TypeVar("Answer")


class GeocodingUnavailable(FinderError):
    """An online geocoder cannot be asked now, which says nothing of the address.

    What was answered until then is kept; the same run, later, asks the rest.
    """

    code = "geocoding_unavailable"

    def __init__(self, geocoder: str, reason: str) -> None:
        """Keep which geocoder it is and why, which never holds an address."""
        super().__init__(geocoder, reason)
        self.geocoder = geocoder
        self.reason = reason


class Clock(Protocol):
    """Time, so that a test need not wait for it."""

    def now(self) -> datetime:
        """Return the date and time, aware of its zone."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""

    def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed."""


class SystemClock:
    """The computer's own time."""

    def now(self) -> datetime:
        """Return the date and time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed."""
        time.sleep(seconds)


SYSTEM_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How gently and how often a service is asked; times in seconds.

    `pause` lies between the end of one request and the start of the next.
    A service that asks to be left alone for longer than `longest_wait` is:
    then no more is asked of it in this run.
    """

    pause: float
    tries: int = 5
    tries_without_connection: int = 2
    first_wait: float = 1
    longest_wait: float = 120


class PatientAsker:
    """Asks one service, one request at a time, and stops when it is out."""

    def __init__(
        self,
        service: str,
        patience: Patience,
        clock: Clock = SYSTEM_CLOCK,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._service = service
        self._patience = patience
        self._clock = clock
        self._jitter = jitter
        self._last_asked: float | None = None
        self._out: str | None = None

    def ask(self, request: Callable[[], Answer]) -> Answer:
        """Return what the request returns, trying it again after passing faults.

        Raises `GeocodingUnavailable` when the tries are used up, or sooner where
        more are of no use; from then on at once, without a request.
        """
        if self._out is not None:
            raise GeocodingUnavailable(self._service, self._out)
        tried = unconnected = 0
        while True:
            try:
                return self._ask_in_turn(request)
            except FAULTS as fault:
                tried += 1
                connected = not isinstance(fault, GeocoderUnavailable)
                unconnected = 0 if connected else unconnected + 1
                wait = self._wait_after(fault, tried)
                if self._is_hopeless(fault, tried, unconnected, wait):
                    self._stop(fault)
            self._clock.sleep(wait)

    def _ask_in_turn(self, request: Callable[[], Answer]) -> Answer:
        if self._last_asked is not None:
            since = self._clock.monotonic() - self._last_asked
            if since < self._patience.pause:
                self._clock.sleep(self._patience.pause - since)
        try:
            return request()
        finally:
            self._last_asked = self._clock.monotonic()

    def _wait_after(self, fault: Exception, tried: int) -> float:
        doubled = self._patience.first_wait * 2.0 ** (tried - 1)
        longest = min(doubled, self._patience.longest_wait)
        # From half to all of it, so that machines out of step stay so.
        wait = longest * (1 + self._jitter()) / 2
        asked_for = _retry_after(fault, self._clock.now())
        return max(wait, asked_for, self._patience.pause)

    def _is_hopeless(
        self, fault: Exception, tried: int, unconnected: int, wait: float
    ) -> bool:
        status = _status(fault)
        return (
            tried >= self._patience.tries
            or unconnected >= self._patience.tries_without_connection
            or wait > self._patience.longest_wait
            or _redirects(fault)
            or (400 <= status < 500 and status not in _PASSING_REFUSALS)
        )

    def _stop(self, fault: Exception) -> NoReturn:
        status = _status(fault)
        self._out = f"HTTP {status}" if status else type(fault).__name__
        raise GeocodingUnavailable(self._service, self._out) from fault


def _status(fault: Exception) -> int:
    cause = fault.__cause__
    return int(cause.status_code) if isinstance(cause, AdapterHTTPError) else 0


def _redirects(fault: Exception) -> bool:
    return isinstance(fault.__context__, TooManyRedirects)


def _retry_after(fault: Exception, now: datetime) -> float:
    """Return the seconds that a service asks to be left alone for, else 0."""
    if not isinstance(fault.__cause__, AdapterHTTPError):
        return 0
    text = str(fault.__cause__.headers.get("Retry-After") or "").strip()
    try:
        if text.isdecimal():
            return float(text)
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return 0
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return (aware - now).total_seconds()
