"""Referrals that lose what they rest on: a consent, the report itself, or its place on a case.

Whoever may record that it is gone thereby stops the referrals, seen by them or not.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from service.domain.code_lists import ReferralStatus
from service.domain.referrals import HELPED, NOT_ACCEPTED, REFERRAL_MACHINE, STAMPS
from service.domain.sharing import consent_asked, lost_with
from service.domain.support_lists import ReferralEnd
from service.domain.transitions import Transition
from service.store.models import Case, Referral, Report
from service.store.sealed import Target
from service.usecases.introduction_answers import end_introductions
from service.usecases.joint_owners import end_without_consent
from service.usecases.notices import notify_of_step
from service.usecases.share_preview import terms_for
from service.usecases.step_effects import bring_about
from service.usecases.unit import Unit

_REVOKE = REFERRAL_MACHINE.step("revoke", ReferralStatus.SENT, internal=True)


def take(
    unit: Unit,
    referral: Referral,
    step: Transition,
    *,
    reason: str | None = None,
    end: ReferralEnd | None = None,
    reads: Sequence[Target] = (),
) -> Referral:
    """Move a referral on and record it; the caller has checked that the actor may.

    Args:
        reason: why, as a code where the step asks for one.
        end: why it was stopped: all that its service is told.
    """
    before, referral.status = referral.status, step.target
    referral.updated_at = unit.now
    for moment in STAMPS[step.target]:
        if getattr(referral, moment) is None:
            setattr(referral, moment, unit.now)
    if step.reasons is not None:
        referral.decline_reason = reason
    if step.target == ReferralStatus.WITHDRAWN:
        end = ReferralEnd.WITHDRAWN_BY_SENDER
    referral.end_reason = end
    unit.record(
        step.verb,
        referral,
        case_id=case_of(unit, referral),
        change={
            "from": before,
            "to": referral.status,
            "reason": reason if step.reasons else end,
        },
        reads=reads,
        detail={"reason": reason} if reason and not step.reasons else None,
    )
    bring_about(unit, referral)
    notify_of_step(unit, referral, step)
    return referral


def case_of(unit: Unit, referral: Referral) -> UUID | None:
    """Give the case under which an act on a referral is recorded."""
    if referral.case_id is not None or referral.report_id is None:
        return referral.case_id
    report = unit.session.get(Report, referral.report_id)
    return report.case_id if report else None


def lose_consent(unit: Unit, report: Report, scope: str) -> None:
    """Stop what rests on a consent of a report, or take it back, whoever was given it."""
    for referral in _referrals_of(unit, report):
        lose(unit, referral, scope)


def lose(unit: Unit, referral: Referral, scope: str) -> None:
    """Stop a referral, or take back a part of it: consent to it is refused or withdrawn."""
    terms = terms_for(unit.session.connection(), referral)
    if scope == consent_asked(terms):
        _stop(unit, referral, ReferralEnd.CONSENT_WITHDRAWN)
    else:
        _take_back(unit, referral, lost_with(terms, scope))


def stop_sharing(unit: Unit, report: Report, end: ReferralEnd) -> None:
    """Stop referrals and joint ownership: whom the report is about does not agree."""
    for referral in _referrals_of(unit, report):
        _stop(unit, referral, end)
    end_without_consent(unit, report)


def stop_for_withdrawn(unit: Unit, report: Report) -> None:
    """Stop what is shared of a report that was withdrawn, but no support that was taken on."""
    for referral in _referrals_of(unit, report):
        if referral.status in NOT_ACCEPTED:
            take(unit, referral, _REVOKE, end=ReferralEnd.REPORT_WITHDRAWN)
    end_without_consent(unit, report)
    end_introductions(unit, report)


def leave_case(unit: Unit, report: Report, case: Case) -> None:
    """Let a report that leaves its case take its referrals along."""
    for referral in _referrals_of(unit, report):
        if referral.case_id == case.id:
            referral.case_id = None
            unit.record("referral.leave_case", referral, case_id=case.id)


def _stop(unit: Unit, referral: Referral, end: ReferralEnd) -> None:
    """Revoke a referral; from a service that has done its part, take back what it was given."""
    if referral.status in _REVOKE.source:
        take(unit, referral, _REVOKE, end=end)
    elif referral.status in HELPED:
        _take_back(unit, referral, referral.shared_groups)


def _take_back(unit: Unit, referral: Referral, parts: Sequence[str]) -> None:
    """Take parts back from the service that was given them. What was sent stays on record."""
    for part in parts:
        if part in referral.shared_groups and part not in referral.taken_back:
            referral.taken_back = [*referral.taken_back, part]
            referral.updated_at = unit.now
            case_id = case_of(unit, referral)
            unit.record("referral.unshare", referral, case_id=case_id, change={"group": part})


def _referrals_of(unit: Unit, report: Report) -> Sequence[Referral]:
    unit.flush()
    query = select(Referral).where(Referral.report_id == report.id).order_by(Referral.id)
    return unit.session.scalars(query.with_for_update()).all()
