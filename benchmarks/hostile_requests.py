"""Ten thousand characters of anything, at every door of the service.

The tests and the benchmarks send the same.
"""

import random
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from werkzeug.routing import Rule

LENGTH = 10_000

# A path, and what more a test client is given to ask there.
Request = tuple[str, dict[str, Any]]

_chance = random.Random(8)
BAITS = {
    "letters": "a" * LENGTH,
    "digits": "1" * LENGTH,
    "spaces": " " * LENGTH,
    "a postcode in spaces": "NG1" + " " * LENGTH + "5FS",
    "dashes": "NG1" + "-" * LENGTH + "!",
    "commas": "," * LENGTH,
    "words": "Newport " * (LENGTH // 8),
    "one-letter words": "a " * (LENGTH // 2),
    "apostrophes": "'’`" * (LENGTH // 3),
    "halves of postcodes": "NG1 5 " * (LENGTH // 6),
    "look-alikes": "O0I1" * (LENGTH // 4),
    "decimals": "1." + "1" * LENGTH + ".1",
    "a number's exponent": "1e" + "9" * LENGTH,
    "repeated hope": "a?" * (LENGTH // 4) + "a" * (LENGTH // 4),
    "slashes": "/" * LENGTH,
    "dots": "../" * (LENGTH // 3),
    "brackets": "[" * LENGTH,
    "objects": '{"a":' * (LENGTH // 5),
    "percent": "%" * LENGTH,
    "braces": "{{7*7}}" * (LENGTH // 7),
    "joined accents": "e" + "\u0301" * (LENGTH // 2),
    "a ligature that grows": "\ufdfa" * (LENGTH // 3),
    "confusables": "ΝＧ１ ５ＦＳ" * (LENGTH // 20),
    "from right to left": "\u202e\u200f" * (LENGTH // 6),
    "addresses": "https://evil.example/?" * (LENGTH // 22),
    "sealed": "sealed-" + "A" * LENGTH,
    "random characters": "".join(
        chr(_chance.randrange(0x20, 0xD7FF)) for _ in range(LENGTH // 3)
    ),
    "random bytes": _chance.randbytes(LENGTH).decode("latin-1"),
}
HEADERS = (
    "Accept-Language",
    "Accept-Encoding",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "Cookie",
    "Host",
    "X-Forwarded-For",
    "Forwarded",
    "Content-Type",
    "User-Agent",
)
QUERIES = (
    ("/", "service"),
    ("/", "anything"),
    ("/shortlist", "c"),
    ("/near/ng1", "shortlist"),
    ("/widget", "accent"),
    ("/embed/v1/", "types"),
    ("/api/v1/centres", "postcode"),
    ("/api/v1/place", "place"),
    ("/oruk/v3/services", "postcode"),
)
FOLDERS = (
    *("/", "/results/", "/names/", "/guide/", "/centres/", "/near/"),
    *("/static/", "/api/v1/centres/", "/oruk/v3/services/"),
)


def as_header(bait: str) -> str:
    """Return a bait as a header or a path can hold it."""
    return re.sub(r"[\r\n]", " ", bait.encode().decode("latin-1"))[:LENGTH]


def forms(bait: str) -> Iterator[Request]:
    """Yield what sends a bait by forms."""
    for path, field in (
        ("/search", "postcode"),
        ("/search", "other_postcode"),
        ("/search", "service"),
        ("/cy/search", "town"),
        ("/names", "name"),
        ("/guide", "answers"),
        ("/guide", "answer"),
        ("/embed/v1/search", "suggestion"),
    ):
        yield path, {"method": "POST", "data": {field: bait}}
    kind = "multipart/form-data; boundary=b"
    yield "/search", {"method": "POST", "data": bait, "content_type": kind}


def programs(bait: str) -> Iterator[Request]:
    """Yield what sends a bait as programs do."""
    for path, body in (
        ("/api/v1/search", {"postcode": bait, "service": ["supported"]}),
        ("/api/v1/search", {"place": bait, "service": [bait[:10]]}),
        ("/api/v1/batch", {"places": [{"postcode": bait}], "service": ["supported"]}),
    ):
        yield path, {"method": "POST", "json": body}
        json_type = "application/json"
        yield path, {"method": "POST", "data": bait, "content_type": json_type}


def addresses(bait: str) -> Iterator[Request]:
    """Yield what sends a bait in a query, a path or a header."""
    quoted = quote(bait, safe="/,?&=")[:LENGTH]
    for path, name in QUERIES:
        yield path, {"query_string": f"{name}={quoted}"}
    for folder in FOLDERS:
        yield folder, {"environ_overrides": {"PATH_INFO": folder + as_header(bait)}}
    for name in HEADERS:
        yield "/", {"headers": {name: as_header(bait)}}


def routes(rules: Iterable[Rule], bait: str) -> Iterator[Request]:
    """Yield what sends a bait to every route, as each part that it takes."""
    quoted, written = quote(bait, safe="/,?&=")[:LENGTH], as_header(bait)
    for rule in rules:
        path = re.sub(r"<[^>]*>", "1", rule.rule)
        yield path, {"query_string": f"anything={quoted}"}
        if rule.arguments:
            found = re.sub(r"<[^>]*>", lambda _: written, rule.rule)
            yield path, {"environ_overrides": {"PATH_INFO": found}}
        if "POST" in (rule.methods or ()):
            yield path, {"method": "POST", "data": {"anything": bait}}


def requests_with(bait: str) -> Iterator[Request]:
    """Yield everything that sends a bait to a door which is known to read it."""
    yield from forms(bait)
    yield from programs(bait)
    yield from addresses(bait)
