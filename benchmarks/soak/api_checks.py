"""What must hold of searches that the API answers, by the snapshot that they name."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks.soak.checks import order_faults
from benchmarks.soak.exchange import Answer, Verdict
from benchmarks.soak.oracle import Right
from benchmarks.soak.reading import miles_shown


def json_of(answer: Answer) -> dict[str, Any]:
    """Return the object that a body holds; an empty one if it holds none."""
    try:
        read = json.loads(answer.body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def found_faults(
    found: Mapping[str, Any], right: Right, first: int, size: int
) -> list[str]:
    """Return what is wrong with one search that the API answered."""
    results = found.get("results", [])
    ids = [it["id"] for it in results]
    wrong = order_faults(ids, right.ids[first : first + size])
    if found.get("total") != len(right.ids):
        wrong.append(f"total {found.get('total')}")
    if [it["id"] for it in found.get("without_venue", ())] != right.without_venue:
        wrong.append("without a venue")
    if wrong:
        return wrong
    for at, result in enumerate(results, first):
        if result["distance_miles"] not in miles_shown(right.metres[at]):
            wrong.append(f"distance {result['distance_miles']}")
    return wrong


def search_verdict(
    answer: Answer, rights: Mapping[str, Right], first: int, size: int
) -> Verdict:
    """Judge a search of the API by the snapshot that it names."""
    found = json_of(answer)
    right = rights.get(found.get("snapshot", ""))
    if right is None:
        return Verdict(("names no snapshot",))
    wrong = found_faults(found, right, first, size)
    return Verdict(tuple(wrong), found["snapshot"])


def batch_verdict(
    answer: Answer, each: Iterable[Mapping[str, Right]], size: int
) -> Verdict:
    """Judge a batch: every place by the one snapshot that it names."""
    told = json_of(answer)
    snapshot, answers = told.get("snapshot", ""), told.get("answers", [])
    rights = [it.get(snapshot) for it in each]
    if None in rights or len(answers) != len(rights):
        return Verdict(("names no snapshot, or not every place",))
    wrong = [
        fault
        for found, right in zip(answers, rights, strict=True)
        if right is not None
        for fault in found_faults(found, right, 0, size)
    ]
    return Verdict(tuple(wrong), snapshot)
