"""When somebody is there to read and to answer."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from service.domain.deadlines import Calendar

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From ``opens`` until just before ``closes``, in local time, on every working day."""

    opens: time
    closes: time
    calendar: Calendar

    @classmethod
    def parse(cls, text: str, calendar: Calendar) -> Self:
        """Read hours such as ``09:00-17:00``.

        Raises:
            ValueError: saying what is wrong with them.
        """
        match = _HOURS.fullmatch(text)
        if not match:
            raise ValueError("write office hours like 09:00-17:00")
        hour, minute, until_hour, until_minute = map(int, match.groups())
        opens, closes = time(hour, minute), time(until_hour, until_minute)
        if opens >= closes:
            raise ValueError("the office must close later in the day than it opens")
        return cls(opens, closes, calendar)

    def is_open(self, now: datetime) -> bool:
        """Whether somebody is there at ``now``."""
        local = now.astimezone(self.calendar.zone)
        working = self.calendar.is_working_day(local.date())
        return working and self.opens <= local.time() < self.closes

    def next_opening(self, now: datetime) -> datetime:
        """Give the first moment after ``now``, in UTC, at which the office opens."""
        today = self.calendar.day_of(now)
        if (opening := self._first_opening(today)) > now:
            return opening
        return self._first_opening(today + timedelta(days=1))

    def _first_opening(self, day: date) -> datetime:
        """Give when the office opens on ``day``, or on the first working day after it."""
        return self.calendar.at(self.calendar.next_working_day(day), self.opens)
