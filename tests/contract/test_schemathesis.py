"""The committed contract, tried out: what it allows is accepted, what it does not is refused.

``REDRESS_SCHEMATHESIS_EXAMPLES=200`` goes deeper. Inputs come from a fixed seed.
"""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation

from tests.api.things import Things
from tests.builders import World

EXAMPLES = int(os.environ.get("REDRESS_SCHEMATHESIS_EXAMPLES", "8"))
ROOT = Path(__file__).parents[2]

CONTRACT = yaml.safe_load((ROOT / "openapi.yaml").read_text())

schemathesis.serializer.alias("application/x-ndjson", "application/octet-stream")

_BEYOND_A_SCHEMA = {
    # Who reports goes with the mode, and saying who one is takes more than a preference.
    "submitReport": [422],
    "identifyReporter": [422],
    # What is settled once a report is sent is looked up.
    "amendReport": [422],
    "amendOwnReport": [422],
    "submitOwnDraft": [422],
    # Steps and reasons depend on the state, an outcome's clause on the law.
    "moveReport": [422],
    "moveCase": [422],
    "moveReferral": [422],
    # What is asked depends on the service.
    "answerReferralConsent": [422],
    "answerOwnReferral": [422],
    "recordOutcome": [422],
    # A review lies ahead, and answers are those of the form in use.
    "assessRisk": [422],
    "startInterimMeasure": [422],
    "moveInterimMeasure": [422],
    # A session lies ahead and ends after it starts; one that took place says how many came.
    "planActivitySessions": [422],
    "amendActivitySession": [422],
    "moveActivitySession": [422],
    # Who agrees to meet says how to be reached, and nobody else does.
    "answerIntroduction": [422],
    # So does an appointment, within a day.
    "bookAppointment": [422],
    "amendAppointment": [422],
    # Nobody may be recognised by what is learned.
    "recordLearningPoint": [422],
    # Periods are academic years and quarters; each figure has dimensions of its own.
    "getFigure": [422],
    # Checkpoints are looked up; a client has no worklist of its own.
    "createAuditExport": [422],
    "getProof": [422],
    "listCases": [422],
    # Hours and time zones follow rules of their own, and an external id may be taken.
    "createSupportService": [422],
    "amendSupportService": [422],
    # A note is for the service alone to write.
    "recordProgress": [422],
    # Only the bytes say what a file is.
    "importSupportServices": [422],
    "sendAttachmentContent": [415],
    "sendOwnAttachmentContent": [415],
}
"""Where well-formed data may still be refused, and why no schema can say so.

Besides, wherever a body names a thing by its id: there may be none.
"""


def _name_things() -> Iterator[str]:
    """Give the operations whose body holds an id."""
    schemas = CONTRACT["components"]["schemas"]
    for path in CONTRACT["paths"].values():
        for spec in path.values():
            body = spec.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
            fields = schemas.get(name, {}).get("properties", {}).values()
            if any(field.get("format") == "uuid" for field in fields):
                yield spec["operationId"]


_ALLOWED = {**{name: [422] for name in _name_things()}, **_BEYOND_A_SCHEMA}


def _config() -> SchemathesisConfig:
    accepted = ["2xx", 304, 401, 403, 404, 409, 412]
    refusing = {"expected-statuses": [400, 401, 404, 412, 413, 415, 422, 428]}
    return SchemathesisConfig.from_dict(
        {
            "seed": 20261123,
            "base-url": "http://localhost",
            "generation": {
                "max-examples": EXAMPLES,
                "deterministic": True,
                "database": "none",
                # NUL is refused everywhere, in one place; see tests/api/test_strictness.py.
                "allow-x00": False,
            },
            "checks": {
                "positive_data_acceptance": {"expected-statuses": accepted},
                "negative_data_rejection": refusing,
                "missing_required_header": refusing,
            },
            "operations": [
                {
                    "include-operation-id": name,
                    "checks": {
                        "positive_data_acceptance": {"expected-statuses": [*accepted, *more]}
                    },
                }
                for name, more in _ALLOWED.items()
            ],
        }
    )


schema = schemathesis.openapi.from_path(ROOT / "openapi.yaml", config=_config())


_running: list[Flask] = []


def _current_app(environ: dict[str, Any], start_response: Any) -> Any:
    """Pass on to the instance of the test that runs: the contract is read before there is one."""
    return _running[-1](environ, start_response)


schema.app = _current_app
_keys = itertools.count()


@pytest.fixture
def things(app: Flask, world: World) -> Iterator[Things]:
    _running.append(app)
    yield Things(app.test_client(), world)
    _running.pop()


@pytest.mark.slow
@schema.parametrize()
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_contract_holds(case: Case, things: Things) -> None:
    _make_real(case, things)
    caller = things.caller_for(case.operation.definition.raw["security"])
    case.call_and_validate(headers=caller.headers())


def _make_real(case: Case, things: Things) -> None:
    """Where a value is well formed but arbitrary, put one that means something in this instance."""
    if not _is_negative(case, ParameterLocation.PATH):
        ids = things.own_ids if case.path.startswith("/v1/follow-up/") else things.ids
        for name in set(case.path_parameters or {}) & set(ids):
            case.path_parameters[name] = ids[name]
    if not _is_negative(case, ParameterLocation.QUERY):
        (case.query or {}).pop("cursor", None)  # only a page's own cursor is good
    if not _is_negative(case, ParameterLocation.HEADER):
        if "Idempotency-Key" in (case.headers or {}):
            case.headers["Idempotency-Key"] = f"case-{next(_keys)}"
        if "If-Match" in (case.headers or {}) and not _is_negative(case, ParameterLocation.PATH):
            case.headers["If-Match"] = f'"v{things.version_at(case.formatted_path)}"'


def _is_negative(case: Case, place: ParameterLocation) -> bool:
    return case.meta is not None and case.meta.is_negative_at(place)
