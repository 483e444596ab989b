"""How an actor stands to a report, a case or a referral — for one row, and as a filter for lists.

Both come from the same clauses, so a list shows exactly what a get would not refuse. A conflict of
interest comes before all of them: whoever has one stands in no relation, to anything of the case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from service.domain.actors import Actor, ActorKind
from service.domain.policy import Relation, relations
from service.domain.referrals import HELPED
from service.store.models import (
    AccessRequest,
    Assignment,
    AuditEntry,
    Case,
    Conflict,
    IntroductionSide,
    MatchAlert,
    Referral,
    Report,
    SupportService,
)

Clause = Callable[[Actor], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Clauses:
    """How anybody may stand to a kind of thing, and who is shut out of one whatever they are."""

    relations: Mapping[Relation, Clause]
    shut_out: Clause

    def not_shut_out(self, actor: Actor) -> ColumnElement[bool]:
        """Give the condition under which no conflict of interest keeps the actor from a row."""
        # Only people have conflicts of interest; a client's queries stay as they are.
        return not_(self.shut_out(actor)) if is_person(actor) else true()


def is_person(actor: Actor) -> bool:
    """Whether the actor is somebody who can have a conflict of interest."""
    return actor.kind == ActorKind.OFFICER


def _anyone(_: Actor) -> ColumnElement[bool]:
    return true()


def _is(column: Any, value: UUID | None) -> ColumnElement[bool]:
    """Compare with what an actor may not have; SQLAlchemy would turn ``== None`` into IS NULL."""
    return false() if value is None else column == value


def _among(column: Any, ids: frozenset[UUID]) -> ColumnElement[bool]:
    return column.in_(ids) if ids else false()


def _assigned_to(case_id: object) -> Clause:
    def clause(actor: Actor) -> ColumnElement[bool]:
        return exists().where(
            Assignment.case_id == case_id,
            Assignment.officer_id == actor.id,
            Assignment.ended_at.is_(None),
        )

    return clause


def _referral_assigned(actor: Actor) -> ColumnElement[bool]:
    # Correlated by hand: two levels down, SQLAlchemy would read all referrals anew.
    of_report = select(Report.case_id).where(Report.id == Referral.report_id).correlate(Referral)
    return or_(
        _assigned_to(Referral.case_id)(actor), _assigned_to(of_report.scalar_subquery())(actor)
    )


def _referral_intake(_: Actor) -> ColumnElement[bool]:
    on_case = exists().where(Report.id == Referral.report_id, Report.case_id.is_not(None))
    return and_(Referral.case_id.is_(None), ~on_case)


def _referral_receiving(actor: Actor) -> ColumnElement[bool]:
    # Not by its status: a draft that is refused or withdrawn was never sent either.
    received = and_(_is(Referral.service_id, actor.service_id), Referral.sent_at.is_not(None))
    if actor.kind != ActorKind.SERVICE:
        return received
    return and_(received, _is(Referral.id, actor.referral_id))


def _referral_helping(actor: Actor) -> ColumnElement[bool]:
    return and_(_referral_receiving(actor), Referral.status.in_(HELPED))


def conflicted(officer_id: Any, *about: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether an officer has a live conflict of interest of which any of these holds.

    Args:
        officer_id: an id, or a column of ids.
    """
    return exists().where(
        Conflict.officer_id == officer_id, Conflict.removed_at.is_(None), or_(*about)
    )


def _shut_out_of_referral(actor: Actor) -> ColumnElement[bool]:
    of_report = select(Report.case_id).where(Report.id == Referral.report_id).correlate(Referral)
    return conflicted(
        actor.id,
        Conflict.case_id == Referral.case_id,
        Conflict.report_id == Referral.report_id,
        Conflict.case_id == of_report.scalar_subquery(),
    )


REPORT = Clauses(
    {
        # What was never sent, a draft or a discarded one, is nobody's but its author's.
        Relation.ANYONE: lambda _: Report.submitted_at.is_not(None),
        Relation.INTAKE: lambda _: and_(Report.case_id.is_(None), Report.submitted_at.is_not(None)),
        Relation.ASSIGNED: _assigned_to(Report.case_id),
        Relation.SUBMITTED: lambda actor: _is(Report.client_id, actor.id),
        Relation.RECEIPT: lambda actor: _is(Report.id, actor.report_id),
        Relation.UNMASKED: lambda actor: _among(Report.id, actor.unmasked),
        Relation.BREAK_GLASS: lambda actor: _among(Report.case_id, actor.broken_glass),
    },
    lambda actor: conflicted(
        actor.id, Conflict.report_id == Report.id, Conflict.case_id == Report.case_id
    ),
)
SERVICE = Clauses(
    {
        Relation.ANYONE: _anyone,
        Relation.SPEAKS_FOR: lambda actor: _is(SupportService.id, actor.service_id),
    },
    lambda _: false(),
)
CASE = Clauses(
    {
        Relation.ANYONE: _anyone,
        Relation.ASSIGNED: _assigned_to(Case.id),
        Relation.BREAK_GLASS: lambda actor: _among(Case.id, actor.broken_glass),
    },
    lambda actor: conflicted(actor.id, Conflict.case_id == Case.id),
)
REFERRAL = Clauses(
    {
        Relation.ANYONE: _anyone,
        Relation.ASSIGNED: _referral_assigned,
        Relation.INTAKE: _referral_intake,
        Relation.RECEIVING: _referral_receiving,
        Relation.HELPING: _referral_helping,
        # Until the person is asked, a draft is a thought of the team's.
        Relation.RECEIPT: lambda actor: and_(
            _is(Referral.report_id, actor.report_id),
            or_(Referral.asked_at.is_not(None), Referral.sent_at.is_not(None)),
        ),
    },
    _shut_out_of_referral,
)


def visible(clauses: Clauses, actor: Actor, permission: str) -> ColumnElement[bool]:
    """Give the filter under which the actor holds the permission; false when never."""
    return and_(holding(clauses, actor, permission), clauses.not_shut_out(actor))


def holding(
    clauses: Clauses,
    actor: Actor,
    permission: str,
    *,
    but: frozenset[Relation] = frozenset(),
) -> ColumnElement[bool]:
    """Say in which rows the actor holds a permission, were there no conflict of interest.

    Args:
        but: relations that do not count here.
    """
    meant = sorted(relations(actor, permission) & set(clauses.relations) - but)
    return or_(*(clauses.relations[one](actor) for one in meant)) if meant else false()


def standing(
    connection: Connection, clauses: Clauses, model: type, row_id: UUID, actor: Actor
) -> frozenset[Relation]:
    """Give every relation in which the actor stands to one row."""
    names = list(clauses.relations)
    columns = [clauses.relations[name](actor).label(name) for name in names]
    query = select(*columns).where(model.id == row_id, clauses.not_shut_out(actor))  # type: ignore[attr-defined]
    row = connection.execute(query).one_or_none()
    return frozenset(name for name, holds in zip(names, row or (), strict=False) if holds)


def of_visible(actor: Actor, model: Any, permission: str) -> ColumnElement[bool]:
    """Give the filter for what stands on reports and cases, such as clocks and tasks.

    Args:
        model: has ``report_id`` and ``case_id``, one of which may be empty.
        permission: what the actor must hold, as ``read``: ``report.read`` or ``case.read``.
    """
    cases = select(Case.id).where(visible(CASE, actor, f"case.{permission}"))
    reports = select(Report.id).where(visible(REPORT, actor, f"report.{permission}"))
    return or_(
        model.case_id.in_(cases), and_(model.case_id.is_(None), model.report_id.in_(reports))
    )


def entries_visible(actor: Actor) -> ColumnElement[bool]:
    """Give the filter that keeps a person's conflicts of interest out of their audit views.

    A reading of several records at once names them only in its leaf, and whom a match is about is
    sealed, as is whom a request to open one is: to somebody with a conflict none of these is
    shown, rather than one too many.
    """
    if not is_person(actor):
        return true()
    about = conflicted(
        actor.id,
        Conflict.case_id.in_((AuditEntry.case_id, AuditEntry.subject_id)),
        Conflict.report_id.in_((AuditEntry.report_id, AuditEntry.subject_id)),
        Conflict.case_id.in_(_cases_of_entry()),
        Conflict.report_id.in_(_introduced()),
        Conflict.case_id.in_(_cases_of_introduced()),
    )
    nameless = and_(AuditEntry.subject_id.is_(None), AuditEntry.case_id.is_(None))
    kind = func.coalesce(AuditEntry.subject_kind, "")
    of_nothing = and_(AuditEntry.case_id.is_(None), AuditEntry.report_id.is_(None))
    several = or_(
        and_(AuditEntry.verb == "sealed.read", nameless),
        kind == MatchAlert.__tablename__,
        and_(kind == AccessRequest.__tablename__, of_nothing),
    )
    return and_(not_(about), not_(and_(several, conflicted(actor.id, true()))))


def _introduced() -> Any:
    """Find both reports of an introduction, where an entry is about one side of it."""
    entry, side = aliased(IntroductionSide), aliased(IntroductionSide)
    return (
        select(side.report_id)
        .join(entry, entry.introduction_id == side.introduction_id)
        .where(entry.id == AuditEntry.subject_id)
        .correlate(AuditEntry)
    )


def _cases_of_introduced() -> Any:
    of_either = Report.id.in_(_introduced())
    return (
        select(Report.case_id).where(of_either, Report.case_id.is_not(None)).correlate(AuditEntry)
    )


def _cases_of_entry() -> Any:
    """Find the case that an entry's report is on by now: it was none's when that was recorded."""
    of_report = Report.id.in_((AuditEntry.report_id, AuditEntry.subject_id))
    return (
        select(Report.case_id).where(of_report, Report.case_id.is_not(None)).correlate(AuditEntry)
    )
