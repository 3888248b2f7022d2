"""What must hold of every answer, and of each kind: functions of the answer alone."""

import re
from collections.abc import Iterable, Mapping

from benchmarks.soak.exchange import Answer, Request, Verdict
from benchmarks.soak.oracle import Right
from benchmarks.soak.reading import (
    centres_linked,
    heading_of,
    read_results,
    texts_shown,
)

PRIVATE = "private, no-store"
SAME_FOR_ALL = re.compile(
    r"/(near|feeds|embed/v1/(\?|$)|api/v1/(status|services|centres/))"
)
FRAMED = re.compile(r"(/cy)?/embed/")
ENGLISH, WELSH = "en", "cy"
PAGE_SIZE = 10


def faults_of(request: Request, answer: Answer) -> list[str]:
    """Return what is wrong with an answer, whatever it is about."""
    wrong = []
    if answer.status not in request.statuses:
        wrong.append(f"status {answer.status}")
    wrong += header_faults(request.path, answer)
    told = f"{answer.headers}".lower().encode() + answer.body.lower()
    wrong += ["tells the child's postcode" for it in request.private if leaks(it, told)]
    return wrong


def header_faults(path: str, answer: Answer) -> list[str]:
    """Return which headers are missing or wrong."""
    headers = answer.headers
    policy = headers.get("content-security-policy", "")
    ancestors = "*" if FRAMED.match(path) else "'none'"
    expected = {
        "no Content-Security-Policy": "default-src 'none'" in policy,
        "who may frame it": f"frame-ancestors {ancestors}" in policy,
        "unsafe": "unsafe" not in policy,
        "no Referrer-Policy": headers.get("referrer-policy") == "no-referrer",
        "no nosniff": headers.get("x-content-type-options") == "nosniff",
        "a cookie": "set-cookie" not in headers,
        "Cache-Control": _is_kept_rightly(path, answer),
    }
    return [name for name, holds in expected.items() if not holds]


def _is_kept_rightly(path: str, answer: Answer) -> bool:
    told = answer.headers.get("cache-control", "")
    if answer.status == 200 and path.startswith("/static/"):
        return {"public", "immutable"} <= set(told.split(", "))
    if answer.status in (200, 304) and SAME_FOR_ALL.match(path):
        return told.startswith("public") and "etag" in answer.headers
    return told == PRIVATE


def leaks(postcode: str, told: bytes) -> bool:
    """Return whether a postcode stands in an answer, however it is spaced."""
    outward, _, inward = postcode.lower().partition(" ")
    ways = (f"{outward}{gap}{inward}" for gap in (" ", "", "+", "%20", "&nbsp;"))
    return any(way.encode() in told for way in ways)


def redirect_verdict(answer: Answer, start: str) -> Verdict:
    """Judge a form's answer, which leads on to a sealed address."""
    led = answer.location.startswith(start) and len(answer.location) > len(start)
    return Verdict(() if led else (f"does not lead to {start}",))


def results_verdict(
    answer: Answer, rights: Mapping[str, Right], page: int, size: int, language: str
) -> Verdict:
    """Judge a page of results: its total, its centres in order, their distances."""
    read = read_results(answer.text)
    problems: dict[str, list[str]] = {}
    for snapshot, right in rights.items():
        first = first_of(page, size, len(right.ids))
        problems[snapshot] = [
            *([f"total {read.total}"] if read.total != len(right.ids) else []),
            *order_faults(read.ids, right.ids[first : first + size]),
        ]
        if not problems[snapshot] and language == ENGLISH:
            problems[snapshot] = _distance_faults(read.distances, right, first)
    return _best(problems)


def near_verdict(answer: Answer, rights: Mapping[str, Right]) -> Verdict:
    """Judge a page of a district: its centres in order, their distances."""
    read = read_results(answer.text)
    problems = {
        snapshot: order_faults(read.ids, right.ids[:PAGE_SIZE])
        or _distance_faults(read.distances, right, 0)
        for snapshot, right in rights.items()
    }
    return _best(problems)


def first_of(page: int, size: int, total: int) -> int:
    """Return the first rank of a page; one that is not there is the first page."""
    first = (page - 1) * size
    return first if first < total else 0


def _best(problems: Mapping[str, list[str]]) -> Verdict:
    """Return the verdict of the listing that the answer came from."""
    matching = [snapshot for snapshot, wrong in problems.items() if not wrong]
    if matching:
        # Nothing found is the same in both, and tells of neither.
        return Verdict((), matching[0] if len(matching) == 1 else None)
    nearest = min(problems.values(), key=len)
    return Verdict(tuple(nearest))


def order_faults(ids: list[str], right: list[str]) -> list[str]:
    """Return how a page's centres differ from the right ones in their order."""
    if ids == right:
        return []
    pairs = enumerate(zip(ids, right, strict=False))
    rank = next((at for at, (one, other) in pairs if one != other), -1)
    return [f"order: {len(ids)} centres for {len(right)}, first wrong at {rank}"]


def _distance_faults(texts: list[str], right: Right, first: int) -> list[str]:
    others = right.other_metres
    for at, text in enumerate(texts, first):
        shown = texts_shown(right.metres[at])
        if others is not None:
            shown = {
                f"{mine} from the child's home, {theirs} from the other home"
                for mine in shown
                for theirs in texts_shown(others[at])
            }
        if text not in shown:
            return [f"distance {text!r} for {sorted(shown)}"]
    return []


def named_verdict(answer: Answer, name: str, listing: str, other: str) -> Verdict:
    """Judge a centre's page: its name, or that the other listing lacks it."""
    if answer.status == 404:
        return Verdict((), other)
    right = heading_of(answer.text) == name
    return Verdict(() if right else ("not the centre's name",), listing)


def linked_verdict(
    answer: Answer, wanted: Iterable[str], listing: str, other: str
) -> Verdict:
    """Judge a page that must lead to centres: all of them, or none of the listing."""
    linked, all_wanted = centres_linked(answer.text), set(wanted)
    if all_wanted <= linked:
        return Verdict((), listing)
    if all_wanted.isdisjoint(linked):
        return Verdict((), other)
    return Verdict(("leads to some of the centres only",))


def heading_verdict(answer: Answer) -> Verdict:
    """Judge a page by having one heading."""
    return Verdict(() if heading_of(answer.text) else ("no heading",))
