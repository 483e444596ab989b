"""What figures are made of: plain columns only, grouped by the database. Nothing here is shown.

Each measure has a select of what it observes within a span: a column for each of its dimensions,
and of ``hit`` (whether something holds), ``value``, ``since`` and ``until`` those that it needs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from service.domain.actors import Actor
from service.domain.code_lists import ReferralStatus
from service.domain.support_lists import PreferenceMet, SessionState
from service.store.models import (
    Activity,
    ActivitySession,
    Assignment,
    Case,
    Fact,
    Initiative,
    Message,
    Party,
    Referral,
    Report,
    SupportService,
)
from service.store.queries.counting import case_counts, report_counts, setting_of_case
from service.store.queries.rows import AnyRow, AnySelect
from service.store.queries.standing import CASE, REFERRAL, REPORT

_READ = ("hit", "value", "since", "until")


@dataclass(frozen=True, slots=True)
class Span:
    """A period, in the institution's moments and in its days."""

    since: datetime
    until: datetime
    """The first moment after it."""
    first: date
    end: date
    """The day after its last."""

    def covers(self, at: Any) -> ColumnElement[bool]:
        """Give the filter for what has its moment in the span."""
        return and_(at >= self.since, at < self.until)


def observations(
    connection: Connection, actor: Actor, measure: str, span: Span, by: Sequence[str]
) -> Sequence[AnyRow]:
    """Read what a measure observes, with the ``number`` of those that are alike.

    A conflict of interest keeps what it is about out of an officer's figures. Facts have nobody
    to whom they belong, so those are the same for everybody.
    """
    found = _FOUND[measure](actor, span).subquery()
    columns = [found.c[name] for name in (*by, *_READ) if name in found.c]
    query = select(*columns, func.count().label("number")).select_from(found)
    return connection.execute(query.group_by(*columns)).all()


def published_in(connection: Connection, span: Span) -> Sequence[AnyRow]:
    """Read the initiatives that were published in a span and are public still."""
    query = select(Initiative.themes, Initiative.led_by, Initiative.people_reached)
    return connection.execute(query.where(span.covers(Initiative.published_at))).all()


def _first_contact(actor: Actor, span: Span) -> AnySelect:
    first = (
        select(Message.report_id, func.min(Message.created_at).label("at"))
        .where(Message.direction == "to_reporter")
        .group_by(Message.report_id)
        .subquery()
    )
    return (
        select(Report.setting, Report.submitted_at.label("since"), first.c.at.label("until"))
        .join(first, first.c.report_id == Report.id)
        .where(span.covers(first.c.at), report_counts(), REPORT.not_shut_out(actor))
    )


def _support_offered(actor: Actor, span: Span) -> AnySelect:
    return select(setting_of_case().label("setting"), _offered().label("hit")).where(
        span.covers(Case.closed_at), case_counts(), CASE.not_shut_out(actor)
    )


def _offered() -> ColumnElement[bool]:
    """Whether something was offered by the time a case was closed; referrals stay with a report."""
    sent = Referral.sent_at <= Case.closed_at
    return or_(
        exists().where(Party.case_id == Case.id, Party.support_offered_at <= Case.closed_at),
        exists().where(Report.case_id == Case.id, Referral.report_id == Report.id, sent),
    )


def _referrals(actor: Actor, span: Span, at: Any, *columns: Any) -> AnySelect:
    """Give the sent referrals that come to a moment within the span."""
    return (
        select(Report.setting, SupportService.service_type, *columns)
        .select_from(Referral)
        .join(SupportService, SupportService.id == Referral.service_id)
        .outerjoin(Report, Report.id == Referral.report_id)
        .where(
            span.covers(at),
            Referral.sent_at.is_not(None),
            or_(Referral.report_id.is_(None), report_counts()),
            REFERRAL.not_shut_out(actor),
        )
    )


_ACCEPTED = Referral.accepted_at.is_not(None)
_COMPLETED = (Referral.status == ReferralStatus.COMPLETED).label("hit")
_DECLINED = Referral.status == ReferralStatus.DECLINED
_SETTLED = func.coalesce(Referral.accepted_at, Referral.ended_at)
_ANSWERED = func.coalesce(Referral.accepted_at, case((_DECLINED, Referral.ended_at)))


def _taken_up(actor: Actor, span: Span) -> AnySelect:
    return _referrals(actor, span, _SETTLED, _ACCEPTED.label("hit"))


def _waiting(actor: Actor, span: Span) -> AnySelect:
    moments = Referral.sent_at.label("since"), Referral.accepted_at.label("until")
    return _referrals(actor, span, Referral.accepted_at, *moments)


def _completion(actor: Actor, span: Span) -> AnySelect:
    return _referrals(actor, span, Referral.ended_at, _COMPLETED).where(_ACCEPTED)


def _declines(actor: Actor, span: Span) -> AnySelect:
    return _referrals(actor, span, Referral.ended_at, Referral.decline_reason).where(_DECLINED)


def _not_accessible(actor: Actor, span: Span) -> AnySelect:
    reason = func.coalesce(Referral.decline_reason, "") == "not_accessible"
    return _referrals(actor, span, _ANSWERED, reason.label("hit"))


def _peer_referrals(actor: Actor, span: Span) -> AnySelect:
    return _referrals(actor, span, Referral.ended_at, _COMPLETED).where(
        SupportService.service_type == "peer_network"
    )


def _preference_met(actor: Actor, span: Span) -> AnySelect:
    met = (Assignment.preference == PreferenceMet.MET).label("hit")
    return (
        select(setting_of_case().label("setting"), met)
        .select_from(Assignment)
        .join(Case, Case.id == Assignment.case_id)
        .where(
            span.covers(Assignment.assigned_at),
            Assignment.preference.is_not(None),
            case_counts(),
            CASE.not_shut_out(actor),
        )
    )


def _change(kind: str) -> Callable[[Actor, Span], AnySelect]:
    def found(_: Actor, span: Span) -> AnySelect:
        change = (Fact.value - Fact.before).label("value")
        return select(Fact.setting, change).where(_facts(kind, span), Fact.before.is_not(None))

    return found


def _satisfaction(_: Actor, span: Span) -> AnySelect:
    return select(Fact.setting, Fact.value).where(_facts("satisfaction", span))


def _facts(kind: str, span: Span) -> ColumnElement[bool]:
    return and_(Fact.kind == kind, Fact.month >= span.first, Fact.month < span.end)


def _peer_attendance(_: Actor, span: Span) -> AnySelect:
    return (
        select(Activity.kind.label("activity_kind"), ActivitySession.attended.label("value"))
        .join(Activity, Activity.id == ActivitySession.activity_id)
        .where(
            span.covers(ActivitySession.starts_at),
            ActivitySession.state == SessionState.HELD,
            ActivitySession.attended.is_not(None),
        )
    )


_FOUND: Mapping[str, Callable[[Actor, Span], AnySelect]] = MappingProxyType(
    {
        "first_contact": _first_contact,
        "support_offered": _support_offered,
        "support_taken_up": _taken_up,
        "waiting": _waiting,
        "completion": _completion,
        "declines": _declines,
        "not_accessible": _not_accessible,
        "preference_met": _preference_met,
        "belonging_closure": _change("belonging_closure"),
        "belonging_follow_up": _change("belonging_follow_up"),
        "satisfaction": _satisfaction,
        "peer_referrals": _peer_referrals,
        "peer_attendance": _peer_attendance,
    }
)
"""By measure; initiatives are read by `published_in`."""
