"""Clocks: which deadlines run on a report or a case, in which states, and for how long."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from service.domain.casework_lists import CLOCK_UNITS, Ageing, ClockKind
from service.domain.code_lists import CaseState, ReportState
from service.domain.deadlines import (
    FIRST_CONTACT_WORKING_DAYS,
    FIRST_REVIEW_WORKING_DAYS,
    FORMAL_STAGE_DAYS,
    Calendar,
    add_calendar_days,
    add_working_days,
    working_days_between,
)

WORKING_DAYS, CALENDAR_DAYS = CLOCK_UNITS.values()


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A clock runs while its subject is in one of ``runs_in``."""

    kind: ClockKind
    subject: str
    """``report`` or ``case``."""
    days: int
    """The published target; an institution may set its own."""
    unit: str
    runs_in: Collection[str]
    starts_anew: bool = False
    """Whether each of the states starts it from the beginning."""
    only_identified: bool = False
    """Whether it runs only where the reporter has said who they are."""

    def due(self, start: datetime, days: int, calendar: Calendar) -> datetime:
        """Give when a clock started at ``start`` with a target of ``days`` runs out."""
        add = add_working_days if self.unit == WORKING_DAYS else add_calendar_days
        return add(start, days, calendar)

    def due_after_pause(
        self, due: datetime, paused: datetime, now: datetime, calendar: Calendar
    ) -> datetime:
        """Give the deadline once a pause is over: the days of the pause do not count."""
        if self.unit == WORKING_DAYS:
            return add_working_days(due, working_days_between(paused, now, calendar), calendar)
        days = (calendar.day_of(now) - calendar.day_of(paused)).days
        return add_calendar_days(due, days, calendar)


_C, _R = CaseState, ReportState
CLOCKS: dict[str, ClockRule] = {
    rule.kind: rule
    for rule in (
        ClockRule(
            ClockKind.FIRST_REVIEW, "report", FIRST_REVIEW_WORKING_DAYS, WORKING_DAYS,
            (_R.SUBMITTED, _R.ACKNOWLEDGED),
        ),
        ClockRule(
            ClockKind.FIRST_CONTACT, "report", FIRST_CONTACT_WORKING_DAYS, WORKING_DAYS,
            (_R.SUBMITTED, _R.ACKNOWLEDGED, _R.TRIAGED, _R.LINKED_TO_CASE), only_identified=True,
        ),
        ClockRule(
            ClockKind.CASE_REVIEW, "case", FIRST_REVIEW_WORKING_DAYS, WORKING_DAYS,
            (_C.NEW, _C.REOPENED), starts_anew=True,
        ),
        ClockRule(
            ClockKind.NEXT_STEP, "case", FIRST_CONTACT_WORKING_DAYS, WORKING_DAYS,
            (_C.TRIAGE, _C.SUPPORT_ONLY, _C.INFORMAL_RESOLUTION), starts_anew=True,
        ),
        ClockRule(
            ClockKind.FORMAL_STAGE, "case", FORMAL_STAGE_DAYS, CALENDAR_DAYS,
            (_C.INVESTIGATION, _C.DECISION, _C.APPEAL),
        ),
    )
}  # fmt: skip
"""Every clock by kind. Sources: the numbers are those of `service.domain.deadlines`."""

DETRIMENT_CHECK_IN_WEEKS = (2, 6, 12)
"""When whoever reported is asked whether they suffer for it, counted from the report."""

OUTCOME_FOLLOW_UP_WEEKS = (6, 12)
"""When whoever reported is asked how they are, counted from the closing of the case."""

_DETRIMENT_REVIEW_WORKING_DAYS = 1
_SOON_WORKING_DAYS = 1


def clocks_in(subject: str, state: str, *, identified: bool = True) -> list[ClockRule]:
    """List the clocks that run while a report or a case is in a state."""
    return [
        rule
        for rule in CLOCKS.values()
        if rule.subject == subject
        and state in rule.runs_in
        and (identified or not rule.only_identified)
    ]


def soon(now: datetime, calendar: Calendar) -> datetime:
    """Give until when a deadline counts as near: one working day from now."""
    return add_working_days(now, _SOON_WORKING_DAYS, calendar)


def ageing(
    due: datetime,
    now: datetime,
    calendar: Calendar,
    *,
    paused: datetime | None = None,
    stopped: datetime | None = None,
) -> Ageing:
    """Say how near a deadline is, or how near it was when its clock was paused or stopped."""
    if due < (stopped or paused or now):
        return Ageing.BREACHED
    runs = stopped is None and paused is None
    return Ageing.DUE_SOON if runs and due <= soon(now, calendar) else Ageing.ON_TIME


def working_days_left(
    due: datetime,
    now: datetime,
    calendar: Calendar,
    *,
    paused: datetime | None = None,
    stopped: datetime | None = None,
) -> int | None:
    """Count the working days left, negative once it is overdue; None when the clock stopped.

    A pause takes no days, so those that were left when it began are left still.
    """
    return None if stopped else working_days_between(paused or now, due, calendar)


def check_ins_due(submitted: datetime, now: datetime, calendar: Calendar) -> list[datetime]:
    """Give when the detriment check-ins of a report are due, at its own local time of day.

    Of those whose time has passed only the latest is made up for, at once.
    """
    planned = [
        add_calendar_days(submitted, 7 * weeks, calendar) for weeks in DETRIMENT_CHECK_IN_WEEKS
    ]
    ahead = [moment for moment in planned if moment > now]
    return [now, *ahead] if len(ahead) < len(planned) else ahead


def outcome_follow_ups_due(closed: datetime, calendar: Calendar) -> list[datetime]:
    """Give when the follow-ups after an outcome are due, at the local time of the closing."""
    return [add_calendar_days(closed, 7 * weeks, calendar) for weeks in OUTCOME_FOLLOW_UP_WEEKS]


def detriment_review_due(now: datetime, calendar: Calendar) -> datetime:
    """Give by when risk is assessed anew, once a check-in has found detriment."""
    return add_working_days(now, _DETRIMENT_REVIEW_WORKING_DAYS, calendar)
