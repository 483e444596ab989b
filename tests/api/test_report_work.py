"""Working on reports: affected people, retaliation, duplicates, unlinking, investigating."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask.testing import FlaskClient

from service.api.v1.report_views import shown
from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.store.queries.reports import report_row
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import OFFICE, World
from tests.usecases.helpers import log_of

TOLD = {"narrative": "Words."}
NAMED = {
    **TOLD, "mode": "named", "reporter": {"name": "Sam"},
    "subjects": [{"type": "visitor", "name": "V"}],
}  # fmt: skip
AGREED = [
    {"scope": scope, "state": "granted", "wording_version": "1"}
    for scope in ("referral", "share_identity", "share_narrative")
]


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *OFFICE)


def ask(office: Caller, report: Any, state: str, status: int = 200) -> Any:
    path = f"/v1/reports/{report['id']}"
    version = office.get(path)["version"]
    return office.post(f"{path}/affected-consent", {"state": state}, status=status, version=version)


def case_for(office: Caller, *reports: Any, **values: Any) -> Any:
    ids = [report["id"] for report in reports]
    return office.post("/v1/cases", {"report_ids": ids, **values})


@pytest.mark.parametrize(
    ("steps", "shared"),
    [
        ([], {"need"}),
        (["asked"], {"need"}),
        (["asked", "given"], {"need", "identity", "narrative"}),
        (["asked", "given", "refused"], {"need"}),
    ],
)
def test_a_referral_shares_only_the_need_until_the_affected_person_agrees(
    office: Caller, steps: list[str], shared: set[str]
) -> None:
    report = office.post("/v1/reports", {
        **NAMED, "relationship": "on_behalf_without_consent", "consents": AGREED,
        "affected_person": {"name": "Alex"},
    })  # fmt: skip
    assert report["affected_consent"] == "not_asked"
    for step in steps:
        assert ask(office, report, step)["affected_consent"] == step
    service = office.post("/v1/support-services", {"name": "C", "service_type": "counselling"})
    referral = office.post(
        "/v1/referrals",
        {"service_id": service["id"], "report_id": report["id"], "need": "To talk."},
    )
    path = f"/v1/referrals/{referral['id']}"
    sent = office.move(path, "send", 1)
    assert set(office.get(f"{path}/shared")) - {"taken_back"} == shared
    if steps == ["asked", "given"]:  # an agreement that is taken back stops what rests on it
        ask(office, report, "refused")
        assert office.get(path)["status"] == "revoked"
    assert sent["status"] == "sent"


def test_nobody_agrees_who_is_not_concerned(office: Caller) -> None:
    plain = office.post("/v1/reports", TOLD)
    assert ask(office, plain, "asked", status=409)["code"] == "wrong_state"
    agreed = office.post("/v1/reports", {**TOLD, "relationship": "on_behalf_with_consent"})
    assert agreed["affected_consent"] == "given"


@pytest.mark.parametrize(
    ("consent", "affected", "risk", "status"),
    [
        (None, None, "none", 200),
        ("granted", None, "none", 200),
        ("refused", None, "medium", 409),
        ("withdrawn", None, "none", 409),
        ("refused", None, "high", 200),
        ("granted", ["asked", "refused"], "low", 409),
        ("granted", ["asked", "refused"], "immediate", 200),
        (None, ["asked"], "none", 200),
    ],
)
def test_an_investigation_needs_agreement_or_a_high_risk(
    office: Caller, consent: str | None, affected: list[str] | None, risk: str, status: int
) -> None:
    answers = [{"scope": "investigate", "state": consent, "wording_version": "1"}]
    report = office.post("/v1/reports", {
        **TOLD, "relationship": "on_behalf_without_consent" if affected else "witness",
        "consents": answers if consent else [],
    })  # fmt: skip
    for step in affected or []:
        ask(office, report, step)
    case = case_for(office, report, office.post("/v1/reports", TOLD), risk_level=risk)
    path = f"/v1/cases/{case['id']}"
    started = office.move(path, "start_triage", case["version"])
    answer = office.call(
        "POST", f"{path}/transitions", {"action": "investigate"}, version=started["version"]
    )
    assert answer.status_code == status, answer.json
    assert office.get(path)["state"] == ("investigation" if status == 200 else "triage")


def test_retaliation_is_raised_and_shown_on_the_originals_case(
    office: Caller, api: FlaskClient, world: World, runtime: Runtime
) -> None:
    original = office.post("/v1/reports", TOLD)
    form = Caller.with_scopes(api, world, Scope.REPORTS_WRITE)
    by_receipt = {**TOLD, "original_receipt": original["receipt"]}
    first = form.post("/v1/reports", by_receipt)
    assert (first["priority"], first["incident_types"]) == ("raised", ["retaliation"])
    assert first["retaliation_of"] is None  # the form may not read the original
    read = office.get(f"/v1/reports/{first['id']}")
    assert read["retaliation_of"] == original["id"]
    case = case_for(office, original)
    second = office.post("/v1/reports", {
        **TOLD, "original_report_id": original["id"], "incident_types": ["victimisation"],
    })  # fmt: skip
    assert (second["priority"], second["incident_types"]) == ("urgent", ["victimisation"])
    assert second["retaliation_of"] == original["id"]
    timeline = office.get(f"/v1/cases/{case['id']}/timeline")["data"]
    told = [act["subject_id"] for act in timeline if act["verb"] == "report.retaliation"]
    assert told == [second["id"]]
    listed = {row["id"]: row["retaliation_of"] for row in office.get("/v1/reports")["data"]}
    assert listed[first["id"]] == original["id"]
    entries = [entry for entry in log_of(runtime) if entry["verb"] == "report.retaliation"]
    assert [entry.get("case") for entry in entries] == [None, case["id"]]


def test_what_is_below_the_threshold_is_recorded_and_found(office: Caller) -> None:
    small = office.post("/v1/reports", {**TOLD, "below_threshold": True})
    large = office.post("/v1/reports", TOLD)
    for flag, expected in (("true", small), ("false", large)):
        rows = office.get(f"/v1/reports?below_threshold={flag}")["data"]
        assert [row["id"] for row in rows] == [expected["id"]]
    path = f"/v1/reports/{small['id']}"
    refused = office.call("POST", f"{path}/transitions", {"action": "close"}, version=1)
    assert refused.json["errors"][0]["pointer"] == "/reason"
    assert office.move(path, "close", 1, reason="for_information")["state"] == "closed_no_case"


def test_a_duplicate_is_closed_and_its_original_goes_on(
    office: Caller, api: FlaskClient, world: World
) -> None:
    original, other = (office.post("/v1/reports", TOLD) for _ in range(2))
    path = f"/v1/reports/{other['id']}"
    closed = office.post(
        f"{path}/duplicate", {"original_id": original["id"]}, status=200, version=1
    )
    assert (closed["state"], closed["close_reason"]) == ("closed_no_case", "duplicate")
    assert closed["duplicate_of"] == original["id"]
    assert office.get(f"/v1/reports/{original['id']}")["state"] == "submitted"
    third = office.post("/v1/reports", TOLD)
    refused = office.call(
        "POST", f"/v1/reports/{third['id']}/duplicate", {"original_id": other["id"]}, version=1
    )
    assert refused.json["errors"][0]["code"] == "is_duplicate"
    form = Caller.with_scopes(api, world, Scope.REPORTS_WRITE)
    assert form.call("POST", f"{path}/duplicate", {}, version=1).status_code == 403


def test_what_may_be_a_duplicate_is_near_and_alike(office: Caller, world: World) -> None:
    now = datetime.now(UTC)
    alike = {"setting": "online", "incident_types": ["bullying", "exclusion"]}
    made = {}
    for name, days, values in (
        ("long ago", 16, alike),
        ("in the setting", 13, {"setting": "online"}),
        ("of a type", 1, {"incident_types": ["harassment", "exclusion"]}),
        ("neither", 1, {"setting": "other", "incident_types": ["harassment"]}),
    ):
        with time_machine.travel(now - timedelta(days=days), tick=False):
            made[name] = str(world.report(**values)[0].id)
    report = office.post("/v1/reports", {**TOLD, **alike})
    found = office.get(f"/v1/reports/{report['id']}/possible-duplicates")["data"]
    assert [row["id"] for row in found] == [made["of a type"], made["in the setting"]]
    assert "narrative" not in found[0]
    bare = office.post("/v1/reports", TOLD)
    assert office.get(f"/v1/reports/{bare['id']}/possible-duplicates")["data"] == []


def test_a_report_leaves_its_case_and_takes_its_parties_along(
    office: Caller, runtime: Runtime
) -> None:
    stays, leaves = office.post("/v1/reports", TOLD), office.post("/v1/reports", NAMED)
    case = case_for(office, stays, leaves)
    place = f"/v1/cases/{case['id']}"
    assert len(office.get(f"{place}/parties")["data"]) == 3
    path = f"/v1/reports/{leaves['id']}"
    version = office.get(path)["version"]
    gone = office.call("DELETE", f"{place}/reports/{leaves['id']}", version=version)
    assert (gone.status_code, gone.json["state"], gone.json["case_id"]) == (200, "triaged", None)
    (party,) = office.get(f"{place}/parties")["data"]
    assert party["report_id"] == stays["id"]
    assert [e["verb"] for e in log_of(runtime)].count("party.remove") == 2
    version = office.get(f"/v1/reports/{stays['id']}")["version"]
    last = office.call("DELETE", f"{place}/reports/{stays['id']}", version=version)
    assert last.json["code"] == "wrong_state"
    again = office.post(f"{place}/reports", {"report_id": leaves["id"]})
    assert again["state"] == "linked_to_case"


def test_a_report_stays_whose_party_was_told_something(office: Caller) -> None:
    first, second = office.post("/v1/reports", NAMED), office.post("/v1/reports", TOLD)
    case = case_for(office, first, second)
    place = f"/v1/cases/{case['id']}"
    office.post(f"{place}/outcomes", {"outcome_type": "apology"})
    party = next(p for p in office.get(f"{place}/parties")["data"] if p["report_id"] == first["id"])
    told = office.call(
        "PATCH", f"{place}/parties/{party['id']}", {"told_text": "It is done."},
        version=party["version"],
    )  # fmt: skip
    assert told.status_code == 200
    version = office.get(f"/v1/reports/{first['id']}")["version"]
    refused = office.call("DELETE", f"{place}/reports/{first['id']}", version=version)
    assert refused.json["code"] == "wrong_state"
    assert len(office.get(f"{place}/parties")["data"]) == 3


def test_retaliation_is_shown_only_to_those_who_may_read_both(
    office: Caller, world: World, runtime: Runtime
) -> None:
    original = office.post("/v1/reports", TOLD)
    case_for(office, original)
    report = office.post("/v1/reports", {**TOLD, "original_report_id": original["id"]})
    seen = {}
    for role in (Role.WELFARE_OFFICER, Role.CASE_MANAGER):
        officer = world.officer(role)
        with runtime.reading(officer) as reading:
            row = report_row(reading.connection, UUID(report["id"]))
            seen[role] = shown(reading.connection, officer, [row])[0]["retaliation_of"]
    assert seen == {Role.WELFARE_OFFICER: None, Role.CASE_MANAGER: UUID(original["id"])}
