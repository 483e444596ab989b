"""Working days, calendar days and months in the institution's own time; its office hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.uk_holidays import NATIONS, uk_calendar
from service.domain.deadlines import (
    MONDAY_TO_FRIDAY,
    Calendar,
    add_calendar_days,
    add_months,
    add_working_days,
    working_days_between,
)
from service.domain.office_hours import OfficeHours

pytestmark = pytest.mark.single_database

LONDON = ZoneInfo("Europe/London")
ENGLAND = uk_calendar("england", LONDON)
KIRITIMATI = Calendar(ZoneInfo("Pacific/Kiritimati"), lambda day: day.day % 7 == 0)

calendars = st.sampled_from([MONDAY_TO_FRIDAY, ENGLAND, KIRITIMATI])
moments = st.integers(1_577_836_800, 1_893_456_000).map(lambda n: datetime.fromtimestamp(n, UTC))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-27 17:05", 1, "2026-03-30 16:05"),  # the clocks went forward on Sunday
        ("2026-10-23 16:05", 1, "2026-10-26 17:05"),  # and back
        ("2026-04-02 09:00", 1, "2026-04-07 09:00"),  # Maundy Thursday, over Easter
        ("2026-12-24 12:00", 1, "2026-12-29 12:00"),  # Boxing Day, a Saturday, is given on Monday
        ("2026-06-14 23:30", 1, "2026-06-15 23:30"),  # in London it is Monday already: to Tuesday
        ("2026-12-25 12:00", 0, "2026-12-25 12:00"),
    ],
)
def test_working_days_of_an_english_institution(start: str, days: int, end: str) -> None:
    assert add_working_days(moment(start), days, ENGLAND) == moment(end)


@given(moments, st.integers(1, 40), calendars)
def test_a_deadline_ends_on_a_working_day_with_that_many_between(
    start: datetime, days: int, calendar: Calendar
) -> None:
    end = add_working_days(start, days, calendar)
    assert calendar.is_working_day(calendar.day_of(end))
    assert working_days_between(start, end, calendar) == days
    assert working_days_between(end, start, calendar) == -days
    assert working_days_between(start, end - timedelta(days=1), calendar) == days - 1


@given(moments, st.integers(0, 400), calendars)
def test_a_deadline_keeps_the_local_time_of_day(
    start: datetime, days: int, calendar: Calendar
) -> None:
    end = add_calendar_days(start, days, calendar)
    assert end.tzinfo is UTC
    assert calendar.day_of(end) - calendar.day_of(start) == timedelta(days=days)
    skipped = end.astimezone(calendar.zone).time() != start.astimezone(calendar.zone).time()
    # Only an hour that the clocks skip in spring cannot be kept.
    assert not skipped or end.astimezone(calendar.zone).hour == 2


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 13, "2027-12-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_a_month_ends_on_its_last_day(day: str, months: int, later: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 200))
def test_months_move_the_month_and_at_most_shorten_the_day(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("day", "off"),
    [
        ("2026-12-25", "england wales scotland northern_ireland"),
        ("2026-12-28", "england wales scotland northern_ireland"),  # instead of Saturday 26
        ("2026-04-06", "england wales northern_ireland"),  # Easter Monday
        ("2026-01-02", "scotland"),
        ("2026-11-30", "scotland"),
        ("2026-06-15", "scotland"),  # proclaimed for the day after a football match
        ("2026-03-17", "northern_ireland"),
        ("2022-09-19", "england wales scotland northern_ireland"),  # proclaimed: a state funeral
        ("2026-08-31", "england wales northern_ireland"),
        ("2026-08-03", "scotland"),
        ("2026-11-23", ""),
    ],
)
def test_bank_holidays_differ_between_the_nations(day: str, off: str) -> None:
    working = [
        nation
        for nation in NATIONS
        if uk_calendar(nation, LONDON).is_working_day(date.fromisoformat(day))
    ]
    assert set(NATIONS) - set(working) == set(off.split())


def test_there_is_no_fifth_nation() -> None:
    with pytest.raises(KeyError):
        uk_calendar("cornwall", LONDON)


@pytest.mark.parametrize(
    ("now", "is_open", "opening"),
    [
        ("2026-11-23 08:59:59", False, "2026-11-23 09:00"),
        ("2026-11-23 09:00:00", True, "2026-11-24 09:00"),
        ("2026-11-23 16:59:59", True, "2026-11-24 09:00"),
        ("2026-11-23 17:00:00", False, "2026-11-24 09:00"),
        ("2026-11-27 12:00:00", True, "2026-11-30 09:00"),  # a Friday
        ("2026-11-28 12:00:00", False, "2026-11-30 09:00"),
        ("2026-12-25 12:00:00", False, "2026-12-29 09:00"),
        ("2026-06-15 08:00:00", True, "2026-06-16 08:00"),  # summer time
        ("2026-06-14 23:30:00", False, "2026-06-15 08:00"),
    ],
)
def test_office_hours(now: str, is_open: bool, opening: str) -> None:
    hours = OfficeHours.parse("09:00-17:00", ENGLAND)
    assert hours.is_open(moment(now)) is is_open
    assert hours.next_opening(moment(now)) == moment(opening)


@given(moments, calendars)
def test_the_office_is_open_at_its_next_opening_and_not_just_before(
    now: datetime, calendar: Calendar
) -> None:
    hours = OfficeHours(time(8, 30), time(16), calendar)
    opening = hours.next_opening(now)
    assert now < opening
    assert hours.is_open(opening)
    assert not hours.is_open(opening - timedelta(microseconds=1))


@pytest.mark.parametrize(
    "text",
    ["", "9-17", "9:00-17:00", "09:00-17:00 ", "09:00-17:00\n", "24:00-25:00", "17:00-09:00",
     "09:00-09:00", "09:60-17:00", "0\u0669:00-17:00"],
)  # fmt: skip
def test_other_hours_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="office"):
        OfficeHours.parse(text, ENGLAND)
