"""Deadlines in working days, calendar days and months, in the institution's own time.

Moments come in and go out in UTC. A day is a day of the institution's time zone, so a deadline
keeps the time of day of its start when the clocks change in between. Rules that the law writes in
whole days (`rights`, `limitation`, `retention`) take and give dates; `Calendar.day_of` and
`Calendar.end_of` lead from moments to days and back.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

FIRST_REVIEW_WORKING_DAYS = 2
"""First review of a report; an institution may set its own."""

FIRST_CONTACT_WORKING_DAYS = 5
"""Contact with a named reporter."""

FORMAL_STAGE_DAYS = 90
"""Formal stage: 90 calendar days (OIA good practice framework)."""

_FRIDAY = 4
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an institution works: Monday to Friday in its time zone, but for its holidays."""

    zone: tzinfo
    is_holiday: Callable[[date], bool]

    def is_working_day(self, day: date) -> bool:
        """Whether the institution works on ``day``."""
        return day.weekday() <= _FRIDAY and not self.is_holiday(day)

    def next_working_day(self, day: date) -> date:
        """Give ``day`` itself if it is a working day, otherwise the first one after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def day_of(self, moment: datetime) -> date:
        """Give the institution's date at ``moment``."""
        return moment.astimezone(self.zone).date()

    def at(self, day: date, local: time) -> datetime:
        """Give the moment, in UTC, at which the institution's clocks show ``local`` on ``day``.

        A time that the clocks skip in spring is reckoned as if they had not yet gone forward.
        """
        return datetime.combine(day, local, self.zone).astimezone(UTC)

    def start_of(self, day: date) -> datetime:
        """Give the first moment, in UTC, of ``day``."""
        return self.at(day, time.min)

    def end_of(self, day: date) -> datetime:
        """Give the moment, in UTC, at which ``day`` is over: the first one of the day after."""
        return self.at(day + _DAY, time.min)

    def last_minute_of(self, day: date) -> datetime:
        """Give the last minute of a day, in UTC: by then, what is due that day is due."""
        return self.at(day, time(23, 59))


MONDAY_TO_FRIDAY = Calendar(zone=UTC, is_holiday=lambda _: False)
"""Every Monday to Friday in UTC, without holidays."""


def add_working_days(start: datetime, days: int, calendar: Calendar = MONDAY_TO_FRIDAY) -> datetime:
    """Give the same local time of day ``days`` working days later; the day of ``start`` is 0."""
    day = calendar.day_of(start)
    for _ in range(days):
        day = calendar.next_working_day(day + _DAY)
    return _moved(start, day, calendar)


def working_days_between(
    start: datetime, end: datetime, calendar: Calendar = MONDAY_TO_FRIDAY
) -> int:
    """Count the working days after the day of ``start``, up to and with the day of ``end``.

    Negative when ``end`` is on an earlier day: so many working days ago.
    """
    first, last = calendar.day_of(start), calendar.day_of(end)
    if last < first:
        return -working_days_between(end, start, calendar)
    days = (first + _DAY * n for n in range(1, (last - first).days + 1))
    return sum(map(calendar.is_working_day, days))


def add_calendar_days(
    start: datetime, days: int, calendar: Calendar = MONDAY_TO_FRIDAY
) -> datetime:
    """Give the same local time of day ``days`` days later, whatever days those are."""
    return _moved(start, calendar.day_of(start) + _DAY * days, calendar)


def add_months(day: date, months: int) -> date:
    """Give the same day ``months`` months later, or the last day of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _moved(moment: datetime, day: date, calendar: Calendar) -> datetime:
    """Move a moment to another day, at the time of day it has in the institution's zone."""
    return calendar.at(day, moment.astimezone(calendar.zone).time())
