"""Logs: one line of JSON an event, on standard error, that tell of no visitor.

A request is told by its route's rule; a failure by its type and where it was
raised, without its message, which may quote what a visitor typed. The same form
and the same scrubbing hold for what libraries log.
"""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from functools import partial
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

from finder.web.answered import Answered, Listener
from finder.web.live import LiveListing
from finder.web.scrubbing import scrubbed

# These would write addresses of visitors and of pages.
ACCESS_LOGS = ("granian.access", "werkzeug")
MOST_FRAMES = 30

Event = MutableMapping[str, Any]

REQUESTS = "finder.requests"

log = logging.getLogger(__name__)
_requests = structlog.wrap_logger(
    logging.getLogger(REQUESTS),
    processors=[ProcessorFormatter.wrap_for_formatter],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def write_logs(level: str, stream: TextIO | None = None) -> None:
    """Have all that this process logs written as JSON, on standard error by default."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            processors=[
                _without_messages,
                ProcessorFormatter.remove_processors_meta,
                _scrubbed,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            use_get_message=True,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    _take_over_loggers()
    logging.captureWarnings(True)
    # A record that cannot be formatted would be printed as it is.
    logging.raiseExceptions = False
    threading.excepthook = _log_failed_thread


def request_log(listing: LiveListing) -> Listener:
    """Return a listener that writes a line for each answer, at info."""

    # Asked of the plain logger, which unlike the other is not made anew for it.
    is_wanted = partial(logging.getLogger(REQUESTS).isEnabledFor, logging.INFO)

    def write(answered: Answered) -> None:
        if is_wanted():
            _requests.info(
                "request",
                method=answered.method,
                route=answered.route,
                status=answered.status,
                milliseconds=round(answered.seconds * 1000, 1),
                snapshot=listing.snapshot_id(),
            )

    return write


def where_raised(error: BaseException) -> list[str]:
    """Return the types of a failure and its causes, each with where it was raised.

    Messages, and the lines of code, are left out.
    """
    told: list[str] = []
    chain: BaseException | None = error
    while chain is not None and len(told) < MOST_FRAMES:
        told.append(type(chain).__name__)
        told += _frames(chain.__traceback__)
        chain = chain.__cause__ or chain.__context__
    return told


def _frames(trace: TracebackType | None) -> list[str]:
    return [
        f"  {frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)[-MOST_FRAMES:]
    ]


def _take_over_loggers() -> None:
    """Have loggers that were given handlers of their own write through ours."""
    for name in logging.root.manager.loggerDict:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in ACCESS_LOGS:
        logging.getLogger(name).disabled = True


def _without_messages(logger: Any, name: str, event: Event) -> Event:
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    record = event.get("_record")
    event["logger"] = record.name if record is not None else "finder"
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["raised"] = where_raised(error)
    return event


def _scrubbed(logger: Any, name: str, event: Event) -> Event:
    return {key: scrubbed(value) for key, value in event.items()}


def _log_failed_thread(failed: threading.ExceptHookArgs) -> None:
    log.critical("a thread ended", exc_info=failed.exc_value)
