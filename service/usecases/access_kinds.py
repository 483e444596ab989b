"""What each kind of access that takes two people is about, and who may ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.domain.actors import Actor
from service.domain.casework_lists import AccessKind
from service.domain.code_lists import ReportMode
from service.domain.errors import NotFound, WrongState
from service.domain.policy import Relation, permits
from service.store.models import Case, Conflict, Officer, Report
from service.usecases.access import load, stands
from service.usecases.match_alerts import find_alert
from service.usecases.unit import Unit

THINGS: dict[str, type] = {"reports": Report, "cases": Case}
"""What people may stand in a relation to; an owner that is neither belongs to its officer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request is about."""

    table: str
    case_id: UUID | None
    owner: tuple[str, UUID]
    """Whose key seals the reason; nobody with a conflict of interest there asks or decides."""


def held_on(connection: Connection, actor: Actor, request: Any) -> frozenset[Relation]:
    """Give how an actor stands to what a request is about; it may be about nobody's thing."""
    model = THINGS.get(request.owner_table)
    if model is None:
        return frozenset({Relation.ANYONE})
    return stands(connection, actor, model, request.owner_id)


def brought_about(connection: Connection, actor: Actor, request: Any) -> bool:
    """Whether the actor asked, or declared the conflict it would end: another has to decide."""
    if request.requester_id == actor.id:
        return True
    if request.kind != AccessKind.END_CONFLICT:
        return False
    query = select(Conflict.declared_by).where(Conflict.id == request.subject_id)
    return actor.id is not None and connection.scalar(query) == actor.id


def check_unmasking(connection: Connection, actor: Actor, report: Any) -> None:
    """Refuse to ask who made a report where there is nothing to ask for.

    Raises:
        WrongState: the actor may read it already, or the report is anonymous.
    """
    held = stands(connection, actor, Report, report.id)
    if permits(actor, "report.read_identity", held):
        raise WrongState("You may read who reported already.")
    if report.mode == ReportMode.ANONYMOUS:
        raise WrongState("Nobody knows who made this report.")


def _want_unmasking(unit: Unit, report_id: UUID) -> Wanted:
    report = load(unit, Report, report_id, "access.unmask")
    check_unmasking(unit.session.connection(), unit.actor, report)
    return Wanted("reports", report.case_id, ("reports", report.id))


def _want_match(unit: Unit, alert_id: UUID) -> Wanted:
    find_alert(unit, alert_id)
    if unit.actor.id is None:
        raise NotFound
    # An alert has no key of its own, and belongs to no single case: the reason is the officer's.
    return Wanted("match_alerts", None, (Officer.__tablename__, unit.actor.id))


def _want_end(unit: Unit, conflict_id: UUID) -> Wanted:
    conflict = unit.session.get(Conflict, conflict_id)
    if conflict is None:
        raise NotFound
    owner: Case | Report
    if conflict.case_id is not None:
        owner = load(unit, Case, conflict.case_id, "conflict.end")
    elif conflict.report_id is not None:
        owner = load(unit, Report, conflict.report_id, "conflict.end")
    else:
        raise NotFound
    if conflict.removed_at is not None:
        raise WrongState("This conflict of interest has ended.")
    return Wanted("conflicts", conflict.case_id, (owner.__tablename__, owner.id))


NEEDED: dict[str, str] = {
    AccessKind.UNMASK: "access.unmask",
    AccessKind.OPEN_MATCH: "match.read",
    AccessKind.END_CONFLICT: "conflict.end",
}
"""What whoever asks must hold, when they ask and when it is decided."""
ASKED: dict[AccessKind, Callable[[Unit, UUID], Wanted]] = {
    AccessKind.UNMASK: _want_unmasking,
    AccessKind.OPEN_MATCH: _want_match,
    AccessKind.END_CONFLICT: _want_end,
}
"""How each kind of request that takes two people is looked into when it is asked for."""
