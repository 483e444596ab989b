"""Referrals to support services, with or without a report or a case."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PurposeQuery, TransitionIn, TransitionsOut
from service.api.schemas.support import (
    ReferralIn,
    ReferralOut,
    ReferralOutPage,
    ReferralQuery,
    SharedOut,
)
from service.api.v1.shared import found, transitions
from service.domain.actors import Scope
from service.domain.errors import NotFound
from service.domain.referrals import REFERRAL_MACHINE
from service.store.models import Referral
from service.store.queries import support as queries
from service.usecases import referrals as use_cases
from service.usecases.access import allow_on
from service.usecases.reading import Reading
from service.usecases.unit import Unit

referrals = Resource("Referrals", "Requests that a support service help somebody.")

_READ = [Scope.REFERRALS_READ, Scope.CASES_READ]
_WRITE = [Scope.REFERRALS_WRITE]


@referrals.operation(
    "POST", "/v1/referrals", "createReferral", "Draft a referral",
    description="Nothing is shared until it is sent. It needs neither a report nor a case.",
    scopes=_WRITE, body=ReferralIn(), answer=ReferralOut(), creates=True, errors=["not_found"],
    example={
        "service_id": "01890000-0000-7000-8000-000000000000",
        "need": "Somebody to talk to about a placement.",
    },
)  # fmt: skip
def create_referral(unit: Unit, body: dict[str, Any]) -> Result:
    """Draft one."""
    referral = use_cases.create_referral(unit, **body)
    return _written(unit, referral.id, f"/v1/referrals/{referral.id}")


@referrals.operation(
    "GET", "/v1/referrals", "listReferrals", "List referrals",
    query=ReferralQuery(), answer=ReferralOutPage(), scopes=_READ, paged=True,
)  # fmt: skip
def list_referrals(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page."""
    page = page_of(runtime().provider, "listReferrals", query.pop("limit"), query.pop("cursor"))
    rows = queries.list_referrals(reading.connection, reading.actor, page, **query)
    return PageResult(rows.rows, rows.next_after)


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>", "getReferral", "Read a referral",
    answer=ReferralOut(), scopes=_READ, errors=["not_found"],
)  # fmt: skip
def get_referral(reading: Reading, referral_id: UUID) -> Result:
    """Give one."""
    row = _readable(reading, referral_id)
    return Result(row, row.version)


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>/shared", "getReferralShared",
    "Read exactly what the service was given", query=PurposeQuery(), answer=SharedOut(),
    scopes=_READ, errors=["not_found"],
)  # fmt: skip
def get_shared(reading: Reading, query: dict[str, Any], referral_id: UUID) -> dict[str, Any]:
    """Open what was shared."""
    row = _readable(reading, referral_id, "referral.read_content")
    if Referral.shared.is_empty(row):
        raise NotFound
    target = Referral.shared.target(row)
    with reading.scope([target], purpose=query["purpose"], case_id=row.case_id):
        shared: dict[str, Any] = Referral.shared.open(row)
    return shared


@referrals.operation(
    "GET", "/v1/referrals/<uuid:referral_id>/transitions", "listReferralTransitions",
    "What can be done with a referral now", answer=TransitionsOut(), scopes=[*_READ, *_WRITE],
    errors=["not_found"],
)  # fmt: skip
def referral_transitions(reading: Reading, referral_id: UUID) -> dict[str, Any]:
    """List the steps."""
    row = found(queries.referral_row(reading.connection, referral_id))
    return transitions(reading, REFERRAL_MACHINE, Referral, row)


@referrals.operation(
    "POST", "/v1/referrals/<uuid:referral_id>/transitions", "moveReferral",
    "Do something with a referral", description="Sending needs the person's consent.",
    scopes=_WRITE, body=TransitionIn(), answer=ReferralOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "send"},
)  # fmt: skip
def move_referral(unit: Unit, body: dict[str, Any], referral_id: UUID, version: int) -> Result:
    """Take a step."""
    use_cases.move_referral(unit, referral_id, version=version, **body)
    return _written(unit, referral_id)


def _readable(reading: Reading, referral_id: UUID, *permissions: str) -> Any:
    row = found(queries.referral_row(reading.connection, referral_id))
    allow_on(reading.connection, reading.actor, Referral, referral_id, *permissions)
    return row


def _written(unit: Unit, referral_id: UUID, location: str | None = None) -> Result:
    row = found(queries.referral_row(unit.session.connection(), referral_id))
    return Result(row, row.version, location)
