"""Opening hours as people say them."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from admin.hours_words import openness, week
from service.domain.deadlines import Calendar

pytestmark = pytest.mark.single_database

LONDON = "Europe/London"
CALENDAR = Calendar(ZoneInfo(LONDON), lambda day: day == date(2026, 12, 25))


def opened(*openings: str) -> list[dict[str, str]]:
    """Write ``mon 09:00-17:00`` as the directory does."""
    parts = [(text[:3], *text[4:].split("-")) for text in openings]
    return [{"day": day, "opens": opens, "closes": closes} for day, opens, closes in parts]


def entry(*openings: str, **values: Any) -> dict[str, Any]:
    return {
        "hours": opened(*openings), "timezone": LONDON, "always_open": False,
        "closed_on_holidays": False, "opening_hours": None, **values,
    }  # fmt: skip


OFFICE = [f"{day} 09:00-17:00" for day in ("mon", "tue", "wed", "thu", "fri")]
NIGHTS = [f"{day} {t}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
          for t in ("00:00-08:00", "20:00-24:00")]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (entry(*OFFICE), ["Monday to Friday 09:00 to 17:00"]),
        (entry(*OFFICE, "sat 10:00-12:00"),
         ["Monday to Friday 09:00 to 17:00", "Saturday 10:00 to 12:00"]),
        (entry("mon 09:00-12:00", "mon 13:00-17:00"), ["Monday 09:00 to 12:00 and 13:00 to 17:00"]),
        (entry("mon 09:00-12:00", "wed 09:00-12:00"),
         ["Monday 09:00 to 12:00", "Wednesday 09:00 to 12:00"]),
        (entry("sun 00:00-24:00"), ["Sunday all day"]),
        (entry(*NIGHTS), ["Every day midnight to 08:00 and 20:00 to midnight"]),
        (entry(*OFFICE, closed_on_holidays=True),
         ["Monday to Friday 09:00 to 17:00", "Closed on public holidays"]),
        (entry(*OFFICE, timezone="Asia/Kathmandu"),
         ["Monday to Friday 09:00 to 17:00", "By the clocks of Asia/Kathmandu"]),
        (entry(closed_on_holidays=True, timezone="Asia/Kathmandu", opening_hours="By message"),
         ["By message"]),
        (entry(*OFFICE, always_open=True, closed_on_holidays=True), ["At all hours, every day"]),
    ],
)  # fmt: skip
def test_a_week_is_said_in_runs_of_days(given: dict[str, Any], said: list[str]) -> None:
    assert week(given, LONDON) == said


FRIDAY = datetime(2026, 11, 27, 12, 0, tzinfo=ZoneInfo(LONDON))


@pytest.mark.parametrize(
    ("given", "now", "is_open", "said"),
    [
        (entry(*OFFICE), FRIDAY, True, "Open now, closes at 17:00"),
        (entry(*OFFICE), FRIDAY.replace(hour=8), False, "Closed now, opens at 09:00"),
        (entry(*OFFICE), FRIDAY.replace(hour=18), False, "Closed now, opens Monday at 09:00"),
        (entry(*OFFICE), FRIDAY.replace(day=26, hour=18), False,
         "Closed now, opens tomorrow at 09:00"),
        (entry("fri 09:00-24:00"), FRIDAY, True, "Open now, closes at midnight"),
        (entry(*NIGHTS), FRIDAY.replace(hour=21), True, "Open now, closes tomorrow at 08:00"),
        (entry("fri 09:00-17:00", closed_on_holidays=True), FRIDAY.replace(day=18, month=12,
                                                                           hour=18),
         False, "Closed now, opens Friday 1 January at 09:00"),
        (entry("fri 17:45-18:00", timezone="Asia/Kathmandu"), FRIDAY, True,
         "Open now, closes at 12:15"),
        (entry("mon 00:00-24:00", "tue 00:00-24:00", "wed 00:00-24:00", "thu 00:00-24:00",
               "fri 00:00-24:00", "sat 00:00-24:00", "sun 00:00-24:00"), FRIDAY, True, "Open now"),
        (entry(*OFFICE, always_open=True), FRIDAY.replace(hour=3), True, "Open now, at all hours"),
        (entry(opening_hours="By message"), FRIDAY, None, ""),
    ],
)  # fmt: skip
def test_whether_somebody_is_met_now(
    given: dict[str, Any], now: datetime, is_open: bool | None, said: str
) -> None:
    row: Any = SimpleNamespace(**given)
    assert openness(row, now, CALENDAR) == (is_open, said)
