"""Joint ownership: a placement provider that shares a case with the institution.

It rests on the consent of everybody who reported on the case, and of whom they report about. It
ends with the first that is withdrawn, and with the first report that is.
"""

from uuid import UUID

from sqlalchemy import select

from service.domain.code_lists import ConsentScope, ConsentState, ReportState
from service.domain.errors import NotFound, WrongState, invalid
from service.domain.ids import new_id
from service.domain.reports import affected_agrees
from service.store.models import Case, JointOwner, Report
from service.store.queries.reports import consents_of
from service.usecases.access import load
from service.usecases.parts import open_case_for, part_of
from service.usecases.providers import known_provider
from service.usecases.unit import Unit

CONSENT_WITHDRAWN, ENDED_BY_OFFICER = "consent_withdrawn", "ended_by_officer"


def add_joint_owner(unit: Unit, case_id: UUID, provider_id: UUID) -> JointOwner:
    """Share a case with a placement provider.

    Raises:
        WrongState: a report of the case was withdrawn, or lacks consent to be shared with a
            placement, be it the reporter's or the affected person's.
        Invalid: there is no such provider, or it is a joint owner already.
    """
    case = open_case_for(unit, case_id, "case.amend")
    known_provider(unit, provider_id, "/provider_id")
    if any(one.provider_id == provider_id for one in _current(unit, case.id)):
        raise invalid("/provider_id", "already_joint_owner", "It is a joint owner already.")
    # Locked, so that no consent is withdrawn while its report is being looked at.
    query = select(Report).where(Report.case_id == case.id).order_by(Report.id).with_for_update()
    reports = unit.session.scalars(query).all()
    if not reports or not all(_may_be_shared(unit, report) for report in reports):
        raise WrongState("Every report of the case needs consent to share it with a placement.")
    owner = JointOwner(id=new_id(), case_id=case.id, provider_id=provider_id, since=unit.now)
    unit.add(owner)
    change = {"provider": str(provider_id)}
    unit.record("joint_owner.add", owner, case_id=case.id, change=change)
    return owner


def end_joint_owner(unit: Unit, case_id: UUID, owner_id: UUID) -> None:
    """End a placement provider's part in a case; it is kept."""
    load(unit, Case, case_id, "case.amend")
    owner = part_of(unit, JointOwner, case_id, owner_id)
    if owner.ended_at is not None:
        raise NotFound
    _end(unit, owner, ENDED_BY_OFFICER)


def end_without_consent(unit: Unit, report: Report) -> None:
    """End the joint ownership of a report's case: what it rests on is gone."""
    if report.case_id is None:
        return
    for owner in _current(unit, report.case_id):
        _end(unit, owner, CONSENT_WITHDRAWN)


def check_may_join(unit: Unit, case: Case, report: Report) -> None:
    """Refuse to put a report on a case that is shared, without consent to share it too.

    Raises:
        WrongState: it has to be consented to, or the joint ownership ended, first.
    """
    if _current(unit, case.id) and not _may_be_shared(unit, report):
        raise WrongState(
            "The case is shared with a placement provider, and this report has no consent for "
            "that. End the joint ownership first."
        )


def _current(unit: Unit, case_id: UUID) -> list[JointOwner]:
    query = select(JointOwner).where(JointOwner.case_id == case_id, JointOwner.ended_at.is_(None))
    return list(unit.session.scalars(query.order_by(JointOwner.id)))


def _may_be_shared(unit: Unit, report: Report) -> bool:
    if report.state == ReportState.WITHDRAWN or not affected_agrees(report.affected_consent):
        return False
    unit.flush()
    answer = consents_of(unit.session.connection(), report.id).get(
        ConsentScope.SHARE_WITH_PLACEMENT
    )
    return answer is not None and answer.state == ConsentState.GRANTED


def _end(unit: Unit, owner: JointOwner, reason: str) -> None:
    owner.ended_at, owner.end_reason = unit.now, reason
    unit.record("joint_owner.end", owner, case_id=owner.case_id, change={"reason": reason})
