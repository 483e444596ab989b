"""Conflicts of interest: whoever has one is shut out of everything about the case, at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.casework_lists import CONFLICT_KINDS, AccessState, ConflictKind
from service.domain.errors import invalid
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
from service.store.queries.finding import record_ids
from service.store.queries.guard import is_shut_out
from service.store.sealed import Sealed, Target
from service.usecases.access import load
from service.usecases.identifiers import identifier_mac, identifiers_of
from service.usecases.indexing import bucket
from service.usecases.tasks import hand_back_tasks
from service.usecases.unit import Unit

__all__ = [
    "carry_over", "declare_conflict", "is_shut_out", "shut_out_named", "shut_out_of_case",
    "shut_out_of_earlier",
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
    """
    CONFLICT_KINDS.require(kind, "/kind")
    permissions = () if officer_id == unit.actor.id else ("conflict.declare",)
    report = load(unit, Report, report_id, *permissions) if report_id else None
    case_id = report.case_id if report else case_id
    if case_id is not None:
        load(unit, Case, case_id, *permissions)
    if unit.session.get(Officer, officer_id) is None:
        raise invalid("/officer_id", "not_available", "No officer has this id.")
    if is_shut_out(unit.session.connection(), officer_id, case_id=case_id, report_id=report_id):
        raise invalid("/officer_id", "already_declared", "This officer is shut out already.")
    return _shut_out(
        unit, officer_id, kind, case_id=case_id, report_id=report_id, declared_by=unit.actor.id
    )


def shut_out_named(unit: Unit, report: Report, subjects: Sequence[Mapping[str, Any]]) -> None:
    """Shut out every officer whom a report names by an identifier; goes with its submission."""
    _shut_out_all(unit, subjects, case_id=report.case_id, report_id=report.id)


def shut_out_of_case(unit: Unit, case: Case, identities: Iterable[Mapping[str, Any]]) -> None:
    """Shut out every officer who is among those a case names by an identifier."""
    _shut_out_all(unit, identities, case_id=case.id)


def shut_out_of_earlier(unit: Unit, officer_id: UUID, contact: Mapping[str, str]) -> list[Target]:
    """Shut an officer out of what named them before they were known by these identifiers.

    Returns:
        The groups that were opened to see who is meant, to be put on record.
    """
    found = list(_candidates(unit, contact))
    targets = [group.target(row) for group, row in found]
    with unit.opening(targets):
        naming = [
            row
            for group, row in found
            if officer_id in _officers_among(unit, _identities(group.open(row)))
        ]
    for row in naming:
        report_id = row.id if isinstance(row, Report) else None
        _shut_out_all_of(unit, [officer_id], case_id=row.case_id, report_id=report_id)
    return targets


def _candidates(unit: Unit, contact: Mapping[str, str]) -> Iterator[tuple[Sealed, Report | Party]]:
    """Find the reports and parties that may name somebody by one of these identifiers."""
    for kind, value in identifiers_of(contact):
        named_in = record_ids(bucket(unit.instance, Report.subjects, kind, value))
        for report in unit.session.scalars(select(Report).where(Report.id.in_(named_in))):
            yield Report.subjects, report
        named_on = record_ids(bucket(unit.instance, Party.identity, kind, value))
        for party in unit.session.scalars(select(Party).where(Party.id.in_(named_on))):
            yield Party.identity, party


def _identities(opened: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    subjects: Sequence[Mapping[str, Any]] = opened.get("subjects", (opened,))
    return subjects


def carry_over(unit: Unit, report: Report, case: Case) -> None:
    """Let a report's conflicts of interest hold for the case it is put on.

    Where the report was on another case before, they go on holding there too: what it said about
    the officer is in that case's notes.
    """
    unit.flush()
    query = select(Conflict).where(Conflict.report_id == report.id, Conflict.removed_at.is_(None))
    for conflict in unit.session.scalars(query.order_by(Conflict.id)).all():
        if conflict.case_id is None:
            conflict.case_id = case.id
            _record(unit, conflict)
            _take_off(unit, conflict)
        elif not is_shut_out(unit.session.connection(), conflict.officer_id, case_id=case.id):
            _shut_out(
                unit, conflict.officer_id, conflict.kind, case_id=case.id, report_id=report.id,
                declared_by=conflict.declared_by,
            )  # fmt: skip


def _shut_out_all(
    unit: Unit,
    identities: Iterable[Mapping[str, Any]],
    *,
    case_id: UUID | None,
    report_id: UUID | None = None,
) -> None:
    unit.flush()
    named = _officers_among(unit, identities)
    _shut_out_all_of(unit, named, case_id=case_id, report_id=report_id)


def _shut_out_all_of(
    unit: Unit, officer_ids: Iterable[UUID], *, case_id: UUID | None, report_id: UUID | None
) -> None:
    connection = unit.session.connection()
    for officer_id in officer_ids:
        if not is_shut_out(connection, officer_id, case_id=case_id, report_id=report_id):
            _shut_out(
                unit, officer_id, ConflictKind.NAMED_IN_REPORT, case_id=case_id,
                report_id=report_id,
            )  # fmt: skip


def _officers_among(unit: Unit, identities: Iterable[Mapping[str, Any]]) -> list[UUID]:
    named = {
        identifier_mac(unit.provider, kind, value)
        for identity in identities
        for kind, value in identifiers_of(identity)
    }
    if not named:
        return []
    # An institution has hundreds of officers, not thousands: their lists are read through.
    rows = unit.session.execute(select(Officer.id, Officer.identifier_macs).order_by(Officer.id))
    return [row.id for row in rows if named & set(row.identifier_macs)]


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
        _end_access(unit, conflict.officer_id, conflict.case_id)
    if conflict.report_id is not None:
        hand_back_tasks(unit, conflict.officer_id, report_id=conflict.report_id)


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


def _end_access(unit: Unit, officer_id: UUID, case_id: UUID) -> None:
    """End what the officer asked for or was granted, so that it never comes back to life."""
    query = select(AccessRequest).where(
        AccessRequest.case_id == case_id,
        AccessRequest.requester_id == officer_id,
        AccessRequest.state.in_((AccessState.REQUESTED, AccessState.APPROVED)),
    )
    for request in unit.session.scalars(query).all():
        change = {"kind": request.kind, "from": request.state, "to": AccessState.ENDED}
        request.state, request.ended_at = AccessState.ENDED, unit.now
        unit.record("access.end", request, case_id=case_id, change=change)
