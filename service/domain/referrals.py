"""What may happen to a referral."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.domain.code_lists import DECLINE_REASONS, ReportState
from service.domain.code_lists import ReferralStatus as S
from service.domain.errors import WrongState, invalid
from service.domain.reports import names_somebody
from service.domain.transitions import Machine, Transition

LIVE = (S.SENT, S.ACCEPTED, S.WAITLISTED, S.IN_PROGRESS)
HELPED = (*LIVE, S.COMPLETED, S.DID_NOT_ENGAGE)
"""While the service may know what it was given: not once it declined, or it was taken back."""
UNMET = (S.DECLINED, S.DID_NOT_ENGAGE)
"""Ends after which somebody asks the person what they need now."""
ENDED = (*UNMET, S.COMPLETED, S.WITHDRAWN, S.REVOKED)
WAITING = (S.SENT, S.WAITLISTED, S.ACCEPTED)
"""While the service can say when support is likely to begin."""
NOT_ACCEPTED = (S.DRAFT, S.CONSENT_PENDING, S.SENT, S.WAITLISTED)
"""What a service has not taken on; support that was taken on is the person's own."""

REFERRAL_MACHINE = Machine(
    "referral",
    (
        Transition(
            action="request_consent", label="Ask for consent", source=(S.DRAFT,),
            target=S.CONSENT_PENDING, permission="referral.send", verb="referral.request_consent",
            tells="We suggested a support service and ask whether you agree.",
        ),
        Transition(
            action="send", label="Send", source=(S.DRAFT, S.CONSENT_PENDING), target=S.SENT,
            permission="referral.send", verb="referral.send",
            tells="We passed your request to a support service.",
            confirm="The service will see exactly what is listed here, and nothing else.",
        ),
        Transition(
            action="accept", label="Accept", source=(S.SENT, S.WAITLISTED), target=S.ACCEPTED,
            permission="referral.receive", verb="referral.accept",
            tells="The support service accepted.",
        ),
        Transition(
            action="waitlist", label="Put on the waiting list", source=(S.SENT,),
            target=S.WAITLISTED, permission="referral.receive", verb="referral.waitlist",
            tells="You are on the support service's waiting list.",
        ),
        Transition(
            action="decline", label="Decline", source=(S.SENT, S.WAITLISTED), target=S.DECLINED,
            permission="referral.receive", verb="referral.decline", reasons=DECLINE_REASONS,
            tells="The support service could not help. We will look for another.",
        ),
        Transition(
            action="start", label="Start", source=(S.ACCEPTED,), target=S.IN_PROGRESS,
            permission="referral.receive", verb="referral.start",
            tells="Support has started.",
        ),
        Transition(
            action="complete", label="Complete", source=(S.ACCEPTED, S.IN_PROGRESS),
            target=S.COMPLETED, permission="referral.receive", verb="referral.complete",
            tells="The support you were referred to is complete.",
        ),
        Transition(
            action="did_not_engage", label="Did not engage",
            source=(S.ACCEPTED, S.WAITLISTED, S.IN_PROGRESS), target=S.DID_NOT_ENGAGE,
            permission="referral.receive", verb="referral.did_not_engage",
            tells="The support service has not heard from you. You can ask us to try again.",
        ),
        Transition(
            action="withdraw", label="Withdraw", source=(S.DRAFT, S.CONSENT_PENDING, *LIVE),
            target=S.WITHDRAWN, permission="referral.send", verb="referral.withdraw",
            tells="The referral was withdrawn.",
            confirm="The service will see that the referral was withdrawn, not why.",
        ),
        Transition(
            action="revoke", label="Revoke", source=(S.DRAFT, S.CONSENT_PENDING, *LIVE),
            target=S.REVOKED, permission="report.consent", verb="referral.revoke",
            tells="Consent or the report was withdrawn, so the referral was stopped.",
            offered=False,
        ),
    ),
)  # fmt: skip


def check_may_refer(report_state: str) -> None:
    """Refuse a referral for a report that its reporter took back.

    Raises:
        WrongState: it was withdrawn.
    """
    if report_state == ReportState.WITHDRAWN:
        raise WrongState("This report was withdrawn. Make a referral without it.")


def check_person(person: Mapping[str, Any] | None, *, with_report: bool) -> None:
    """Refuse to say who is referred where a report says it, and a person who is not named.

    Raises:
        Invalid: pointing at ``/person``.
    """
    if person is None:
        return
    if with_report:
        raise invalid("/person", "not_with_report", "The report says who this is about.")
    if not names_somebody(person):
        raise invalid("/person", "required", "Give a name, a number or an address.")


_ENDS = ("ended_at",)
STAMPS: Mapping[str, tuple[str, ...]] = {
    S.CONSENT_PENDING: ("asked_at",),
    S.SENT: ("sent_at",),
    S.WAITLISTED: ("answered_at",),
    S.ACCEPTED: ("answered_at", "accepted_at"),
    S.DECLINED: ("answered_at", *_ENDS),
    S.IN_PROGRESS: ("started_at",),
    S.COMPLETED: _ENDS, S.DID_NOT_ENGAGE: _ENDS, S.WITHDRAWN: _ENDS, S.REVOKED: _ENDS,
}  # fmt: skip
"""The moments that are noted when a referral first comes to a status."""


def check_may_expect(status: str) -> None:
    """Refuse to say when support may begin once it has begun, or will not.

    Raises:
        WrongState: nobody is waiting for it.
    """
    if status not in WAITING:
        raise WrongState("Nobody waits for this support now.")


def check_may_follow_up(status: str, followed_up_at: datetime | None) -> None:
    """Refuse to record twice what came of asking, or where support did come about.

    Raises:
        WrongState: it is recorded already, or there is nothing to ask after.
    """
    if status not in UNMET:
        raise WrongState("Only a referral that led to no support is followed up.")
    if followed_up_at is not None:
        raise WrongState("This referral was followed up already.")


def check_may_refer_again(status: str) -> None:
    """Refuse to take the place of a referral that is still under way.

    Raises:
        WrongState: it has not come to its end.
    """
    if status not in ENDED:
        raise WrongState("The earlier referral is still under way.")


def check_may_agree(status: str) -> None:
    """Refuse consent to what has come to its end: it would do nothing.

    Raises:
        WrongState: the referral is over.
    """
    if status in ENDED:
        raise WrongState("This referral has come to its end. Refer anew.")
