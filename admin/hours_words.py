"""When a service is open, in words: its week, and whether somebody would be met now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_admin.babel import gettext as _

from service.domain.deadlines import Calendar
from service.domain.opening_hours import Timetable, openings_of
from service.domain.support_lists import WEEKDAYS
from service.store.queries.rows import AnyRow

_FULL_DAY = ("00:00", "24:00")
_WEEK = 7


class Openness(NamedTuple):
    """Whether a service is open now; None where it states no hours."""

    is_open: bool | None
    text: str


def openness(row: AnyRow, now: datetime, calendar: Calendar) -> Openness:
    """Say whether a service is open, and when that changes, by the institution's clocks."""
    if row.always_open:
        return Openness(True, _("Open now, at all hours"))
    if not row.hours:
        return Openness(None, "")
    timetable = _timetable(row, calendar)
    change = timetable.next_change(now)
    when = _moment(change, now, calendar) if change else ""
    if timetable.is_open(now):
        return Openness(True, _("Open now, closes %(when)s", when=when) if when else _("Open now"))
    return Openness(False, _("Closed now, opens %(when)s", when=when) if when else _("Closed now"))


def week(values: Mapping[str, Any], zone: str) -> list[str]:
    """Say when a service is open in a week, and what changes that.

    Args:
        values: columns of `SupportService`.
        zone: the institution's; another one is named.
    """
    if values["always_open"]:
        said = [_("At all hours, every day")]
    else:
        said = list(_days(values["hours"]))
        if said and values["closed_on_holidays"]:
            said.append(_("Closed on public holidays"))
        if said and values["timezone"] != zone:
            said.append(_("By the clocks of %(zone)s", zone=values["timezone"]))
    return [*said, *([values["opening_hours"]] if values["opening_hours"] else [])]


def _timetable(row: AnyRow, calendar: Calendar) -> Timetable:
    return Timetable(
        openings_of(row.hours, "/hours"), ZoneInfo(row.timezone), calendar.is_holiday,
        row.closed_on_holidays, row.always_open,
    )  # fmt: skip


def _days(hours: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Give a line for each run of days with the same hours: ``Monday to Friday 09:00 to 17:00``."""
    by_day = {day: _openings(hours, day) for day in WEEKDAYS.values()}
    for openings, run in groupby(by_day, by_day.__getitem__):
        if openings:
            yield f"{_run(list(run))} {openings}"


def _openings(hours: Sequence[Mapping[str, str]], day: str) -> str:
    pairs = [(one["opens"], one["closes"]) for one in hours if one["day"] == day]
    if _FULL_DAY in pairs:
        return _("all day")
    return _(" and ").join(
        _("%(opens)s to %(closes)s", opens=_clock(opens), closes=_clock(closes))
        for opens, closes in pairs
    )


def _run(days: list[str]) -> str:
    if len(days) == _WEEK:
        return _("Every day")
    first, last = WEEKDAYS.label(days[0]), WEEKDAYS.label(days[-1])
    if len(days) == 1:
        return first
    return _("%(first)s to %(last)s", first=first, last=last)


def _clock(text: str) -> str:
    return _("midnight") if text in _FULL_DAY else text


def _moment(moment: datetime, now: datetime, calendar: Calendar) -> str:
    """Say a moment to come as people do: by the day only where it is not today."""
    local, today = moment.astimezone(calendar.zone), calendar.day_of(now)
    ahead = (local.date() - today).days
    if ahead == 1 and local.time() == time.min:
        return _("at midnight")
    clock = f"{local:%H:%M}"
    if ahead == 0:
        return _("at %(clock)s", clock=clock)
    if ahead == 1:
        return _("tomorrow at %(clock)s", clock=clock)
    if ahead < _WEEK:
        return _("%(day)s at %(clock)s", day=f"{local:%A}", clock=clock)
    day = f"{local:%A} {local.day} {local:%B}"
    return _("%(day)s at %(clock)s", day=day, clock=clock)
