"""What a reporter and their supporters may know: what happened and why, and who knows of it."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from service.domain.actors import SYSTEM
from service.domain.code_lists import CONSENT_SCOPES, Role
from service.store.queries.reporters import feedback_of
from service.usecases.runtime import Runtime
from tests.api.caller import Caller
from tests.api.test_drafts import session
from tests.builders import OFFICE, World
from tests.usecases.helpers import log_of

NAMED = {
    "narrative": "Words.", "mode": "named", "reporter": {"name": "Sam"},
    "occurred_from": "2026-10-01", "occurred_precision": "day",
}  # fmt: skip
STATUS = "/v1/follow-up/status"


@pytest.fixture
def office(api: FlaskClient, world: World) -> Caller:
    return Caller.with_scopes(api, world, *OFFICE)


def started(office: Caller, api: FlaskClient, **values: Any) -> tuple[Any, Caller]:
    sent = {name: value for name, value in {**NAMED, **values}.items() if value is not None}
    report = office.post("/v1/reports", sent)
    return report, session(api, report["receipt"])


def readers(own: Caller) -> dict[str, list[str]]:
    return {reader["who"]: reader["sees"] for reader in own.get(STATUS)["who_can_see"]}


def test_what_happened_is_told_with_its_reason(office: Caller, api: FlaskClient) -> None:
    report, own = started(office, api)
    path = f"/v1/reports/{report['id']}"
    seen = office.move(path, "acknowledge", 1)
    office.move(path, "close", seen["version"], reason="out_of_scope")
    updates = own.get(STATUS)["updates"]
    assert [update["reason"] for update in updates] == [None, None, "Out of scope"]
    assert updates[0]["text"] == "You sent your report."
    assert all(update["text"] for update in updates)


def test_a_withheld_outcome_says_why(office: Caller, api: FlaskClient) -> None:
    report, own = started(office, api)
    assert own.get(STATUS)["outcome"] is None
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    place = f"/v1/cases/{case['id']}"
    assert own.get(STATUS)["outcome"] == {"told": "not_yet", "told_at": None, "reason": None}
    office.post(f"{place}/outcomes", {"outcome_type": "apology"})
    (party,) = office.get(f"{place}/parties")["data"]
    office.call(
        "PATCH", f"{place}/parties/{party['id']}", {"withholding_reason": "legal_proceedings"},
        version=party["version"],
    )  # fmt: skip
    status = own.get(STATUS)
    assert status["outcome"]["reason"] == "Legal proceedings"
    assert [u["reason"] for u in status["updates"] if "cannot tell" in u["text"]] == [
        "Legal proceedings"
    ]


def test_who_can_see_follows_the_policy_and_the_assignments(
    office: Caller, api: FlaskClient, world: World
) -> None:
    report, own = started(office, api)
    both = ["what you wrote", "who you are", "how your report stands"]
    words = ["what you wrote", "how your report stands"]
    assert readers(own) == {
        "Case managers": both,
        "Welfare officers who look at new reports": words,
        "The university's own case systems": both,
        "The form or system that took your report": both,
    }
    case = office.post("/v1/cases", {"report_ids": [report["id"]]})
    for role in (Role.INVESTIGATOR, Role.WELFARE_OFFICER):
        officer = world.officer(role)
        put = {"officer_id": str(officer.id), "role": role}
        made = office.post(f"/v1/cases/{case['id']}/assignments", put)
    assert readers(own) == {
        "Case managers": both,
        "Investigators assigned to your case": words,
        "Welfare officers assigned to your case": both,
        "The university's own case systems": both,
        "The form or system that took your report": both,
    }
    office.post(f"/v1/cases/{case['id']}/assignments/{made['id']}/end", status=204)
    assert "Welfare officers assigned to your case" not in readers(own)
    _, unknown = started(office, api, mode="anonymous", reporter=None)
    assert all("who you are" not in sees for sees in readers(unknown).values())


def test_a_draft_is_seen_by_nobody_but_who_holds_it(office: Caller, api: FlaskClient) -> None:
    draft = office.post("/v1/reports", {"draft": True})
    assert list(readers(session(api, draft["receipt"]))) == [
        "The form or system that took your report"
    ]


def test_services_that_were_told_are_listed_with_what_they_were_told(
    office: Caller, api: FlaskClient
) -> None:
    consents = [
        {"scope": scope, "state": "granted", "wording_version": "1"}
        for scope in ("referral", "share_identity")
    ]
    report, own = started(office, api, consents=consents)
    service = office.post("/v1/support-services", {"name": "Ease", "service_type": "counselling"})
    body = {"service_id": service["id"], "report_id": report["id"], "need": "To talk."}
    referral = office.post("/v1/referrals", body)
    assert own.get(STATUS)["referrals"] == []
    office.move(f"/v1/referrals/{referral['id']}", "send", 1)
    (told,) = own.get(STATUS)["referrals"]
    assert (told["service_name"], told["status"]) == ("Ease", "sent")
    assert told["shared"] == ["what you need", "who you are"]


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({}, ["2027-03-31"]),
        ({"occurred_precision": "month"}, []),
        ({"occurred_from": None}, []),
    ],
)
def test_dates_to_keep_in_mind(
    office: Caller, api: FlaskClient, values: dict[str, Any], days: list[str]
) -> None:
    dates = started(office, api, **values)[1].get(STATUS)["advisory_dates"]
    assert [date["on"] for date in dates] == days


def test_every_consent_is_listed_with_what_it_means(office: Caller, api: FlaskClient) -> None:
    _, own = started(office, api)
    own.post(
        "/v1/follow-up/consents", {"scope": "match", "state": "refused", "wording_version": "2"}
    )
    listed = own.get("/v1/follow-up/consents")["data"]
    assert [row["scope"] for row in listed] == list(CONSENT_SCOPES.values())
    assert all(row["meaning"] for row in listed)
    answered = [row for row in listed if row["state"] is not None]
    assert [(row["scope"], row["state"], row["wording_version"]) for row in answered] == [
        ("match", "refused", "2")
    ]


def test_a_supporter_follows_and_changes_nothing(
    office: Caller, api: FlaskClient, runtime: Runtime
) -> None:
    report, own = started(office, api)
    own.post("/v1/follow-up/messages", {"text": "Is there news?"})
    silent = own.post("/v1/follow-up/supporters", {"name": "Ash"})
    reading = own.post("/v1/follow-up/supporters", {"may_read_messages": True})
    assert silent["code"] != report["receipt"]
    listed = own.get("/v1/follow-up/supporters")["data"]
    assert [(row.get("name"), row["may_read_messages"]) for row in listed] == [
        ("Ash", False), (None, True),
    ]  # fmt: skip
    assert all("code" not in row for row in listed)
    one, two = session(api, silent["code"]), session(api, reading["code"])
    status = one.get(STATUS)
    assert status["reference"] == report["reference"]
    assert not any(status[f"may_{act}"] for act in ("submit", "withdraw", "identify"))
    assert one.call("GET", "/v1/follow-up/messages").status_code == 403
    read = two.get("/v1/follow-up/messages")["data"]
    assert "Is there news?" in [message["text"] for message in read]
    for method, path, body in (
        ("GET", "report", None),
        ("GET", "consents", None),
        ("GET", "supporters", None),
        ("PATCH", "report", {"setting": "online"}),
        ("POST", "messages", {"text": "Hello"}),
        ("POST", "submission", None),
        ("POST", "identity", {"name": "Sam"}),
        ("POST", "consents", {"scope": "match", "state": "granted", "wording_version": "1"}),
        ("POST", "withdrawal", {"confirm": True}),
        ("POST", "supporters", {"name": "Another"}),
        ("DELETE", f"supporters/{reading['id']}", None),
        ("POST", "feedback", {"stage": "intake", "comment": "."}),
    ):
        version = 1 if method == "PATCH" else None
        answer = two.call(method, f"/v1/follow-up/{path}", body, version=version)
        assert (answer.status_code, answer.json["code"]) == (403, "not_allowed"), path
    acts = [e for e in log_of(runtime) if e["actor"]["kind"] == "supporter"]
    assert {e["actor"]["id"] for e in acts} == {silent["id"], reading["id"]}


def test_ended_access_is_over_at_once(office: Caller, api: FlaskClient) -> None:
    _, own = started(office, api)
    _, stranger = started(office, api)
    added = own.post("/v1/follow-up/supporters", {})
    place = f"/v1/follow-up/supporters/{added['id']}"
    supporter = session(api, added["code"])
    supporter.get(STATUS)
    assert stranger.call("DELETE", place).status_code == 404
    assert own.call("DELETE", place).status_code == 204
    assert supporter.call("GET", STATUS).status_code == 401
    nobody = Caller(api, None)
    again = nobody.call("POST", "/v1/follow-up/session", {"receipt": added["code"]})
    assert again.json["code"] == "sign_in_failed"
    assert own.get("/v1/follow-up/supporters")["data"] == []
    assert own.call("DELETE", place).status_code == 404


def test_feedback_is_sealed_and_the_latest_counts(
    office: Caller, api: FlaskClient, runtime: Runtime
) -> None:
    report, own = started(office, api)
    for score in (2, 4):
        body = {"stage": "closure", "belonging_score": score, "felt": {"heard": score},
                "comment": "A comment of my own."}  # fmt: skip
        given = own.post("/v1/follow-up/feedback", body)
        assert set(given) == {"id", "stage", "given_at"}
    own.post("/v1/follow-up/feedback", {"stage": "intake", "belonging_score": 1})
    with runtime.reading(SYSTEM) as reading:
        row = feedback_of(reading.connection, UUID(report["id"]))["closure"]
    assert b"my own" not in row.content_ct
    place = f"/v1/reports/{report['id']}/feedback?purpose=quality_review"
    latest = {one["stage"]: one for one in office.get(place)["data"]}
    assert set(latest) == {"closure", "intake"}
    assert latest["closure"]["belonging_score"] == 4
    assert latest["closure"]["felt"] == {"heard": 4}
    assert [e["purpose"] for e in log_of(runtime) if e["verb"] == "sealed.read"] == [
        "quality_review"
    ]
    assert own.call("GET", place).status_code == 403
    assert "A comment" not in str(log_of(runtime))
    draft = office.post("/v1/reports", {"draft": True})
    early = session(api, draft["receipt"]).call(
        "POST", "/v1/follow-up/feedback", {"stage": "intake", "comment": "."}
    )
    assert early.json["code"] == "wrong_state"
