"""How long there is to answer somebody who uses their rights over their data.

All are whole days of the institution: `Calendar.end_of` gives the moment a deadline is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from service.domain.deadlines import Calendar, add_months

SUBJECT_ACCESS_MONTHS = 1
"""UK GDPR Article 12(3): within one month of receipt."""
COMPLEX_EXTRA_MONTHS = 2
"""UK GDPR Article 12(3): two further months where requests are complex or many; the person must
be told of it, with reasons, within the first month."""
DP_COMPLAINT_DAYS = 30
"""Data Protection Act 2018, section 164A, in force from 19 June 2026 (Data (Use and Access) Act
2025, section 103): a complaint is acknowledged within 30 days."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Waiting for the requester to make a request clear; ``answered`` is None while it lasts."""

    asked: date
    answered: date | None = None


def subject_access_deadline(
    received: date,
    calendar: Calendar,
    *,
    complex_request: bool = False,
    pauses: Sequence[Pause] = (),
) -> date | None:
    """Give the last day to answer a subject access request; None while the clock stands still.

    One calendar month, to the same day of the next month or its last day; three if complex. Days
    spent waiting for clarification are added. A deadline on a weekend or holiday moves to the
    next working day. A pause begun after the deadline stops nothing: the time had run out.

    Source: UK GDPR Articles 12(3) and 12A; ICO, "A guide to subject access".

    Args:
        received: the day the request arrived or, if later, the day the requester's identity
            was confirmed.
        calendar: the institution's.
        complex_request: whether the extension was taken.
        pauses: in their order; one is over before the next begins.
    """
    extra = COMPLEX_EXTRA_MONTHS if complex_request else 0
    deadline = add_months(received, SUBJECT_ACCESS_MONTHS + extra)
    for pause in pauses:
        if pause.asked > calendar.next_working_day(deadline):
            break
        if pause.answered is None:
            return None
        deadline += pause.answered - pause.asked
    return calendar.next_working_day(deadline)


def dp_complaint_acknowledgement(received: date, calendar: Calendar) -> date:
    """Give the last day to acknowledge a data-protection complaint.

    Thirty days, the first being the day after receipt; a deadline on a weekend or holiday moves to
    the next working day.

    Source: Data Protection Act 2018, section 164A; ICO, "How to deal with data protection
    complaints".
    """
    return calendar.next_working_day(received + timedelta(days=DP_COMPLAINT_DAYS))
