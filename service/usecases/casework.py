"""Working on a case: moving it on, amending it, assigning officers, notes and outcomes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import ActorKind
from service.domain.cases import CASE_MACHINE, check_closable
from service.domain.casework_lists import NoteVisibility
from service.domain.code_lists import CaseState
from service.domain.errors import NotFound, invalid
from service.domain.ids import new_id
from service.domain.outcomes import check_disclosure
from service.domain.policy import ROLES_ON_A_CASE
from service.domain.transitions import RETURN, Transition
from service.store.models import Assignment, Case, Note, Officer, Outcome, Report
from service.store.queries.case_parts import closing_of
from service.usecases.access import allow_on, load
from service.usecases.affected import check_investigable
from service.usecases.clocks import run_case_clocks
from service.usecases.conflicts import is_shut_out
from service.usecases.notices import notify_of_step
from service.usecases.outcome_follow_up import cancel_follow_ups, schedule_follow_ups
from service.usecases.parties import tell_again
from service.usecases.parts import open_case_for
from service.usecases.providers import known_provider
from service.usecases.tasks import cancel_open_tasks, hand_back_tasks
from service.usecases.triage import link_report, place_officer, require_reason
from service.usecases.unit import Unit


def move_case(
    unit: Unit, case_id: UUID, action: str, *, reason: str | None = None, version: int | None
) -> Case:
    """Take one step of the case's state machine.

    Raises:
        WrongState: the step does not exist in this state, or closing would leave something open.
        Invalid: a coded reason is missing or unknown.
    """
    case = load(unit, Case, case_id, version=version)
    step = CASE_MACHINE.step(action, case.state)
    allow_on(unit.session.connection(), unit.actor, Case, case.id, step.permission)
    require_reason(step, reason)
    take_step(unit, case, step, reason)
    return case


def take_step(unit: Unit, case: Case, step: Transition, reason: str | None = None) -> None:
    """Move a case on and record it; the caller has checked that the actor may.

    Raises:
        WrongState: closing would leave something open, or somebody does not agree to an
            investigation.
    """
    if step.action == "investigate":
        check_investigable(unit, case)
    before = case.state
    target = case.held_from or CaseState.TRIAGE if step.target == RETURN else step.target
    if target == CaseState.CLOSED:
        _check_closable(unit, case)
    case.held_from = before if target == CaseState.ON_HOLD else None
    case.state, case.updated_at = target, unit.now
    if target == CaseState.INVESTIGATION and case.formal_since is None:
        case.formal_since = unit.now
    case.closed_at = unit.now if target == CaseState.CLOSED else None
    case.close_reason = reason if step.reasons else None
    run_case_clocks(unit, case, before=before)
    if target == CaseState.CLOSED:
        cancel_open_tasks(unit, case)
        schedule_follow_ups(unit, case)
    elif before == CaseState.CLOSED:
        cancel_follow_ups(unit, case)
    unit.record(
        step.verb,
        case,
        case_id=case.id,
        change={"from": before, "to": target, "reason": reason if step.reasons else None},
        detail={"reason": reason} if reason and not step.reasons else None,
    )
    notify_of_step(unit, case, step)


def amend_case(unit: Unit, case_id: UUID, changes: Mapping[str, Any], *, version: int) -> Case:
    """Change a case's risk level, summary or placement provider.

    Args:
        changes: any of ``risk_level``, ``summary`` and ``placement_provider_id``.

    Raises:
        Invalid: there is no such placement provider.
    """
    case = load(unit, Case, case_id, "case.amend", version=version)
    change: dict[str, Any] = {"fields": sorted(changes)}
    if "risk_level" in changes:
        change |= {"from": case.risk_level, "to": changes["risk_level"]}
        case.risk_level = changes["risk_level"]
    if "summary" in changes:
        case.summary_ct = None
        text = changes["summary"]
        unit.seal(case, Case.summary, {"summary": text} if text else None)
    if "placement_provider_id" in changes:
        case.placement_provider_id = known_provider(
            unit, changes["placement_provider_id"], "/placement_provider_id"
        )
    case.updated_at = unit.now
    unit.record("case.amend", case, case_id=case.id, change=change)
    return case


def link_to_case(unit: Unit, case_id: UUID, report_id: UUID) -> Report:
    """Put one more report on an open case."""
    case = open_case_for(unit, case_id, "case.progress")
    return link_report(unit, case, report_id)


def assign_officer(
    unit: Unit, case_id: UUID, officer_id: UUID, role: str, override_reason: str | None = None
) -> Assignment:
    """Put an officer on a case.

    Args:
        override_reason: why them, where a reporter asked for somebody else; see `place_officer`.

    Raises:
        Invalid: there is no such officer, they do not have the role, the role does no casework,
            they are on it already, or it is not said why a reporter's wish is overridden.
    """
    case = open_case_for(unit, case_id, "case.assign")
    if role not in ROLES_ON_A_CASE:
        raise invalid("/role", "not_casework", "This role does no work on cases.")
    officer = unit.session.get(Officer, officer_id)
    shut_out = is_shut_out(unit.session.connection(), officer_id, case_id=case.id)
    if officer is None or not officer.active or role not in officer.roles or shut_out:
        raise invalid(
            "/officer_id", "not_available", "This officer cannot be put on this case in this role."
        )
    query = select(Assignment.id).where(
        Assignment.case_id == case.id,
        Assignment.officer_id == officer_id,
        Assignment.ended_at.is_(None),
    )
    if unit.session.scalar(query) is not None:
        raise invalid("/officer_id", "already_assigned", "This officer is on the case already.")
    return place_officer(unit, case, officer_id, role, override_reason)


def end_assignment(unit: Unit, case_id: UUID, assignment_id: UUID) -> Assignment:
    """Take an officer off a case."""
    load(unit, Case, case_id, "case.assign")
    assignment = unit.session.get(Assignment, assignment_id)
    if assignment is None or assignment.case_id != case_id or assignment.ended_at is not None:
        raise NotFound
    assignment.ended_at = unit.now
    unit.record(
        "case.unassign",
        assignment,
        case_id=case_id,
        change={"officer": str(assignment.officer_id)},
    )
    hand_back_tasks(unit, assignment.officer_id, case_id=case_id)
    return assignment


def write_note(
    unit: Unit, case_id: UUID, text: str, visibility: str = NoteVisibility.CASE_TEAM
) -> Note:
    """Write a note for the case team, or for case managers and its author alone."""
    case = load(unit, Case, case_id, "case.note")
    note = Note(
        id=new_id(),
        case_id=case.id,
        author_kind=unit.actor.kind,
        author_id=unit.actor.id,
        visibility=visibility,
        created_at=unit.now,
    )
    unit.seal(note, Note.body, {"text": text})
    unit.add(note)
    unit.record("note.write", note, case_id=case.id, change={"visibility": visibility})
    return note


def record_outcome(
    unit: Unit,
    case_id: UUID,
    *,
    outcome_type: str,
    finding: str | None = None,
    summary: str | None = None,
    reasons: str | None = None,
    restricts_disclosure: bool = False,
) -> Outcome:
    """Record what came of a case. Whoever had been told of an earlier outcome is to be told again.

    Raises:
        Invalid: the outcome would restrict what somebody may disclose.
    """
    check_disclosure(restricts_disclosure=restricts_disclosure)
    case = open_case_for(unit, case_id, "outcome.record")
    outcome = Outcome(
        id=new_id(),
        case_id=case.id,
        outcome_type=outcome_type,
        finding=finding,
        recorded_at=unit.now,
        officer_id=unit.actor.id if unit.actor.kind == ActorKind.OFFICER else None,
    )
    content = {"summary": summary, "reasons": reasons}
    unit.seal(outcome, Outcome.content, {k: v for k, v in content.items() if v})
    unit.add(outcome)
    unit.record(
        "outcome.record",
        outcome,
        case_id=case.id,
        change={"outcome_type": outcome_type, "finding": finding},
    )
    tell_again(unit, case.id)
    return outcome


def _check_closable(unit: Unit, case: Case) -> None:
    unit.flush()
    check_closable(closing_of(unit.session.connection(), case))
