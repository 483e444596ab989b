"""Referrals that lose what they rest on: a consent, the report itself, or its place on a case.

Whoever may record that it is gone thereby stops the referrals, seen by them or not.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from service.domain.code_lists import ReferralStatus
from service.domain.referrals import NOT_ACCEPTED, REFERRAL_MACHINE
from service.domain.transitions import Transition
from service.store.models import Case, Referral, Report
from service.store.sealed import Target
from service.usecases.joint_owners import end_without_consent
from service.usecases.notices import notify_of_step
from service.usecases.unit import Unit

_REVOKE = REFERRAL_MACHINE.step("revoke", ReferralStatus.SENT, internal=True)


def take(
    unit: Unit,
    referral: Referral,
    step: Transition,
    *,
    reason: str | None = None,
    reads: Sequence[Target] = (),
) -> Referral:
    """Move a referral on and record it; the caller has checked that the actor may."""
    before, referral.status = referral.status, step.target
    referral.updated_at = unit.now
    unit.record(
        step.verb,
        referral,
        case_id=case_of(unit, referral),
        change={
            "from": before,
            "to": referral.status,
            "reason": reason if step.reasons else None,
        },
        reads=reads,
        detail={"reason": reason} if reason and not step.reasons else None,
    )
    notify_of_step(unit, referral, step)
    return referral


def case_of(unit: Unit, referral: Referral) -> UUID | None:
    """Give the case under which an act on a referral is recorded."""
    if referral.case_id is not None or referral.report_id is None:
        return referral.case_id
    report = unit.session.get(Report, referral.report_id)
    return report.case_id if report else None


def revoke_referrals(unit: Unit, report: Report) -> None:
    """Stop a report's referrals: an agreement they rest on is gone."""
    _revoke(unit, report, _REVOKE.source)


def stop_sharing(unit: Unit, report: Report) -> None:
    """Stop referrals and joint ownership: whom the report is about does not agree."""
    revoke_referrals(unit, report)
    end_without_consent(unit, report)


def stop_for_withdrawn(unit: Unit, report: Report) -> None:
    """Stop what is shared of a report that was withdrawn, but no support that was taken on."""
    _revoke(unit, report, NOT_ACCEPTED)
    end_without_consent(unit, report)


def unshare(unit: Unit, report: Report, group: str) -> None:
    """Take a group back from every service it was shared with; all that was opened is on record."""
    for referral in _referrals_of(unit, report):
        if Referral.shared.is_empty(referral):
            continue
        target = Referral.shared.target(referral)
        with unit.opening([target]):
            shared = dict(referral.shared)
            taken = shared.pop(group, None) is not None
            unit.seal(referral, Referral.shared, shared)
        change = {"group": group if taken else None}
        unit.record(
            "referral.unshare", referral, case_id=case_of(unit, referral), change=change,
            reads=[target],
        )  # fmt: skip


def leave_case(unit: Unit, report: Report, case: Case) -> None:
    """Let a report that leaves its case take its referrals along."""
    for referral in _referrals_of(unit, report):
        if referral.case_id == case.id:
            referral.case_id = None
            unit.record("referral.leave_case", referral, case_id=case.id)


def _revoke(unit: Unit, report: Report, states: Sequence[str]) -> None:
    for referral in _referrals_of(unit, report):
        if referral.status in states:
            take(unit, referral, _REVOKE)


def _referrals_of(unit: Unit, report: Report) -> Sequence[Referral]:
    unit.flush()
    query = select(Referral).where(Referral.report_id == report.id).order_by(Referral.id)
    return unit.session.scalars(query.with_for_update()).all()
