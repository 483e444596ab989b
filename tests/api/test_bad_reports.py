"""What forms and reporters may send that cannot be accepted: pointed at, and nothing is kept."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.places import NOWHERE
from tests.api.things import Things
from tests.builders import World

TOLD = {"narrative": "Words."}
LONG = "x" * 20_001
ON_BEHALF = {**TOLD, "relationship": "on_behalf_with_consent"}


def receipts_and_id(things: Things) -> dict[str, Any]:
    report_id = things.ids["report_id"]
    return {**TOLD, "original_receipt": things.receipt, "original_report_id": report_id}


def itself(things: Things) -> dict[str, Any]:
    return {"original_id": things.ids["report_id"]}


BAD = [
    # Reports
    BadInput("submitReport", {}, "/narrative", "required"),
    BadInput("submitReport", {"draft": "yes"}, "/draft", "invalid"),
    BadInput("submitReport", {"draft": False}, "/narrative", "required"),
    BadInput("submitReport", {"draft": True, "setting": "moon"}, "/setting", "unknown_code"),
    BadInput("submitReport", {**TOLD, "mode": "named"}, "/reporter", "required"),
    BadInput(
        "submitReport", {**TOLD, "affected_person": {"name": "A"}}, "/affected_person",
        "not_with_relationship",
    ),
    BadInput(
        "submitReport", {**ON_BEHALF, "affected_person": {"phone": "1"}},
        "/affected_person/phone", "unknown_field",
    ),
    BadInput(
        "submitReport", {**ON_BEHALF, "affected_person": {"email": "x"}},
        "/affected_person/email", "invalid",
    ),
    BadInput("submitReport", {**TOLD, "below_threshold": 1}, "/below_threshold", "invalid"),
    BadInput(
        "submitReport", {**TOLD, "original_receipt": "0" * 16}, "/original_receipt", "not_known"
    ),
    BadInput(
        "submitReport", {**TOLD, "original_receipt": "letters"}, "/original_receipt", "not_known"
    ),
    BadInput(
        "submitReport", {**TOLD, "original_report_id": NOWHERE}, "/original_report_id", "not_known"
    ),
    BadInput(
        "submitReport", {"draft": True, "original_receipt": "0" * 16}, "/original_receipt",
        "not_known",
    ),
    BadInput("submitReport", receipts_and_id, "/original_report_id", "one_of"),
    BadInput(
        "submitReport", {**TOLD, "responder_preference": {}}, "/responder_preference", "required"
    ),
    BadInput(
        "submitReport", {"draft": True, "responder_preference": {}}, "/responder_preference",
        "required",
    ),
    BadInput(
        "submitReport", {**TOLD, "responder_preference": {"languages": []}},
        "/responder_preference/languages", "invalid",
    ),
    BadInput(
        "submitReport", {**TOLD, "responder_preference": {"attributes": ["tall"]}},
        "/responder_preference/attributes/0", "unknown_code",
    ),
    BadInput(
        "submitReport", {**TOLD, "responder_preference": {"words": "x"}},
        "/responder_preference/words", "unknown_field",
    ),
    BadInput(
        "amendReport", {"responder_preference": {"characteristics": ["race", "race"]}},
        "/responder_preference/characteristics", "invalid",
    ),
    BadInput("amendReport", {"narrative": ""}, "/narrative", "invalid"),
    BadInput("amendReport", {"impacts": ["joy"]}, "/impacts/0", "unknown_code"),
    BadInput("amendReport", {"mode": "anonymous"}, "/mode", "draft_only"),
    BadInput("amendReport", {"relationship": "witness"}, "/relationship", "draft_only"),
    BadInput("amendReport", {"original_report_id": None}, "/original_report_id", "draft_only"),
    BadInput("amendReport", {"reporter": {"name": "A"}}, "/reporter", "not_with_anonymous"),
    BadInput(
        "amendReport", {"affected_person": {"name": "A"}}, "/affected_person",
        "not_with_relationship",
    ),
    BadInput("amendReport", {"subjects": [{"name": ""}]}, "/subjects/0/name", "invalid"),
    BadInput("amendReport", {"id": NOWHERE}, "/id", "unknown_field"),
    BadInput("recordAffectedConsent", {"state": "not_needed"}, "/state", "unknown_code"),
    BadInput("recordAffectedConsent", {"state": "given"}, "", "wrong_state", 409),
    BadInput("markDuplicate", {"original_id": "1"}, "/original_id", "invalid"),
    BadInput("markDuplicate", {"original_id": NOWHERE}, "/original_id", "not_known"),
    BadInput("markDuplicate", itself, "/original_id", "same_report"),
    BadInput("moveReport", {"action": "submit"}, "", "wrong_state", 409),
    BadInput("moveReport", {"action": "mark_duplicate"}, "", "wrong_state", 409),
    BadInput("moveReport", {"action": "close"}, "/reason", "required"),
    BadInput("moveReport", {"action": "close", "reason": "tired"}, "/reason", "unknown_code"),
    BadInput("unlinkReport", None, "", "not_found", 404),
    # Follow-up
    BadInput("startFollowUp", {"receipt": "1 2 3"}, "", "sign_in_failed", 401),
    BadInput("startFollowUp", {}, "/receipt", "required"),
    BadInput("startFollowUp", {"receipt": "1" * 41}, "/receipt", "invalid"),
    BadInput("amendOwnReport", {"mode": "named"}, "/mode", "draft_only"),
    BadInput("amendOwnReport", {"narrative": LONG}, "/narrative", "invalid"),
    BadInput("amendOwnReport", {"belonging_score": 6}, "/belonging_score", "invalid"),
    BadInput("amendOwnReport", {"reporter": {"email": "x"}}, "/reporter/email", "invalid"),
    BadInput("submitOwnDraft", None, "", "wrong_state", 409),
    BadInput("addSupporter", {"may_read_messages": "yes"}, "/may_read_messages", "invalid"),
    BadInput("addSupporter", {"name": ""}, "/name", "invalid"),
    BadInput("addSupporter", {"email": "a@example.org"}, "/email", "unknown_field"),
    BadInput("giveFeedback", {"belonging_score": 3}, "/stage", "required"),
    BadInput("giveFeedback", {"stage": "later", "comment": "."}, "/stage", "unknown_code"),
    BadInput("giveFeedback", {"stage": "closure"}, "", "required"),
    BadInput(
        "giveFeedback", {"stage": "closure", "belonging_score": 0}, "/belonging_score", "invalid"
    ),
    BadInput("giveFeedback", {"stage": "closure", "felt": {"heard": 6}}, "/felt/heard", "invalid"),
    BadInput("giveFeedback", {"stage": "intake", "felt": {"joy": 1}}, "/felt/joy", "unknown_field"),
    BadInput("giveFeedback", {"stage": "intake", "felt": [3]}, "/felt", "invalid"),
    BadInput("identifyReporter", {"safe_to_contact": "any"}, "", "required"),
    BadInput("answerConsent", {"scope": "referral", "state": "granted"}, "/wording_version",
             "required"),
    BadInput("withdrawReport", {"confirm": False}, "/confirm", "invalid"),
]  # fmt: skip


def test_bad_input_is_pointed_at_and_leaves_nothing(
    api: FlaskClient, world: World, runtime: Runtime
) -> None:
    things = Things(api, world)
    for bad in BAD:
        refuses(runtime, things, bad)


@pytest.mark.parametrize("pointer", ["/original_receipt", "/original_report_id"])
def test_an_unknown_original_says_nothing_of_why(
    api: FlaskClient, world: World, pointer: str
) -> None:
    """No such report, a draft, or one of another client: all are answered alike."""
    things = Things(api, world)
    draft = things.office.post("/v1/reports", {"draft": True})
    unknown, unsent = (
        {"/original_receipt": "0" * 16, "/original_report_id": NOWHERE}[pointer],
        {"/original_receipt": draft["receipt"], "/original_report_id": draft["id"]}[pointer],
    )
    answers = [
        things.office.call("POST", "/v1/reports", {**TOLD, pointer[1:]: value}).json
        for value in (unknown, unsent)
    ]
    first, second = ({**answer, "request_id": None} for answer in answers)
    assert first == second
