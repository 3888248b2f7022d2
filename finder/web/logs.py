"""Logs: one line of JSON an event, on standard error, that tell of no visitor.

A request is told by its route's rule; a failure by its type and where it was
raised, without its message, which may quote what a visitor typed. The same form
and the same scrubbing hold for what libraries log.
"""

import json
import logging
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Any, TextIO

from finder.web.answered import Answered, Listener
from finder.web.live import LiveListing
from finder.web.scrubbing import scrubbed

# These would write addresses of visitors and of pages.
ACCESS_LOGS = ("granian.access", "werkzeug")
MOST_FRAMES = 30

log = logging.getLogger(__name__)
_requests = logging.getLogger("finder.requests")
# The attribute of a record that holds what is told besides its message.
_TOLD = "told"


def write_logs(level: str, stream: TextIO | None = None) -> None:
    """Have all that this process logs written as JSON, on standard error by default."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonLine())
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

    def write(answered: Answered) -> None:
        if _requests.isEnabledFor(logging.INFO):
            told = {
                "method": answered.method,
                "route": answered.route,
                "status": answered.status,
                "milliseconds": round(answered.seconds * 1000, 1),
                "snapshot": listing.snapshot_id(),
            }
            _requests.info("request", extra={_TOLD: told})

    return write


class _JsonLine(logging.Formatter):
    """Writes a record as a line of JSON, scrubbed, without the words of a failure."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "event": record.getMessage(),
            **getattr(record, _TOLD, {}),
            "logger": record.name,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            event["error"] = type(error).__name__
            event["raised"] = where_raised(error)
        event = {name: scrubbed(value) for name, value in event.items()}
        event["level"] = record.levelname.lower()
        moment = time.gmtime(record.created)
        event["timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)
        return json.dumps(event, ensure_ascii=False)


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


def _log_failed_thread(failed: threading.ExceptHookArgs) -> None:
    log.critical("a thread ended", exc_info=failed.exc_value)
