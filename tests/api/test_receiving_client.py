"""A support service's own system: it receives what is sent to its service, and nothing else."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.domain.actors import SYSTEM, Scope
from service.domain.errors import Invalid
from service.domain.ids import new_id
from service.usecases import clients
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.builders import OFFICE, World

REFERRALS = "/v1/referrals"
WHO = {"name": "Sam", "email": "sam@uni.example", "safe_to_contact": "any"}
REPORT = {
    "narrative": "Words.", "mode": "named", "reporter": WHO,
    "consents": [
        {"scope": scope, "state": "granted", "wording_version": "1"}
        for scope in ("referral", "share_identity", "share_narrative")
    ],
}  # fmt: skip
ABOUT = ("case_id", "report_id", "previous_id", "followed_up_at", "follow_up_result")


class Both:
    """An office that refers, and the system of the service that receives."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.office = Caller.with_scopes(api, world, *OFFICE)
        self.service = self.office.post(
            "/v1/support-services", {"name": "Ease", "service_type": "counselling"}
        )
        client, secret, _ = world.client(
            Scope.REFERRALS_RECEIVE, service_id=UUID(self.service["id"])
        )
        self.system = Caller.of(api, client.client_id, str(secret))
        self.report = self.office.post("/v1/reports", REPORT)
        self.case = self.office.post("/v1/cases", {"report_ids": [self.report["id"]]})

    def draft(self, **values: Any) -> Any:
        about = {"case_id": self.case["id"], "report_id": self.report["id"]}
        body = {"service_id": self.service["id"], "need": "To talk.", **about, **values}
        return self.office.post(REFERRALS, body)

    def sent(self, **values: Any) -> tuple[str, Any]:
        """Give a referral that was sent, as the service's system reads it, and its address."""
        place = f"{REFERRALS}/{self.draft(**values)['id']}"
        self.office.move(place, "send", 1)
        return place, self.system.get(place)

    def withdraw(self, scope: str = "referral", state: str = "withdrawn") -> None:
        answer = {"scope": scope, "state": state, "wording_version": "1"}
        self.office.post(f"/v1/reports/{self.report['id']}/consents", answer)


@pytest.fixture
def both(api: FlaskClient, world: World) -> Both:
    return Both(api, world)


def test_it_takes_a_referral_from_its_arrival_to_its_end(both: Both) -> None:
    place, seen = both.sent()
    assert both.system.get(f"{place}/shared") == {
        "need": "To talk.", "identity": WHO, "narrative": "Words.", "taken_back": [],
    }  # fmt: skip
    assert {name: seen[name] for name in ABOUT} == dict.fromkeys(ABOUT)
    assert both.office.get(place)["case_id"] == both.case["id"]
    offered = {s["action"] for s in both.system.get(f"{place}/transitions")["data"] if s["allowed"]}
    assert offered == {"accept", "waitlist", "decline"}
    waits = both.system.move(place, "waitlist", seen["version"])
    day = {"expected_on": "2026-12-01"}
    waits = both.system.call("PATCH", place, day, version=waits["version"]).json
    assert waits["expected_on"] == "2026-12-01"
    waits = both.system.call("PATCH", place, {"expected_on": None}, version=waits["version"]).json
    assert waits["expected_on"] is None
    for action in ("accept", "start", "complete"):
        waits = both.system.move(place, action, waits["version"])
    times = ("sent_at", "answered_at", "accepted_at", "started_at", "ended_at")
    given = [waits[name] for name in times]
    assert given == sorted(given)
    assert all(given)
    late = both.system.call("PATCH", place, day, version=waits["version"])
    assert (late.status_code, late.json["code"]) == (409, "wrong_state")


def test_it_sees_what_was_sent_to_its_service_and_nothing_else(
    both: Both, api: FlaskClient, world: World
) -> None:
    place, mine = both.sent()
    draft = both.draft()
    other = both.office.post("/v1/support-services", {"name": "Ahead", "service_type": "wellbeing"})
    elsewhere = both.draft(service_id=other["id"])
    both.office.move(f"{REFERRALS}/{elsewhere['id']}", "send", 1)
    assert [row["id"] for row in both.system.get(REFERRALS)["data"]] == [mine["id"]]
    for query in (f"case_id={both.case['id']}", f"report_id={both.report['id']}"):
        found = both.system.get(f"{REFERRALS}?{query}")["data"]
        assert found == [], "a filter would tell what it is about"
        assert both.office.get(f"{REFERRALS}?{query}")["data"]
    nothing = both.system.call("GET", f"{REFERRALS}/{new_id()}").json
    for hidden in (draft["id"], elsewhere["id"]):
        for path in ("", "/shared", "/transitions"):
            answer = both.system.call("GET", f"{REFERRALS}/{hidden}{path}")
            assert answer.status_code == 404
            assert {**answer.json, "request_id": 0} == {**nothing, "request_id": 0}
        moved = both.system.call(
            "POST", f"{REFERRALS}/{hidden}/transitions", {"action": "accept"}, version=1
        )
        assert moved.status_code == 404
        amended = both.system.call("PATCH", f"{REFERRALS}/{hidden}", {}, version=1)
        assert amended.status_code == 404
    stranger = Caller.with_scopes(api, world, Scope.REFERRALS_RECEIVE)
    assert stranger.get(REFERRALS)["data"] == []
    assert stranger.call("GET", place).status_code == 404
    for path in ("/v1/reports", "/v1/cases", f"/v1/reports/{both.report['id']}"):
        assert both.system.call("GET", path).json["code"] == "insufficient_scope"


def test_it_neither_refers_nor_answers_for_anybody(both: Both) -> None:
    place, seen = both.sent()
    answer = {"scope": "referral", "state": "granted", "wording_version": "1"}
    for method, path, body in (
        ("POST", REFERRALS, {"service_id": both.service["id"], "need": "More."}),
        ("GET", f"{place}/preview", None), ("GET", f"{place}/consents", None),
        ("POST", f"{place}/consents", answer),
        ("POST", f"{place}/follow-up", {"result": "no_contact"}),
    ):  # fmt: skip
        refused = both.system.call(method, path, body, version=seen["version"])
        assert (refused.status_code, refused.json["code"]) == (403, "insufficient_scope"), path
    for action, code in (("withdraw", "not_allowed"), ("send", "wrong_state")):
        refused = both.system.call(
            "POST", f"{place}/transitions", {"action": action}, version=seen["version"]
        )
        assert refused.json["code"] == code


@pytest.mark.parametrize("own", [True, False])
def test_consent_withdrawn_half_way_ends_everything_at_once(both: Both, own: bool) -> None:
    place, seen = both.sent()
    seen = both.system.move(place, "accept", seen["version"])
    answer = {"scope": "referral", "state": "withdrawn", "wording_version": "1"}
    if own:
        both.office.post(f"{place}/consents", answer)
    else:
        both.withdraw()
    ended = both.system.get(place)
    assert (ended["status"], ended["end_reason"]) == ("revoked", "consent_withdrawn")
    assert ended["ended_at"]
    content = both.system.call("GET", f"{place}/shared")
    assert content.status_code in (403, 404)
    assert "To talk." not in content.get_data(as_text=True)
    for action in ("start", "complete", "decline", "did_not_engage"):
        body = {"action": action, "reason": "no_capacity"}
        moved = both.system.call("POST", f"{place}/transitions", body, version=ended["version"])
        assert moved.status_code == 409, action
    changed = both.system.call(
        "PATCH", place, {"expected_on": "2026-12-01"}, version=ended["version"]
    )
    assert changed.status_code == 409
    assert both.system.get(f"{place}/transitions")["data"] == []
    assert both.office.get(f"{place}/shared")["narrative"] == "Words.", "what was sent is kept"


def test_what_is_taken_back_is_said_but_not_shown(both: Both) -> None:
    place, _ = both.sent()
    both.withdraw("share_identity", "refused")
    assert both.system.get(f"{place}/shared") == {
        "need": "To talk.", "narrative": "Words.", "taken_back": ["identity"],
    }  # fmt: skip
    whole = both.office.get(f"{place}/shared")
    assert (whole["identity"], whole["taken_back"]) == (WHO, ["identity"])


@pytest.mark.parametrize(
    ("end", "status", "reason"),
    [
        ("affected", "revoked", "affected_person_refused"),
        ("report", "revoked", "report_withdrawn"),
        ("sender", "withdrawn", "withdrawn_by_sender"),
    ],
)
def test_why_it_was_stopped_is_all_that_it_is_told(
    both: Both, end: str, status: str, reason: str
) -> None:
    on_behalf = {"relationship": "on_behalf_with_consent", "affected_person": {"name": "A"}}
    both.report = both.office.post("/v1/reports", {**REPORT, **on_behalf})
    place, seen = both.sent(case_id=None)
    report = f"/v1/reports/{both.report['id']}"
    version = both.office.get(report)["version"]
    if end == "affected":
        body = {"state": "refused"}
        both.office.call("POST", f"{report}/affected-consent", body, version=version)
    elif end == "report":
        both.office.move(report, "withdraw", version)
    else:
        both.office.move(place, "withdraw", seen["version"], reason="They asked us to.")
    told = both.system.get(place)
    assert (told["status"], told["end_reason"]) == (status, reason)
    assert both.system.call("GET", f"{place}/shared").status_code == 403


def test_a_client_receives_for_one_service_or_none(world: World, runtime: Runtime) -> None:
    service = world.service()
    for scopes, service_id, code in (
        (["referrals:receive"], None, "not_with_scopes"),
        (["referrals:read"], service.id, "not_with_scopes"),
        (["referrals:receive"], new_id(), "not_available"),
    ):
        with pytest.raises(Invalid) as refused, runtime.unit(SYSTEM) as unit:
            clients.create_client(unit, name="System", scopes=scopes, service_id=service_id)
        assert [(f.pointer, f.code) for f in refused.value.faults] == [("/service_id", code)]
