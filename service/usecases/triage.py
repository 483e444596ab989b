"""Deciding what becomes of a report: acknowledge, triage, close, or open a case for it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.domain.actors import ActorKind
from service.domain.code_lists import CaseState, PartyRole, Role, Told
from service.domain.errors import invalid
from service.domain.ids import new_id, new_reference
from service.domain.reports import REPORT_MACHINE
from service.domain.transitions import Transition
from service.store.models import Assignment, Case, Party, Report
from service.usecases.access import allow, allow_on, load
from service.usecases.clocks import first_due, run_case_clocks, run_report_clocks
from service.usecases.conflicts import carry_over
from service.usecases.tasks import schedule_check_ins
from service.usecases.unit import Unit


def require_reason(step: Transition, reason: str | None) -> None:
    """Refuse a missing or unknown reason where a step needs a coded one.

    Raises:
        Invalid: pointing at ``/reason``.
    """
    if step.reasons is None:
        return
    if not reason:
        raise invalid("/reason", "required", f"Give a code of the list {step.reasons.name}.")
    step.reasons.require(reason, "/reason")


def move_report(
    unit: Unit, report_id: UUID, action: str, *, reason: str | None = None, version: int | None
) -> Report:
    """Take one step of the report's state machine.

    Raises:
        WrongState: the step does not exist in this state.
        Invalid: a coded reason is missing or unknown.
    """
    report = load(unit, Report, report_id, version=version)
    step = REPORT_MACHINE.step(action, report.state)
    allow_on(unit.session.connection(), unit.actor, Report, report.id, step.permission)
    require_reason(step, reason)
    before, report.state = report.state, step.target
    report.updated_at = unit.now
    if step.reasons is not None:
        report.close_reason = reason
    run_report_clocks(unit, report)
    unit.record(
        step.verb,
        report,
        case_id=report.case_id,
        change={"from": before, "to": report.state, "reason": reason if step.reasons else None},
        detail={"reason": reason} if reason and not step.reasons else None,
    )
    return report


def open_case(
    unit: Unit,
    *,
    report_ids: Sequence[UUID],
    summary: str | None = None,
    risk_level: str = "none",
) -> Case:
    """Open a case for reports, put the officer who opens it on it, and list its parties."""
    allow(unit.actor, "case.open")
    case = Case(
        id=new_id(),
        reference=new_reference("C"),
        state=CaseState.NEW,
        risk_level=risk_level,
        due_at=first_due(unit, "case", CaseState.NEW),
        opened_at=unit.now,
        updated_at=unit.now,
    )
    unit.new_key(Case.__tablename__, case.id)
    unit.seal(case, Case.summary, {"summary": summary} if summary else None)
    unit.add(case)
    unit.record("case.open", case, case_id=case.id, change={"to": case.state})
    run_case_clocks(unit, case)
    if unit.actor.kind == ActorKind.OFFICER and unit.actor.id is not None:
        place_officer(unit, case, unit.actor.id, _role_on_case(unit))
    for report_id in report_ids:
        link_report(unit, case, report_id)
    return case


def link_report(unit: Unit, case: Case, report_id: UUID, *, version: int | None = None) -> Report:
    """Put a report on a case. Its reporter becomes the reporting party; those it names, parties."""
    report = load(unit, Report, report_id, "report.triage", version=version)
    step = REPORT_MACHINE.step("link", report.state, internal=True)
    before, report.state = report.state, step.target
    report.case_id, report.updated_at = case.id, unit.now
    groups = (Report.identity.target(report), Report.subjects.target(report))
    unit.record(
        step.verb, report, case_id=case.id, change={"from": before, "to": report.state},
        reads=groups,
    )  # fmt: skip
    carry_over(unit, report, case)
    run_report_clocks(unit, report)
    schedule_check_ins(unit, report, case)
    with unit.opening(groups):
        reporter, subjects = report.identity, report.subjects.get("subjects", ())
    add_party(
        unit, case, role=PartyRole.REPORTING, party_type="student",
        identity=reporter, report_id=report.id,
    )  # fmt: skip
    for subject in subjects:
        identity = {key: subject[key] for key in ("name", "identifier") if subject.get(key)}
        add_party(
            unit, case, role=PartyRole.RESPONDING, party_type=subject.get("type", "unknown"),
            identity=identity, report_id=report.id,
        )  # fmt: skip
    return report


def add_party(
    unit: Unit,
    case: Case,
    *,
    role: str,
    party_type: str,
    identity: Mapping[str, Any] | None = None,
    report_id: UUID | None = None,
) -> Party:
    """Add a party; the caller has checked that the actor may."""
    party = Party(
        id=new_id(), case_id=case.id, report_id=report_id, role=role, party_type=party_type,
        told=Told.NOT_YET, created_at=unit.now,
    )  # fmt: skip
    unit.seal(party, Party.identity, identity)
    unit.add(party)
    unit.record(
        "party.add", party, case_id=case.id, change={"role": role, "party_type": party_type}
    )
    return party


def place_officer(unit: Unit, case: Case, officer_id: UUID, role: str) -> Assignment:
    """Put an officer on a case; the caller has checked that the actor may."""
    assignment = unit.add(
        Assignment(
            id=new_id(), case_id=case.id, officer_id=officer_id, role=role, assigned_at=unit.now
        )
    )
    unit.record(
        "case.assign",
        assignment,
        case_id=case.id,
        change={"officer": str(officer_id), "role": role},
    )
    return assignment


def _role_on_case(unit: Unit) -> str:
    roles = unit.actor.roles
    return Role.CASE_MANAGER if Role.CASE_MANAGER in roles else Role.WELFARE_OFFICER
