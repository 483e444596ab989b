"""How long somebody has to go to court or to the ombudsman; shown as advice, never enforced.

Nothing here is legal advice: a court may allow a claim later (Equality Act 2010, section
118(1)(b)), so no date of these may close a case or refuse a report. Where a rule leaves a day's
doubt, the earlier day is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from service.domain.deadlines import add_months

COURT_CLAIM_MONTHS = 6
COMPLETION_OF_PROCEDURES_DAYS = 28
OIA_COMPLAINT_MONTHS = 12


def court_claim_limit(act: date) -> date:
    """Give the last day for a claim in the county court or sheriff court: six months less a day.

    Conduct over a period counts as done at its end (section 118(6)): give its last day.

    Source: Equality Act 2010, section 118(1)(a), for claims under section 114 about education
    (Part 6): proceedings within six months starting with the date of the act.
    """
    return add_months(act, COURT_CLAIM_MONTHS) - timedelta(days=1)


def completion_of_procedures_due(procedures_ended: date) -> date:
    """Give the last day to send the Completion of Procedures letter: 28 days after the end.

    Source: OIA, "Guidance note: Completion of Procedures Letters".
    """
    return procedures_ended + timedelta(days=COMPLETION_OF_PROCEDURES_DAYS)


def oia_complaint_limit(letter: date) -> date:
    """Give the last day to complain to the OIA: twelve months from the letter's date.

    Source: OIA, Rules of the student complaints scheme: within 12 months of the date of the
    Completion of Procedures letter.
    """
    return add_months(letter, OIA_COMPLAINT_MONTHS)


@dataclass(frozen=True, slots=True)
class AdvisoryDates:
    """The last days that are known for a case; None where there is nothing to reckon from."""

    court_claim_by: date | None
    completion_letter_due_on: date | None
    completion_letter_on: date | None
    oia_complaint_by: date | None


def advisory_dates(
    acts: Iterable[date], *, procedures_ended: date | None, letter: date | None
) -> AdvisoryDates:
    """Give the last days for a court claim, the letter and a complaint to the OIA.

    Args:
        acts: the days on which something is said to have happened; the earliest counts.
        procedures_ended: the day on which a case that had a formal stage was closed.
        letter: the date of the Completion of Procedures letter.
    """
    first = min(acts, default=None)
    return AdvisoryDates(
        court_claim_by=court_claim_limit(first) if first else None,
        completion_letter_due_on=(
            completion_of_procedures_due(procedures_ended) if procedures_ended else None
        ),
        completion_letter_on=letter,
        oia_complaint_by=oia_complaint_limit(letter) if letter else None,
    )
