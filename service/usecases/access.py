"""Getting hold of things: what an actor may not see does not exist for them."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from service.domain.actors import Actor
from service.domain.errors import NotAllowed, NotFound, Stale, invalid
from service.domain.policy import Relation, permits
from service.domain.transitions import Machine, Transition
from service.store.models import Case, Referral, Report, SupportService
from service.store.queries import standing
from service.store.queries.reports import reports_of_case
from service.usecases.unit import Unit

T = TypeVar("T", Report, Case, Referral, SupportService)

_CLAUSES: dict[type, standing.Clauses] = {
    Report: standing.REPORT,
    Case: standing.CASE,
    Referral: standing.REFERRAL,
    SupportService: standing.SERVICE,
}
_READ: dict[type, str] = {
    Report: "report.read", Case: "case.read", Referral: "referral.read",
    SupportService: "directory.read",
}  # fmt: skip


def stands(connection: Connection, actor: Actor, model: type, row_id: UUID) -> frozenset[Relation]:
    """Give the relations in which the actor stands to a report, a case or a referral."""
    return standing.standing(connection, _CLAUSES[model], model, row_id, actor)


def allow(actor: Actor, permission: str) -> None:
    """Refuse unless the actor holds a permission that is not about one thing.

    Raises:
        NotAllowed: the policy does not give it.
    """
    if not permits(actor, permission):
        raise NotAllowed(permission)


def allow_on(
    connection: Connection, actor: Actor, model: type, row_id: UUID, *permissions: str
) -> frozenset[Relation]:
    """Refuse unless the actor may read a thing and holds every permission on it.

    Raises:
        NotFound: the actor may not know of it.
        NotAllowed: the actor may read it, but not do this.
    """
    held = stands(connection, actor, model, row_id)
    table: str = model.__tablename__  # type: ignore[attr-defined]
    if not permits(actor, _READ[model], held):
        raise NotFound(permission=_READ[model], subject=(table, row_id))
    for permission in permissions:
        if not permits(actor, permission, held):
            raise NotAllowed(permission, subject=(table, row_id))
    return held


def load(
    unit: Unit, model: type[T], row_id: UUID, *permissions: str, version: int | None = None
) -> T:
    """Load a report, case or referral to change it.

    The row is locked until the unit ends (SQLite has one writer anyway), so that two acts on one
    case take turns: nobody is added to it while it closes. Others may point to it meanwhile. Who
    needs both loads the case before its report, so that two acts never wait for each other.

    Args:
        permissions: what the actor must be allowed to do to it.
        version: the version the caller has seen; None when the caller need not have seen one.

    Raises:
        NotFound, NotAllowed: see `allow_on`.
        Stale: it has changed since that version.
    """
    row = unit.session.get(model, row_id, with_for_update={"key_share": True})
    if row is None:
        raise NotFound
    allow_on(unit.session.connection(), unit.actor, model, row_id, *permissions)
    if version is not None and row.version != version:
        raise Stale
    return row


def report_on_case(unit: Unit, case_id: UUID, report_id: UUID | None) -> UUID:
    """Give the report of a case that is meant: its reporter is who is written to or asked.

    Raises:
        Invalid: the report is not on the case, or the case has several and it must be said which.
    """
    on_case: list[UUID] = [row.id for row in reports_of_case(unit.session.connection(), case_id)]
    if report_id is None and len(on_case) == 1:
        return on_case[0]
    if report_id is None or report_id not in on_case:
        raise invalid("/report_id", "not_on_case", "Name the report of the case this is about.")
    return report_id


def actions_for(
    connection: Connection, actor: Actor, machine: Machine, model: type, row: Any
) -> list[tuple[Transition, bool]]:
    """List the steps that exist in a thing's state, each with whether this actor may take it."""
    held = stands(connection, actor, model, row.id)
    state = row.status if model is Referral else row.state
    return [(step, permits(actor, step.permission, held)) for step in machine.from_state(state)]
