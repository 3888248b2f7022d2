"""What programs ask: the API and the files of the whole listing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from benchmarks.soak.api_checks import batch_verdict, json_of, search_verdict
from benchmarks.soak.asking import (
    CONDITIONS,
    Journey,
    Visitor,
    conditional,
    private_of,
    unless_304,
)
from benchmarks.soak.exchange import Answer, Request, Verdict, as_json
from benchmarks.soak.oracle import Asked

SEARCH = "/api/v1/centres"
BY_BODY = "/api/v1/search"
BATCH = "/api/v1/batch"
PLACES = 5
LIMITS = (1, 10, 25, 50)


def programs(visitor: Visitor) -> Journey:
    """Search by address and by body, then look at a centre, twice."""
    asked = visitor.search()
    limit = visitor.random.choice(LIMITS)
    found = yield _by_query(visitor, asked, limit, 0)
    yield _by_query(visitor, asked, limit, limit)
    narrowed = replace(asked, condition=visitor.random.choice(CONDITIONS))
    yield _by_body(visitor, narrowed, limit)
    results = json_of(found).get("results", [])
    if results:
        centre = yield _centre(visitor, results[0]["id"])
        yield _centre(visitor, results[0]["id"], centre.headers.get("etag", ""))
    yield _status(visitor)


def batches(visitor: Visitor) -> Journey:
    """Search from many places at once."""
    first = visitor.search()
    homes = visitor.random.sample(visitor.world.postcodes, PLACES)
    asked = [replace(first, home=home) for home in homes]
    content = {
        "places": [{"postcode": home} for home in homes],
        "service": sorted(first.services),
        "limit": 3,
    }
    yield Request(
        kind="API batch",
        path=BATCH,
        private=tuple(homes),
        check=lambda answer: batch_verdict(
            answer, [visitor.world.rights(it) for it in asked], 3
        ),
        **as_json(content),
    )


def whole_files(visitor: Visitor) -> Journey:
    """Fetch a file of the whole listing, and ask again whether it is the same."""
    name, check = visitor.random.choice(
        [
            ("centres.geojson", visitor.feeds.geojson),
            ("centres.csv", visitor.feeds.table),
        ]
    )
    path = f"/feeds/{name}"
    whole = yield Request(kind=f"feed {name}", path=path, check=check)
    for _ in range(2):
        kind, statuses, headers = conditional(
            f"feed {name}", whole.headers.get("etag", "")
        )
        yield Request(
            kind=kind, path=path, statuses=statuses, headers=headers, check=check
        )


def _by_query(visitor: Visitor, asked: Asked, limit: int, offset: int) -> Request:
    values = {**_values(asked), "limit": limit, "offset": offset}
    return Request(
        kind="API search",
        path=f"{SEARCH}?{urlencode(values, doseq=True)}",
        private=private_of(asked),
        check=_searched(visitor, asked, offset, limit),
    )


def _by_body(visitor: Visitor, asked: Asked, limit: int) -> Request:
    values: dict[str, Any] = {**_values(asked), "limit": limit}
    if asked.condition.within_miles:
        values["within_miles"] = asked.condition.within_miles
    if asked.condition.step_free:
        values["step_free"] = True
    if asked.condition.by_parents:
        values["referral"] = "self"
    return Request(
        kind="API search by body",
        path=BY_BODY,
        private=private_of(asked),
        check=_searched(visitor, asked, 0, limit),
        **as_json(values),
    )


def _values(asked: Asked) -> dict[str, Any]:
    return {"postcode": asked.home, "service": sorted(asked.services)}


def _searched(
    visitor: Visitor, asked: Asked, first: int, size: int
) -> Callable[[Answer], Verdict]:
    return lambda answer: search_verdict(
        answer, visitor.world.rights(asked), first, size
    )


def _centre(visitor: Visitor, centre_id: str, tag: str = "") -> Request:
    listing = visitor.world.listing_of(centre_id)
    other = visitor.world.other_than(listing)
    kind, statuses, headers = conditional("API centre", tag)

    def check(answer: Answer) -> Verdict:
        if answer.status == 404:
            return Verdict((), other)
        told = json_of(answer)
        name = visitor.world.listings[listing].listed[centre_id].name
        right = told.get("name") == name and told.get("snapshot") == listing
        return Verdict(() if right else ("another centre",), listing)

    return Request(
        kind=kind,
        path=f"{SEARCH}/{centre_id}",
        statuses=(*statuses, 404),
        headers=headers,
        check=unless_304(check),
    )


def _status(visitor: Visitor) -> Request:
    return Request(
        kind="API status", path="/api/v1/status", check=partial(_told, visitor)
    )


def _told(visitor: Visitor, answer: Answer) -> Verdict:
    told = json_of(answer)
    listing = visitor.world.listings.get(told.get("snapshot", ""))
    if listing is None:
        return Verdict(("names no snapshot",))
    right = told["centres"] == len(listing.listed)
    return Verdict(() if right else ("how many centres",), listing.snapshot)
