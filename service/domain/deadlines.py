"""Deadlines in working days."""

from datetime import datetime, timedelta

FIRST_REVIEW_WORKING_DAYS = 2
"""First review of a report; an institution may set its own."""

FIRST_CONTACT_WORKING_DAYS = 5
"""Contact with a named reporter."""

FORMAL_STAGE_DAYS = 90
"""Formal stage: 90 calendar days (OIA good practice framework)."""

_FRIDAY = 4


def add_working_days(start: datetime, days: int) -> datetime:
    """Give the same time of day ``days`` working days (Monday to Friday) later."""
    moment = start
    while days > 0:
        moment += timedelta(days=1)
        if moment.weekday() <= _FRIDAY:
            days -= 1
    return moment


def case_deadline(state: str, since: datetime) -> datetime | None:
    """Give the next deadline of a case that entered ``state`` at ``since``; None when it rests."""
    if state in ("new", "reopened"):
        return add_working_days(since, FIRST_REVIEW_WORKING_DAYS)
    if state in ("triage", "support_only", "informal_resolution"):
        return add_working_days(since, FIRST_CONTACT_WORKING_DAYS)
    if state in ("investigation", "decision", "appeal"):
        return since + timedelta(days=FORMAL_STAGE_DAYS)
    return None
