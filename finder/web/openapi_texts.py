"""What the description of the API says in words, beside its models and routes."""

from dataclasses import dataclass
from typing import Any

from finder.web.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class ProblemText:
    """The name of a problem's response, the code of its example, and what it means."""

    name: str
    code: str
    description: str


PROBLEM_TEXTS = {
    400: ProblemText(
        "Mend",
        "search_invalid",
        "The request is to be mended: `errors` names all that is wrong with it.",
    ),
    404: ProblemText("NotFound", "centre_unknown", "There is no such place or centre."),
    408: ProblemText("TooSlow", "http_408", "The body took too long to come."),
    413: ProblemText("TooLong", "http_413", "The body is longer than 64 kB."),
    415: ProblemText("NotJson", "http_415", "The body is not said to be JSON."),
    429: ProblemText("TooMany", "http_429", "Too many requests: wait, then ask again."),
    503: ProblemText("NotReady", "not_ready", "There is nothing to answer from yet."),
}

HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "Send it back in If-None-Match to hear of changes only.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "After how many seconds to ask again.",
        "schema": {"type": "string"},
    },
}

TAGS = [
    {"name": "Search", "description": "What is near a place."},
    {"name": "Listing", "description": "What is listed, the same for everyone."},
    {"name": "Description", "description": "The API itself."},
]

INFO: dict[str, Any] = {
    "title": "Find a Centre",
    "summary": "The nearest child contact centres that offer the services needed.",
    "version": "1.0.0",
    "license": {"name": "MIT", "identifier": "MIT"},
}

_DESCRIPTION = """\
Answers name the listing they come from (`snapshot`), whether it is a \
`demonstration` of fictional centres, and the `attribution` to show beside them.

**Privacy.** Nothing that is sent is repeated in an answer. Of a place no more is told \
than its district or town, and distances are rounded. Addresses of requests end up in \
logs on the way: `POST /search` keeps the place out of them. Answers about a place are \
not to be stored (`private, no-store`).

**Language.** Distances in words and problems are in English or Welsh, as \
`Accept-Language` asks; `Content-Language` says which. Codes are the same in both.

**Strictness.** Unknown parameters and members are refused, and so is one given \
twice, but for `service` and `day`. Lists are never null.

**Problems** are `application/problem+json` (RFC 9457) with a stable `code`. Any other \
method is answered 405, any other path 404, both likewise.

**Caching.** What is the same for everyone may be kept for five minutes, and has an \
`ETag` to ask with whether it has changed.

**Any site** may ask from a browser; no credentials are taken.

**Versions.** Members may be added to answers of version 1; none changes its meaning, \
and none goes.

**Sandbox.** These postcodes do not exist. Each has a fixed answer, whatever is \
listed, to `GET /centres`, `POST /search`, `POST /batch` and, without a second home, \
`GET /place`. All else that is sent is checked as ever, and changes nothing. Its \
centres are fictional, and can be opened by `GET /centres/{id}`. Sandbox and real \
places cannot be asked about together.

| postcode | second home | status | situation |
| --- | --- | --- | --- |
"""


def description_with(sandbox: Sandbox) -> str:
    """Return what a reader is to know first, with every postcode of the sandbox."""
    lines = (
        f"| {place} | {other or ''} | {kept.status} | {kept.situation} |\n"
        for (place, other, _), kept in sandbox.answers.items()
    )
    return _DESCRIPTION + "".join(lines)
