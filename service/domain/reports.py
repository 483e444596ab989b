"""What may happen to a report, and what is asked of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.code_lists import CLOSE_REASONS, ReportMode
from service.domain.code_lists import ReportState as S
from service.domain.errors import Fault, Invalid
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
            confirm="Work on the report stops. The team may still have to act to keep people safe.",
        ),
    ),
)  # fmt: skip


_NAMING = ("name", "student_number", "email", "phone")


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


def names_somebody(identity: Mapping[str, Any] | None) -> bool:
    """Whether an identity says who somebody is, and not only how to treat them."""
    return any((identity or {}).get(name) for name in _NAMING)


def priority_of(
    *, subject_assesses_reporter: bool, incident_types: Sequence[str], impacts: Sequence[str]
) -> str:
    """Give triage priority: ``urgent``, ``raised`` or ``normal``.

    A reporter who is assessed by the person they name, and anybody who speaks of safety or of
    leaving, is seen first (fear of repercussion keeps people from reporting).
    """
    if "safety" in impacts or {"sexual_misconduct", "hate_incident"} & set(incident_types):
        return "urgent"
    if subject_assesses_reporter or "considering_leaving" in impacts:
        return "raised"
    return "normal"
