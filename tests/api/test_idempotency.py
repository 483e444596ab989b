"""Creating something once, however often it is sent."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from service.domain.actors import Scope
from service.store.models import IdempotencyKey, Report
from service.usecases.instance import drop_expired
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.api.places import PLACES
from tests.api.things import Things
from tests.builders import OFFICE, World

REPORT = {"narrative": "Said on the ward."}


@pytest.fixture
def form(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, Scope.REPORTS_WRITE, Scope.REPORTS_READ)


def submit(form: Caller, key: str = "a-key", **body: Any) -> Any:
    return form.call("POST", "/v1/reports", {**REPORT, **body}, key=key)


def reports_in(runtime: Runtime) -> int:
    with runtime.engine.connect() as connection:
        return len(connection.execute(select(Report.id)).all())


def test_a_repeat_gives_the_first_answer_with_its_receipt(form: Caller, runtime: Runtime) -> None:
    first, second = submit(form), submit(form)
    assert first.status_code == second.status_code == 201
    assert second.data == first.data
    assert second.json["receipt"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    for name in ("ETag", "Location", "Content-Type"):
        assert second.headers[name] == first.headers[name]
    assert reports_in(runtime) == 1


def test_another_body_under_the_same_key_is_refused(form: Caller, runtime: Runtime) -> None:
    submit(form)
    answer = submit(form, narrative="Something else.")
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_mismatch")
    assert reports_in(runtime) == 1


@pytest.mark.parametrize("key", ["", " ", "é", "tab\tin", "x" * 256])
def test_a_creating_call_needs_a_good_key(form: Caller, runtime: Runtime, key: str) -> None:
    answer = form.call("POST", "/v1/reports", REPORT, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")
    assert reports_in(runtime) == 0


@pytest.mark.parametrize("name", [n for n, p in PLACES.items() if p.operation.creates])
def test_every_creating_operation_needs_one(api: FlaskClient, world: World, name: str) -> None:
    things = Things(api, world)
    place = PLACES[name]
    headers = {**place.caller(things).headers(), "If-Match": '"v1"'}
    answer = api.post(place.at(things), json=place.operation.example, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "malformed")


def test_a_key_is_the_clients_own_and_the_paths_own(
    form: Caller, api: FlaskClient, world: World, runtime: Runtime
) -> None:
    other = Caller.with_scopes(api, world, *OFFICE)
    first, second = submit(form, "shared"), submit(other, "shared")
    assert first.json["id"] != second.json["id"]
    assert "Idempotency-Replayed" not in second.headers
    case = other.call("POST", "/v1/cases", {"report_ids": [first.json["id"]]}, key="shared")
    assert case.status_code == 201
    assert reports_in(runtime) == 2


def test_a_refused_request_does_not_use_the_key_up(form: Caller, runtime: Runtime) -> None:
    assert submit(form, mode="secret").status_code == 422
    assert submit(form).status_code == 201
    assert reports_in(runtime) == 1


def test_two_at_once_make_one(form: Caller, app: Flask, runtime: Runtime) -> None:
    start, answers = threading.Barrier(4), []

    def send() -> None:
        start.wait()
        answers.append(submit(Caller(app.test_client(), form.token)))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [answer for answer in answers if answer.status_code == 201]
    waiting = [answer.json["code"] for answer in answers if answer.status_code != 201]
    assert len({answer.data for answer in made}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in made) == 1
    assert set(waiting) <= {"in_flight"}
    assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == 409)
    assert reports_in(runtime) == 1
    assert submit(form).headers["Idempotency-Replayed"] == "true"


def test_what_is_kept_cannot_be_read_in_the_database(form: Caller, runtime: Runtime) -> None:
    receipt = submit(form).json["receipt"]
    with runtime.engine.connect() as connection:
        row = connection.execute(select(IdempotencyKey)).one()
    kept = b"".join(value for value in row if isinstance(value, bytes))
    for secret in (receipt.encode(), receipt.replace(" ", "").encode(), b"a-key", b"receipt"):
        assert secret not in kept
    with pytest.raises(ValueError, match=r"."):
        json.loads(row.answer_ct)


@pytest.mark.parametrize(("hours", "replayed"), [(23, True), (25, False)])
def test_an_answer_is_kept_for_a_day(
    form: Caller, runtime: Runtime, hours: int, replayed: bool
) -> None:
    submit(form)
    later = runtime.clock() + timedelta(hours=hours)
    drop_expired(replace(runtime, clock=lambda: later))
    assert ("Idempotency-Replayed" in submit(form).headers) == replayed
    assert reports_in(runtime) == (1 if replayed else 2)
