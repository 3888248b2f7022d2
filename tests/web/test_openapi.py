import json
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from finder.settings import PROJECT
from finder.web.api_asks import NoAsk, OtherPlaceAsk, PlaceAsk
from finder.web.api_operations import OPERATIONS
from finder.web.sandbox import Sandbox
from finder.words import Language
from tests.web.api_listing import an_app_that_lists_two

DOCUMENT = "/api/v1/openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES_OF_EACH = 60
PLAIN = {"Accept-Encoding": "identity"}
# Where there is nothing to send, nothing can be sent wrong.
ASKED = [
    pytest.param(operation, mode, id=f"{operation.id}-{mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    if mode.is_positive or operation.asks is not NoAsk
]
METHODS = {"get", "post", "put", "patch", "delete", "trace"}


@pytest.fixture(scope="module")
def app(tmp_path_factory, postcodes_folder):
    return an_app_that_lists_two(tmp_path_factory.mktemp("api"), postcodes_folder)


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get(DOCUMENT).get_json()


@pytest.fixture(scope="module")
def described(app):
    return schemathesis.openapi.from_wsgi(DOCUMENT, app)


def name_one_place(*asked) -> None:
    """Leave of all the places in a search one that is known."""
    for values in asked:
        if isinstance(values, dict) and "service" in values:
            for name in [*PlaceAsk.model_fields, *OtherPlaceAsk.model_fields]:
                values.pop(name, None)
            if "places" not in values:
                values.update(postcode="NG1 5FS", other_postcode="LS1")


def validator(document, name: str) -> Draft202012Validator:
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": document["components"]},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


@pytest.mark.parametrize(("operation", "mode"), ASKED)
def test_every_answer_to_anything_is_as_described(described, operation, mode):
    path = re.sub("<(.+)>", "{\\1}", operation.path)
    cases = described[path][operation.method].as_strategy(generation_mode=mode)

    @given(case=cases, language=st.sampled_from(Language))
    @settings(
        max_examples=EXAMPLES_OF_EACH,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def check(case, language):
        if mode.is_positive:
            name_one_place(case.query, case.body)
        answer = case.call(headers={**PLAIN, "Accept-Language": language})
        case.validate_response(answer, checks=CHECKS)
        assert answer.headers["content-language"] == [language]

    check()


def test_a_method_that_is_not_described_is_refused(app, document):
    for path, described in document["paths"].items():
        for method in METHODS - set(described):
            address = "/api/v1" + path.replace("{centre_id}", "near")
            answer = app.test_client().open(address, method=method.upper())
            assert answer.status_code == 405
            assert answer.get_json()["code"] == "http_405"
            assert {it.lower() for it in answer.allow} - {"head", "options"} == set(
                described
            )


def test_every_address_is_described_and_no_other(app, document):
    routes = {
        re.sub("<(.+)>", "{\\1}", str(rule)).removeprefix("/api/v1")
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/")
    }
    assert routes == set(document["paths"])


def test_the_document_has_what_a_reader_needs(document):
    assert document["openapi"] == "3.1.0"
    assert document["info"]["license"]["identifier"] == "MIT"
    assert document["servers"] == [{"url": "/api/v1"}]
    described = [it for path in document["paths"].values() for it in path.values()]
    ids = [it["operationId"] for it in described]
    assert len(ids) == len(set(ids))
    tags = {it["name"] for it in document["tags"]}
    assert {tag for it in described for tag in it["tags"]} == tags
    assert all(it["summary"] and it["description"] for it in described)


def test_the_document_is_the_one_that_was_reviewed(document):
    # After a change that is meant: .venv/bin/python -m scripts.write_openapi
    assert document == json.loads((PROJECT / "docs" / "api.openapi.json").read_bytes())


def test_every_reference_leads_somewhere(document):
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found = document
        for step in reference.split("/"):
            found = found[step]


def test_every_schema_is_one(document):
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda it: it.id)
def test_every_example_is_true_to_its_schema(document, operation):
    path = re.sub("<(.+)>", "{\\1}", operation.path)
    described = document["paths"][path][operation.method.lower()]
    examples = document["components"]["examples"]
    content = described["responses"]["200"]["content"]["application/json"]
    check = validator(document, operation.answer.__name__)
    for reference in content.get("examples", {}).values():
        check.validate(examples[reference["$ref"].rpartition("/")[2]]["value"])
    if operation.sends_body:
        body = described["requestBody"]["content"]["application/json"]
        validator(document, operation.asks.__name__).validate(body["example"])


def test_the_example_shown_first_is_of_one_home(document):
    """Pages that show the document show the first of several examples."""
    operation = document["paths"]["/centres"]["get"]
    content = operation["responses"]["200"]["content"]["application/json"]
    assert next(iter(content["examples"])) == "AA1-1AA"
    assert "AA1-1AA-and-AA1-2AA" in content["examples"]


def test_every_example_of_a_problem_is_true_to_its_schema(document):
    check = validator(document, "Problem")
    components = document["components"]
    for response in components["responses"].values():
        content = response["content"]["application/problem+json"]
        references = content.get("examples", {}).values()
        named = [it["$ref"].rpartition("/")[2] for it in references]
        examples = [components["examples"][it]["value"] for it in named]
        for example in examples or [content["example"]]:
            check.validate(example)


def test_asking_as_the_examples_do_answers_as_they_say(app, document):
    client = app.test_client()
    examples = document["components"]["examples"]
    for path, name in (("/search", "AA1-1AA"), ("/batch", "batch")):
        body = document["paths"][path]["post"]["requestBody"]
        asked = body["content"]["application/json"]["example"]
        answer = client.post(f"/api/v1{path}", json=asked)
        assert answer.get_json() == examples[name]["value"]


def test_every_postcode_of_the_sandbox_is_listed(document):
    sandbox = Sandbox.read(PROJECT / "data" / "sandbox")
    described = document["info"]["description"]
    for place, _, _ in sandbox.answers:
        assert f"| {place} |" in described
