"""Referrals to support services, with or without a report or a case."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PurposeQuery, TransitionIn, TransitionsOut
from service.api.schemas.referrals import (
    FollowUpIn,
    PreviewOut,
    ReferralConsentsOut,
    ReferralIn,
    ReferralOut,
    ReferralOutPage,
    ReferralPatch,
    ReferralQuery,
    SharedOut,
)
from service.api.schemas.reports import ConsentIn
from service.api.v1.shared import found, transitions
from service.domain.actors import Scope
from service.domain.referrals import REFERRAL_MACHINE
from service.store.models import Referral
from service.store.queries import referrals as queries
from service.usecases import referral_consents, referring_again, share_preview
from service.usecases import referrals as use_cases
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

referrals = Resource("Referrals", "Requests that a support service help somebody.")

_READ = [Scope.REFERRALS_READ, Scope.CASES_READ]
_WRITE = [Scope.REFERRALS_WRITE]
_RECEIVE = [Scope.REFERRALS_RECEIVE]


@referrals.operation(
    "POST", "/v1/referrals", "createReferral", "Draft a referral",
    description="Nothing is shared until it is sent. It needs neither a report nor a case. What "
    "the person answered about this service may be recorded with it.",
    scopes=_WRITE, body=ReferralIn(), answer=ReferralOut(), creates=True, errors=["not_found"],
    example={
        "service_id": "01890000-0000-7000-8000-000000000000",
        "need": "Somebody to talk to about a placement.",
        "consents": [{"scope": "referral", "state": "granted", "wording_version": "2026-09"}],
    },
)  # fmt: skip
def create_referral(unit: Unit, body: dict[str, Any]) -> Result:
    """Draft one."""
    referral = use_cases.create_referral(unit, **body)
    return _written(unit, referral.id, f"/v1/referrals/{referral.id}")


@referrals.operation(
    "GET", "/v1/referrals", "listReferrals", "List referrals",
    description="A client of a support service sees what was sent to that service.",
    query=ReferralQuery(), answer=ReferralOutPage(), scopes=[*_READ, *_RECEIVE], paged=True,
)  # fmt: skip
def list_referrals(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page."""
    page = page_of(runtime().provider, "listReferrals", query.pop("limit"), query.pop("cursor"))
    where = queries.ReferralFilter(**query)
    rows = queries.list_referrals(reading.connection, reading.actor, page, where)
    return PageResult(rows.rows, rows.next_after)


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>", "getReferral", "Read a referral",
    answer=ReferralOut(), scopes=[*_READ, *_RECEIVE], errors=["not_found"],
)  # fmt: skip
def get_referral(reading: Reading, referral_id: UUID) -> Result:
    """Give one."""
    allow_on(reading.connection, reading.actor, Referral, referral_id)
    row = found(queries.seen_referral(reading.connection, reading.actor, referral_id))
    return Result(row, row.version)


@referrals.operation(
    "PATCH", "/v1/referrals/<uuid:referral_id>", "amendReferral",
    "Say when support may begin", scopes=[*_RECEIVE, *_WRITE], body=ReferralPatch(),
    answer=ReferralOut(), versioned=True, errors=["not_found", "wrong_state"],
    example={"expected_on": "2026-11-30"},
)  # fmt: skip
def amend_referral(unit: Unit, body: dict[str, Any], referral_id: UUID, version: int) -> Result:
    """Say it."""
    use_cases.amend_referral(unit, referral_id, body, version=version)
    return _written(unit, referral_id)


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>/preview", "previewReferral",
    "See exactly what would be sent now",
    description="For whoever may send it and may read what is shared, before it is sent.",
    query=PurposeQuery(), answer=PreviewOut(), scopes=_WRITE, errors=["not_found", "wrong_state"],
)  # fmt: skip
def preview(reading: Reading, query: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Open what would be shared."""
    return share_preview.preview(reading, referral_id, purpose=query["purpose"])


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>/shared", "getReferralShared",
    "Read exactly what the service was given", query=PurposeQuery(), answer=SharedOut(),
    scopes=[*_READ, *_RECEIVE], errors=["not_found"],
)  # fmt: skip
def get_shared(reading: Reading, query: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Open what was shared."""
    return share_preview.read_shared(reading, referral_id, purpose=query["purpose"])


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>/consents", "listReferralConsents",
    "What the person is asked for this service, and what they answered",
    answer=ReferralConsentsOut(), scopes=[*_READ, *_WRITE], errors=["not_found"],
)  # fmt: skip
def list_consents(reading: Reading, referral_id: UUID) -> dict[str, Any]:
    """Give every scope, answered or not."""
    return {"data": referral_consents.read_consents(reading, referral_id)}


@referrals.operation(
    "POST", "/v1/referrals/<uuid:referral_id>/consents", "answerReferralConsent",
    "Record what a person answered about this service",
    description="It is for this recipient alone. A refusal or a withdrawal takes effect at once.",
    scopes=_WRITE, body=ConsentIn(), answer=ReferralOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"scope": "referral", "state": "withdrawn", "wording_version": "2026-09"},
)  # fmt: skip
def answer_consent(unit: Unit, body: dict[str, Any], referral_id: UUID) -> Result:
    """Record an answer."""
    referral_consents.answer_referral_consent(unit, referral_id, **body)
    return _written(unit, referral_id)


@referrals.operation(
    "POST", "/v1/referrals/<uuid:referral_id>/follow-up", "followUpReferral",
    "Say what came of asking, after support did not come about",
    description="Once, for a referral that was declined or where the person did not engage. "
    "Referring them again says it by itself.",
    scopes=_WRITE, body=FollowUpIn(), answer=ReferralOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"result": "supported_otherwise"},
)  # fmt: skip
def follow_up(unit: Unit, body: dict[str, Any], referral_id: UUID, version: int) -> Result:
    """Record it."""
    referring_again.follow_up_referral(unit, referral_id, body["result"], version=version)
    return _written(unit, referral_id)


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>/transitions", "listReferralTransitions",
    "What can be done with a referral now", answer=TransitionsOut(),
    scopes=[*_READ, *_WRITE, *_RECEIVE],
    errors=["not_found"],
)  # fmt: skip
def referral_transitions(reading: Reading, referral_id: UUID) -> dict[str, Any]:
    """List the steps."""
    row = found(queries.referral_row(reading.connection, referral_id))
    return transitions(reading, REFERRAL_MACHINE, Referral, row)


@referrals.operation(
    "POST", "/v1/referrals/<uuid:referral_id>/transitions", "moveReferral",
    "Do something with a referral", description="Sending needs the person's consent.",
    scopes=[*_WRITE, *_RECEIVE], body=TransitionIn(), answer=ReferralOut(), status=200,
    versioned=True, errors=["not_found", "wrong_state"], example={"action": "send"},
)  # fmt: skip
def move_referral(unit: Unit, body: dict[str, Any], referral_id: UUID, version: int) -> Result:
    """Take a step."""
    use_cases.move_referral(unit, referral_id, version=version, **body)
    return _written(unit, referral_id)


def _written(unit: Unit, referral_id: UUID, location: str | None = None) -> Result:
    unit.flush()
    connection = unit.session.connection()
    row = found(queries.seen_referral(connection, unit.actor, referral_id))
    return Result(row, row.version, location)
