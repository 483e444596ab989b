"""Whom a reporter asks for, on every path of a report; who is suggested; why somebody else."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.api.v1.report_views import expanded, readable
from service.domain.actors import SYSTEM, Actor, Scope
from service.domain.code_lists import Role
from service.domain.representation import REASONS_TOLD, TOLD
from service.store.models import Report
from service.usecases import casework
from service.usecases.amendments import amend_report
from service.usecases.descriptions import describe_self
from service.usecases.runtime import Runtime
from service.usecases.versions import opened_versions
from tests.api.caller import Caller
from tests.api.test_drafts import session
from tests.builders import World
from tests.usecases.helpers import log_of

WISH = {"attributes": ["woman"], "languages": ["ur"]}
ASKING = {"narrative": "Words.", "responder_preference": WISH}


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *Scope)


@pytest.fixture
def woman(world: World, runtime: Runtime) -> Actor:
    actor = world.officer(username="amy")
    with runtime.unit(actor) as unit:
        describe_self(unit, attributes=["woman"], words="Of the staff network.")
    return actor


def wish_of(office: Caller, report: Any) -> Any:
    read = office.get(f"/v1/reports/{report['id']}?expand=responder_preference&purpose=triage")
    return read.get("responder_preference")


def test_a_wish_is_given_anonymously_and_opened_on_record(
    office: Caller, api: FlaskClient, world: World, runtime: Runtime
) -> None:
    report = office.post("/v1/reports", {**ASKING, "mode": "anonymous"})
    assert "responder_preference" not in report
    assert wish_of(office, report) == WISH
    last = log_of(runtime)[-1]
    assert (last["verb"], last["purpose"]) == ("sealed.read", "triage")
    assert last["reads"][0]["groups"] == ["preferred_responder"]
    everything = "narrative,characteristics,subjects,identity,affected_person,responder_preference"
    assert office.get(f"/v1/reports?expand={everything}")["data"][0]["responder_preference"] == WISH
    writer = Caller.with_scopes(api, world, Scope.CASES_WRITE)
    assert writer.call("GET", f"/v1/reports/{report['id']}").status_code == 403


def test_it_goes_through_drafts_amendments_and_the_receipt(
    office: Caller, api: FlaskClient, runtime: Runtime
) -> None:
    draft = office.post("/v1/reports", {"draft": True, "responder_preference": WISH})
    path = f"/v1/reports/{draft['id']}"
    changed = {"narrative": "Words.", "responder_preference": {"languages": ["cy"]}}
    office.call("PATCH", path, changed, version=1)
    office.move(path, "submit", 2)
    assert wish_of(office, draft) == {"attributes": ["woman"], "languages": ["cy"]}
    own = session(api, draft["receipt"])
    for patch, left in (
        ({"attributes": None}, {"languages": ["cy"]}),
        ({"characteristics": ["race"]}, {"languages": ["cy"], "characteristics": ["race"]}),
        (None, None),
        ({"attributes": ["disabled"]}, {"attributes": ["disabled"]}),
    ):
        version = own.get("/v1/follow-up/report")["version"]
        sent = {"responder_preference": patch}
        answer = own.call("PATCH", "/v1/follow-up/report", sent, version=version)
        assert answer.status_code == 200, answer.json
        assert wish_of(office, draft) == left
    versions = office.get(f"{path}/versions?expand=content")["data"]
    assert [one["fields_changed"] for one in versions] == [["responder_preference"]] * 4
    kept = [one["content"]["responder_preference"] for one in versions]
    assert kept[0] == {"attributes": ["woman"], "languages": ["cy"]}
    assert kept[3] is None
    assert "woman" not in str(log_of(runtime))


def test_a_draft_that_is_withdrawn_wishes_for_nothing(
    office: Caller, api: FlaskClient, runtime: Runtime
) -> None:
    draft = office.post("/v1/reports", {"draft": True, "responder_preference": WISH})
    own = session(api, draft["receipt"])
    own.post("/v1/follow-up/withdrawal", {"confirm": True}, status=204)
    with runtime.reading(SYSTEM) as reading:
        assert reading.connection.scalar(select(Report.preference_ct)) is None


def test_who_may_read_the_words_but_not_who_wrote_them_reads_the_wish(
    world: World, runtime: Runtime
) -> None:
    by, manager = world.form(), world.officer(Role.CASE_MANAGER)
    report, _ = world.report(by, responder_preference=WISH, mode="named", reporter={"name": "Sam"})
    case, investigator = world.case(manager, report.id), world.officer(Role.INVESTIGATOR)
    with runtime.unit(manager) as unit:
        casework.assign_officer(unit, case.id, investigator.id, Role.INVESTIGATOR)
    with runtime.unit(by) as unit:
        version = unit.session.get_one(Report, report.id).version
        changes = {"responder_preference": {"languages": None}, "reporter": {"phone": "1"}}
        amend_report(unit, report.id, changes, version=version)
    with runtime.reading(investigator) as reading:
        row = readable(reading, report.id)
        (before,) = opened_versions(reading, row, purpose="casework")
        (shown,) = expanded(reading, [row], "identity,responder_preference", "casework")
    assert before["content"] == {"responder_preference": WISH}
    assert shown["responder_preference"] == {"attributes": ["woman"]}
    assert "identity" not in shown


def test_officers_are_suggested_with_reasons(
    office: Caller, api: FlaskClient, world: World, runtime: Runtime, woman: Actor
) -> None:
    world.officer(username="bob")
    report = office.post("/v1/reports", ASKING)
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    path = f"/v1/cases/{case['id']}/suggested-officers"
    first, second = office.get(path)["data"]
    assert first == {
        "officer_id": str(woman.id), "display_name": "Amy", "open_cases": 0,
        "preference": "partly_met", "words": "Of the staff network.",
        "fits": [{
            "report_id": report["id"], "preference": "partly_met",
            "reasons": [
                {"about": "attributes", "code": "woman", "met": True},
                {"about": "languages", "code": "ur", "met": False},
            ],
        }],
    }  # fmt: skip
    assert (second["display_name"], second["preference"], second["words"]) == (
        "Bob", "not_met", None,
    )  # fmt: skip
    assert log_of(runtime)[-1]["purpose"] == "casework"
    for scope in (Scope.CASES_READ, Scope.REPORTS_READ):
        assert Caller.with_scopes(api, world, scope).call("GET", path).status_code == 403
    plain = office.post("/v1/reports", {"narrative": "Words."})
    other = office.post("/v1/cases", {"report_ids": [plain["id"]]})
    unasked = office.get(f"/v1/cases/{other['id']}/suggested-officers")["data"]
    assert [(one["preference"], one["fits"]) for one in unasked] == [(None, []), (None, [])]


def test_somebody_else_is_assigned_with_a_reason_that_the_reporter_reads(
    office: Caller, api: FlaskClient, woman: Actor
) -> None:
    report = office.post("/v1/reports", ASKING)
    own = session(api, report["receipt"])
    assert own.get("/v1/follow-up/status")["responder"] == {
        "preference": None, "text": TOLD[None], "reason": None,
    }  # fmt: skip
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    path = f"/v1/cases/{case['id']}/assignments"
    body = {"officer_id": str(woman.id), "role": "welfare_officer"}
    refused = office.call("POST", path, body)
    (fault,) = refused.json["errors"]
    assert (fault["pointer"], fault["code"]) == ("/override_reason", "required")
    unknown = office.call("POST", path, {**body, "override_reason": "whim"})
    assert unknown.json["errors"][0]["code"] == "unknown_code"
    made = office.post(path, {**body, "override_reason": "workload"})
    assert (made["preference"], made["override_reason"]) == ("partly_met", "workload")
    (listed,) = office.get(path)["data"]
    assert (listed["preference"], listed["override_reason"]) == ("partly_met", "workload")
    assert own.get("/v1/follow-up/status")["responder"] == {
        "preference": "partly_met", "text": TOLD["partly_met"], "reason": REASONS_TOLD["workload"],
    }  # fmt: skip
