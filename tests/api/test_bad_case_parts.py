"""The parts of a case refuse bad input: at one place each, with nothing half-written."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.operation import OPERATIONS
from service.usecases.runtime import Runtime
from tests.api.bad_input import BadInput, refuses
from tests.api.places import NOWHERE
from tests.api.things import Things
from tests.builders import World

LONG = "x" * 20_001
RISK: dict[str, Any] = OPERATIONS["assessRisk"].example
ANSWERS: list[dict[str, str]] = RISK["answers"]
MEASURE: dict[str, Any] = OPERATIONS["startInterimMeasure"].example
ACTION: dict[str, Any] = OPERATIONS["assessAction"].example
APPEAL = {"party_id": NOWHERE, "grounds": ["bias"], "text": "Not heard."}


def of_the_witness(**more: Any) -> Callable[[Things], dict[str, Any]]:
    return lambda things: {"party_id": things.ids["party_id"], **more}


BAD = [
    BadInput("openCase", lambda t: {"report_ids": [t.ids["report_id"]],
             "placement_provider_id": NOWHERE}, "/placement_provider_id", "not_available"),
    BadInput("amendCase", {"placement_provider_id": NOWHERE}, "/placement_provider_id",
             "not_available"),
    BadInput("amendCase", {"policy_version_id": NOWHERE}, "/policy_version_id", "unknown_field"),
    BadInput("addJointOwner", {}, "/provider_id", "required"),
    BadInput("addJointOwner", {"provider_id": NOWHERE}, "/provider_id", "not_available"),
    BadInput("addJointOwner", lambda t: {"provider_id": t.ids["provider_id"]}, "", "wrong_state",
             409),
    BadInput("amendParty", {"party_type": "friend"}, "/party_type", "unknown_code"),
    BadInput("amendParty", {"role": "reporting"}, "/role", "unknown_field"),
    BadInput("amendParty", {"contact_officer_id": NOWHERE}, "/contact_officer_id",
             "not_available"),
    BadInput("amendParty", {"support_service_id": NOWHERE}, "/support_service_id",
             "not_available"),
    BadInput("amendParty", {"told_text": "All.", "party_type": "student"}, "", "one_of"),
    BadInput("amendParty", {"identity": {"name": LONG}}, "/identity/name", "invalid"),
    BadInput("notifyParty", {"text": ""}, "/text", "invalid"),
    BadInput("writeNote", {"text": "Words.", "visibility": "me"}, "/visibility", "unknown_code"),
    BadInput("addAllegation", {}, "/wording", "required"),
    BadInput("addAllegation", {"wording": LONG}, "/wording", "invalid"),
    BadInput("addAllegation", {"wording": "W.", "incident_types": ["rude"]},
             "/incident_types/0", "unknown_code"),
    BadInput("addAllegation", of_the_witness(wording="W."), "/party_id", "not_on_case"),
    BadInput("amendAllegation", {"wording": None}, "/wording", "invalid"),
    BadInput("amendAllegation", {"finding": "upheld"}, "/finding", "unknown_field"),
    BadInput("recordFinding", {"finding": "guilty", "reasons": "R."}, "/finding", "unknown_code"),
    BadInput("recordFinding", {"finding": "upheld"}, "/reasons", "required"),
    BadInput("recordFinding", {"finding": "upheld", "reasons": "R."}, "", "wrong_state", 409),
    BadInput("lodgeAppeal", {**APPEAL, "grounds": []}, "/grounds", "invalid"),
    BadInput("lodgeAppeal", {**APPEAL, "grounds": ["bias", "bias"]}, "/grounds", "invalid"),
    BadInput("lodgeAppeal", {**APPEAL, "grounds": ["anger"]}, "/grounds/0", "unknown_code"),
    BadInput("lodgeAppeal", APPEAL, "/party_id", "not_on_case"),
    BadInput("lodgeAppeal", of_the_witness(grounds=["bias"], text="T."), "", "wrong_state", 409),
    BadInput("decideAppeal", {"result": "maybe", "reasons": "R."}, "/result", "unknown_code"),
    BadInput("recordCompletionLetter", {"issued_on": "23.11.2026"}, "/issued_on", "invalid"),
    BadInput("recordCompletionLetter", {"issued_on": "2026-11-23"}, "", "wrong_state", 409),
    BadInput("assessRisk", {**RISK, "harm": "severe"}, "/harm", "unknown_code"),
    BadInput("assessRisk", {**RISK, "form_version": "1999-01"}, "/form_version", "unknown_code"),
    BadInput("assessRisk", {**RISK, "answers": ANSWERS[1:]}, "/answers", "required"),
    BadInput("assessRisk", {**RISK, "answers": [{"question": "q"}, *ANSWERS[1:]]},
             "/answers/0/answer", "required"),
    BadInput("assessRisk", {**RISK, "answers": [{**ANSWERS[0], "answer": "x"}, *ANSWERS[1:]]},
             "/answers/0/answer", "unknown_code"),
    BadInput("assessRisk", {**RISK, "review_on": "2020-01-01"}, "/review_on", "in_the_past"),
    BadInput("startInterimMeasure", {**MEASURE, "measure_type": "ban"}, "/measure_type",
             "unknown_code"),
    BadInput("startInterimMeasure", {**MEASURE, "review_on": None}, "/review_on", "invalid"),
    BadInput("startInterimMeasure", {**MEASURE, "review_on": "2020-01-01",
             "starts_on": "2019-01-01"}, "/review_on", "in_the_past"),
    BadInput("startInterimMeasure", {**MEASURE, "party_id": NOWHERE}, "/party_id", "not_on_case"),
    BadInput("moveInterimMeasure", {"action": "forget"}, "/action", "unknown_code"),
    BadInput("moveInterimMeasure", {"action": "review"}, "/review_on", "required"),
    BadInput("assessAction", {**ACTION, "decision": "wait"}, "/decision", "unknown_code"),
    BadInput("assessAction", {**ACTION, "corroboration": []}, "/corroboration", "invalid"),
    BadInput("reviewActionAssessment", None, "", "wrong_state", 409),
]  # fmt: skip


@pytest.fixture
def things(api: FlaskClient, world: World) -> Things:
    return Things(api, world)


def test_each_is_refused_and_leaves_nothing(runtime: Runtime, things: Things) -> None:
    """One instance for all: a refusal changes nothing, so the next finds the same things."""
    for bad in BAD:
        try:
            refuses(runtime, things, bad)
        except AssertionError as error:
            error.add_note(str(bad))
            raise
