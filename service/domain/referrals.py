"""What may happen to a referral, and what may be shared with the receiving service."""

from collections.abc import Mapping
from typing import Any

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import DECLINE_REASONS, ConsentScope, ConsentState, ReportState
from service.domain.code_lists import ReferralStatus as S
from service.domain.errors import WrongState
from service.domain.reports import affected_agrees
from service.domain.transitions import Machine, Transition

LIVE = (S.SENT, S.ACCEPTED, S.WAITLISTED, S.IN_PROGRESS)
HELPED = (*LIVE, S.COMPLETED, S.DID_NOT_ENGAGE)
"""While the service may know what it was given: not once it declined, or it was taken back."""
UNMET = (S.DECLINED, S.DID_NOT_ENGAGE)
"""Ends after which somebody asks the person what they need now."""
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


def check_consent(consents: Mapping[str, str]) -> None:
    """Refuse to send a referral the person has not agreed to.

    Args:
        consents: the latest answer for each consent scope.

    Raises:
        WrongState: consent to the referral is not granted.
    """
    if consents.get(ConsentScope.REFERRAL) != ConsentState.GRANTED:
        raise WrongState("The person has not consented to this referral.")


_ADDED_BY = {"identity": ConsentScope.SHARE_IDENTITY, "narrative": ConsentScope.SHARE_NARRATIVE}


def groups_shared(
    consents: Mapping[str, str], affected_consent: str = AffectedConsent.NOT_NEEDED
) -> list[str]:
    """Name the report's sealed groups that consent adds to a referral; no other is opened.

    Nothing is added while somebody else whom the report is about has not agreed to it.
    """
    if not affected_agrees(affected_consent):
        return []
    return [
        group for group, scope in _ADDED_BY.items() if consents.get(scope) == ConsentState.GRANTED
    ]


def what_is_shared(
    consents: Mapping[str, str],
    *,
    reason: str,
    identity: Mapping[str, Any] | None = None,
    narrative: Mapping[str, Any] | None = None,
    affected_consent: str = AffectedConsent.NOT_NEEDED,
) -> dict[str, Any]:
    """Build exactly what the receiving service gets: the need, and what consent adds to it."""
    shared: dict[str, Any] = {"need": reason}
    added = groups_shared(consents, affected_consent)
    if "identity" in added and identity:
        shared["identity"] = {
            key: identity[key] for key in ("name", "email", "safe_to_contact") if identity.get(key)
        }
    if "narrative" in added and narrative:
        shared["narrative"] = narrative.get("narrative")
    return shared
