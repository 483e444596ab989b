"""When a service is open, when that changes, and hours that make no sense."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.domain.opening_hours import Opening, Timetable, openings_of, zone_of
from service.domain.support_lists import WEEKDAYS
from tests.directory import hours

pytestmark = pytest.mark.single_database

CHRISTMAS = date(2026, 12, 25)  # a Friday


def openings(text: str) -> tuple[Opening, ...]:
    """Read openings written like ``mon 09:00-17:00; fri 10:00-12:00``."""
    found = (entry.replace("-", " ").split() for entry in text.split(";") if entry.strip())
    return openings_of([{"day": d, "opens": o, "closes": c} for d, o, c in found], "/hours")


def timetable(
    text: str, zone: str = "Europe/London", *, closed: bool = True, always: bool = False
) -> Timetable:
    return Timetable(openings(text), ZoneInfo(zone), lambda day: day == CHRISTMAS, closed, always)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


EVERY_DAY = "; ".join(f"{day} 00:00-24:00" for day in WEEKDAYS.values())
NIGHT = "sat 22:00-24:00; sun 00:00-02:30"
OFFICE = "mon 09:00-12:00; mon 12:00-17:00; fri 09:00-17:00"


@pytest.mark.parametrize(
    ("hours", "at", "is_open", "changes"),
    [
        (OFFICE, "2026-01-05 08:59", False, "2026-01-05 09:00"),
        (OFFICE, "2026-01-05 09:00", True, "2026-01-05 17:00"),  # straight on over noon
        (OFFICE, "2026-01-05 16:59:59", True, "2026-01-05 17:00"),
        (OFFICE, "2026-01-05 17:00", False, "2026-01-09 09:00"),
        (OFFICE, "2026-06-01 08:00", True, "2026-06-01 16:00"),  # in summer time
        (OFFICE, "2026-12-25 10:00", False, "2026-12-28 09:00"),  # a holiday
        (NIGHT, "2026-01-10 23:00", True, "2026-01-11 02:30"),  # over midnight
        (NIGHT, "2026-03-28 23:00", True, "2026-03-29 01:30"),  # the clocks go forward at 01:00
        (NIGHT, "2026-10-24 22:00", True, "2026-10-25 02:30"),  # and back
        ("sun 01:15-01:45", "2026-03-29 00:30", False, "2026-04-05 00:15"),  # all of it is skipped
        ("sun 01:30-03:00", "2026-03-29 00:45", False, "2026-03-29 01:00"),  # half of it is
        ("sun 01:00-01:30", "2026-10-25 00:29", True, "2026-10-25 00:30"),
        ("sun 01:00-01:30", "2026-10-25 01:15", False, "2026-11-01 01:00"),  # the second 01:15
        (EVERY_DAY, "2026-12-24 12:00", True, "2026-12-25 00:00"),
        (EVERY_DAY, "2026-12-26 12:00", True, None),
        ("", "2026-01-05 12:00", False, None),
    ],
)
def test_open_now_and_until_when(hours: str, at: str, is_open: bool, changes: str | None) -> None:
    found = timetable(hours)
    assert found.is_open(moment(at)) is is_open
    assert found.next_change(moment(at)) == (moment(changes) if changes else None)


def test_clocks_that_go_back_over_midnight() -> None:
    """In St John's they went from 00:01 on Sunday back to 23:01 on Saturday."""
    found = timetable("sun 00:00-08:00", "America/St_Johns")
    assert found.is_open(moment("2006-10-29 03:00"))
    assert found.is_open(moment("2006-10-29 02:30"))  # the first midnight is past already
    assert not found.is_open(moment("2006-10-29 02:29"))


def test_a_service_may_ignore_holidays_or_never_close() -> None:
    at = moment("2026-12-25 10:00")
    assert timetable(OFFICE, closed=False).is_open(at)
    always = timetable("", always=True)
    assert always.is_open(at)
    assert always.next_change(at) is None


zones = ["Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Beirut"]
changes_of_clocks = st.sampled_from(["2026-03-28 12:00", "2026-10-24 12:00", "2026-04-04 06:00"])


@given(hours(), st.sampled_from(zones), changes_of_clocks, st.integers(0, 3000), st.booleans())
def test_the_state_changes_at_the_next_change_and_not_before(
    found: list[dict[str, str]], zone: str, start: str, minutes: int, closed: bool
) -> None:
    weekly = openings_of(found, "/hours")
    table = Timetable(weekly, ZoneInfo(zone), lambda day: day == CHRISTMAS, closed, False)
    at = moment(start) + timedelta(minutes=minutes)
    change = table.next_change(at)
    until = change or at + timedelta(days=8)
    parts = [at + (until - at) * part / 9 for part in range(9)]
    assert {table.is_open(part) for part in [*parts, until - timedelta(seconds=1)]} == {
        table.is_open(at)
    }
    assert change is None or (change > at and table.is_open(change) is not table.is_open(at))


@pytest.mark.parametrize(
    ("hours", "faults"),
    [
        ("mon 09:00-17:00; sol 9:00-25:00", ["/1/day", "/1/opens", "/1/closes"]),
        ("mon 24:00-24:00", ["/0/opens"]),
        ("mon 22:00-02:00", ["/0/closes"]),
        ("mon 09:00-09:00", ["/0/closes"]),
        ("mon ٠٩:00-10:00", ["/0/opens"]),
        ("mon 10:00-11:00; tue 09:00-11:00; mon 09:00-10:01", ["/0"]),
        ("mon 09:00-10:00; mon 09:00-10:00", ["/1"]),
        ("; ".join(["mon 09:00-10:00"] * 29), [""]),
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: str, faults: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        openings(hours)
    assert [fault.pointer for fault in caught.value.faults] == [f"/hours{f}" for f in faults]


def test_a_missing_time_is_a_fault_of_its_own() -> None:
    with pytest.raises(Invalid) as caught:
        openings_of([{"day": "mon", "opens": "09:00"}], "/hours")
    assert [fault.pointer for fault in caught.value.faults] == ["/hours/0/closes"]


def test_openings_are_put_in_order_and_counted_in_minutes() -> None:
    found = openings("sun 22:00-24:00; mon 12:30-17:00; mon 09:00-12:30")
    assert [opening.minutes() for opening in found] == [
        (0, 540, 750), (0, 750, 1020), (6, 1320, 1440),
    ]  # fmt: skip


def test_a_zone_is_one_of_the_world() -> None:
    assert zone_of("Europe/London", "/timezone") == ZoneInfo("Europe/London")
    for wrong in ("Europe/Caernarfon", "", "../etc/passwd"):
        with pytest.raises(Invalid) as caught:
            zone_of(wrong, "/timezone")
        assert [fault.pointer for fault in caught.value.faults] == ["/timezone"]
