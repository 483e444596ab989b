"""Introductions: two reporters who have lived through the like meet, if both wish and nobody else.

An officer proposes, each of the two is asked, and until both have agreed and an officer brings them
together neither learns more of the other than what both have told anyway. Why it did not come
about is never said: not who said no, and not whether anybody did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from service.domain.code_lists import ReportState
from service.domain.errors import WrongState, invalid
from service.domain.support_lists import IntroductionState as S
from service.domain.support_lists import SideState
from service.domain.transitions import Machine, Transition

OPEN = (S.PROPOSED, S.AGREED)
"""Where either may still say no."""

_NOT_MADE = "It did not come about that you meet somebody who has lived through the like."

INTRODUCTION_MACHINE = Machine(
    "introduction",
    (
        Transition(
            action="agree", label="Both agreed", source=(S.PROPOSED,), target=S.AGREED,
            permission="report.answer_introduction", verb="introduction.answer", offered=False,
        ),
        Transition(
            action="decline", label="Declined", source=OPEN, target=S.DECLINED,
            permission="report.answer_introduction", verb="introduction.withdraw",
            tells=_NOT_MADE, offered=False,
        ),
        Transition(
            action="make", label="Bring them together", source=(S.AGREED,), target=S.MADE,
            permission="report.introduce", verb="introduction.make",
            tells="You both wish to meet. How to reach the other person is in your messages.",
            confirm="Each is given the words in which the other wants to be reached, and nothing "
            "else. This cannot be taken back.",
        ),
        Transition(
            action="call_off", label="Call off", source=OPEN, target=S.WITHDRAWN,
            permission="report.introduce", verb="introduction.withdraw", tells=_NOT_MADE,
        ),
    ),
)  # fmt: skip

SEEN_AS: dict[str, str] = {
    "asked": "Somebody who has lived through the like would like to be in touch. You are free to "
    "say no, and nobody is told who did.",
    "waiting": "You agreed. You can still change your mind, until we bring you together.",
    "made": "You both wish to meet. How to reach the other person is in your messages.",
    "not_made": _NOT_MADE,
}
"""What a reporter is told of an introduction: whether the other answered is not to be seen."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What decides whether two reporters can be asked to meet, or be brought together."""

    states: tuple[str, str]
    """Of their reports."""
    both_agree: bool
    """Each reporter's latest answer about ``introduce_to_peers`` is that they agree."""
    linked: bool
    """One report is of retaliation for the other, or a duplicate, directly or through others."""
    on_one_open_case: bool
    asked_already: bool
    """An introduction of these two is open."""


def check_may_meet(meeting: Meeting) -> None:
    """Refuse to bring two people together who must not meet, or have not said they might want to.

    Raises:
        WrongState: saying what stands against it.
    """
    for stands_against, why in (
        (ReportState.DRAFT in meeting.states, "A draft is nobody's but its author's."),
        (ReportState.WITHDRAWN in meeting.states, "One of the reports was withdrawn."),
        (not meeting.both_agree, "Both must have agreed to be asked about meeting peers."),
        (meeting.linked, "The reports belong together: one person may have made both."),
        (
            meeting.on_one_open_case,
            "Both reports are on one open case: their reporters may be witnesses to each other.",
        ),
        (meeting.asked_already, "These two are being asked already."),
    ):
        if stands_against:
            raise WrongState(why)


def in_common(one: Any, other: Any) -> tuple[list[str], str | None]:
    """Give the incident types and the setting that two reports both tell of."""
    types = [code for code in one.incident_types if code in other.incident_types]
    return types, one.setting if one.setting == other.setting else None


def check_answer(state: str, introduction_state: str, contact: str | None) -> None:
    """Refuse an answer that comes too late, or that says yes without a way to be reached.

    Raises:
        WrongState: the introduction was made, or did not come about.
        Invalid: pointing at ``/state`` or ``/contact``.
    """
    if state not in (SideState.GRANTED, SideState.REFUSED, SideState.WITHDRAWN):
        raise invalid("/state", "unknown_code", "Answer granted, refused or withdrawn.")
    if introduction_state not in OPEN:
        raise WrongState("This has been settled already.")
    if state == SideState.GRANTED and not contact:
        raise invalid("/contact", "required", "Say how you want to be reached.")
    if state != SideState.GRANTED and contact:
        raise invalid("/contact", "not_with_no", "Whoever says no is not reached.")


def step_after(answers: Iterable[str]) -> str | None:
    """Give the step that follows from what the two have answered; None while one is to answer."""
    given = set(answers)
    if given == {SideState.GRANTED}:
        return "agree"
    return "decline" if given & {SideState.REFUSED, SideState.WITHDRAWN} else None


def seen_as(introduction_state: str, answer: str) -> str:
    """Say how an introduction stands to one of the two: a key of `SEEN_AS`."""
    if introduction_state in OPEN:
        return "waiting" if answer == SideState.GRANTED else "asked"
    return "made" if introduction_state == S.MADE else "not_made"


def words_to_pass_on(contact: str) -> str:
    """Write what one of the two is told of the other once they are brought together."""
    return (
        "You both said that you would like to be in touch with somebody who has lived through "
        f"the like. This is how they want to be reached, in their own words:\n\n{contact}\n\n"
        "Whether you get in touch, and when, is for you to say. Tell us if anything about it does "
        "not feel right."
    )
