"""Clocks, tasks and worklists over HTTP."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.domain.casework_lists import WORKLISTS
from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.caller import Caller
from tests.api.places import NOWHERE
from tests.api.things import Things
from tests.builders import World

DUE = "2099-12-01T10:00:00Z"
TASK = {"kind": "contact_party", "due_at": DUE}


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


def test_a_clock_is_paused_and_goes_on(things: Things) -> None:
    office, case = things.office, f"/v1/cases/{things.ids['case_id']}"
    clocks = office.get(f"{case}/clocks")["data"]
    (clock,) = [one for one in clocks if one["kind"] == "case_review"]
    assert (clock["state"], clock["days"], clock["unit"]) == ("running", 2, "working_days")
    assert clock["due_at"] == office.get(case)["due_at"]
    place = f"/v1/clocks/{clock['id']}"
    paused = office.move(place, "pause", clock["version"], reason="awaiting_party")
    assert (paused["state"], paused["pause_reason"]) == ("paused", "awaiting_party")
    assert office.get(place) == paused
    assert office.get(case)["due_at"] is None
    assert paused in office.get("/v1/clocks?state=paused")["data"]
    running = office.move(place, "resume", paused["version"])
    assert (running["state"], running["pause_reason"]) == ("running", None)
    assert (
        office.call("POST", f"{place}/transitions", {"action": "resume"}, version=1).status_code
        == 412
    )
    report = office.get(f"/v1/reports/{things.ids['report_id']}/clocks")["data"]
    assert [one["kind"] for one in report] == ["first_review"]
    targets = {one["kind"]: one for one in office.get("/v1/clock-targets")["data"]}
    assert targets["formal_stage"] == {
        "kind": "formal_stage", "unit": "calendar_days", "published_days": 90, "own_days": None
    }  # fmt: skip


def test_a_task_goes_from_set_to_done(things: Things) -> None:
    office, case_id = things.office, things.ids["case_id"]
    task = office.post(f"/v1/cases/{case_id}/tasks", {**TASK, "title": "Call back."})
    assert "title" not in task
    place = f"/v1/tasks/{task['id']}"
    assert office.get(f"{place}?purpose=casework")["title"] == "Call back."
    listed = office.get(f"/v1/cases/{case_id}/tasks?purpose=casework")["data"]
    assert [one["title"] for one in listed if one["id"] == task["id"]] == ["Call back."]
    assert [one["kind"] for one in listed].count("detriment_check_in") == 3
    (plain,) = [
        one
        for one in office.get(f"/v1/tasks?case_id={case_id}&kind=contact_party")["data"]
        if one["id"] == task["id"]
    ]
    assert "title" not in plain
    changed = office.call("PATCH", place, {"due_at": "2099-12-02T10:00:00Z"}, version=1)
    assert (changed.json["due_at"], changed.headers["ETag"]) == ("2099-12-02T10:00:00.000Z", '"v2"')
    done = office.move(place, "done", 2)
    assert (done["state"], done["result"]) == ("done", None)
    again = office.call("POST", f"{place}/transitions", {"action": "cancel"}, version=3)
    assert (again.status_code, again.json["code"]) == (409, "wrong_state")


BAD = [
    BadInput("addTask", {"kind": "contact_party"}, "/due_at", "required"),
    BadInput("addTask", {**TASK, "kind": "tea"}, "/kind", "unknown_code"),
    BadInput("addTask", {**TASK, "kind": "other"}, "/title", "required"),
    BadInput("addTask", {**TASK, "kind": "detriment_check_in"}, "/kind", "not_available"),
    BadInput("addTask", {**TASK, "due_at": "2020-01-01T00:00:00Z"}, "/due_at", "in_the_past"),
    BadInput("addTask", {**TASK, "due_at": "2099-12-01"}, "/due_at", "invalid"),
    BadInput("addTask", {**TASK, "due_at": "9999-12-31T23:59:59-01:00"}, "/due_at", "invalid"),
    BadInput("addTask", {**TASK, "title": "x" * 301}, "/title", "invalid"),
    BadInput("addTask", {**TASK, "officer_id": NOWHERE}, "/officer_id", "not_on_case"),
    BadInput("addTask", {**TASK, "officer_id": "me"}, "/officer_id", "invalid"),
    BadInput("amendTask", {"due_at": None}, "/due_at", "invalid"),
    BadInput("amendTask", {"officer_id": NOWHERE}, "/officer_id", "not_on_case"),
    BadInput("amendTask", {"kind": "other"}, "/kind", "unknown_field"),
    BadInput("moveTask", {"action": "forget"}, "/action", "unknown_code"),
    BadInput("moveTask", {"action": "done", "result": "fine"}, "/result", "unknown_code"),
    BadInput("moveTask", {"action": "done", "result": "no_contact"}, "/result", "not_available"),
    BadInput("moveClock", {"action": "stop"}, "/action", "unknown_code"),
    BadInput("moveClock", {"action": "pause"}, "/reason", "required"),
    BadInput("moveClock", {"action": "pause", "reason": "on_hold"}, "/reason", "not_available"),
    BadInput("moveClock", {"action": "pause", "reason": "tea"}, "/reason", "unknown_code"),
    BadInput("moveClock", {"action": "resume"}, "", "wrong_state", status=409),
]


def test_bad_input_is_refused_where_it_is_wrong(things: Things, runtime: Runtime) -> None:
    for bad in BAD:
        refuses(runtime, things, bad)


QUERIES = [
    ("/v1/cases?worklist=mine", "?/officer_id", "required"),
    ("/v1/cases?worklist=everything", "?/worklist", "unknown_code"),
    ("/v1/cases?incident_type=tea", "?/incident_type", "unknown_code"),
    ("/v1/cases?characteristic=race", "?/characteristic", "unknown_field"),
    ("/v1/cases?opened_from=2026-11-31", "?/opened_from", "invalid"),
    ("/v1/cases?opened_to=9999-12-31", "?/opened_to", "invalid"),
    ("/v1/cases?placement_provider_id=1", "?/placement_provider_id", "invalid"),
    ("/v1/reports?submitted_to=9999-12-31", "?/submitted_to", "invalid"),
    ("/v1/reports?relationship=friend", "?/relationship", "unknown_code"),
    ("/v1/reports?below_threshold=1", "?/below_threshold", "invalid"),
    ("/v1/clocks?breached=yes", "?/breached", "invalid"),
    ("/v1/clocks?state=late", "?/state", "unknown_code"),
    ("/v1/clocks?due_before=tomorrow", "?/due_before", "invalid"),
    ("/v1/tasks?kind=tea", "?/kind", "unknown_code"),
]


def test_queries_that_cannot_be(api: FlaskClient, world: World) -> None:
    office = Caller.with_scopes(api, world, Scope.CASES_READ)
    for path, pointer, code in QUERIES:
        answer = office.call("GET", path)
        found = [(fault["pointer"], fault["code"]) for fault in answer.json.get("errors", [])]
        assert (path, answer.status_code, found) == (path, 422, [(pointer, code)])


def test_lists_are_narrowed_by_what_is_asked(things: Things) -> None:
    office, case_id = things.office, things.ids["case_id"]
    opened = office.get(f"/v1/cases/{case_id}")["opened_at"][:10]
    fitting: list[dict[str, Any]] = office.get(
        f"/v1/cases?worklist=high_risk&opened_from={opened}"
    )["data"]
    assert fitting == []
    for query in (f"opened_from={opened}", f"opened_to={opened}", "worklist=waiting_for_reporter"):
        ids = {row["id"] for row in office.get(f"/v1/cases?{query}")["data"]}
        assert (case_id in ids) is query.startswith("opened")
    for name in WORKLISTS.values():
        office.get(f"/v1/cases?worklist={name}&officer_id={NOWHERE}")
    typed = office.post(
        "/v1/reports",
        {"narrative": "Said.", "incident_types": ["bullying"], "relationship": "witness"},
    )
    day = typed["created_at"][:10]
    for query, there in (
        ("incident_type=bullying", True), ("incident_type=exclusion", False),
        ("relationship=witness", True), ("relationship=third_party", False),
        (f"submitted_from={day}&submitted_to={day}", True), ("submitted_to=2020-01-01", False),
    ):  # fmt: skip
        ids = {row["id"] for row in office.get(f"/v1/reports?{query}")["data"]}
        assert (typed["id"] in ids) is there, query
