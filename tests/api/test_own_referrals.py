"""What a reporter does about their referrals by receipt: looks first, agrees, and takes it back."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.caller import Caller
from tests.api.test_drafts import session
from tests.builders import OFFICE, World

OWN, STATUS = "/v1/follow-up/referrals", "/v1/follow-up/status"
REPORT = {"narrative": "Words.", "mode": "named", "reporter": {"name": "Sam"}}


class Reporting:
    """An office, a report, and its reporter with their receipt."""

    def __init__(self, api: FlaskClient, world: World) -> None:
        self.api, self.office = api, Caller.with_scopes(api, world, *OFFICE)
        self.report = self.office.post("/v1/reports", REPORT)
        self.own = session(api, self.report["receipt"])

    def draft(self, kind: str = "counselling", **values: Any) -> str:
        service = self.office.post("/v1/support-services", {"name": "Ease", "service_type": kind})[
            "id"
        ]
        body = {"service_id": service, "report_id": self.report["id"], "need": "To talk.", **values}
        return str(self.office.post("/v1/referrals", body)["id"])

    def move(self, referral_id: str, action: str, **more: Any) -> Any:
        place = f"/v1/referrals/{referral_id}"
        return self.office.move(place, action, self.office.get(place)["version"], **more)

    def answer(self, referral_id: str, scope: str, state: str = "granted") -> Any:
        body = {"scope": scope, "state": state, "wording_version": "2"}
        return self.own.post(f"{OWN}/{referral_id}/consents", body)["data"]


@pytest.fixture
def reporting(api: FlaskClient, world: World) -> Reporting:
    return Reporting(api, world)


def test_a_draft_is_not_theirs_to_know_until_they_are_asked(reporting: Reporting) -> None:
    own, draft = reporting.own, reporting.draft()
    assert own.get(OWN)["data"] == []
    body = {"scope": "referral", "state": "granted", "wording_version": "1"}
    assert own.call("POST", f"{OWN}/{draft}/consents", body).status_code == 404
    assert own.call("GET", f"{OWN}/{draft}/preview").status_code == 404
    reporting.move(draft, "request_consent")
    (one,) = own.get(OWN)["data"]
    assert (one["id"], one["service_name"], one["status"]) == (draft, "Ease", "consent_pending")
    assert one["asked_at"]
    assert (one["sent_at"], one["shared"], one["reason"]) == (None, [], None)
    asked = [(consent["scope"], consent["state"]) for consent in one["consents"]]
    assert asked == [("referral", None), ("share_identity", None), ("share_narrative", None)]
    assert all(consent["meaning"] for consent in one["consents"])
    thrown_away = reporting.draft()
    reporting.move(thrown_away, "withdraw")
    assert [row["id"] for row in own.get(OWN)["data"]] == [draft]


def test_they_look_agree_and_see_what_became_of_it(reporting: Reporting) -> None:
    own, draft = reporting.own, reporting.draft()
    reporting.move(draft, "request_consent")
    place = f"{OWN}/{draft}/preview"
    assert own.get(place) == {"need": "To talk.", "agreed": False}
    reporting.answer(draft, "share_identity")
    answers = reporting.answer(draft, "referral")
    assert [a["state"] for a in answers] == ["granted", "granted", None]
    assert [a["report_wide"] for a in answers] == [False, False, None]
    assert own.get(place) == {"need": "To talk.", "identity": {"name": "Sam",
                              "safe_to_contact": "any"}, "agreed": True}  # fmt: skip
    reporting.move(draft, "send")
    assert own.call("GET", place).json["code"] == "wrong_state"
    sent = reporting.move(draft, "waitlist")
    reporting.office.call(
        "PATCH", f"/v1/referrals/{draft}", {"expected_on": "2026-12-01"}, version=sent["version"]
    )
    (told,) = own.get(STATUS)["referrals"]
    assert (told["status"], told["expected_on"]) == ("waitlisted", "2026-12-01")
    assert told["shared"] == ["what you need", "who you are"]
    reporting.answer(draft, "share_identity", "withdrawn")
    (told,) = own.get(STATUS)["referrals"]
    assert (told["shared"], told["taken_back"]) == (["what you need"], ["who you are"])
    reporting.answer(draft, "referral", "withdrawn")
    (told,) = own.get(STATUS)["referrals"]
    assert (told["status"], told["reason"]) == ("revoked", "Consent withdrawn")
    late = {"scope": "referral", "state": "granted", "wording_version": "2"}
    refused = own.call("POST", f"{OWN}/{draft}/consents", late)
    assert (refused.status_code, refused.json["code"]) == (409, "wrong_state")


def test_a_peer_network_is_asked_about_by_itself(reporting: Reporting) -> None:
    draft = reporting.draft("peer_network")
    reporting.move(draft, "request_consent")
    (one,) = reporting.own.get(OWN)["data"]
    assert [consent["scope"] for consent in one["consents"]] == ["introduce_to_peers"]
    seen = reporting.own.get(f"{OWN}/{draft}/preview")
    assert seen == {"identity": {"name": "Sam", "safe_to_contact": "any"}, "agreed": False}
    wrong = {"scope": "referral", "state": "granted", "wording_version": "1"}
    refused = reporting.own.call("POST", f"{OWN}/{draft}/consents", wrong)
    assert [(f["pointer"], f["code"]) for f in refused.json["errors"]] == [("/scope", "not_asked")]


def test_they_read_why_a_service_declined(reporting: Reporting) -> None:
    agreed = [{"scope": "referral", "state": "granted", "wording_version": "1"}]
    draft = reporting.draft(consents=agreed)
    reporting.move(draft, "send")
    reporting.move(draft, "decline", reason="not_accessible")
    status = reporting.own.get(STATUS)
    assert status["referrals"][0]["reason"] == "Not accessible"
    assert status["updates"][-1]["reason"] == "Not accessible"


def test_neither_a_supporter_nor_another_reporter_sees_any_of_it(reporting: Reporting) -> None:
    draft = reporting.draft()
    reporting.move(draft, "request_consent")
    added = reporting.own.post("/v1/follow-up/supporters", {"may_read_messages": True})
    supporter = session(reporting.api, added["code"])
    other = session(reporting.api, reporting.office.post("/v1/reports", REPORT)["receipt"])
    body = {"scope": "referral", "state": "granted", "wording_version": "1"}
    for who, code in ((supporter, 403), (other, 404)):
        assert who.call("GET", f"{OWN}/{draft}/preview").status_code == code
        assert who.call("POST", f"{OWN}/{draft}/consents", body).status_code == 404
        assert who.get(STATUS)["referrals"] == []
    assert supporter.call("GET", OWN).status_code == 403
    assert other.get(OWN)["data"] == []


def test_the_office_looks_first_and_records_what_was_answered(
    reporting: Reporting, api: FlaskClient, world: World
) -> None:
    office, draft = reporting.office, reporting.draft()
    place = f"/v1/referrals/{draft}"
    assert office.get(f"{place}/preview") == {"need": "To talk.", "agreed": False}
    answered = office.post(
        f"{place}/consents", {"scope": "referral", "state": "granted", "wording_version": "1"}
    )
    assert answered["status"] == "draft"
    (first, *rest) = office.get(f"{place}/consents")["data"]
    assert (first["scope"], first["state"], first["report_wide"]) == ("referral", "granted", False)
    assert [one["state"] for one in rest] == [None, None]
    writer = Caller.with_scopes(api, world, *[s for s in OFFICE if s == "referrals:write"])
    assert writer.call("GET", f"{place}/preview").json["code"] == "not_allowed"
    reader = Caller.with_scopes(api, world, *[s for s in OFFICE if s == "referrals:read"])
    assert reader.get(f"{place}/consents")["data"][0]["state"] == "granted"
    sent = reporting.move(draft, "send")
    declined = office.move(place, "decline", sent["version"], reason="no_capacity")
    followed = office.post(
        f"{place}/follow-up", {"result": "no_contact"}, status=200, version=declined["version"]
    )
    assert followed["follow_up_result"] == "no_contact"
