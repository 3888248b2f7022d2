"""The whole listing in a file: judged once for each content, then known by its hash."""

import csv
import hashlib
import io
import json
from collections.abc import Callable

from benchmarks.soak.exchange import Answer, Verdict
from benchmarks.soak.world import World


class FeedChecks:
    """Judges files of the listings, each different one once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[bytes, Verdict] = {}
        self._tags: dict[str, str] = {}

    def geojson(self, answer: Answer) -> Verdict:
        """Judge the file of points."""
        return self._judge(answer, _geojson_ids)

    def table(self, answer: Answer) -> Verdict:
        """Judge the table."""
        return self._judge(answer, _table_ids)

    def _judge(self, answer: Answer, ids_of: Callable[[Answer], list[str]]) -> Verdict:
        tag = answer.headers.get("etag", "")
        if answer.status == 304:
            known = self._tags.get(tag)
            return Verdict(() if known else ("304 with an unknown tag",), known)
        digest = hashlib.sha256(answer.body).digest()
        if digest not in self._known:
            self._known[digest] = self._compare(ids_of(answer))
        verdict = self._known[digest]
        if verdict.snapshot is not None:
            self._tags[tag] = verdict.snapshot
        return verdict

    def _compare(self, ids: list[str]) -> Verdict:
        for name, listing in self._world.listings.items():
            if sorted(ids) == sorted(listing.listed):
                return Verdict((), name)
        return Verdict((f"{len(ids)} centres, of neither listing",))


def _geojson_ids(answer: Answer) -> list[str]:
    try:
        features = json.loads(answer.body)["features"]
        return [it.get("id") or it["properties"]["id"] for it in features]
    except (ValueError, KeyError):
        return []


def _table_ids(answer: Answer) -> list[str]:
    try:
        rows = csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
        # A centre has a row for each of its services.
        return list(dict.fromkeys(row["id"] for row in rows))
    except (ValueError, KeyError):
        return []
