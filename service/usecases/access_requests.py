"""Access that takes two people, and access that one person takes alone, on record and reviewed.

One mechanism for four kinds: letting an officer of a case know who reported (``unmask``), opening
a match (``open_match``), ending a conflict of interest (``end_conflict``) — each asked for by one
person and decided by another — and breaking the glass (``break_glass``), which starts at once and
is reviewed. All of it needs a person at the console; an API client only reads who asked.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from service.domain.access import ACCESS_MACHINE, DECIDED_BY, state_at
from service.domain.actors import Actor, ActorKind
from service.domain.casework_lists import AccessKind, AccessState
from service.domain.code_lists import READ_PURPOSES, Role
from service.domain.errors import NotAllowed, NotFound, Stale, WrongState, invalid
from service.domain.ids import new_id
from service.domain.policy import POLICY, permits
from service.store.models import AccessRequest, Case, Conflict, Officer, Report
from service.store.queries.cases import assignments_of
from service.store.queries.guard import request_row
from service.usecases.access import allow, stands
from service.usecases.access_kinds import ASKED, NEEDED, Wanted, brought_about, held_on
from service.usecases.entries import Subject
from service.usecases.match_alerts import find_alert, shut_out_of_alert
from service.usecases.notices import notify_officers
from service.usecases.unit import Unit


def request_access(
    unit: Unit, *, kind: str, subject: UUID, purpose: str, reason: str
) -> AccessRequest:
    """Ask a second person for access.

    Args:
        kind: ``unmask`` (``subject`` is a report on a case), ``open_match`` (a match alert) or
            ``end_conflict`` (a conflict of interest).
        purpose: a code of the list read_purpose.
        reason: in the officer's own words; sealed.

    Raises:
        NotFound, NotAllowed: the officer may not know of the subject, or may not ask.
        WrongState: there is nothing to ask for, or the officer has asked already.
        Invalid: the reason is empty, or the purpose or the kind is unknown.
    """
    if kind not in ASKED:
        raise invalid("/kind", "unknown_code", "This is not asked for.")
    wanted = ASKED[AccessKind(kind)](unit, subject)
    request = _new(unit, kind, subject, wanted, purpose=purpose, reason=reason)
    _record(unit, "access.request", request)
    notify_officers(
        unit, "access_request", _may_decide(unit, request), case_id=request.case_id,
        report_id=_report_of(request),
    )  # fmt: skip
    return request


def break_glass(unit: Unit, reference: str, *, purpose: str, reason: str) -> AccessRequest:
    """Break into a case one is not on: at once, for a while, and with everybody told.

    Args:
        reference: the case's reference; whoever does not know it has no business there.

    Raises:
        NotFound: there is no such case, or the officer is shut out of it: both look alike.
        WrongState: the officer sees the case already.
    """
    allow(unit.actor, "access.break_glass")
    case = unit.session.scalar(select(Case).where(Case.reference == reference.strip().upper()))
    if case is None:
        raise NotFound
    held = stands(unit.session.connection(), unit.actor, Case, case.id)
    if not permits(unit.actor, "access.break_glass", held):
        raise NotFound(permission="access.break_glass", subject=(Case.__tablename__, case.id))
    if permits(unit.actor, "case.read", held):
        raise WrongState("You see this case already.")
    wanted = Wanted(Case.__tablename__, case.id, (Case.__tablename__, case.id))
    request = _new(unit, AccessKind.BREAK_GLASS, case.id, wanted, purpose=purpose, reason=reason)
    request.state = AccessState.APPROVED
    request.expires_at = unit.now + unit.rules.break_glass_for
    _record(unit, "access.start", request)
    notify_officers(unit, "break_glass", _to_be_told(unit, case), case_id=case.id)
    return request


def decide_access(unit: Unit, request_id: UUID, *, approve: bool, version: int) -> AccessRequest:
    """Approve or refuse what somebody else asked for.

    What is approved lasts for the institution's time limit; a conflict of interest ends at once.

    Raises:
        NotFound: there is no such request, or the officer may not know of it.
        NotAllowed: the officer asked themselves, declared the conflict, or may not decide.
        WrongState: it was decided already, or who asked may not have it any more.
    """
    request = _load(unit, request_id, version)
    step = ACCESS_MACHINE.step("approve" if approve else "refuse", request.state)
    permission = DECIDED_BY[request.kind]
    _allow_second(unit, request, permission)
    if approve and not _may_have(unit, request):
        raise WrongState("Whoever asked may not have this any more.")
    before, request.state = request.state, step.target
    request.decided_by, request.decided_at = unit.actor.id, unit.now
    if approve and request.kind == AccessKind.END_CONFLICT:
        _end_conflict(unit, request)
    elif approve:
        request.expires_at = unit.now + unit.rules.unmask_for
    _record(unit, step.verb, request, before=before)
    return request


def end_access(unit: Unit, request_id: UUID) -> AccessRequest:
    """Give up what one asked for or was granted, before its time runs out.

    Raises:
        NotFound: there is no such request of this officer.
        WrongState: it has ended already.
    """
    request = _load(unit, request_id)
    if request.requester_id != unit.actor.id:
        raise NotFound
    state = state_at(request.state, request.expires_at, unit.now)
    step = ACCESS_MACHINE.step("end", state)
    if request.kind == AccessKind.END_CONFLICT and state == AccessState.APPROVED:
        raise WrongState("The conflict of interest has ended; there is nothing to give back.")
    request.state, request.ended_at = step.target, unit.now
    _record(unit, step.verb, request, before=state)
    return request


def review_access(unit: Unit, request_id: UUID, result: str, *, version: int) -> AccessRequest:
    """Review a break of the glass once it is over: every one is.

    Args:
        result: a code of the list review_result.

    Raises:
        NotFound, NotAllowed: see `decide_access`.
        WrongState: it goes on still, was reviewed already, or is not reviewed at all.
    """
    request = _load(unit, request_id, version)
    state = state_at(request.state, request.expires_at, unit.now)
    if request.kind != AccessKind.BREAK_GLASS:
        raise WrongState("A second person decided about this; it is not reviewed.")
    step = ACCESS_MACHINE.step("review", state)
    if step.reasons is not None:
        step.reasons.require(result, "/result")
    _allow_second(unit, request, step.permission)
    request.state, request.review_result = step.target, result
    request.reviewed_by, request.reviewed_at = unit.actor.id, unit.now
    _record(unit, step.verb, request, before=state, result=result)
    return request


def _new(
    unit: Unit, kind: str, subject: UUID, wanted: Wanted, *, purpose: str, reason: str
) -> AccessRequest:
    READ_PURPOSES.require(purpose, "/purpose")
    if not reason.strip():
        raise invalid("/reason", "required", "Say why you need this.")
    _refuse_second(unit, kind, subject)
    request = AccessRequest(
        id=new_id(), kind=kind, state=AccessState.REQUESTED, subject_kind=wanted.table,
        subject_id=subject, case_id=wanted.case_id, requester_id=unit.actor.id, purpose=purpose,
        requested_at=unit.now, owner_table=wanted.owner[0], owner_id=wanted.owner[1],
    )  # fmt: skip
    unit.seal(request, AccessRequest.reason, {"reason": reason.strip()})
    return unit.add(request)


def _refuse_second(unit: Unit, kind: str, subject: UUID) -> None:
    """Refuse a second request while the first waits, or while what it gave still lasts."""
    lasting: ColumnElement[bool] = and_(
        AccessRequest.state == AccessState.APPROVED, AccessRequest.expires_at > unit.now
    )
    query = select(AccessRequest.id).where(
        AccessRequest.requester_id == unit.actor.id,
        AccessRequest.kind == kind,
        AccessRequest.subject_id == subject,
        or_(AccessRequest.state == AccessState.REQUESTED, lasting),
    )
    if unit.session.scalars(query).first() is not None:
        raise WrongState("You have asked for this already.")


def _load(unit: Unit, request_id: UUID, version: int | None = None) -> AccessRequest:
    """Load a request that the actor may know of, locked until the unit ends."""
    row = unit.session.get(AccessRequest, request_id, with_for_update=True)
    if row is None or request_row(unit.session.connection(), unit.actor, request_id) is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Stale
    return row


def _allow_second(unit: Unit, request: AccessRequest, permission: str) -> None:
    """Refuse whoever may not be the second person: who asked, or who brought it about."""
    actor, connection = unit.actor, unit.session.connection()
    subject = (AccessRequest.__tablename__, request.id)
    if not permits(actor, permission, held_on(connection, actor, request)):
        raise NotFound(permission=permission, subject=subject)
    if request.kind == AccessKind.OPEN_MATCH:
        find_alert(unit, request.subject_id)  # who is shut out of one of its reports is no second
    if brought_about(connection, actor, request):
        raise NotAllowed(permission, subject=subject)


def _may_have(unit: Unit, request: AccessRequest) -> bool:
    """Whether who asked may have it still: on the case, in their role, and not shut out."""
    officer = unit.session.get_one(Officer, request.requester_id)
    roles = frozenset(map(Role, officer.roles))
    actor = Actor(ActorKind.OFFICER, officer.id, roles=roles, service_id=officer.service_id)
    held = held_on(unit.session.connection(), actor, request)
    if not officer.active or not permits(actor, NEEDED[request.kind], held):
        return False
    return officer.id not in _kept_from(unit, request)


def _kept_from(unit: Unit, request: AccessRequest) -> frozenset[UUID]:
    """Give whom a request must be kept from, though they have no conflict with what owns it."""
    if request.kind == AccessKind.OPEN_MATCH:
        return shut_out_of_alert(unit, request.subject_id)
    if request.kind == AccessKind.END_CONFLICT:
        return frozenset({unit.session.get_one(Conflict, request.subject_id).officer_id})
    return frozenset()


def _report_of(request: AccessRequest) -> UUID | None:
    return request.owner_id if request.owner_table == Report.__tablename__ else None


def _end_conflict(unit: Unit, request: AccessRequest) -> None:
    conflict = unit.session.get(Conflict, request.subject_id)
    if conflict is None or conflict.removed_at is not None:
        raise WrongState("This conflict of interest has ended.")
    conflict.removed_at, conflict.removed_by = unit.now, unit.actor.id
    change = {"officer": str(conflict.officer_id), "kind": conflict.kind}
    unit.record("conflict.end", conflict, case_id=conflict.case_id, change=change)


def _may_decide(unit: Unit, request: AccessRequest) -> set[UUID]:
    """Give the other officers whose roles let them decide about a request they may know of."""
    return _holders(unit, DECIDED_BY[request.kind]) - _kept_from(unit, request)


def _to_be_told(unit: Unit, case: Case) -> set[UUID]:
    """Find who must hear that the glass was broken: the case's officers, and who reviews it."""
    on_case = {row.officer_id for row in assignments_of(unit.session.connection(), case.id)}
    return (on_case | _holders(unit, "access.review")) - {unit.actor.id}


def _holders(unit: Unit, permission: str) -> set[UUID]:
    """Give the other officers whose roles hold a permission."""
    roles = {who for grant in POLICY[permission] for who in grant.who}
    rows = unit.session.execute(select(Officer.id, Officer.roles).where(Officer.active.is_(True)))
    return {row.id for row in rows if roles & set(row.roles)} - {unit.actor.id}


def _record(
    unit: Unit, verb: str, request: AccessRequest, *, before: str | None = None, **change: Any
) -> None:
    """Record what became of a request, so that it is found with the report it concerns."""
    unit.flush()
    subject = replace(Subject.of(request), report_id=_report_of(request))
    change |= {"kind": request.kind, "from": before, "to": request.state}
    unit.record(verb, subject, case_id=request.case_id, change=change, purpose=request.purpose)
