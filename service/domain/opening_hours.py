"""When a service is open: weekly openings in its own time zone.

A time that the clocks show twice is the first of the two; one that they skip is the moment at
which they go forward.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from service.domain.errors import Fault, Invalid, invalid
from service.domain.support_lists import WEEKDAYS

MOST_OPENINGS = 28
"""Four on every day."""

_DAYS = WEEKDAYS.values()
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_END_OF_DAY = "24:00"
_DAY = timedelta(days=1)
_FORESIGHT_DAYS = 366

Span = tuple[datetime, datetime]
"""From its first moment until just before its second."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open on each ``day`` (a code of ``weekday``) from ``opens`` until just before ``closes``.

    Times are ``HH:MM``; ``closes`` may be ``24:00``, so that a night is two openings.
    """

    day: str
    opens: str
    closes: str

    def minutes(self) -> tuple[int, int, int]:
        """Give the weekday, 0 for Monday, and the minutes after midnight it opens and closes."""
        return _DAYS.index(self.day), _minute(self.opens), _minute(self.closes)


def openings_of(hours: Iterable[Mapping[str, Any]], pointer: str) -> tuple[Opening, ...]:
    """Read openings, each with ``day``, ``opens`` and ``closes``, and put them in order.

    Raises:
        Invalid: pointing below ``pointer``, if one is malformed or overlaps another.
    """
    found = [Opening(*(str(hour.get(key, "")) for key in Opening.__slots__)) for hour in hours]
    if len(found) > MOST_OPENINGS:
        raise invalid(pointer, "too_long", f"Give at most {MOST_OPENINGS} openings.")
    faults = [f for n, opening in enumerate(found) for f in _faults(opening, f"{pointer}/{n}")]
    if faults := faults or list(_overlaps(found, pointer)):
        raise Invalid(faults)
    return tuple(sorted(found, key=Opening.minutes))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_of(name: str, pointer: str) -> ZoneInfo:
    """Give the IANA time zone of this name.

    Raises:
        Invalid: pointing at ``pointer``, if there is none.
    """
    if name not in _zones():
        raise invalid(pointer, "unknown_code", "Not the name of an IANA time zone.")
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The openings of one service, and what overrides them."""

    openings: Sequence[Opening]
    zone: tzinfo
    is_holiday: Callable[[date], bool]
    closed_on_holidays: bool
    always_open: bool

    def is_open(self, at: datetime) -> bool:
        """Whether the service is open at ``at``."""
        # Tomorrow too: clocks that go back over midnight show today twice.
        spans = self._spans(_date(at, self.zone), 1)
        return self.always_open or any(start <= at < end for start, end in spans)

    def next_change(self, at: datetime) -> datetime | None:
        """Give the first moment after ``at``, in UTC, at which the service opens or closes.

        None if it does neither within a year.
        """
        if self.always_open:
            return None
        today = _date(at, self.zone)
        closes: datetime | None = None  # while open: when, unless the next opening follows on
        for start, end in self._spans(today, _FORESIGHT_DAYS):
            if end <= at:
                continue
            if start > (closes or at):
                return closes or start
            closes = end
        horizon = _moment(today + _DAY * (_FORESIGHT_DAYS + 1), 0, self.zone)
        return closes if closes != horizon else None

    def _spans(self, today: date, days: int) -> Iterator[Span]:
        """Give when it is open, in order, from ``today`` to ``days`` after it."""
        weekly = sorted(opening.minutes() for opening in self.openings)
        for day in (today + _DAY * n for n in range(days + 1)):
            if self.closed_on_holidays and self.is_holiday(day):
                continue
            for weekday, opens, closes in weekly:
                if weekday == day.weekday():
                    span = _moment(day, opens, self.zone), _moment(day, closes, self.zone)
                    if span[0] < span[1]:  # not if the clocks skip all of it
                        yield span


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _faults(opening: Opening, pointer: str) -> Iterator[Fault]:
    if opening.day not in WEEKDAYS:
        yield Fault(f"{pointer}/day", "unknown_code", "Not a code of the list weekday.")
    opens = _TIME.fullmatch(opening.opens)
    if not opens:
        yield Fault(f"{pointer}/opens", "malformed", "Write a time like 09:00.")
    if not (opening.closes == _END_OF_DAY or _TIME.fullmatch(opening.closes)):
        yield Fault(f"{pointer}/closes", "malformed", "Write a time like 17:00, at most 24:00.")
    elif opens and opening.closes <= opening.opens:
        detail = "It must close later than it opens; write a night as two openings."
        yield Fault(f"{pointer}/closes", "before_start", detail)


def _overlaps(openings: Sequence[Opening], pointer: str) -> Iterator[Fault]:
    ordered = sorted((*opening.minutes(), n) for n, opening in enumerate(openings))
    for (day, _, closes, _), (next_day, opens, _, n) in pairwise(ordered):
        if day == next_day and opens < closes:
            yield Fault(f"{pointer}/{n}", "overlaps", "This overlaps another opening of the day.")


def _date(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def _moment(day: date, minute: int, zone: tzinfo) -> datetime:
    """Give the moment, in UTC, at which the clocks show so many minutes after midnight."""
    local = datetime.combine(day, time.min) + timedelta(minutes=minute)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first if first <= second else _clocks_go_forward(second, first, zone)


def _clocks_go_forward(since: datetime, until: datetime, zone: tzinfo) -> datetime:
    """Give the moment between the two at which the zone's offset grows."""

    def has_gone(second: int) -> bool:
        now = (since + timedelta(seconds=second)).astimezone(zone)
        return now.utcoffset() != before

    before = since.astimezone(zone).utcoffset()
    seconds = range(int((until - since).total_seconds()))
    return since + timedelta(seconds=bisect_left(seconds, True, key=has_gone))
