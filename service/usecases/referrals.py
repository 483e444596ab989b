"""Referring somebody to a support service, with or without a report or a case."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from service.domain.code_lists import ConsentScope, ConsentState, ReferralStatus
from service.domain.errors import NotAllowed, invalid
from service.domain.ids import new_id, new_reference
from service.domain.policy import Relation, permits
from service.domain.referrals import (
    REFERRAL_MACHINE,
    check_may_expect,
    check_may_refer,
    check_person,
)
from service.domain.sharing import PEER_TERMS, TERMS, check_scope, terms_of
from service.store.models import Case, Referral, Report, SupportService
from service.store.sealed import Target
from service.usecases.access import allow_on, load, report_on_case
from service.usecases.facts import forget_facts, remember_belonging
from service.usecases.intake import record_consent
from service.usecases.introduction_answers import end_introductions
from service.usecases.joint_owners import end_without_consent
from service.usecases.matching import forget_subjects, match_from_now_on
from service.usecases.referral_consents import record_answer
from service.usecases.referring_again import Said, earlier_referral, take_up
from service.usecases.share_preview import share
from service.usecases.sharing import case_of, lose_consent, take
from service.usecases.triage import require_reason
from service.usecases.unit import Unit


def create_referral(
    unit: Unit,
    *,
    service_id: UUID,
    need: str | None = None,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
    person: Mapping[str, Any] | None = None,
    consents: Sequence[Mapping[str, str]] = (),
    previous_id: UUID | None = None,
) -> Referral:
    """Draft a referral. Nothing is shared until it is sent.

    Args:
        need: what the person needs, in words the service will see.
        person: who is referred, where no report says it.
        consents: what they answered when asked about this service, by scope, state and wording.
        previous_id: an earlier referral that this one takes the place of, for the same person;
            what they need and who they are is taken from it where it is not given.

    Raises:
        WrongState: the report was withdrawn, or the earlier referral is still under way.
        Invalid: the service is not active, or it must be said which report is meant, or something
            does not go with the rest.
    """
    if not need and previous_id is None:
        raise invalid("/need", "required", "Say what they need.")
    _check_answers(unit, service_id, consents)
    previous = earlier_referral(unit, previous_id) if previous_id else None
    if previous is not None and case_id is None and report_id is None:
        case_id, report_id = previous.case_id, previous.report_id
    report_id = _place(unit, case_id, report_id)
    check_person(person, with_report=report_id is not None)
    said: Said = {"need": {"need": need} if need else {}, "person": person or {}}
    reads: list[Target] = []
    if previous is not None:
        said, reads = take_up(unit, previous, report_id, said)
    referral = Referral(
        id=new_id(), reference=new_reference("S"), status=ReferralStatus.DRAFT, case_id=case_id,
        report_id=report_id, service_id=service_id, previous_id=previous_id, created_at=unit.now,
        updated_at=unit.now,
    )  # fmt: skip
    unit.new_key(Referral.__tablename__, referral.id)
    unit.seal(referral, Referral.need, said["need"])
    unit.seal(referral, Referral.person, said["person"])
    unit.add(referral)
    change = {"service": str(service_id), "to": referral.status}
    case_id = case_of(unit, referral)
    unit.record("referral.create", referral, case_id=case_id, change=change, reads=reads)
    for answer in consents:
        record_answer(unit, referral, **answer)
    return referral


def move_referral(
    unit: Unit, referral_id: UUID, action: str, *, reason: str | None = None, version: int | None
) -> Referral:
    """Take one step of the referral's state machine.

    Sending needs consent, and seals exactly what the service is given.

    Raises:
        WrongState: the step does not exist in this state, or consent is missing, or there is
            nothing to share.
        Invalid: a coded reason is missing or unknown.
    """
    referral = load(unit, Referral, referral_id, version=version)
    step = REFERRAL_MACHINE.step(action, referral.status)
    allow_on(unit.session.connection(), unit.actor, Referral, referral.id, step.permission)
    require_reason(step, reason)
    reads = share(unit, referral) if step.target == ReferralStatus.SENT else []
    return take(unit, referral, step, reason=reason, reads=reads)


def amend_referral(
    unit: Unit, referral_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Referral:
    """Say on which day the service expects to begin, or no longer say so.

    Raises:
        WrongState: nobody waits for it.
    """
    referral = load(unit, Referral, referral_id, version=version)
    check_may_expect(referral.status)
    allow_on(unit.session.connection(), unit.actor, Referral, referral.id, "referral.receive")
    if "expected_on" in changes:
        referral.expected_on, referral.updated_at = changes["expected_on"], unit.now
        change = {"fields": ["expected_on"]}
        unit.record("referral.amend", referral, case_id=case_of(unit, referral), change=change)
    return referral


def answer_consent(
    unit: Unit, report_id: UUID, *, scope: str, state: str, wording_version: str
) -> None:
    """Record a person's answer; what rests on a consent that is no longer given stops at once."""
    report = load(unit, Report, report_id, "report.consent")
    record_consent(unit, report, scope=scope, state=state, wording_version=wording_version)
    follows = _BEGINS if state == ConsentState.GRANTED else _ENDS
    for follow in follows.get(scope, ()):
        follow(unit, report)


_BEGINS: dict[str, Sequence[Callable[[Unit, Report], None]]] = {
    ConsentScope.MATCH: [match_from_now_on],
    ConsentScope.STATISTICS: [remember_belonging],
}
"""What a consent that is given, be it only now, lets begin."""
_ENDS: dict[str, Sequence[Callable[[Unit, Report], None]]] = {
    ConsentScope.MATCH: [forget_subjects],
    ConsentScope.STATISTICS: [forget_facts],
    ConsentScope.SHARE_WITH_PLACEMENT: [end_without_consent],
    **{
        scope: [partial(lose_consent, scope=scope)]
        for scope in {*TERMS.values(), *PEER_TERMS.values()}
    },
    ConsentScope.INTRODUCE_TO_PEERS: [
        partial(lose_consent, scope=ConsentScope.INTRODUCE_TO_PEERS),
        end_introductions,
    ],
}
"""What a consent that is refused or withdrawn puts an end to."""


def _check_answers(unit: Unit, service_id: UUID, answers: Sequence[Mapping[str, str]]) -> None:
    """Check that there is such a service to refer to, and that all of this is asked for it."""
    service = unit.session.get(SupportService, service_id)
    if service is None or not service.active:
        raise invalid("/service_id", "not_available", "No active service has this id.")
    for number, answer in enumerate(answers):
        check_scope(terms_of(service.service_type), answer["scope"], f"/consents/{number}/scope")


def _place(unit: Unit, case_id: UUID | None, report_id: UUID | None) -> UUID | None:
    """Check that the actor may refer for a case or a report; give the report that is meant."""
    _allow_drafting(unit, case_id, report_id)
    if case_id is not None:
        report_id = report_on_case(unit, case_id, report_id)
    if report_id is not None:
        check_may_refer(unit.session.get_one(Report, report_id, with_for_update=True).state)
    return report_id


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
