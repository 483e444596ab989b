"""Errors: each has a code, a shape and a request id, and says nothing that was sent."""

import logging
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import ImATeapot, NotAcceptable, ServiceUnavailable
from werkzeug.test import TestResponse

from service.api import problems, wiring
from service.api.problems import PROBLEMS, TYPE_BASE
from service.crypto.errors import ProviderAway
from service.domain.actors import Scope
from service.domain.errors import NotAllowed
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.api.places import PLACES, WRITING
from tests.api.things import Things
from tests.builders import World

MARKER = "Zyxwvu Marker"


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


class Log:
    """Remembers what is logged."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **values: Any) -> None:
        self.lines.append((event, values))

    error = info


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    log = Log()
    monkeypatch.setattr(wiring, "log", log)
    monkeypatch.setattr(problems, "log", log)
    return log


def shape(answer: TestResponse) -> str:
    """Check a problem's shape and give its code."""
    assert answer.content_type == "application/problem+json"
    body = answer.json
    code: str = body["code"]
    assert (answer.status_code, body["title"]) == PROBLEMS[code]
    assert body["status"] == answer.status_code
    assert body["type"] == TYPE_BASE + code.replace("_", "-")
    assert body["request_id"] == answer.headers["X-Request-Id"]
    known = {"type", "title", "status", "code", "request_id", "detail", "errors", "error"}
    assert set(body) <= known
    for fault in body.get("errors", []):
        assert set(fault) == {"pointer", "code", "detail"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return code


def test_every_code_can_be_met(things: Things) -> None:
    """Those of a fault in the system, and of limits, have tests of their own."""
    office, reporter = things.office, things.reporter
    report, case = f"/v1/reports/{things.ids['report_id']}", f"/v1/cases/{things.ids['case_id']}"
    form = {"narrative": "Words."}
    big = {"narrative": "x" * 300_000}
    answers = {
        "malformed": office.call("POST", "/v1/reports", form, headers={"Idempotency-Key": ""}),
        "unauthenticated": Caller(office.api, None).call("GET", "/v1/reports"),
        "sign_in_failed": Caller(office.api, None).call(
            "POST", "/v1/follow-up/session", {"receipt": "0000 0000 0000 0000"}
        ),
        "insufficient_scope": reporter.call("GET", "/v1/reports"),
        "not_found": office.call("GET", "/v1/nothing"),
        "method_not_allowed": office.call("PUT", "/v1/reports"),
        "wrong_state": office.call("POST", f"{case}/transitions", {"action": "close"}, version=1),
        "stale": office.call("PATCH", report, {}, version=99),
        "too_large": office.call("POST", "/v1/reports", big),
        "unsupported_media_type": office.call(
            "POST", "/v1/reports", headers={"Content-Type": "text/plain"}
        ),
        "invalid": office.call("POST", "/v1/reports", {}),
        "precondition_required": office.call("PATCH", report, {}),
    }
    office.call("POST", "/v1/reports", form, key="same")
    answers["idempotency_mismatch"] = office.call("POST", "/v1/reports", {"a": 1}, key="same")
    assert {code: shape(answer) for code, answer in answers.items()} == {c: c for c in answers}


def test_a_policy_that_refuses_is_not_allowed(api: FlaskClient, world: World) -> None:
    """A client may know of a case by cases:write, and not read what was said on it."""
    office = Caller.with_scopes(api, world)
    worker = Caller.with_scopes(api, world, Scope.CASES_WRITE, Scope.REPORTS_READ)
    report = office.post("/v1/reports", {"narrative": "Words."})
    found = worker.call("GET", f"/v1/reports/{report['id']}?expand=narrative")
    assert found.status_code == 200
    assert "narrative" not in found.json
    writer = Caller.with_scopes(api, world, Scope.REPORTS_WRITE)
    own = writer.post("/v1/reports", {"narrative": "Words."})
    refused = writer.call(
        "POST", f"/v1/reports/{own['id']}/transitions", {"action": "acknowledge"}, version=1
    )
    assert shape(refused) == "not_allowed"


class FakeDriverError(Exception):
    """What a database driver says, with a person's words in it."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("SELECT", {"name": MARKER}, FakeDriverError(MARKER)), "unavailable"),
        (ProviderAway(MARKER), "unavailable"),
        (IntegrityError("INSERT", {"name": MARKER}, FakeDriverError(MARKER)), "conflict"),
        (DataError("INSERT", {"name": MARKER}, FakeDriverError(MARKER)), "invalid"),
        (ValueError(MARKER), "internal"),
        (KeyError(MARKER), "internal"),
        (NotAllowed("report.read"), "not_allowed"),
        (ImATeapot(MARKER), "malformed"),
        (NotAcceptable(MARKER), "not_acceptable"),
        (ServiceUnavailable(MARKER), "unavailable"),
    ],
)
def test_an_error_of_any_kind_is_a_problem_and_keeps_quiet(
    app: Flask, log: Log, caplog: pytest.LogCaptureFixture, error: Exception, code: str
) -> None:
    def fail() -> None:
        raise error

    app.view_functions["reference.listCodeLists"] = fail
    with caplog.at_level(logging.DEBUG):
        answer = app.test_client().get("/v1/code-lists")
    assert shape(answer) == code
    assert MARKER not in answer.get_data(as_text=True) + str(log.lines) + caplog.text
    if code == "internal":
        assert ("unforeseen error", type(error).__name__) in [
            (event, values.get("error")) for event, values in log.lines
        ]


@pytest.mark.parametrize("name", WRITING)
def test_nothing_that_was_sent_comes_back(
    things: Things, log: Log, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """Every value of the body is wrong and a person's words; no answer and no log holds them."""
    place = PLACES[name]
    example = place.operation.example
    bodies = [dict.fromkeys(example, spoilt) for spoilt in (MARKER, [MARKER], {"code": MARKER})]
    bodies += [
        {**example, "unknown_field": MARKER},
        {**example, next(iter(example)): MARKER * 3000},
    ]
    with caplog.at_level(logging.DEBUG):
        for body in bodies:
            answer = place.caller(things).call(
                place.operation.method, place.at(things), body, version=1,
                headers={"X-Request-Id": MARKER, "User-Agent": MARKER, "Idempotency-Key": MARKER},
            )  # fmt: skip
            if answer.status_code >= 400:
                shape(answer)
                assert MARKER not in answer.get_data(as_text=True)
                assert MARKER not in str(answer.headers)
    assert MARKER not in str(log.lines)
    assert MARKER not in caplog.text


def test_queries_paths_and_tokens_do_not_come_back(
    things: Things, log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    office, marker = things.office, "ZyxwvuMarker"
    with caplog.at_level(logging.DEBUG):
        answers = [
            office.call("GET", f"/v1/{marker}"),
            office.call("GET", f"/v1/code-lists/{marker}"),
            office.call("GET", f"/v1/reports/{marker}"),
            office.call("GET", f"/v1/reports?state={marker}"),
            office.call("GET", f"/v1/reports?cursor={marker}"),
            Caller(office.api, marker).call("GET", "/v1/reports"),
            office.call("PATCH", "/v1/reports/1", headers={"If-Match": f'"{marker}"'}),
            office.api.post("/oauth/token", data={"grant_type": marker}),
            office.api.post("/oauth/token", data={"grant_type": "client_credentials",
                                                  "client_assertion": marker}),
        ]  # fmt: skip
    for answer in answers:
        assert answer.status_code >= 400
        shape(answer)
        assert marker not in answer.get_data(as_text=True) + str(answer.headers)
    assert marker not in str(log.lines) + caplog.text


def test_an_address_is_not_logged(things: Things, log: Log) -> None:
    things.office.get(f"/v1/reports/{things.ids['report_id']}")
    assert log.lines[-1][1]["endpoint"] == "reports.getReport"
    assert things.ids["report_id"] not in str(log.lines)


def test_without_its_database_the_service_is_unavailable(
    things: Things, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("connect", None, FakeDriverError("away"))

    monkeypatch.setattr(runtime.engine.pool, "connect", away)
    for name, place in PLACES.items():
        if name in ("getLiveness", "issueToken", "createAuditExport"):
            continue  # needs none; takes a form; takes its time sequencing the log first
        body = place.operation.example if place.takes_json else None
        answer = place.caller(things).call(
            place.operation.method, place.at(things), body, version=1
        )
        assert shape(answer) == "unavailable", name
        assert answer.headers["Retry-After"]


def test_liveness_does_not_need_the_database_and_readiness_does(
    api: FlaskClient, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api.get("/health/ready").json == {"status": "ok"}
    with runtime.engine.begin() as connection:
        connection.execute(text("SELECT 1"))

    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("connect", None, FakeDriverError("away"))

    monkeypatch.setattr(runtime.engine.pool, "connect", away)
    assert api.get("/health/live").json == {"status": "ok"}
    assert shape(api.get("/health/ready")) == "unavailable"


def test_without_the_keystore_the_service_is_not_ready(
    api: FlaskClient, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("connect", None, FakeDriverError("away"))

    monkeypatch.setattr(runtime.keystore.engine.pool, "connect", away)
    assert shape(api.get("/health/ready")) == "unavailable"
