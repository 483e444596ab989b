"""Appeals against a decision: a party lodges one, somebody new decides it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.domain.appeals import DECIDING, check_appealable, check_decider
from service.domain.cases import CASE_MACHINE
from service.domain.code_lists import CaseState
from service.domain.errors import WrongState
from service.domain.ids import new_id
from service.store.models import Appeal, AuditEntry, Case
from service.usecases.access import load
from service.usecases.casework import take_step
from service.usecases.parts import part_of, party_meant
from service.usecases.unit import Unit


def lodge_appeal(
    unit: Unit, case_id: UUID, party_id: UUID, grounds: Sequence[str], text: str
) -> Appeal:
    """Record a party's appeal and move the case to it; several parties may appeal at once.

    Raises:
        WrongState: there is no decision to appeal against, or the party has appealed already.
        Invalid: the party is not on the case.
    """
    case = load(unit, Case, case_id, "case.progress")
    party_meant(unit, case.id, party_id)
    check_appealable(formal=case.formal_since is not None)
    if _undecided(unit, case, Appeal.party_id == party_id):
        raise WrongState("This party has an appeal that is not decided yet.")
    if case.state != CaseState.APPEAL:
        take_step(unit, case, CASE_MACHINE.step("appeal", case.state, internal=True))
    appeal = Appeal(
        id=new_id(), case_id=case.id, party_id=party_id, grounds=list(grounds), lodged_at=unit.now
    )
    unit.seal(appeal, Appeal.content, {"text": text})
    unit.add(appeal)
    unit.record("appeal.lodge", appeal, case_id=case.id, change={"grounds": sorted(grounds)})
    return appeal


def decide_appeal(
    unit: Unit, case_id: UUID, appeal_id: UUID, *, result: str, reasons: str, version: int
) -> Appeal:
    """Decide an appeal. Once none is left to decide, the case goes back to a decision.

    Raises:
        WrongState: it is decided already, or the actor had a part in the decision before.
    """
    case = load(unit, Case, case_id, "case.decide")
    appeal = part_of(unit, Appeal, case.id, appeal_id, version=version)
    if appeal.result is not None:
        raise WrongState("This appeal has been decided.")
    check_decider(decided_before=_decided_before(unit, case))
    appeal.result, appeal.decided_at, appeal.decided_by = result, unit.now, unit.actor.id
    unit.seal(appeal, Appeal.reasons, {"reasons": reasons})
    unit.record("appeal.decide", appeal, case_id=case.id, change={"result": result})
    if not _undecided(unit, case):
        take_step(unit, case, CASE_MACHINE.step("decide_appeal", case.state, internal=True))
    return appeal


def _decided_before(unit: Unit, case: Case) -> bool:
    """Look in the log, which also knows of findings that were changed since."""
    query = select(AuditEntry.id).where(
        AuditEntry.case_id == case.id,
        AuditEntry.verb.in_(sorted(DECIDING)),
        AuditEntry.actor_id == unit.actor.id,
    )
    return unit.session.scalars(query.limit(1)).first() is not None


def _undecided(unit: Unit, case: Case, *whose: ColumnElement[bool]) -> bool:
    query = select(Appeal.id).where(Appeal.case_id == case.id, Appeal.result.is_(None), *whose)
    return unit.session.scalar(query.limit(1)) is not None
