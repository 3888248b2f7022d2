"""The description of the API, as OpenAPI 3.1, made from its models and routes."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from finder.web.api_json import JSON
from finder.web.api_operations import OPERATIONS, Operation
from finder.web.api_problem_models import Problem
from finder.web.api_problems import PROBLEM_JSON, TRY_LATER, problem_details
from finder.web.openapi_examples import (
    PARAMETERS,
    REQUESTS,
    component_examples,
    examples_of,
    kept_with,
)
from finder.web.openapi_texts import (
    HEADERS,
    INFO,
    PROBLEM_TEXTS,
    TAGS,
    ProblemText,
    description_with,
)
from finder.web.sandbox import Sandbox
from finder.words import Language

VERSION = "3.1.0"

_SCHEMAS = "#/components/schemas/"
_NO_VALUE: dict[str, Any] = {"type": "null"}

Json = dict[str, Any]


class _Schemas(GenerateJsonSchema):
    """Schemas without what says nothing: titles made from names, and null defaults."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> Json:
        described = super().default_schema(schema)
        if described.get("default", "") is None:
            del described["default"]
        return described


def describe(sandbox: Sandbox, path: str) -> Json:
    """Return the document for an API that is served below a path."""
    schemas = _schemas()
    responses = {
        text.name: _problem_response(status, text, sandbox)
        for status, text in PROBLEM_TEXTS.items()
    }
    return {
        "openapi": VERSION,
        "info": {**INFO, "description": description_with(sandbox)},
        "servers": [{"url": path}],
        "tags": TAGS,
        "paths": _paths(schemas, sandbox),
        "components": {
            "schemas": schemas,
            "responses": responses,
            "examples": component_examples(sandbox),
            "headers": HEADERS,
        },
    }


def _schemas() -> Json:
    asks = {operation.asks for operation in OPERATIONS}
    answers = {operation.answer for operation in OPERATIONS} | {Problem}
    models = sorted(asks | answers, key=lambda it: it.__name__)
    _, whole = models_json_schema(
        [(model, "validation") for model in models],
        ref_template=_SCHEMAS + "{model}",
        schema_generator=_Schemas,
    )
    found: Json = whole["$defs"]
    return found


def _paths(schemas: Json, sandbox: Sandbox) -> Json:
    return {
        re.sub(r"<(\w+)>", r"{\1}", operation.path): {
            operation.method.lower(): _operation(operation, schemas, sandbox)
        }
        for operation in OPERATIONS
    }


def _operation(operation: Operation, schemas: Json, sandbox: Sandbox) -> Json:
    described: Json = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "responses": _responses(operation, sandbox),
    }
    if operation.sends_body:
        described["requestBody"] = _body(operation)
    elif parameters := [*_in_path(operation), *_in_query(operation, schemas)]:
        described["parameters"] = parameters
    return described


def _in_path(operation: Operation) -> Iterator[Json]:
    for name in re.findall(r"<(\w+)>", operation.path):
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": "The id of a centre, as searches tell it.",
            "schema": {"type": "string"},
            "example": PARAMETERS[operation.id][name],
        }


def _in_query(operation: Operation, schemas: Json) -> Iterator[Json]:
    described = schemas[operation.asks.__name__]
    examples = PARAMETERS.get(operation.id, {})
    for name, schema in described.get("properties", {}).items():
        needed = name in described.get("required", ())
        own = _without_null(schema)
        yield {
            "name": name,
            "in": "query",
            "required": needed,
            "description": own.pop("description", ""),
            "schema": own,
            **({"example": examples[name]} if name in examples else {}),
        }


def _without_null(schema: Json) -> Json:
    """Return a schema for a query string, where what is not given is left out."""
    own = dict(schema)
    kinds = [it for it in own.pop("anyOf", ()) if it != _NO_VALUE]
    return {**(kinds[0] if kinds else {}), **own}


def _body(operation: Operation) -> Json:
    content = {"schema": _ref(operation.asks), "example": REQUESTS[operation.id]}
    return {"required": True, "content": {JSON: content}}


def _responses(operation: Operation, sandbox: Sandbox) -> Json:
    content: Json = {"schema": _ref(operation.answer)}
    if examples := examples_of(operation, sandbox):
        content["examples"] = examples
    shared: Json = {"headers": _headers("ETag")} if operation.shared else {}
    described: Json = {
        "200": {"description": "The answer.", "content": {JSON: content}, **shared}
    }
    if operation.shared:
        described["304"] = {"description": "Nothing has changed.", **shared}
    for status in sorted(operation.problems):
        name = PROBLEM_TEXTS[status].name
        described[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return described


def _problem_response(status: int, text: ProblemText, sandbox: Sandbox) -> Json:
    content: Json = {"schema": _ref(Problem)}
    if examples := kept_with(status, sandbox):
        content["examples"] = examples
    else:
        content["example"] = problem_details(
            text.code, status, language=Language.ENGLISH
        )
    again = {"headers": _headers("Retry-After")} if status in TRY_LATER else {}
    described = {"description": text.description, "content": {PROBLEM_JSON: content}}
    return {**described, **again}


def _headers(name: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"}}


def _ref(model: type[BaseModel]) -> Json:
    return {"$ref": _SCHEMAS + model.__name__}
