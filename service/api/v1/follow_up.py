"""Follow-up: what a receipt opens, for whoever holds it."""

from typing import Any

from flask import Response, current_app

from service.api.auth import follow_up_claims
from service.api.operation import Resource, Result
from service.api.problems import Problem, answer
from service.api.schemas.follow_up import FollowUpSession, FollowUpStatus, ReceiptIn, WithdrawalIn
from service.api.schemas.reports import (
    ConsentIn,
    ConsentsOut,
    MessageOut,
    MessagesOut,
    ReporterIn,
    TextIn,
)
from service.api.v1.shared import found, with_text
from service.domain.actors import ActorKind
from service.store.models import Message
from service.store.queries import reports as queries
from service.usecases import follow_up as use_cases
from service.usecases import messages, referrals, triage
from service.usecases import status as follow_up_status
from service.usecases.reading import Reading
from service.usecases.unit import Unit

follow_up = Resource("Follow-up", "What a receipt opens: status, messages, identity, withdrawal.")


@follow_up.operation(
    "POST", "/v1/follow-up/session", "startFollowUp", "Exchange a receipt for a short session",
    description="A supporter's code is exchanged in the same way.",
    body=ReceiptIn(), answer=FollowUpSession(), status=200, public=True,
    limit="60 per minute", errors=["sign_in_failed"], example={"receipt": "0000 1111 2222 3333"},
)  # fmt: skip
def start(unit: Unit, body: dict[str, Any]) -> Result | Response:
    """Exchange a receipt or a code; an unknown one is said to be wrong and nothing more."""
    holder = use_cases.use_receipt(unit, body["receipt"])
    if holder is None:
        # Answered, not raised: the failed try is to be on record.
        return answer(Problem("sign_in_failed", "This receipt is not right."))
    tokens = current_app.extensions["redress.tokens"]
    token = tokens.issue(unit.now, subject=str(holder.report_id), claims=follow_up_claims(holder))
    data = {"access_token": token, "token_type": "Bearer", "expires_in": tokens.seconds}
    return Result(data)


@follow_up.operation(
    "GET", "/v1/follow-up/status", "getFollowUpStatus", "How things stand, in plain words",
    answer=FollowUpStatus(), follow_up=True,
)  # fmt: skip
def status(reading: Reading) -> dict[str, Any]:
    """Tell the reporter."""
    return follow_up_status.status(reading)


@follow_up.operation(
    "GET", "/v1/follow-up/messages", "listFollowUpMessages", "Read the conversation",
    answer=MessagesOut(), follow_up=True,
)  # fmt: skip
def list_messages(reading: Reading) -> dict[str, Any]:
    """Open the reporter's own conversation; a supporter reads it only if they were let."""
    report_id = use_cases.readable_conversation(reading)
    report = found(queries.report_row(reading.connection, report_id))
    own = reading.actor.kind == ActorKind.REPORTER
    rows = queries.messages_of(reading.connection, [report.id], own=own)
    data = with_text(reading, rows, Message.body, purpose="rights_request", case_id=report.case_id)
    return {"data": data}


@follow_up.operation(
    "POST", "/v1/follow-up/messages", "writeToTeam", "Write to the team",
    body=TextIn(), answer=MessageOut(), follow_up=True, creates=True, errors=["wrong_state"],
    example={"text": "Is there any news?"},
)  # fmt: skip
def write(unit: Unit, body: dict[str, Any]) -> Result:
    """Write a message."""
    return Result(messages.write_to_team(unit, use_cases.own_report(unit.actor), body["text"]))


@follow_up.operation(
    "POST", "/v1/follow-up/identity", "identifyReporter", "Say who you are, if you wish",
    body=ReporterIn(), follow_up=True, status=204, errors=["wrong_state"],
    example={"name": "Sam Example", "email": "sam@example.org"},
)  # fmt: skip
def identify(unit: Unit, body: dict[str, Any]) -> None:
    """Seal the identity."""
    messages.identify(unit, use_cases.own_report(unit.actor), body)


@follow_up.operation(
    "POST", "/v1/follow-up/consents", "answerConsent", "Grant, refuse or withdraw a consent",
    body=ConsentIn(), answer=ConsentsOut(), follow_up=True, creates=True,
    example={"scope": "referral", "state": "withdrawn", "wording_version": "2026-09"},
)  # fmt: skip
def consent(unit: Unit, body: dict[str, Any]) -> dict[str, Any]:
    """Record the answer; a withdrawal takes effect at once."""
    report_id = use_cases.own_report(unit.actor)
    referrals.answer_consent(unit, report_id, **body)
    unit.flush()
    return {"data": list(queries.consents_of(unit.session.connection(), report_id).values())}


@follow_up.operation(
    "POST", "/v1/follow-up/withdrawal", "withdrawReport", "Withdraw the report",
    body=WithdrawalIn(), follow_up=True, status=204, errors=["wrong_state"],
    example={"confirm": True},
)  # fmt: skip
def withdraw(unit: Unit, _: dict[str, Any]) -> None:
    """Withdraw it."""
    triage.move_report(unit, use_cases.own_report(unit.actor), "withdraw", version=None)
