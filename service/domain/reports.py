"""What may happen to a report, and what is asked of one."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import CLOSE_REASONS, ReportMode
from service.domain.code_lists import ReportState as S
from service.domain.errors import Fault, Invalid, WrongState, invalid
from service.domain.transitions import Machine, Transition

REPORT_MACHINE = Machine(
    "report",
    (
        Transition(
            action="submit", label="Submit the draft", source=(S.DRAFT,), target=S.SUBMITTED,
            permission="report.submit_draft", verb="report.submit",
            tells="You sent your report.",
        ),
        Transition(
            action="acknowledge", label="Acknowledge", source=(S.SUBMITTED,),
            target=S.ACKNOWLEDGED, permission="report.triage", verb="report.acknowledge",
            tells="Somebody on the team has seen your report and will read it with care.",
        ),
        Transition(
            action="triage", label="Mark as triaged", source=(S.SUBMITTED, S.ACKNOWLEDGED),
            target=S.TRIAGED, permission="report.triage", verb="report.triage",
            tells="Your report has been read. We are deciding what would help.",
        ),
        Transition(
            action="link", label="Link to a case", source=(S.SUBMITTED, S.ACKNOWLEDGED, S.TRIAGED),
            target=S.LINKED_TO_CASE, permission="report.triage", verb="report.link",
            tells="A case has been opened for your report, and somebody is looking after it.",
            offered=False,
        ),
        Transition(
            action="unlink", label="Take off its case", source=(S.LINKED_TO_CASE,),
            target=S.TRIAGED, permission="report.triage", verb="report.unlink",
            tells="Your report is looked at on its own again.", offered=False,
        ),
        Transition(
            action="mark_duplicate", label="Close as a duplicate",
            source=(S.SUBMITTED, S.ACKNOWLEDGED, S.TRIAGED), target=S.CLOSED_NO_CASE,
            permission="report.triage", verb="report.mark_duplicate",
            tells="What you told us is being dealt with together with another report.",
            offered=False,
        ),
        Transition(
            action="close", label="Close without a case",
            source=(S.SUBMITTED, S.ACKNOWLEDGED, S.TRIAGED),
            target=S.CLOSED_NO_CASE, permission="report.triage", verb="report.close",
            tells="We closed your report without opening a case. You can still write to us.",
            reasons=CLOSE_REASONS,
            confirm="The reporter will see that the report was closed, and the reason.",
        ),
        Transition(
            action="withdraw", label="Withdraw",
            source=(S.DRAFT, S.SUBMITTED, S.ACKNOWLEDGED, S.TRIAGED, S.LINKED_TO_CASE),
            target=S.WITHDRAWN, permission="report.withdraw", verb="report.withdraw",
            tells="You withdrew your report. You can still write to us and use the support listed.",
            confirm="Work on the report stops, and nothing more of it is shared. Support that a "
            "service has accepted goes on. The team may still have to act to keep people safe.",
        ),
    ),
)  # fmt: skip


OVER = (S.CLOSED_NO_CASE, S.WITHDRAWN)
"""Where a report says nothing more."""

_NAMING = ("name", "student_number", "email", "phone")


class Leaving(NamedTuple):
    """What decides whether a report may be taken off its case."""

    closed: bool
    """The case is closed."""
    alone: bool
    """It is the case's only report."""
    rested_on: bool
    """Somebody it named was told something, or something on the case concerns them."""


def check_may_leave(leaving: Leaving) -> None:
    """Refuse to take a report off its case where that would tear the case apart.

    Raises:
        WrongState: saying what stands against it.
    """
    if leaving.closed:
        raise WrongState("The case is closed. Reopen it first.")
    if leaving.alone:
        raise WrongState("A case has at least one report. Close the case instead.")
    if leaving.rested_on:
        raise WrongState("A party that came with the report was told something, or concerned.")


def check_reporter(mode: str, reporter: Mapping[str, Any] | None) -> None:
    """Refuse an identity on an anonymous report, and its absence on any other.

    Raises:
        Invalid: pointing at ``/reporter``.
    """
    if mode == ReportMode.ANONYMOUS and reporter:
        fault = Fault("/reporter", "not_with_anonymous", "An anonymous report names no reporter.")
    elif mode != ReportMode.ANONYMOUS and not names_somebody(reporter):
        fault = Fault("/reporter", "required", "A named or confidential report names its reporter.")
    else:
        return
    raise Invalid([fault])


def check_complete(
    *,
    mode: str,
    relationship: str,
    narrative: str | None,
    reporter: Mapping[str, Any] | None,
    affected: Mapping[str, Any] | None,
) -> None:
    """Refuse to take in a report that does not say what happened, or whose parts do not agree.

    Raises:
        Invalid: pointing at what is missing or does not go together.
    """
    if not narrative:
        raise invalid("/narrative", "required", "Say what happened.")
    check_reporter(mode, reporter)
    check_affected(relationship, affected)


def names_somebody(identity: Mapping[str, Any] | None) -> bool:
    """Whether an identity says who somebody is, and not only how to treat them."""
    return any((identity or {}).get(name) for name in _NAMING)


def may_identify(state: str) -> bool:
    """Whether an anonymous reporter may say who they are now: a draft simply has it changed."""
    return state not in (S.DRAFT, *OVER)


class Original(StrEnum):
    """What a report of retaliation refers to, as far as its priority goes."""

    NONE = "none"
    KNOWN = "known"
    ON_OPEN_CASE = "on_open_case"


def priority_of(
    *,
    subject_assesses_reporter: bool,
    incident_types: Sequence[str],
    impacts: Sequence[str],
    original: Original = Original.NONE,
) -> str:
    """Give triage priority: ``urgent``, ``raised`` or ``normal``.

    A reporter who is assessed by the person they name, and anybody who speaks of safety, of
    leaving, or of retaliation for an earlier report, is seen first (fear of repercussion keeps
    people from reporting).
    """
    grave = {"sexual_misconduct", "hate_incident"} & set(incident_types)
    if grave or "safety" in impacts or original == Original.ON_OPEN_CASE:
        return "urgent"
    if subject_assesses_reporter or "considering_leaving" in impacts or original != Original.NONE:
        return "raised"
    return "normal"


_RETALIATION = ("retaliation", "victimisation")


def types_of_retaliation(incident_types: Sequence[str]) -> list[str]:
    """Give the types of a report that refers to an earlier one: it is about retaliation."""
    types = list(incident_types)
    return types if set(types) & set(_RETALIATION) else [*types, _RETALIATION[0]]


STAFF_RECEIVING_DISCLOSURE = "staff_receiving_disclosure"
"""The relationship of staff who pass on what somebody told them: they report as their work."""
_OF_ONESELF = "affected_person"
_AGREED = "on_behalf_with_consent"
_NOT_AGREED = "on_behalf_without_consent"


def check_affected(relationship: str, affected: Mapping[str, Any] | None) -> None:
    """Refuse an affected person where the reporter speaks of themselves.

    Raises:
        Invalid: pointing at ``/affected_person``.
    """
    if affected and relationship == _OF_ONESELF:
        detail = "Somebody who reports for themselves names no other affected person."
        raise invalid("/affected_person", "not_with_relationship", detail)


def affected_consent_of(relationship: str, *, names_affected: bool) -> AffectedConsent:
    """Say whether the affected person agreed, as a new report tells it."""
    if relationship == _AGREED:
        return AffectedConsent.GIVEN
    if relationship == _NOT_AGREED or names_affected:
        return AffectedConsent.NOT_ASKED
    return AffectedConsent.NOT_NEEDED


def affected_consent_after(
    standing: str,
    relationship: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> str:
    """Say where the affected person's consent stands once a report was amended.

    Nobody agrees for somebody else: who is named anew, or otherwise, has to be asked. A refusal
    stands until the team asks anew.

    Args:
        before: who was named; empty for nobody.
        after: who is named now.
    """
    if standing == AffectedConsent.NOT_NEEDED:
        return affected_consent_of(relationship, names_affected=bool(after))
    same = all(before.get(name) in (None, after.get(name)) for name in _NAMING)
    if same or standing == AffectedConsent.REFUSED:
        return standing
    return AffectedConsent.NOT_ASKED


_AFFECTED_STEPS = {
    AffectedConsent.NOT_ASKED: {AffectedConsent.ASKED},
    AffectedConsent.ASKED: {AffectedConsent.GIVEN, AffectedConsent.REFUSED},
    AffectedConsent.GIVEN: {AffectedConsent.REFUSED},
    AffectedConsent.REFUSED: {AffectedConsent.ASKED},
}


def check_affected_step(before: str, after: str) -> None:
    """Refuse a step that does not exist: nobody agrees who has not been asked.

    Raises:
        WrongState: the person's consent is not needed, or cannot become this now.
    """
    if after not in _AFFECTED_STEPS.get(AffectedConsent(before), ()):
        raise WrongState(f"The affected person's consent is {before}; it cannot become {after}.")


def affected_agrees(affected_consent: str) -> bool:
    """Whether nothing stands in the way of sharing what is told about somebody else."""
    return affected_consent in (AffectedConsent.NOT_NEEDED, AffectedConsent.GIVEN)
