"""Referring somebody to a support service, with or without a report or a case."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import ConsentScope, ConsentState, ReferralStatus, ReportState
from service.domain.errors import NotAllowed, invalid
from service.domain.ids import new_id, new_reference
from service.domain.policy import Relation, permits
from service.domain.referrals import (
    REFERRAL_MACHINE,
    check_consent,
    check_may_refer,
    groups_shared,
    what_is_shared,
)
from service.store.models import Case, Referral, Report, SupportService
from service.store.queries.reports import consents_of
from service.store.sealed import Sealed, Target
from service.usecases.access import allow_on, load, report_on_case
from service.usecases.intake import record_consent
from service.usecases.joint_owners import end_without_consent
from service.usecases.matching import forget_subjects, match_from_now_on
from service.usecases.sharing import case_of, revoke_referrals, take, unshare
from service.usecases.triage import require_reason
from service.usecases.unit import Unit


def create_referral(
    unit: Unit,
    *,
    service_id: UUID,
    need: str,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
) -> Referral:
    """Draft a referral. Nothing is shared until it is sent.

    Args:
        need: what the person needs, in words the service will see.

    Raises:
        WrongState: the report was withdrawn.
        Invalid: the service is not active, or it must be said which report is meant.
    """
    service = unit.session.get(SupportService, service_id)
    if service is None or not service.active:
        raise invalid("/service_id", "not_available", "No active service has this id.")
    _allow_drafting(unit, case_id, report_id)
    if case_id is not None:
        report_id = report_on_case(unit, case_id, report_id)
    if report_id is not None:
        report = unit.session.get_one(Report, report_id, with_for_update=True)
        check_may_refer(report.state)
    referral = Referral(
        id=new_id(), reference=new_reference("S"), status=ReferralStatus.DRAFT, case_id=case_id,
        report_id=report_id, service_id=service_id, created_at=unit.now, updated_at=unit.now,
    )  # fmt: skip
    unit.new_key(Referral.__tablename__, referral.id)
    unit.seal(referral, Referral.need, {"need": need})
    unit.add(referral)
    unit.record(
        "referral.create",
        referral,
        case_id=case_of(unit, referral),
        change={"service": str(service_id), "to": referral.status},
    )
    return referral


def move_referral(
    unit: Unit, referral_id: UUID, action: str, *, reason: str | None = None, version: int | None
) -> Referral:
    """Take one step of the referral's state machine.

    Sending needs consent, and seals exactly what the service is given.

    Raises:
        WrongState: the step does not exist in this state, or consent is missing.
        Invalid: a coded reason is missing or unknown.
    """
    referral = load(unit, Referral, referral_id, version=version)
    step = REFERRAL_MACHINE.step(action, referral.status)
    allow_on(unit.session.connection(), unit.actor, Referral, referral.id, step.permission)
    require_reason(step, reason)
    reads: list[Target] = []
    if step.target == ReferralStatus.SENT:
        reads = _share(unit, referral)
        referral.sent_at = unit.now
    if step.reasons is not None:
        referral.decline_reason = reason
    return take(unit, referral, step, reason=reason, reads=reads)


def answer_consent(
    unit: Unit, report_id: UUID, *, scope: str, state: str, wording_version: str
) -> None:
    """Record a person's answer; what rests on a consent that is no longer given stops at once."""
    report = load(unit, Report, report_id, "report.consent")
    record_consent(unit, report, scope=scope, state=state, wording_version=wording_version)
    if scope in _ENDS and state != ConsentState.GRANTED:
        _ENDS[scope](unit, report)
    elif scope == ConsentScope.MATCH and report.state != ReportState.DRAFT:
        match_from_now_on(unit, report)


_ENDS: dict[str, Callable[[Unit, Report], None]] = {
    ConsentScope.REFERRAL: revoke_referrals,
    ConsentScope.MATCH: forget_subjects,
    ConsentScope.SHARE_WITH_PLACEMENT: end_without_consent,
    ConsentScope.SHARE_IDENTITY: partial(unshare, group="identity"),
    ConsentScope.SHARE_NARRATIVE: partial(unshare, group="narrative"),
}
"""What a consent that is refused or withdrawn puts an end to."""


def _allow_drafting(unit: Unit, case_id: UUID | None, report_id: UUID | None) -> None:
    if case_id is not None:
        load(unit, Case, case_id, "referral.create")
    if report_id is not None:
        load(unit, Report, report_id, "referral.create")
    # A referral needs no report: whoever takes people in may make one.
    unattached = case_id is None and report_id is None
    intake = {Relation.ANYONE, Relation.INTAKE}
    if unattached and not permits(unit.actor, "referral.create", intake):
        raise NotAllowed("referral.create")


def _share(unit: Unit, referral: Referral) -> list[Target]:
    """Seal what the receiving service sees: the need, and what consent adds to it.

    Returns:
        The groups that were opened for it, to be put on record.
    """
    targets = [Referral.need.target(referral)]
    consents: dict[str, str] = {}
    groups: dict[str, Sealed] = {}
    affected: str = AffectedConsent.NOT_NEEDED
    report = unit.session.get(Report, referral.report_id) if referral.report_id else None
    if report is not None:
        answers = consents_of(unit.session.connection(), report.id)
        consents = {scope: answer.state for scope, answer in answers.items()}
        check_consent(consents)
        affected = report.affected_consent
        groups = {name: getattr(Report, name) for name in groups_shared(consents, affected)}
        targets += [group.target(report) for group in groups.values()]
    with unit.opening(targets):
        opened = {name: group.open(report) for name, group in groups.items()}
        need = referral.need["need"]
        shared = what_is_shared(consents, reason=need, affected_consent=affected, **opened)
        unit.seal(referral, Referral.shared, shared)
    return targets
