"""Conflicts of interest: whoever has one is shut out of everything about the case, at once."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from service.domain.casework_lists import CONFLICT_KINDS, AccessState
from service.domain.errors import Stale, invalid
from service.domain.ids import new_id
from service.store.models import (
    AccessRequest,
    Assignment,
    Case,
    Conflict,
    Officer,
    Party,
    Report,
)
from service.store.queries.guard import is_shut_out
from service.usecases.access import load
from service.usecases.tasks import hand_back_tasks
from service.usecases.unit import Unit

__all__ = [
    "carry_over", "cases_of", "declare_conflict", "hold", "is_shut_out", "share", "take_along",
]  # fmt: skip


def declare_conflict(
    unit: Unit,
    *,
    officer_id: UUID,
    kind: str,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
) -> Conflict:
    """Shut an officer out of a case, or of a report that is on none.

    Anybody who can see it may recuse themselves; to declare another's conflict takes the
    permission for it. A conflict on a report that is on a case holds for the whole case.

    Raises:
        Invalid: there is no such officer, they are shut out already, or the kind is unknown.
        NotFound: the actor cannot see the case or the report.
        Stale: the report was put on a case, or taken off it, in this moment.
    """
    CONFLICT_KINDS.require(kind, "/kind")
    permissions = () if officer_id == unit.actor.id else ("conflict.declare",)
    if report_id is not None:
        case_id = unit.session.scalar(select(Report.case_id).where(Report.id == report_id))
    if case_id is not None:  # before its report, as everywhere: two acts never wait for each other
        load(unit, Case, case_id, *permissions)
    report = load(unit, Report, report_id, *permissions) if report_id else None
    if report is not None and report.case_id != case_id:
        raise Stale
    if unit.session.get(Officer, officer_id) is None:
        raise invalid("/officer_id", "not_available", "No officer has this id.")
    if is_shut_out(unit.session.connection(), officer_id, case_id=case_id, report_id=report_id):
        raise invalid("/officer_id", "already_declared", "This officer is shut out already.")
    about = {"report_id": report_id, "declared_by": unit.actor.id}
    conflict = _shut_out(unit, officer_id, kind, case_id=case_id, **about)
    for other in cases_of(unit, report) if report else ():
        hold(unit, officer_id, kind, case_id=other, **about)
    return conflict


def cases_of(unit: Unit, report: Report) -> list[UUID | None]:
    """Give the cases for which a conflict with a report holds: its own, None while it has none.

    And the original's, where it is a report of retaliation: that case's team looks after it.
    """
    original = unit.session.get(Report, report.original_id) if report.original_id else None
    others = [original.case_id] if original is not None and original.case_id else []
    return list(dict.fromkeys([report.case_id, *others]))


def hold(
    unit: Unit,
    officer_id: UUID,
    kind: str,
    *,
    case_id: UUID | None,
    report_id: UUID | None,
    declared_by: UUID | None = None,
) -> None:
    """Have a conflict of interest hold for exactly this, unless one stands that does.

    Whether another shuts the officer out as well does not count: it may end, or not go with a
    report to its next case.
    """
    if not _holds(unit, officer_id, case_id=case_id, report_id=report_id):
        _shut_out(
            unit, officer_id, kind, case_id=case_id, report_id=report_id, declared_by=declared_by
        )


def carry_over(unit: Unit, report: Report, case: Case) -> None:
    """Let a report's conflicts of interest hold for the case it is put on.

    Where the report was on another case before, they go on holding there too: what it said about
    the officer is in that case's notes. Those of reports of retaliation for it hold as well.
    """
    unit.flush()
    of_it = select(Report.id).where(or_(Report.id == report.id, Report.original_id == report.id))
    query = _live().where(Conflict.report_id.in_(of_it))
    for conflict in unit.session.scalars(query).all():
        about = {"case_id": case.id, "report_id": conflict.report_id}
        if _holds(unit, conflict.officer_id, **about):
            continue
        if conflict.case_id is None and conflict.report_id == report.id:
            conflict.case_id = case.id
            _record(unit, conflict)
            _take_off(unit, conflict)
        else:
            _shut_out(
                unit, conflict.officer_id, conflict.kind, **about,
                declared_by=conflict.declared_by,
            )  # fmt: skip


def take_along(unit: Unit, report: Report, case: Case) -> None:
    """Let a case's conflicts of interest go on holding for a report that leaves it."""
    unit.flush()
    for conflict in unit.session.scalars(_live().where(Conflict.case_id == case.id)).all():
        if conflict.report_id != report.id:
            hold(
                unit, conflict.officer_id, conflict.kind, case_id=None, report_id=report.id,
                declared_by=conflict.declared_by,
            )  # fmt: skip


def share(unit: Unit, original: Report, duplicate: Report) -> None:
    """Let the conflicts of interest about a report hold for its duplicate: it tells the same."""
    unit.flush()
    about = [Conflict.report_id == original.id]
    if original.case_id is not None:
        about.append(Conflict.case_id == original.case_id)
    for conflict in unit.session.scalars(_live().where(or_(*about))).all():
        hold(
            unit, conflict.officer_id, conflict.kind, case_id=None, report_id=duplicate.id,
            declared_by=conflict.declared_by,
        )  # fmt: skip


def _live() -> Select[Conflict]:
    return select(Conflict).where(Conflict.removed_at.is_(None)).order_by(Conflict.id)


def _holds(unit: Unit, officer_id: UUID, *, case_id: UUID | None, report_id: UUID | None) -> bool:
    query = _live().where(
        Conflict.officer_id == officer_id,
        Conflict.case_id == case_id,
        Conflict.report_id == report_id,
    )
    return unit.session.scalars(query).first() is not None


def _shut_out(
    unit: Unit,
    officer_id: UUID,
    kind: str,
    *,
    case_id: UUID | None,
    report_id: UUID | None,
    declared_by: UUID | None = None,
) -> Conflict:
    conflict = unit.add(
        Conflict(
            id=new_id(), officer_id=officer_id, case_id=case_id, report_id=report_id, kind=kind,
            declared_by=declared_by, declared_at=unit.now,
        )
    )  # fmt: skip
    _record(unit, conflict)
    _take_off(unit, conflict)
    return conflict


def _record(unit: Unit, conflict: Conflict) -> None:
    change = {"officer": str(conflict.officer_id), "kind": conflict.kind}
    unit.record("conflict.declare", conflict, case_id=conflict.case_id, change=change)


def _take_off(unit: Unit, conflict: Conflict) -> None:
    """Take an officer off everything they had to do with what they are now shut out of."""
    if conflict.case_id is not None:
        _end_assignments(unit, conflict.officer_id, conflict.case_id)
        _end_contacts(unit, conflict.officer_id, conflict.case_id)
        hand_back_tasks(unit, conflict.officer_id, case_id=conflict.case_id)
    if conflict.report_id is not None:
        hand_back_tasks(unit, conflict.officer_id, report_id=conflict.report_id)
    _end_access(unit, conflict)


def _end_assignments(unit: Unit, officer_id: UUID, case_id: UUID) -> None:
    query = select(Assignment).where(
        Assignment.case_id == case_id,
        Assignment.officer_id == officer_id,
        Assignment.ended_at.is_(None),
    )
    for assignment in unit.session.scalars(query).all():
        assignment.ended_at = unit.now
        change = {"officer": str(officer_id)}
        unit.record("case.unassign", assignment, case_id=case_id, change=change)


def _end_contacts(unit: Unit, officer_id: UUID, case_id: UUID) -> None:
    query = select(Party).where(Party.case_id == case_id, Party.contact_officer_id == officer_id)
    for party in unit.session.scalars(query).all():
        party.contact_officer_id = None
        unit.record("party.amend", party, case_id=case_id, change={"fields": ["contact_officer"]})


def _end_access(unit: Unit, conflict: Conflict) -> None:
    """End what the officer asked for or was granted, so that it never comes back to life."""
    about = [AccessRequest.owner_id == conflict.report_id] if conflict.report_id else []
    if conflict.case_id is not None:
        on_case = select(Report.id).where(Report.case_id == conflict.case_id)
        about += [AccessRequest.case_id == conflict.case_id, AccessRequest.owner_id.in_(on_case)]
    query = select(AccessRequest).where(
        or_(*about),
        AccessRequest.requester_id == conflict.officer_id,
        AccessRequest.state.in_((AccessState.REQUESTED, AccessState.APPROVED)),
    )
    for request in unit.session.scalars(query).all():
        change = {"kind": request.kind, "from": request.state, "to": AccessState.ENDED}
        request.state, request.ended_at = AccessState.ENDED, unit.now
        unit.record("access.end", request, case_id=request.case_id, change=change)
