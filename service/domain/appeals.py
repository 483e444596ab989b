"""Rules about findings and appeals, and what is written to the parties when procedures end."""

from datetime import date

from service.domain.code_lists import CaseState
from service.domain.errors import WrongState, invalid

DECIDING = frozenset({"allegation.find", "outcome.record"})
"""The acts after which somebody has had a part in the decision."""


def check_findings_made(state: str) -> None:
    """Refuse a finding before the case has come to a decision.

    Raises:
        WrongState: it is neither being decided nor under appeal.
    """
    if state not in (CaseState.DECISION, CaseState.APPEAL):
        raise WrongState("Findings are made at a decision or an appeal.")


def check_appealable(*, formal: bool) -> None:
    """Refuse an appeal where nothing was decided formally.

    Source: OIA, "Good practice framework": an appeal asks for a review of a formal decision.

    Raises:
        WrongState: the case never came to a formal stage.
    """
    if not formal:
        raise WrongState("There was no formal stage, so there is no decision to appeal against.")


def check_decider(*, decided_before: bool) -> None:
    """Refuse an appeal decided by whoever is appealed against.

    Source: OIA, "Good practice framework": an appeal is considered by people who had no part in
    the decision before.

    Raises:
        WrongState: they recorded a finding or an outcome of the case.
    """
    if decided_before:
        raise WrongState(
            "You recorded a finding or an outcome of this case. "
            "Somebody else has to decide the appeal."
        )


def check_letter(*, issued_on: date, formal_since: date | None, closed: bool, today: date) -> None:
    """Refuse a Completion of Procedures letter before there is anything to complete.

    Raises:
        WrongState: the case did not go through a formal stage, or is not closed.
        Invalid: the letter is of a day before the formal stage, or to come.
    """
    if not closed or formal_since is None:
        raise WrongState("The letter is sent once a case is closed after a formal stage.")
    if issued_on > today:
        raise invalid("/issued_on", "in_the_future", "The letter cannot be of a day to come.")
    if issued_on < formal_since:
        detail = "The letter cannot be older than the formal stage."
        raise invalid("/issued_on", "before_formal_stage", detail)
