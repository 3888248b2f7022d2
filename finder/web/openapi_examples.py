"""Examples for the description of the API: the answers of the sandbox itself."""

import json
from http import HTTPStatus
from typing import Any

from finder.web.api_operations import Operation
from finder.web.sandbox import Sandbox
from finder.words import Language

Json = dict[str, Any]

# What the requests of the examples send.
_SERVICE = ["supported"]
_BATCH = ("AA1-1AA", "AA1-4AA")
_CENTRE = "sandbox-acorn"
REQUESTS: Json = {
    "findCentresPrivately": {"postcode": "AA1 1AA", "service": _SERVICE},
    "findCentresForMany": {
        "places": [{"postcode": it.replace("-", " ")} for it in _BATCH],
        "service": _SERVICE,
    },
}
PARAMETERS: Json = {
    "findCentres": {"postcode": "AA1 1AA", "service": _SERVICE},
    "getCentre": {"centre_id": _CENTRE},
    "locatePlace": {"postcode": "AA1 1AA"},
}


def component_examples(sandbox: Sandbox) -> Json:
    """Return every example by name."""
    kept = {it.name: it for it in sandbox.answers.values()}
    about = json.loads(sandbox.about)
    parts = [json.loads(kept[name].part(Language.ENGLISH)) for name in _BATCH]
    found = {
        name: {"summary": it.situation, "value": it.search[Language.ENGLISH]}
        for name, it in kept.items()
    }
    return {
        **found,
        "batch": {"value": {"answers": parts, **about}},
        "centre": {"value": {**sandbox.centres[_CENTRE], **about}},
        "place": {"value": kept[_BATCH[0]].place},
    }


def examples_of(operation: Operation, sandbox: Sandbox) -> Json:
    """Return the examples of an operation's answers, by name."""
    match operation.id:
        case "findCentres" | "findCentresPrivately":
            return kept_with(HTTPStatus.OK, sandbox)
        case "findCentresForMany":
            return _named("batch")
        case "getCentre":
            return _named("centre")
        case "locatePlace":
            return _named("place")
    return {}


def kept_with(status: int, sandbox: Sandbox) -> Json:
    """Return the answers of the sandbox that have a status, by name."""
    names = [it.name for it in sandbox.answers.values() if it.status == status]
    return _named(*names)


def _named(*names: str) -> Json:
    return {name: {"$ref": f"#/components/examples/{name}"} for name in names}
