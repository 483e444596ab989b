"""What may happen to a case."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.domain.casework_lists import AffectedConsent
from service.domain.code_lists import CLOSE_REASONS, ConsentState, Told
from service.domain.code_lists import CaseState as S
from service.domain.errors import WrongState
from service.domain.transitions import RETURN, Machine, Transition

_OPEN_STAGES = (S.TRIAGE, S.SUPPORT_ONLY, S.INFORMAL_RESOLUTION, S.INVESTIGATION)

CASE_MACHINE = Machine(
    "case",
    (
        Transition(
            action="start_triage", label="Start triage", source=(S.NEW, S.REOPENED),
            target=S.TRIAGE, permission="case.progress", verb="case.start_triage",
            tells="The team is working out what would help.",
        ),
        Transition(
            action="offer_support", label="Offer support only", source=(S.TRIAGE, S.REOPENED),
            target=S.SUPPORT_ONLY, permission="case.progress", verb="case.offer_support",
            tells="We are arranging support. Nobody is being investigated.",
        ),
        Transition(
            action="resolve_informally", label="Resolve informally",
            source=(S.TRIAGE, S.SUPPORT_ONLY, S.REOPENED),
            target=S.INFORMAL_RESOLUTION, permission="case.progress",
            verb="case.resolve_informally",
            tells="We are looking for a way to put this right without a formal process.",
        ),
        Transition(
            action="investigate", label="Start an investigation",
            source=(S.TRIAGE, S.SUPPORT_ONLY, S.INFORMAL_RESOLUTION, S.REOPENED),
            target=S.INVESTIGATION, permission="case.progress", verb="case.investigate",
            tells="An investigation has begun.",
            confirm="A formal stage begins. The reporter will see that an investigation started.",
        ),
        Transition(
            action="decide", label="Move to a decision", source=(S.INVESTIGATION,),
            target=S.DECISION, permission="case.decide", verb="case.decide",
            tells="The investigation is finished and a decision is being made.",
        ),
        # An appeal is lodged by a party and decided by somebody new: see usecases.appeals.
        Transition(
            action="decide_appeal", label="Decide the appeal", source=(S.APPEAL,),
            target=S.DECISION, permission="case.decide", verb="case.decide_appeal",
            tells="The appeal has been considered and decided.", offered=False,
        ),
        Transition(
            action="appeal", label="Record an appeal", source=(S.DECISION, S.CLOSED),
            target=S.APPEAL, permission="case.progress", verb="case.appeal",
            tells="An appeal against the decision is being considered.", offered=False,
        ),
        Transition(
            action="hold", label="Put on hold", source=_OPEN_STAGES, target=S.ON_HOLD,
            permission="case.progress", verb="case.hold",
            tells="Work on your case is paused for now. We will tell you when it goes on.",
        ),
        Transition(
            action="resume", label="Resume", source=(S.ON_HOLD,), target=RETURN,
            permission="case.progress", verb="case.resume",
            tells="Work on your case goes on.",
        ),
        Transition(
            action="close", label="Close the case",
            source=(*_OPEN_STAGES, S.DECISION), target=S.CLOSED,
            permission="case.close", verb="case.close", reasons=CLOSE_REASONS,
            tells="Your case is closed. The outcome is in your messages; you can still write.",
            confirm="The case leaves the worklists. The reporter will see that it was closed.",
        ),
        Transition(
            action="reopen", label="Reopen", source=(S.CLOSED,), target=S.REOPENED,
            permission="case.close", verb="case.reopen",
            tells="Your case has been opened again.",
        ),
    ),
)  # fmt: skip


def check_everybody_told(told: Iterable[str], *, outcomes: int) -> None:
    """Refuse to close a case before each party knows the outcome or a coded reason is given.

    Source: OfS condition E6 (each party told the outcome and reasons); the study's finding that
    reporters expect nothing to come of it.

    Raises:
        WrongState: an outcome is missing, or a party has neither been told nor a reason recorded.
    """
    if not outcomes:
        raise WrongState("Record an outcome before closing the case.")
    if Told.NOT_YET in list(told):
        raise WrongState(
            "Tell every party the outcome, or record a reason for withholding it, before closing."
        )


@dataclass(frozen=True, slots=True)
class Closing:
    """What decides whether a case may be closed."""

    told: Sequence[str]
    """For each party, whether they know the outcome."""
    outcomes: int
    findings: Sequence[str | None]
    """For each allegation, what was found; empty where there was no formal stage."""
    active_measures: int


def check_closable(closing: Closing) -> None:
    """Refuse to close a case that leaves something open.

    Raises:
        WrongState: all that stands against it: what `check_everybody_told` says; an allegation of
            a formal stage has no finding; an interim measure has not been lifted.
    """
    left = list(_left_open(closing))
    if left:
        raise WrongState(" ".join(left))


def _left_open(closing: Closing) -> Iterator[str]:
    try:
        check_everybody_told(closing.told, outcomes=closing.outcomes)
    except WrongState as refusal:
        yield refusal.message
    if None in closing.findings:
        yield "Record a finding on every allegation before closing the case."
    if closing.active_measures:
        yield "Lift every interim measure before closing the case."


def check_may_investigate(answers: Iterable[tuple[str | None, str]], *, risk_level: str) -> None:
    """Refuse an investigation that somebody concerned does not want.

    A high risk overrides it: the institution may have to act to keep people safe.

    Args:
        answers: for each report, the reporter's latest answer about ``investigate`` (None where
            nothing was answered, which is no refusal) and whether the affected person agrees.

    Raises:
        WrongState: somebody refused, and the risk is not high.
    """
    if risk_level in ("high", "immediate"):
        return
    for consent, affected_consent in answers:
        if consent not in (None, ConsentState.GRANTED):
            raise WrongState("A reporter does not agree to an investigation.")
        if affected_consent == AffectedConsent.REFUSED:
            raise WrongState("The person a report is about does not agree to an investigation.")
