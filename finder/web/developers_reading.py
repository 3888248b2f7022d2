"""The description of the API, read into what a page shows of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from finder.web.reference import Answer, Kind, Member, Operation, Reference, Schema

Json = Mapping[str, Any]

_LIMITS = ("minimum", "maximum", "maxLength", "minItems", "maxItems", "default")


def read_reference(document: Json) -> Reference:
    """Read a description that `finder.web.openapi` made."""
    schemas = document["components"]["schemas"]
    return Reference(
        version=document["info"]["version"],
        operations=tuple(
            _operation(document, path, method, described)
            for path, methods in document["paths"].items()
            for method, described in methods.items()
        ),
        schemas=tuple(
            _schema(name, described)
            for name, described in schemas.items()
            if "enum" in described or described.get("properties")
        ),
        codes=tuple(schemas["Problem"]["properties"]["code"]["x-extensible-enum"]),
    )


def _operation(document: Json, path: str, method: str, described: Json) -> Operation:
    parameters = described.get("parameters", [])
    content = _content(described.get("requestBody", {}))
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        text=described["description"],
        parameters=tuple(
            _member(it["name"], it["schema"], it["required"], it["description"])
            for it in parameters
        ),
        body=_name(content.get("schema", {})),
        answers=tuple(
            _answer(status, _resolved(document, it))
            for status, it in described["responses"].items()
        ),
        asked=_example_address(path, parameters),
        sent=json.dumps(content["example"]) if content else "",
        answered=_answered(document, described, _postcode(parameters, content)),
    )


def _answer(status: str, described: Json) -> Answer:
    return Answer(
        status=status,
        text=described["description"],
        schema=_name(_content(described).get("schema", {})),
        headers=tuple(described.get("headers", ())),
    )


def _answered(document: Json, described: Json, postcode: str) -> str:
    """Return what the example is answered; empty if that depends on the listing."""
    examples = _content(described["responses"]["200"]).get("examples", {})
    if not examples:
        return ""
    # The answers of the sandbox are called as their postcodes.
    own = examples.get(postcode.replace(" ", "-"))
    example = own or next(iter(examples.values()))
    value = _resolved(document, example)["value"]
    return json.dumps(value, ensure_ascii=False, indent=2)


def _postcode(parameters: list[Json], content: Json) -> str:
    """Return the postcode that the example asks about, if it is of one."""
    sent = {it["name"]: it.get("example") for it in parameters}
    return str({**sent, **content.get("example", {})}.get("postcode", ""))


def _example_address(path: str, parameters: list[Json]) -> str:
    query = {}
    for it in parameters:
        if it["in"] == "path":
            path = path.replace(f"{{{it['name']}}}", it["example"])
        elif "example" in it:
            query[it["name"]] = it["example"]
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def _schema(name: str, described: Json) -> Schema:
    needed = described.get("required", ())
    return Schema(
        name=name,
        text=described.get("description", ""),
        members=tuple(
            _member(it, schema, it in needed, schema.get("description", ""))
            for it, schema in described.get("properties", {}).items()
        ),
        codes=tuple(described.get("enum", ())),
    )


def _member(name: str, schema: Json, needed: bool, text: str) -> Member:
    limits = tuple(_limits(schema))
    kind = _kind(schema)
    return Member(name=name, needed=needed, kind=kind, text=text, limits=limits)


def _limits(schema: Json) -> Iterator[tuple[str, str]]:
    """Yield the limits of a schema; of several, of the one that is not null."""
    parts = [it for it in schema.get("anyOf", ()) if it.get("type") != "null"]
    whole = {**parts[0], **schema} if len(parts) == 1 else schema
    for name in _LIMITS:
        if whole.get(name, []) != []:
            value = whole[name]
            yield name, value if isinstance(value, str) else json.dumps(value)


def _kind(schema: Json) -> Kind:
    if "anyOf" in schema:
        kinds = [_kind(it) for it in schema["anyOf"]]
        known = [it for it in kinds if it.simple != "null"]
        schemas = tuple(name for it in known for name in it.schemas)
        or_null = len(known) < len(kinds)
        return replace(known[0], schemas=schemas, or_null=or_null)
    if schema.get("type") == "array":
        return replace(_kind(schema["items"]), in_list=True)
    if name := _name(schema):
        return Kind(schemas=(name,))
    return Kind(simple=schema.get("format") or schema["type"])


def _content(described: Json) -> Json:
    """Return what a body is, of whichever media type; empty if there is none."""
    found: Json = next(iter(described.get("content", {}).values()), {})
    return found


def _resolved(document: Json, described: Json) -> Json:
    found: Any = described
    if "$ref" in described:
        found = document
        for step in described["$ref"].removeprefix("#/").split("/"):
            found = found[step]
    return dict(found)


def _name(schema: Json) -> str:
    """Return the name of the schema that one refers to."""
    return str(schema.get("$ref", "")).rpartition("/")[2]
