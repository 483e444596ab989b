"""What each kind of access that takes two people is about, and who may ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from service.domain.casework_lists import AccessKind
from service.domain.code_lists import ReportMode
from service.domain.errors import NotFound, WrongState
from service.domain.policy import permits
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


def _want_unmasking(unit: Unit, report_id: UUID) -> Wanted:
    report = load(unit, Report, report_id, "access.unmask")
    held = stands(unit.session.connection(), unit.actor, Report, report_id)
    if permits(unit.actor, "report.read_identity", held):
        raise WrongState("You may read who reported already.")
    if report.mode == ReportMode.ANONYMOUS:
        raise WrongState("Nobody knows who made this report.")
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


ASKED: dict[AccessKind, Callable[[Unit, UUID], Wanted]] = {
    AccessKind.UNMASK: _want_unmasking,
    AccessKind.OPEN_MATCH: _want_match,
    AccessKind.END_CONFLICT: _want_end,
}
"""How each kind of request that takes two people is looked into when it is asked for."""
