"""Amending reports: only what is sent changes, and what was said before is kept, sealed."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.store.models import Party
from service.store.queries.cases import parties_of
from service.store.queries.reports import openable_report, readable_among
from service.usecases.reading import Reading
from service.usecases.runtime import Runtime
from service.usecases.versions import opened_versions
from tests.api.caller import Caller
from tests.api.test_drafts import session
from tests.builders import OFFICE, World
from tests.usecases.helpers import log_of

NAMED = {
    "narrative": "First words.", "desired_resolution": "An apology.", "mode": "named",
    "reporter": {"name": "Sam", "email": "sam@example.org"}, "impacts": ["safety"],
    "subjects": [{"type": "visitor", "name": "V"}],
}  # fmt: skip


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *OFFICE)


def amend(office: Caller, report: Any, changes: Any) -> Any:
    path = f"/v1/reports/{report['id']}"
    version = office.get(path)["version"]
    answer = office.call("PATCH", path, changes, version=version)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_what_it_said_before_is_kept(office: Caller, runtime: Runtime) -> None:
    report = office.post("/v1/reports", NAMED)
    changed = {
        "narrative": "Second words.", "desired_resolution": None, "setting": "online",
        "reporter": {"email": None, "phone": "1"},
    }  # fmt: skip
    amended = amend(office, report, changed)
    assert (amended["version"], amended["setting"]) == (2, "online")
    path = f"/v1/reports/{report['id']}"
    read = office.get(f"{path}?expand=narrative,identity,subjects")
    assert read["narrative"] == {"narrative": "Second words."}
    assert read["identity"] == {"name": "Sam", "safe_to_contact": "any", "phone": "1"}
    assert read["subjects"] == {"subjects": NAMED["subjects"]}
    (version,) = office.get(f"{path}/versions")["data"]
    assert "content" not in version
    assert (version["number"], version["author_kind"]) == (1, "client")
    assert version["fields_changed"] == sorted(changed)
    before = len(log_of(runtime))
    (opened,) = office.get(f"{path}/versions?expand=content&purpose=triage")["data"]
    assert opened["content"] == {
        "narrative": "First words.", "desired_resolution": "An apology.", "setting": None,
        "reporter": {"name": "Sam", "email": "sam@example.org", "safe_to_contact": "any"},
    }  # fmt: skip
    (entry,) = log_of(runtime)[before:]
    assert (entry["verb"], entry["purpose"]) == ("sealed.read", "triage")
    assert [read["groups"] for read in entry["reads"]] == [["report_version"]]


def test_nothing_sent_changes_nothing(office: Caller) -> None:
    report = office.post("/v1/reports", NAMED)
    assert amend(office, report, {})["version"] == 1
    assert office.get(f"/v1/reports/{report['id']}/versions")["data"] == []


def test_priority_follows_what_is_known(office: Caller) -> None:
    report = office.post("/v1/reports", NAMED)
    assert report["priority"] == "urgent"
    assert amend(office, report, {"setting": "online"})["priority"] == "urgent"
    assert amend(office, report, {"impacts": ["considering_leaving"]})["priority"] == "raised"
    assert amend(office, report, {"impacts": []})["priority"] == "normal"
    assert amend(office, report, {"incident_types": ["hate_incident"]})["priority"] == "urgent"


def test_a_report_is_amended_while_work_goes_on(
    office: Caller, api: FlaskClient, world: World, runtime: Runtime
) -> None:
    report = office.post("/v1/reports", NAMED)
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    own = session(api, report["receipt"])
    version = own.get("/v1/follow-up/report")["version"]
    answer = own.call(
        "PATCH", "/v1/follow-up/report", {"reporter": {"name": "Sam Example"}}, version=version
    )
    assert answer.status_code == 200
    (entry,) = [entry for entry in log_of(runtime) if entry["verb"] == "report.amend"]
    assert (entry["case"], entry["change"]) == (case["id"], {"fields": ["reporter"]})
    manager = world.officer(Role.CASE_MANAGER)
    with runtime.reading(manager) as reading:
        party = parties_of(reading.connection, UUID(case["id"]))[0]
        with reading.scope([Party.identity.target(party)], purpose="casework"):
            assert Party.identity.open(party)["name"] == "Sam Example"
    updates = own.get("/v1/follow-up/status")["updates"]
    assert "You changed your report. What it said before is kept." in [u["text"] for u in updates]
    office.move(f"/v1/cases/{case['id']}", "start_triage", case["version"])
    own.post("/v1/follow-up/withdrawal", {"confirm": True}, status=204)
    version = own.get("/v1/follow-up/report")["version"]
    refused = own.call("PATCH", "/v1/follow-up/report", {"setting": "other"}, version=version)
    assert refused.json["code"] == "wrong_state"


def test_a_new_name_shuts_its_officer_out(office: Caller, world: World, runtime: Runtime) -> None:
    """Whom an amendment names is treated as if the report had named them from the start."""
    report = office.post("/v1/reports", NAMED)
    officer = world.officer(Role.WELFARE_OFFICER, email="w@example.org")
    with runtime.reading(officer) as reading:
        assert readable(reading, report["id"])
    named = {"type": "professional_services", "identifier": {"type": "email",
             "value": "W@example.org"}}  # fmt: skip
    amend(office, report, {"subjects": [*NAMED["subjects"], named]})
    with runtime.reading(officer) as reading:
        assert not readable(reading, report["id"])


def readable(reading: Reading, report_id: str) -> bool:
    return bool(readable_among(reading.connection, reading.actor, [UUID(report_id)]))


def test_identities_in_a_version_are_for_those_who_may_know(
    office: Caller, world: World, runtime: Runtime
) -> None:
    report = office.post("/v1/reports", NAMED)
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    amend(office, report, {"narrative": "Other.", "reporter": {"name": "Alex"}})
    seen = {}
    for role in (Role.INVESTIGATOR, Role.WELFARE_OFFICER):
        officer = world.officer(role)
        put = {"officer_id": str(officer.id), "role": role}
        office.post(f"/v1/cases/{case['id']}/assignments", put)
        with runtime.reading(officer) as reading:
            row = openable_report(reading.connection, officer, UUID(report["id"]))
            (version,) = opened_versions(reading, row, purpose="casework")
            seen[role] = sorted(version["content"])
    assert seen == {
        Role.INVESTIGATOR: ["narrative"],
        Role.WELFARE_OFFICER: ["narrative", "reporter"],
    }
    form = Caller.with_scopes(office.api, world, Scope.REPORTS_READ)
    assert form.call("GET", f"/v1/reports/{report['id']}/versions").status_code == 404
