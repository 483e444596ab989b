"""Working on a case: moving it on, amending it, assigning officers, notes, parties, outcomes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import ActorKind
from service.domain.cases import CASE_MACHINE, check_everybody_told
from service.domain.code_lists import WITHHOLDING_REASONS, CaseState, PartyRole, Told
from service.domain.errors import NotFound, Stale, WrongState, invalid
from service.domain.ids import new_id
from service.domain.outcomes import check_disclosure
from service.domain.transitions import RETURN
from service.store.models import Assignment, Case, Note, Officer, Outcome, Party, Report
from service.store.queries.cases import count_outcomes, parties_of
from service.usecases.access import allow_on, load
from service.usecases.clocks import run_case_clocks
from service.usecases.messages import write_to_reporter
from service.usecases.tasks import cancel_open_tasks
from service.usecases.triage import add_party, link_report, place_officer, require_reason
from service.usecases.unit import Unit


def move_case(
    unit: Unit, case_id: UUID, action: str, *, reason: str | None = None, version: int | None
) -> Case:
    """Take one step of the case's state machine.

    Raises:
        WrongState: the step does not exist in this state, or a party has not been told.
        Invalid: a coded reason is missing or unknown.
    """
    case = load(unit, Case, case_id, version=version)
    step = CASE_MACHINE.step(action, case.state)
    allow_on(unit.session.connection(), unit.actor, Case, case.id, step.permission)
    require_reason(step, reason)
    before = case.state
    target = case.held_from or CaseState.TRIAGE if step.target == RETURN else step.target
    if target == CaseState.CLOSED:
        _check_closable(unit, case)
    case.held_from = before if target == CaseState.ON_HOLD else None
    case.state, case.updated_at = target, unit.now
    run_case_clocks(unit, case)
    if target == CaseState.CLOSED:
        cancel_open_tasks(unit, case)
    case.closed_at = unit.now if target == CaseState.CLOSED else None
    case.close_reason = reason if step.reasons else None
    unit.record(
        step.verb,
        case,
        case_id=case.id,
        change={"from": before, "to": target, "reason": reason if step.reasons else None},
        detail={"reason": reason} if reason and not step.reasons else None,
    )
    return case


def amend_case(unit: Unit, case_id: UUID, changes: Mapping[str, Any], *, version: int) -> Case:
    """Change a case's risk level or summary.

    Args:
        changes: any of ``risk_level`` and ``summary``.
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
    case.updated_at = unit.now
    unit.record("case.amend", case, case_id=case.id, change=change)
    return case


def link_to_case(unit: Unit, case_id: UUID, report_id: UUID) -> Report:
    """Put one more report on an open case."""
    case = _open_case(unit, case_id, "case.progress")
    return link_report(unit, case, report_id)


def assign_officer(unit: Unit, case_id: UUID, officer_id: UUID, role: str) -> Assignment:
    """Put an officer on a case.

    Raises:
        Invalid: there is no such officer, they do not have the role, or they are on it already.
    """
    case = _open_case(unit, case_id, "case.assign")
    officer = unit.session.get(Officer, officer_id)
    if officer is None or not officer.active or role not in officer.roles:
        raise invalid("/officer_id", "not_available", "No active officer has this id and role.")
    query = select(Assignment.id).where(
        Assignment.case_id == case.id,
        Assignment.officer_id == officer_id,
        Assignment.ended_at.is_(None),
    )
    if unit.session.scalar(query) is not None:
        raise invalid("/officer_id", "already_assigned", "This officer is on the case already.")
    return place_officer(unit, case, officer_id, role)


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
    return assignment


def write_note(unit: Unit, case_id: UUID, text: str) -> Note:
    """Write a note for the case team."""
    case = load(unit, Case, case_id, "case.note")
    note = Note(
        id=new_id(),
        case_id=case.id,
        author_kind=unit.actor.kind,
        author_id=unit.actor.id,
        created_at=unit.now,
    )
    unit.seal(note, Note.body, {"text": text})
    unit.add(note)
    unit.record("note.write", note, case_id=case.id)
    return note


def add_case_party(
    unit: Unit, case_id: UUID, *, role: str, party_type: str, identity: Mapping[str, Any] | None
) -> Party:
    """Add a party to an open case."""
    case = _open_case(unit, case_id, "case.amend")
    return add_party(unit, case, role=role, party_type=party_type, identity=identity)


def tell_party(unit: Unit, case_id: UUID, party_id: UUID, text: str, *, version: int) -> Party:
    """Record that a party was told the outcome, and in which words.

    A reporter is told by a message in their conversation: for an anonymous one it is the only way.

    Raises:
        WrongState: there is no outcome to tell.
    """
    party = _party(unit, case_id, party_id, version)
    if not count_outcomes(unit.session.connection(), case_id):
        raise WrongState("Record an outcome before telling anybody.")
    if party.role == PartyRole.REPORTING and party.report_id is not None:
        write_to_reporter(unit, party.report_id, text)
    party.told, party.told_at, party.withholding_reason = Told.TOLD, unit.now, None
    unit.seal(party, Party.told_text, {"text": text})
    unit.record("party.told", party, case_id=case_id, change={"to": party.told})
    return party


def withhold_from_party(
    unit: Unit, case_id: UUID, party_id: UUID, reason: str, *, version: int
) -> Party:
    """Record why a party is not told the outcome, as a code."""
    WITHHOLDING_REASONS.require(reason, "/withholding_reason")
    party = _party(unit, case_id, party_id, version)
    party.told, party.told_at, party.withholding_reason = Told.WITHHELD, None, reason
    party.told_text_ct = None
    unit.record(
        "party.withheld", party, case_id=case_id, change={"to": party.told, "reason": reason}
    )
    return party


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
    case = _open_case(unit, case_id, "outcome.record")
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
    _tell_again(unit, case.id)
    return outcome


def _tell_again(unit: Unit, case_id: UUID) -> None:
    """Have every party told anew: what they were told did not hold this outcome."""
    query = select(Party).where(Party.case_id == case_id, Party.told != Told.NOT_YET)
    for party in unit.session.scalars(query.order_by(Party.id)):
        before, party.told = party.told, Told.NOT_YET
        party.told_at = party.withholding_reason = party.told_text_ct = None
        change = {"from": before, "to": party.told}
        unit.record("party.to_tell", party, case_id=case_id, change=change)


def _open_case(unit: Unit, case_id: UUID, permission: str) -> Case:
    case = load(unit, Case, case_id, permission)
    if case.state == CaseState.CLOSED:
        raise WrongState("The case is closed. Reopen it first.")
    return case


def _party(unit: Unit, case_id: UUID, party_id: UUID, version: int) -> Party:
    load(unit, Case, case_id, "outcome.tell")
    party = unit.session.get(Party, party_id)
    if party is None or party.case_id != case_id:
        raise NotFound
    if party.version != version:
        raise Stale
    return party


def _check_closable(unit: Unit, case: Case) -> None:
    connection = unit.session.connection()
    told = [party.told for party in parties_of(connection, case.id)]
    check_everybody_told(told, outcomes=count_outcomes(connection, case.id))
