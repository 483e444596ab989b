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

from service.api.describing import describe, describe_inputs, problem_examples
from service.api.operation import OPERATIONS, Resource
from service.api.problems import CONTENT_TYPE, PROBLEMS
from service.api.v1.access_requests import access_requests
from service.api.v1.actions import actions
from service.api.v1.activities import activities
from service.api.v1.appointments import appointments
from service.api.v1.attachments import attachments
from service.api.v1.audit import audit
from service.api.v1.case_parts import case_parts
from service.api.v1.cases import cases
from service.api.v1.clocks import clocks
from service.api.v1.conflicts import conflicts
from service.api.v1.follow_up import follow_up
from service.api.v1.follow_up_referrals import own_referrals
from service.api.v1.follow_up_report import follow_up_report
from service.api.v1.initiatives import initiatives
from service.api.v1.introductions import introductions
from service.api.v1.investigation import investigation
from service.api.v1.learning import learning
from service.api.v1.letters import letters
from service.api.v1.match_alerts import match_alerts
from service.api.v1.messages import messages
from service.api.v1.oauth import oauth
from service.api.v1.parties import parties
from service.api.v1.policies import policies
from service.api.v1.receiving import receiving
from service.api.v1.reference import health, reference
from service.api.v1.referrals import referrals
from service.api.v1.report_work import report_work
from service.api.v1.reports import reports
from service.api.v1.safety import safety
from service.api.v1.searches import searches
from service.api.v1.statistics import statistics
from service.api.v1.support_services import support_services
from service.api.v1.tasks import tasks
from service.domain.actors import SCOPE_MEANINGS

VERSION = "1.0.0"
RESOURCES: list[Resource] = [
    oauth, reference, support_services, activities, initiatives, policies, reports, report_work,
    follow_up, follow_up_report, own_referrals, introductions, messages, cases, case_parts,
    parties, investigation, safety, actions, letters, learning, conflicts, access_requests,
    referrals, appointments, receiving, attachments, searches, match_alerts, clocks, tasks,
    statistics, audit, health,
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
    """Put every resource on the application, and serve the contract."""
    for resource in RESOURCES:
        app.register_blueprint(resource)
    body = orjson.dumps(contract(), option=orjson.OPT_INDENT_2)

    def openapi_json() -> Response:
        return Response(body, content_type="application/json")

    app.add_url_rule("/openapi.json", "openapi_json", openapi_json, provide_automatic_options=False)


def contract_yaml() -> str:
    """Give the contract as it is committed: openapi.yaml."""
    return yaml.dump(contract(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)


@cache
def contract() -> dict[str, Any]:
    """Give the contract. It depends on the code alone, so it is made once and on no instance."""
    app = Flask("contract")
    app.config.update(
        API_TITLE="Redress", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={"info": {"description": _DESCRIPTION,
                                   "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
    )  # fmt: skip
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    api = _Api(app, spec_kwargs={"marshmallow_plugin": plugin})
    for resource in RESOURCES:
        api.register_blueprint(resource)
    return _complete(api.spec.to_dict())


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    """Add what operations have by convention, and make it the same on every run."""
    document["servers"] = [{"url": "/"}]
    document["tags"] = [
        {"name": resource.title, "description": resource.description} for resource in RESOURCES
    ]
    components = document["components"]
    components.pop("headers", None)
    components["securitySchemes"] = _security_schemes()
    responses: dict[str, Any] = {}
    for spec in _operations(document):
        describe(spec, OPERATIONS[spec["operationId"]], responses)
    components["responses"] = dict(sorted(responses.items()))
    components["examples"] = problem_examples()
    describe_inputs(components["schemas"])
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give each operation, with the parameters of its path among its own."""
    for path in document["paths"].values():
        shared = path.pop("parameters", [])
        for spec in path.values():
            spec["parameters"] = [*map(dict, shared), *spec.get("parameters", [])]
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
