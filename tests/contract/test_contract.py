"""The contract: what is committed is what the code does, and it leaves nothing open."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from service.api.contract import contract_yaml
from service.api.operation import OPERATIONS
from service.api.problems import PROBLEMS
from service.domain.actors import Scope
from tests.api.caller import Caller
from tests.builders import World

ROOT = Path(__file__).parents[2]
CONTRACT = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))

NO_TOKEN_NEEDED = {
    "openapi_json": "the contract is public",
    "docs": "so is its page",
    "docs_style": "and the page's stylesheet",
    "find": "a page for anybody who looks for support",
    "service": "one service of it",
    "said_and_done": "a page of what is published",
}
"""Routes outside the operations. The console's have tests of their own (tests/admin)."""
PUBLIC = {
    "issueToken", "getJwks", "getMetadata",  # how a token is had and checked
    "listCodeLists", "getCodeList", "listSupportServices", "getSupportService",
    "exportSupportServices", "getSupportServiceCalendar",
    "listInitiatives", "getInitiative", "getInitiativeFeed",
    "listPolicies", "getPolicy", "listPlacementProviders", "getPlacementProvider",
    "listActivities", "getActivity", "listActivitySessions", "getActivityCalendar",
    "startFollowUp",  # a receipt is the credential
    "getLiveness", "getReadiness",
}  # fmt: skip
"""Operations that anybody may call; a new one must be put here by hand."""
AN_ID = "01890000-0000-7000-8000-000000000000"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in CONTRACT["paths"].items():
        for method, spec in methods.items():
            yield path, method.upper(), spec


ALL = list(operations())
each_operation = pytest.mark.parametrize(
    ("path", "method", "spec"), ALL, ids=[spec["operationId"] for _, _, spec in ALL]
)


@pytest.mark.single_database
def test_what_is_committed_is_what_the_code_generates() -> None:
    assert (ROOT / "openapi.yaml").read_text("utf-8") == contract_yaml(), (
        "run: redress openapi > openapi.yaml"
    )


@pytest.mark.single_database
def test_it_is_valid_openapi() -> None:
    assert CONTRACT["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(CONTRACT).validate()


def test_it_is_served_as_it_is_committed(api: FlaskClient) -> None:
    answer = api.get("/openapi.json")
    assert answer.content_type == "application/json"
    assert answer.json == CONTRACT


@pytest.mark.single_database
@each_operation
def test_an_operation_says_everything(path: str, method: str, spec: dict[str, Any]) -> None:
    assert re.fullmatch(r"[a-z]+[A-Za-z]+", spec["operationId"])
    assert spec["summary"]
    assert spec["tags"]
    assert spec["security"], "say so with [{}] if it is public"
    assert (spec["security"] == [{}]) == (spec["operationId"] in PUBLIC - {"issueToken"})
    for way in spec["security"]:
        scopes = CONTRACT["components"]["securitySchemes"]["oauth2"]["flows"]
        assert set(way.get("oauth2", [])) <= set(scopes["clientCredentials"]["scopes"])
    for content in spec.get("requestBody", {}).get("content", {}).values():
        assert content["example"]
    for name in re.findall(r"{(\w+)}", path):
        assert any(p["name"] == name and p["required"] for p in spec["parameters"])


@pytest.mark.single_database
@each_operation
def test_an_operation_names_each_error_it_can_give(
    path: str, method: str, spec: dict[str, Any]
) -> None:
    operation = OPERATIONS[spec["operationId"]]
    named = {
        code
        for response in spec["responses"].values()
        if "$ref" in response
        for code in component(response["$ref"])["content"]["application/problem+json"]["examples"]
    }
    always = {"malformed", "too_many_requests", "internal", "unavailable"}
    assert named >= always | set(operation.errors)
    assert named >= {"unauthenticated", "insufficient_scope"} or operation.public
    assert named >= {"in_flight", "idempotency_mismatch"} or not operation.creates
    assert named >= {"stale", "precondition_required"} or not operation.versioned
    for status, response in spec["responses"].items():
        if "$ref" in response:
            problem = component(response["$ref"])
            for example in problem["content"]["application/problem+json"]["examples"].values():
                value = component(example["$ref"])["value"]
                assert str(value["status"]) == status
                assert (value["status"], value["title"]) == PROBLEMS[value["code"]]


def component(reference: str) -> dict[str, Any]:
    _, _, kind, name = reference.split("/")
    found: dict[str, Any] = CONTRACT["components"][kind][name]
    return found


@pytest.mark.single_database
def test_no_object_is_free_form() -> None:
    inputs = set(input_schemas())
    assert {"ReportIn", "SubjectIn", "IdentifierIn", "CasePatch"} <= inputs
    for name, schema in CONTRACT["components"]["schemas"].items():
        for inner in walk(schema):
            if inner.get("type") == "object":
                assert inner["properties"], name
        assert schema.get("additionalProperties") is False or name not in inputs, name


def walk(schema: Any) -> Iterator[dict[str, Any]]:
    """Give a schema and those inside it; an empty one is a hole in the contract."""
    assert schema != {}, "an empty schema allows anything"
    if isinstance(schema, dict):
        yield schema
        for inner in schema.get("properties", {}).values():
            yield from walk(inner)
        if "items" in schema:
            yield from walk(schema["items"])


def input_schemas() -> Iterator[str]:
    """Name every schema that JSON bodies are made of."""
    waiting = [
        content["schema"]["$ref"]
        for _, _, spec in ALL
        for kind, content in spec.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    ]
    while waiting:
        name = waiting.pop().rpartition("/")[2]
        yield name
        found = re.findall(
            r"#/components/schemas/\w+", str(CONTRACT["components"]["schemas"][name])
        )
        waiting += found


def test_every_body_becomes_a_model_of_a_generated_client() -> None:
    """A schema that is only a choice has no fields of its own: clients would take anything."""
    schemas = CONTRACT["components"]["schemas"]
    assert [name for name, schema in schemas.items() if {"oneOf", "anyOf"} & set(schema)] == []


def test_every_route_is_an_operation_or_is_named_here(app: Flask) -> None:
    routes = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    ours = {
        endpoint.rpartition(".")[2]: rule
        for endpoint, rule in routes.items()
        if not rule.rule.startswith(("/console", "/service/", "/static"))
    }
    assert set(ours) == set(OPERATIONS) | set(NO_TOKEN_NEEDED)
    in_contract = {(re.sub(r"{\w+}", "*", path), method) for path, method, _ in ALL}
    for name in OPERATIONS:
        path = re.sub(r"<[^>]+>", "*", ours[name].rule)
        assert (path, OPERATIONS[name].method) in in_contract
    assert {name for name, operation in OPERATIONS.items() if operation.public} == PUBLIC


def test_nothing_else_can_be_called_without_a_token(api: FlaskClient, world: World) -> None:
    outsider = Caller.with_scopes(api, world, Scope.SCIM)
    for path, method, spec in ALL:
        if spec["operationId"] in PUBLIC:
            continue
        place = re.sub(r"{\w+_id}", AN_ID, path).replace("{name}", "checkpoint")
        for caller, status, code in (
            (Caller(api, None), 401, "unauthenticated"),
            (Caller(api, "not.a.token"), 401, "unauthenticated"),
            (outsider, 403, "insufficient_scope"),
        ):
            answer = caller.call(method, place)
            assert (answer.status_code, answer.json["code"]) == (status, code), (method, path)
            assert answer.content_type == "application/problem+json"


def test_public_operations_answer_without_a_token(api: FlaskClient) -> None:
    for path, method, spec in ALL:
        if spec["operationId"] in PUBLIC and method == "GET":
            place = path.replace("{name}", "settings").replace("{service_id}", AN_ID)
            expected = 404 if "{" in path else 200
            assert api.get(place).status_code in (200, expected), path
