"""Deciding what becomes of a report: acknowledge, triage, close, or open a case for it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import ActorKind
from service.domain.code_lists import CaseState, PartyRole, ReportState, Role, Told
from service.domain.errors import NotFound, invalid
from service.domain.ids import new_id, new_reference
from service.domain.reports import REPORT_MACHINE, check_may_leave
from service.domain.transitions import Transition
from service.store.models import Assignment, Case, Party, Report
from service.store.queries.reporters import leaving_of
from service.usecases.access import allow, allow_on, load
from service.usecases.clocks import first_due, run_case_clocks, run_report_clocks
from service.usecases.conflicts import carry_over, is_shut_out, take_along
from service.usecases.drafts import discard, submit_draft
from service.usecases.indexing import index_identifiers
from service.usecases.joint_owners import check_may_join
from service.usecases.matching import forget_subjects
from service.usecases.notices import notify_of_step, notify_officers
from service.usecases.parts import open_case_for
from service.usecases.policies import policy_in_force
from service.usecases.providers import known_provider
from service.usecases.representation import choose
from service.usecases.sharing import leave_case, stop_for_withdrawn
from service.usecases.tasks import cancel_check_ins, release_check_ins, schedule_check_ins
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
        Invalid: a coded reason is missing or unknown, or a draft is incomplete.
    """
    report = load(unit, Report, report_id, version=version)
    step = REPORT_MACHINE.step(action, report.state)
    if step.target == ReportState.SUBMITTED:
        return submit_draft(unit, report_id, version=version)
    allow_on(unit.session.connection(), unit.actor, Report, report.id, step.permission)
    require_reason(step, reason)
    if report.state == ReportState.DRAFT:
        discard(unit, report)
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
    notify_of_step(unit, report, step)
    if report.state == ReportState.WITHDRAWN:
        cancel_check_ins(unit, report)
        forget_subjects(unit, report)
        stop_for_withdrawn(unit, report)
    return report


def open_case(
    unit: Unit,
    *,
    report_ids: Sequence[UUID],
    summary: str | None = None,
    risk_level: str = "none",
    placement_provider_id: UUID | None = None,
    override_reason: str | None = None,
) -> Case:
    """Open a case for reports, list its parties, and put the officer who opens it on it.

    Args:
        override_reason: why them, where a reporter asked for somebody else; see `place_officer`.
    """
    allow(unit.actor, "case.open")
    provider = known_provider(unit, placement_provider_id, "/placement_provider_id")
    case = Case(
        id=new_id(),
        reference=new_reference("C"),
        state=CaseState.NEW,
        risk_level=risk_level,
        policy_version_id=policy_in_force(unit),
        placement_provider_id=provider,
        due_at=first_due(unit, "case", CaseState.NEW),
        opened_at=unit.now,
        updated_at=unit.now,
    )
    unit.new_key(Case.__tablename__, case.id)
    unit.seal(case, Case.summary, {"summary": summary} if summary else None)
    unit.add(case)
    unit.record("case.open", case, case_id=case.id, change={"to": case.state})
    run_case_clocks(unit, case)
    for report_id in sorted(report_ids):  # all lock them in one order, so nobody waits for ever
        link_report(unit, case, report_id)
    _place_opener(unit, case, override_reason)
    return case


def _place_opener(unit: Unit, case: Case, override_reason: str | None) -> None:
    """Put the officer who opens a case on it, unless a report brought a conflict of interest."""
    officer_id = unit.actor.id
    if unit.actor.kind != ActorKind.OFFICER or officer_id is None:
        return
    if not is_shut_out(unit.session.connection(), officer_id, case_id=case.id):
        place_officer(unit, case, officer_id, _role_on_case(unit), override_reason)


def link_report(unit: Unit, case: Case, report_id: UUID, *, version: int | None = None) -> Report:
    """Put a report on a case. Its reporter becomes the reporting party; those it names, parties."""
    report = load(unit, Report, report_id, "report.triage", version=version)
    step = REPORT_MACHINE.step("link", report.state, internal=True)
    check_may_join(unit, case, report)
    before, report.state = report.state, step.target
    report.case_id, report.updated_at = case.id, unit.now
    run_report_clocks(unit, report)
    groups = (Report.identity.target(report), Report.subjects.target(report))
    unit.record(
        step.verb, report, case_id=case.id, change={"from": before, "to": report.state},
        reads=groups,
    )  # fmt: skip
    notify_of_step(unit, report, step)
    carry_over(unit, report, case)
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


def unlink_report(
    unit: Unit, case_id: UUID, report_id: UUID, *, version: int | None = None
) -> Report:
    """Take a report off a case; the parties that came with it leave, for nothing else names them.

    Raises:
        NotFound: the report is not on this case.
        WrongState: the case is closed or would have no report left, or something on it rests on
            one of the parties.
    """
    case = open_case_for(unit, case_id, "case.progress")
    report = load(unit, Report, report_id, "report.triage", version=version)
    if report.case_id != case.id:
        raise NotFound
    step = REPORT_MACHINE.step("unlink", report.state, internal=True)
    check_may_leave(leaving_of(unit.session.connection(), case, report))
    _remove_parties(unit, report)
    before, report.state = report.state, step.target
    report.case_id, report.updated_at = None, unit.now
    run_report_clocks(unit, report)  # before anything is recorded: it changes the report too
    release_check_ins(unit, report)
    leave_case(unit, report, case)
    unit.record(step.verb, report, case_id=case.id, change={"from": before, "to": report.state})
    take_along(unit, report, case)
    notify_of_step(unit, report, step)
    return report


def _remove_parties(unit: Unit, report: Report) -> None:
    query = select(Party).where(Party.report_id == report.id).order_by(Party.id)
    for party in unit.session.scalars(query).all():
        change = {"role": party.role, "party_type": party.party_type}
        unit.record("party.remove", party, case_id=party.case_id, change=change)
        index_identifiers(unit, Party.identity, party.id, [])
        unit.session.delete(party)


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
    index_identifiers(unit, Party.identity, party.id, [identity])
    return party


def place_officer(
    unit: Unit, case: Case, officer_id: UUID, role: str, override_reason: str | None = None
) -> Assignment:
    """Put an officer on a case; the caller has checked that the actor may.

    Args:
        override_reason: why them, where they are not whom a reporter asked to be met by; it is
            kept only then.

    Raises:
        Invalid: they are not, and no reason is given.
    """
    choice = choose(unit, case, officer_id, role, override_reason)
    assignment = unit.add(
        Assignment(
            id=new_id(), case_id=case.id, officer_id=officer_id, role=role, assigned_at=unit.now,
            preference=choice.preference, override_reason=choice.reason,
            wishes_met=dict(choice.wishes),
        )
    )  # fmt: skip
    change: dict[str, Any] = {"officer": str(officer_id), "role": role}
    if choice.preference:
        change |= {"preference": choice.preference, "reason": choice.reason}
    unit.record("case.assign", assignment, case_id=case.id, change=change, reads=choice.reads)
    if officer_id != unit.actor.id:
        notify_officers(unit, "assigned", [officer_id], case_id=case.id)
    return assignment


def _role_on_case(unit: Unit) -> str:
    roles = unit.actor.roles
    return Role.CASE_MANAGER if Role.CASE_MANAGER in roles else Role.WELFARE_OFFICER
