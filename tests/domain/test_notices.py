"""What is said without anybody writing it: never without where to turn, never with a content."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.domain.notices import (
    AUTOMATIC_ANSWERS,
    NOTICES,
    URGENT_HELP,
    automatic_answer,
    spelled_out,
    wait_after,
    working_days,
)

pytestmark = pytest.mark.single_database

FACTS = {"review": working_days(3), "opening": "Monday 4 January at 09:00"}


@pytest.mark.parametrize("kind", [*AUTOMATIC_ANSWERS])
def test_every_automatic_answer_ends_with_where_to_turn(kind: str) -> None:
    text = automatic_answer([kind], FACTS, [("Night Line", "01234 567890"), ("Crisis Team", "111")])
    assert text.endswith(f"\n\n{URGENT_HELP}\nNight Line: 01234 567890\nCrisis Team: 111")
    assert automatic_answer([kind], FACTS, []).endswith(f"\n\n{URGENT_HELP}")
    assert "{" not in text


def test_help_is_said_once_and_last_however_much_there_is_to_say() -> None:
    text = automatic_answer([*AUTOMATIC_ANSWERS], FACTS, [])
    assert text.count(URGENT_HELP) == 1
    assert "within 3 working days" in text
    assert "back on Monday 4 January at 09:00" in text
    for word in ("Thank you", "receipt", "anonymous"):
        assert word in text


def test_days_and_moments_are_spelled_out() -> None:
    assert [working_days(n) for n in (1, 2)] == ["1 working day", "2 working days"]
    summer = datetime(2026, 7, 6, 8, tzinfo=UTC)
    assert spelled_out(summer, ZoneInfo("Europe/London")) == "Monday 6 July at 09:00"


@pytest.mark.parametrize("kind", [*NOTICES])
def test_a_notice_leads_to_the_front_door_only(kind: str) -> None:
    notice = NOTICES[kind]
    text = notice.text("https://speak.example")
    assert [line for line in text.split() if "://" in line] == ["https://speak.example"]
    telling = (
        "report", "case", "discriminat", "harass", "complain", "incident", "allegation", "student",
        "university", "welfare", "counsel", "glass", "match", "receipt", "redress",
    )  # fmt: skip
    said = f"{notice.subject} {text.replace('https://speak.example', '')}".lower()
    assert [word for word in telling if word in said] == []


def test_each_wait_is_twice_as_long_up_to_a_limit() -> None:
    minutes = [wait_after(n, 0).total_seconds() / 60 for n in range(1, 10)]
    assert minutes == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert wait_after(1, 1) == timedelta(minutes=6, seconds=15)
    assert wait_after(10_000, 1) == timedelta(hours=7, minutes=30)
