"""How an actor stands to a report, a case or a referral — for one row, and as a filter for lists.

Both come from the same clauses, so a list shows exactly what a get would not refuse.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, exists, false, or_, select, true

from service.domain.actors import Actor
from service.domain.policy import Relation, relations
from service.store.models import Assignment, Case, Referral, Report

Clause = Callable[[Actor], ColumnElement[bool]]
Clauses = Mapping[Relation, Clause]


def _anyone(_: Actor) -> ColumnElement[bool]:
    return true()


def _is(column: Any, value: UUID | None) -> ColumnElement[bool]:
    """Compare with what an actor may not have; SQLAlchemy would turn ``== None`` into IS NULL."""
    return false() if value is None else column == value


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
    return and_(_is(Referral.service_id, actor.service_id), Referral.sent_at.is_not(None))


REPORT: Clauses = {
    Relation.ANYONE: _anyone,
    Relation.INTAKE: lambda _: Report.case_id.is_(None),
    Relation.ASSIGNED: _assigned_to(Report.case_id),
    Relation.SUBMITTED: lambda actor: _is(Report.client_id, actor.id),
    Relation.RECEIPT: lambda actor: _is(Report.id, actor.report_id),
}
CASE: Clauses = {Relation.ANYONE: _anyone, Relation.ASSIGNED: _assigned_to(Case.id)}
REFERRAL: Clauses = {
    Relation.ANYONE: _anyone,
    Relation.ASSIGNED: _referral_assigned,
    Relation.INTAKE: _referral_intake,
    Relation.RECEIVING: _referral_receiving,
    Relation.RECEIPT: lambda actor: _is(Referral.report_id, actor.report_id),
}


def visible(clauses: Clauses, actor: Actor, permission: str) -> ColumnElement[bool]:
    """Give the filter under which the actor holds the permission; false when never."""
    held = [clauses[r](actor) for r in relations(actor, permission) if r in clauses]
    return or_(*held) if held else false()


def standing(
    connection: Connection, clauses: Clauses, model: type, row_id: UUID, actor: Actor
) -> frozenset[Relation]:
    """Give every relation in which the actor stands to one row."""
    names = [relation for relation in clauses if relation is not Relation.ANYONE]
    columns = [clauses[name](actor).label(name) for name in names]
    row = connection.execute(select(*columns).where(model.id == row_id)).one_or_none()  # type: ignore[attr-defined]
    return frozenset(name for name, holds in zip(names, row or (), strict=False) if holds)
