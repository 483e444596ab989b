"""The parts of a case over the API: from a placement and its policy to the last letter."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.operation import OPERATIONS
from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.usecases import policies, providers
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import World

CASEWORK = (Scope.REPORTS_WRITE, Scope.CASES_READ, Scope.CASES_WRITE, Scope.DIRECTORY_WRITE)
REPORT = {
    "narrative": "Said on the ward.",
    "occurred_from": "2026-08-31",
    "occurred_precision": "day",
    "subjects": [{"type": "clinical_supervisor"}],
    "consents": [
        {"scope": "share_with_placement", "state": "granted", "wording_version": "2026-09"}
    ],
}


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *CASEWORK)


@pytest.fixture
def place(office: Caller) -> str:
    report = office.post("/v1/reports", REPORT)
    return f"/v1/cases/{office.post('/v1/cases', {'report_ids': [report['id']]})['id']}"


def version(office: Caller, place: str) -> int:
    return int(office.get(place)["version"])


def move(office: Caller, place: str, *actions: str, **more: str) -> None:
    for action in actions:
        office.move(place, action, version(office, place), **more)


def party(office: Caller, place: str, role: str) -> Any:
    return next(p for p in office.get(f"{place}/parties")["data"] if p["role"] == role)


def tell_everybody(office: Caller, place: str) -> None:
    office.post(f"{place}/outcomes", {"outcome_type": "apology"})
    for one in office.get(f"{place}/parties")["data"]:
        told = office.call(
            "PATCH", f"{place}/parties/{one['id']}", {"told_text": "It was so."},
            version=one["version"],
        )  # fmt: skip
        assert told.status_code == 200


def test_a_formal_case_from_allegation_to_the_last_letter(
    office: Caller, place: str, api: FlaskClient, world: World
) -> None:
    responding = party(office, place, "responding")["id"]
    move(office, place, "start_triage", "investigate")
    allegation = office.post(
        f"{place}/allegations",
        {"wording": "Mocked an accent.", "incident_types": ["harassment"], "party_id": responding},
    )
    move(office, place, "decide")
    tell_everybody(office, place)
    found = office.post(
        f"{place}/allegations/{allegation['id']}/finding",
        {"finding": "upheld", "reasons": "Two people heard it."}, version=1, status=200,
    )  # fmt: skip
    assert (found["finding"], found["version"]) == ("upheld", 2)
    (read,) = office.get(f"{place}/allegations?purpose=decision")["data"]
    assert (read["wording"], read["reasons"]) == ("Mocked an accent.", "Two people heard it.")

    appeal = office.post(
        f"{place}/appeals", {"party_id": responding, "grounds": ["bias"], "text": "Not heard."}
    )
    assert office.get(place)["state"] == "appeal"
    offered = [step["action"] for step in office.get(f"{place}/transitions")["data"]]
    assert offered == []
    decision = {"result": "dismissed", "reasons": "They were heard."}
    path = f"{place}/appeals/{appeal['id']}/decision"
    own = office.call("POST", path, decision, version=1)
    assert (own.status_code, own.json["code"]) == (409, "wrong_state")
    assert "Somebody else has to decide" in own.json["detail"]
    Caller.with_scopes(api, world, *CASEWORK).post(path, decision, version=1, status=200)
    (read,) = office.get(f"{place}/appeals")["data"]
    assert (read["result"], read["text"], read["reasons"]) == (
        "dismissed", "Not heard.", "They were heard.",
    )  # fmt: skip

    move(office, place, "close", reason="resolved")
    today = date.fromisoformat(office.get(place)["closed_at"][:10])
    letter = office.post(
        f"{place}/completion-letter", {"issued_on": today.isoformat()},
        version=version(office, place), status=200,
    )  # fmt: skip
    assert letter["completion_letter_on"] == today.isoformat()
    dates = office.get(f"{place}/dates")
    assert dates["court_claim_by"] == "2027-02-27"
    assert dates["completion_letter_due_on"] == (today + timedelta(days=28)).isoformat()
    assert dates["oia_complaint_by"][:7] == f"{today.year + 1}-{today.month:02}"


def test_dates_are_not_guessed(office: Caller) -> None:
    report = office.post("/v1/reports", {**REPORT, "occurred_precision": "month"})
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    assert set(office.get(f"/v1/cases/{case['id']}/dates").values()) == {None}


def test_the_policy_and_placement_providers_are_public(
    office: Caller, place: str, runtime: Runtime, world: World
) -> None:
    with runtime.unit(world.officer(Role.SYSTEM_ADMIN)) as unit:
        policy = policies.publish_policy(
            unit, label="2026", title="Dignity", body="Words.", effective_from=date(2026, 9, 1)
        )
        provider = providers.add_provider(unit, "St Elsewhere", {"phone": "0300"})
    nobody = Caller(office.api, None)
    assert [row["label"] for row in nobody.get("/v1/policies")["data"]] == ["2026"]
    assert "body" not in nobody.get("/v1/policies")["data"][0]
    assert nobody.get(f"/v1/policies/{policy.id}")["body"] == "Words."
    assert nobody.call("GET", f"/v1/policies/{provider.id}").status_code == 404
    listed = nobody.get("/v1/placement-providers")["data"]
    assert listed == [nobody.get(f"/v1/placement-providers/{provider.id}")]
    report = office.post("/v1/reports", REPORT)
    case = office.post(
        "/v1/cases", {"report_ids": [report["id"]], "placement_provider_id": str(provider.id)}
    )
    assert case["policy_version_id"] == str(policy.id)
    assert case["placement_provider_id"] == str(provider.id)
    assert office.get(place)["policy_version_id"] is None

    shared = f"{place}/joint-owners"
    owner = office.post(shared, {"provider_id": str(provider.id)})
    assert office.call("DELETE", f"{shared}/{owner['id']}").status_code == 204
    assert office.call("DELETE", f"{shared}/{owner['id']}").status_code == 404
    assert [row["end_reason"] for row in office.get(shared)["data"]] == ["ended_by_officer"]


def test_a_party_is_looked_after_and_told(office: Caller, place: str, world: World) -> None:
    service = office.post(
        "/v1/support-services", {"name": "Counselling", "service_type": "counselling"}
    )
    one = party(office, place, "responding")
    contact = str(world.officer().id)
    changed = office.call(
        "PATCH", f"{place}/parties/{one['id']}",
        {"contact_officer_id": contact, "support_service_id": service["id"]},
        version=one["version"],
    ).json  # fmt: skip
    assert (changed["contact_officer_id"], changed["support_service_id"]) == (
        contact, service["id"],
    )  # fmt: skip
    assert changed["support_offered_at"]
    notices = f"{place}/parties/{one['id']}/notices"
    made = office.post(notices, {"text": "You will be heard on Friday."})
    assert "text" not in made
    assert [row["text"] for row in office.get(notices)["data"]] == ["You will be heard on Friday."]
    assert office.call("GET", notices.replace(one["id"], contact)).status_code == 404


def test_risk_and_measures(office: Caller, place: str) -> None:
    (form,) = [form for form in office.get("/v1/risk-forms")["data"] if form["current"]]
    answers = [
        {"question": one["code"], "answer": one["answers"][-1]["code"]} for one in form["questions"]
    ]
    office.post(
        f"{place}/risk-assessments",
        {"form_version": form["version"], "harm": "high", "detriment": "low", "answers": answers},
    )
    assert office.get(place)["risk_level"] == "high"
    (read,) = office.get(f"{place}/risk-assessments")["data"]
    assert read["answers"] == answers
    measures = f"{place}/interim-measures"
    measure = office.post(measures, OPERATIONS["startInterimMeasure"].example)
    path = f"{measures}/{measure['id']}"
    reviewed = office.move(path, "review", 1, review_on="2099-01-01")
    assert (reviewed["review_on"], reviewed["state"]) == ("2099-01-01", "active")
    assert reviewed["version"] == 2
    office.move(path, "lift", 2, reason="No longer needed.")
    (read,) = office.get(measures)["data"]
    assert (read["state"], read["text"]) == ("lifted", "Another supervisor signs off.")


def test_whether_to_act_has_a_second_opinion(
    office: Caller, api: FlaskClient, world: World
) -> None:
    report = office.post("/v1/reports", REPORT)
    path = f"/v1/reports/{report['id']}/action-assessments"
    made = office.post(path, OPERATIONS["assessAction"].example)
    own = office.call("POST", f"{path}/{made['id']}/review", version=1)
    assert (own.status_code, own.json["code"]) == (409, "wrong_state")
    other = Caller.with_scopes(api, world, Scope.CASES_WRITE)
    assert other.post(f"{path}/{made['id']}/review", version=1, status=200)["reviewer_id"]
    assert other.call("GET", path).status_code == 403
    (read,) = office.get(path)["data"]
    assert read["could_corroborate"] == "The rota of that week."


def test_restricted_notes_are_their_authors(
    office: Caller, place: str, api: FlaskClient, world: World
) -> None:
    for visibility in ("case_team", "case_managers"):
        office.post(f"{place}/notes", {"text": f"For {visibility}.", "visibility": visibility})
    other = Caller.with_scopes(api, world, Scope.CASES_READ)
    assert [note["text"] for note in other.get(f"{place}/notes")["data"]] == ["For case_team."]
    assert len(office.get(f"{place}/notes")["data"]) == 2
