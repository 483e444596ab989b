"""Reading referrals, and what a person answered about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, case, literal, not_, select

from service.domain.actors import Actor
from service.domain.code_lists import ConsentState
from service.domain.policy import Relation
from service.domain.referrals import UNMET
from service.store.models import Consent, Referral, ReferralConsent, SupportService
from service.store.queries.pages import Page, Rows, newest_first
from service.store.queries.rows import AnyRow, AnySelect
from service.store.queries.standing import REFERRAL, holding, visible

_ABOUT = (
    Referral.case_id, Referral.report_id, Referral.previous_id, Referral.followed_up_at,
    Referral.follow_up_result,
)  # fmt: skip
"""What whoever only receives a referral does not learn of it."""
_STANDING = (
    Referral.id, Referral.reference, Referral.version, Referral.status, Referral.service_id,
    Referral.decline_reason, Referral.end_reason, Referral.created_at, Referral.asked_at,
    Referral.sent_at, Referral.answered_at, Referral.accepted_at, Referral.started_at,
    Referral.ended_at, Referral.expected_on, Referral.shared_groups, Referral.taken_back,
    Referral.updated_at,
)  # fmt: skip
REFERRAL_COLUMNS = (*_STANDING, *_ABOUT)
_SEALED = (Referral.need_ct, Referral.person_ct, Referral.shared_ct)
_ONLY_RECEIVES = frozenset({Relation.RECEIVING, Relation.HELPING})


@dataclass(frozen=True, slots=True)
class ReferralFilter:
    """What a list of referrals may be narrowed by."""

    status: str | None = None
    service_id: UUID | None = None
    case_id: UUID | None = None
    report_id: UUID | None = None
    previous_id: UUID | None = None
    to_follow_up: bool | None = None
    """True for those that led to no support, where nobody has asked the person since."""


def referral_row(connection: Connection, referral_id: UUID) -> AnyRow | None:
    """Read one referral whole, ciphertexts included; for what is shown, see `seen_referral`."""
    query = select(*REFERRAL_COLUMNS, *_SEALED).where(Referral.id == referral_id)
    return connection.execute(query).one_or_none()


def seen_referral(connection: Connection, actor: Actor, referral_id: UUID) -> AnyRow | None:
    """Read one referral as the actor may know of it, ciphertexts included.

    Whoever only receives it is not told what it is about; ``only_receives`` says so.
    """
    return connection.execute(
        _seen(actor, *_SEALED).where(Referral.id == referral_id)
    ).one_or_none()


def list_referrals(
    connection: Connection, actor: Actor, page: Page, where: ReferralFilter = ReferralFilter()
) -> Rows:
    """List the referrals the actor may read, newest first, each as `seen_referral` gives it."""
    query = _seen(actor)
    for name in ("status", "service_id"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(getattr(Referral, name) == value)
    told = _told(actor)
    for name in ("case_id", "report_id", "previous_id"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(told, getattr(Referral, name) == value)
    if where.to_follow_up is not None:
        waiting = and_(told, Referral.status.in_(UNMET), Referral.followed_up_at.is_(None))
        query = query.where(waiting if where.to_follow_up else not_(waiting))
    return newest_first(connection, query, Referral.id, page)


def referrals_about(
    connection: Connection, report_id: UUID, *, known_to: Actor | None = None
) -> Sequence[AnyRow]:
    """Read the referrals made for a report, with the service's name and type, oldest first.

    Args:
        known_to: only those that this actor may read.
    """
    query = (
        select(
            *REFERRAL_COLUMNS,
            SupportService.name.label("service_name"),
            SupportService.service_type,
        )
        .join(SupportService, SupportService.id == Referral.service_id)
        .where(Referral.report_id == report_id)
        .order_by(Referral.id)
    )
    if known_to is not None:
        query = query.where(visible(REFERRAL, known_to, "referral.read"))
    return connection.execute(query).all()


def type_of_service(connection: Connection, service_id: UUID) -> str:
    """Give the kind of service that a referral is to."""
    query = select(SupportService.service_type).where(SupportService.id == service_id)
    return connection.execute(query).scalar_one()


def consents_for(connection: Connection, referral: AnyRow | Referral) -> dict[str, AnyRow]:
    """Give the answer that counts for each scope, about this recipient or about all of a report's.

    Agreeing to recipients in general does not overrule an answer about this one; refusing them all
    later does. Each row says in ``report_wide`` which of the two it is. For a referral that takes
    the place of another, a person is asked anew: what was answered before does not count.
    """
    own = _latest(
        connection, _answers(ReferralConsent).where(ReferralConsent.referral_id == referral.id)
    )
    if referral.report_id is None:
        return own
    query = _answers(Consent).where(Consent.report_id == referral.report_id)
    wide = _latest(
        connection, query.where(Consent.id > referral.id) if referral.previous_id else query
    )
    overruled = {
        scope: row
        for scope, row in wide.items()
        if scope in own and row.state != ConsentState.GRANTED and row.id > own[scope].id
    }
    return {**wide, **own, **overruled}


def _latest(connection: Connection, query: AnySelect) -> dict[str, AnyRow]:
    rows = connection.execute(query).all()
    return {row.scope: row for row in sorted(rows, key=lambda row: row.id)}


def _answers(model: type[Consent] | type[ReferralConsent]) -> AnySelect:
    return select(
        model.id, model.scope, model.state, model.wording_version, model.recorded_at,
        literal(model is Consent).label("report_wide"),
    )  # fmt: skip


def _told(actor: Actor) -> ColumnElement[bool]:
    """Say which referrals the actor knows of otherwise than by receiving them."""
    return holding(REFERRAL, actor, "referral.read", but=_ONLY_RECEIVES)


def _seen(actor: Actor, *more: Any) -> AnySelect:
    told = _told(actor)
    about = [case((told, column)).label(column.key) for column in _ABOUT]
    received = case((told, False), else_=True).label("only_receives")
    query: AnySelect = select(*_STANDING, *about, received, *more)
    return query.where(visible(REFERRAL, actor, "referral.read"))
