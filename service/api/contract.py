"""The contract: OpenAPI 3.1, generated from the operations and their schemas.

flask-smorest writes paths, parameters and schemas; what every operation has by convention —
security, headers, problems, examples — is added here from `OPERATIONS`, once for all.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
import yaml
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response
from flask_smorest import Api

from service.api.operation import OPERATIONS, Operation, Resource
from service.api.problems import CONTENT_TYPE, PROBLEMS
from service.api.v1.audit import audit
from service.api.v1.case_parts import case_parts
from service.api.v1.cases import cases
from service.api.v1.follow_up import follow_up
from service.api.v1.oauth import oauth
from service.api.v1.reference import health, reference
from service.api.v1.referrals import referrals
from service.api.v1.reports import reports
from service.api.v1.support_services import support_services
from service.domain.actors import SCOPE_MEANINGS

VERSION = "1.0.0"
RESOURCES: list[Resource] = [
    oauth, reference, support_services, reports, follow_up, cases, case_parts, referrals, audit,
    health,
]  # fmt: skip

_DESCRIPTION = """\
Redress holds discrimination reports, support referrals and outcomes.

Errors are problems (RFC 9457) with a stable `code`, and a JSON pointer for each fault. Creating
something needs an `Idempotency-Key`; changing it needs the version you have seen in `If-Match`.
Lists are keyset pages: pass `next_cursor` on as `cursor`. Sealed words are given only where asked
for, and each reading is recorded with its purpose.
"""
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457). Values that were sent are never echoed.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(PROBLEMS)},
        "detail": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
        "error": {"type": "string", "description": "OAuth's error code, at `/oauth/token` only."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "A JSON pointer into the body; `?/name` for a parameter.",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


class _Api(Api):  # type: ignore[misc]
    """flask-smorest with our errors: its own handlers and error schema are not used."""

    def _register_error_handlers(self) -> None:
        """Leave errors to `service.api.wiring`."""

    def _register_responses(self) -> None:
        """Name our problem as the answer to anything not foreseen."""
        problem = {
            "description": "A problem.",
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        self.spec.components.schema("Problem", _PROBLEM_SCHEMA)
        self.spec.components.response("DEFAULT_ERROR", problem, lazy=True)


class _Plain(yaml.SafeDumper):
    """YAML without anchors: the contract is read by people too."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        """Write everything out."""
        return True


def _schema_name(schema: Any) -> str:
    """Name a schema in the contract: by its class, and by its fields where it is cut down."""
    name = (schema if isinstance(schema, type) else type(schema)).__name__
    only = getattr(schema, "only", None)
    return name + "".join(part.title() for part in sorted(only)) if only else name


def install_contract(app: Flask) -> None:
    """Register every resource, and serve the contract and its documentation."""
    app.config.update(
        API_TITLE="Redress", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={"info": {"description": _DESCRIPTION,
                                   "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
    )  # fmt: skip
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    api = _Api(app, spec_kwargs={"marshmallow_plugin": plugin})
    for resource in RESOURCES:
        api.register_blueprint(resource)
    document = _complete(api.spec.to_dict())
    app.extensions["redress.contract"] = document
    body = orjson.dumps(document, option=orjson.OPT_INDENT_2)

    def openapi_json() -> Response:
        return Response(body, content_type="application/json")

    app.add_url_rule("/openapi.json", "openapi_json", openapi_json)


def contract_yaml() -> str:
    """Give the contract as it is committed: openapi.yaml."""
    return yaml.dump(contract(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)


@cache
def contract() -> dict[str, Any]:
    """Give the contract without an instance: it depends on the code alone."""
    app = Flask("contract")
    install_contract(app)
    document: dict[str, Any] = app.extensions["redress.contract"]
    return document


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add what operations have by convention."""
    document["servers"] = [{"url": "/"}]
    document["tags"] = [
        {"name": resource.title, "description": resource.description} for resource in RESOURCES
    ]
    components = document["components"]
    components.pop("headers", None)
    components["securitySchemes"] = _security_schemes()
    components["responses"] = {"Problem": components["responses"]["DEFAULT_ERROR"]}
    for spec in _operations(document):
        _describe(spec, OPERATIONS[spec["operationId"]])
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        for method, spec in path.items():
            if method != "parameters":
                yield spec


def _security_schemes() -> dict[str, Any]:
    scopes = {str(scope): meaning for scope, meaning in SCOPE_MEANINGS.items()}
    return {
        "oauth2": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes}},
        },
        "clientBasic": {"type": "http", "scheme": "basic"},
        "followUp": {
            "type": "http",
            "scheme": "bearer",
            "description": "The token of `startFollowUp`.",
        },
    }


def _describe(spec: dict[str, Any], operation: Operation) -> None:
    """Write an operation's security, headers and problems."""
    spec["security"] = _security(operation)
    parameters = spec.setdefault("parameters", [])
    if operation.creates:
        parameters.append(_header("Idempotency-Key", "A key of your own; repeats are safe.", True))
    if operation.versioned:
        parameters.append(_header("If-Match", 'The version you have seen, such as `"v7"`.', True))
    for parameter in parameters:
        if parameter["in"] == "path" and parameter["schema"].get("format") == "uuid":
            parameter["schema"]["description"] = "An id (UUID)."
    responses = spec["responses"]
    for code in ("default", "422"):
        responses.pop(code, None)
    success = min(responses)
    if operation.media_type:
        binary = {"schema": {"type": "string", "format": "binary"}}
        responses[success]["content"] = {operation.media_type: binary}
    _describe_success(responses, success, operation)
    for code in sorted(_problems(spec, operation), key=lambda name: PROBLEMS[name][0]):
        status, title = PROBLEMS[code]
        responses.setdefault(str(status), {**_PROBLEM_RESPONSE, "description": title})
    spec["responses"] = dict(sorted(responses.items()))


_PROBLEM_RESPONSE: dict[str, Any] = {
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
}


def _describe_success(responses: dict[str, Any], success: str, operation: Operation) -> None:
    headers: dict[str, Any] = {"X-Request-Id": {"schema": {"type": "string"}}}
    if operation.versioned:
        headers["ETag"] = {"schema": {"type": "string"}, "description": "The new version."}
    if operation.creates:
        headers["Idempotency-Replayed"] = {
            "schema": {"type": "string", "enum": ["true"]},
            "description": "Present when this is a repeat.",
        }
    if operation.paged:
        headers["Link"] = {"schema": {"type": "string"}, "description": 'The `rel="next"` page.'}
    responses[success]["headers"] = headers
    if operation.method == "GET" and not operation.manual:
        responses["304"] = {"description": "You have this version already."}


def _security(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.name == "issueToken":
        return [{"clientBasic": []}, {}]
    if operation.public:
        return [{}]
    if operation.follow_up:
        return [{"followUp": []}]
    return [{"oauth2": [str(scope)]} for scope in operation.scopes]


def _problems(spec: dict[str, Any], operation: Operation) -> set[str]:
    """List the problems an operation can give, by what it declares."""
    found = {"malformed", "too_many_requests", "internal", "unavailable", *operation.errors}
    if not operation.public:
        found |= {"unauthenticated", "insufficient_scope"}
    if "requestBody" in spec:
        found |= {"too_large", "unsupported_media_type", "invalid"}
    if any(parameter["in"] == "query" for parameter in spec["parameters"]):
        found |= {"invalid"}
    if any(parameter["in"] == "path" for parameter in spec["parameters"]):
        found |= {"not_found"}
    if operation.creates:
        found |= {"in_flight", "idempotency_mismatch"}
    if operation.versioned:
        found |= {"stale", "precondition_required"}
    return found


def _header(name: str, description: str, required: bool) -> dict[str, Any]:
    example = "5f0c2c0e-form-1" if name == "Idempotency-Key" else '"v1"'
    return {
        "name": name, "in": "header", "required": required, "description": description,
        "schema": {"type": "string", "minLength": 1, "maxLength": 255}, "example": example,
    }  # fmt: skip
