"""Clocks and check-ins: when they run out, what a pause does, and how near a deadline is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from service.adapters.uk_holidays import uk_calendar
from service.domain.casework_lists import CLOCK_KINDS, ClockKind
from service.domain.clocks import (
    CLOCKS,
    ageing,
    check_ins_due,
    clocks_in,
    detriment_review_due,
    working_days_left,
)
from service.domain.code_lists import CaseState, ReportState

pytestmark = pytest.mark.single_database

LONDON = ZoneInfo("Europe/London")
CALENDARS = {nation: uk_calendar(nation, LONDON) for nation in ("england", "scotland")}
ENGLAND = CALENDARS["england"]


def at(text: str) -> datetime:
    """Read a moment of London's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("kind", "start", "nation", "due"),
    [
        ("first_review", "2026-11-23 10:00", "england", "2026-11-25 10:00"),
        ("first_review", "2026-12-24 10:00", "england", "2026-12-30 10:00"),  # over Christmas
        ("first_contact", "2026-12-24 10:00", "england", "2027-01-05 10:00"),  # and New Year
        ("first_contact", "2026-12-24 10:00", "scotland", "2027-01-06 10:00"),  # and 2 January
        ("next_step", "2026-11-26 10:00", "scotland", "2026-12-04 10:00"),  # over St Andrew's Day
        ("next_step", "2026-11-26 10:00", "england", "2026-12-03 10:00"),
        ("case_review", "2026-03-27 10:00", "england", "2026-03-31 10:00"),  # the clocks go forward
        ("formal_stage", "2026-09-01 10:00", "england", "2026-11-30 10:00"),  # and back
    ],
)
def test_when_a_clock_runs_out(kind: str, start: str, nation: str, due: str) -> None:
    rule = CLOCKS[kind]
    assert rule.due(at(start), rule.days, CALENDARS[nation]) == at(due)


@pytest.mark.parametrize(
    ("kind", "due", "paused", "resumed", "later"),
    [
        ("next_step", "11-27 10:00", "11-23 09:00", "11-23 17:00", "11-27 10:00"),
        ("next_step", "11-27 10:00", "11-21 09:00", "11-22 17:00", "11-27 10:00"),
        ("next_step", "11-25 10:00", "11-20 09:00", "11-23 09:00", "11-26 10:00"),
        ("next_step", "12-29 10:00", "12-24 09:00", "12-29 09:00", "12-30 10:00"),
        ("next_step", "10-23 10:00", "10-22 09:00", "10-26 09:00", "10-27 10:00"),
        ("formal_stage", "11-30 10:00", "10-23 09:00", "10-26 17:00", "12-03 10:00"),
        ("formal_stage", "11-30 10:00", "10-23 09:00", "10-23 17:00", "11-30 10:00"),
    ],
)  # fmt: skip
def test_the_days_of_a_pause_do_not_count(
    kind: str, due: str, paused: str, resumed: str, later: str
) -> None:
    moments = [at(f"2026-{text}") for text in (due, paused, resumed)]
    assert CLOCKS[kind].due_after_pause(*moments, ENGLAND) == at(f"2026-{later}")


@pytest.mark.parametrize(
    ("now", "paused", "stopped", "how", "left"),
    [
        ("2026-11-24 09:59", None, None, "on_time", 2),
        ("2026-11-25 10:00", None, None, "due_soon", 1),
        ("2026-11-26 10:00", None, None, "due_soon", 0),
        ("2026-11-26 10:01", None, None, "breached", 0),
        ("2026-11-28 10:00", None, None, "breached", -1),  # a Saturday
        ("2026-12-04 10:00", "2026-11-25 12:00", None, "on_time", 1),
        ("2026-12-04 10:00", "2026-11-27 12:00", None, "breached", -1),
        ("2026-12-04 10:00", None, "2026-11-26 09:00", "on_time", None),
        ("2026-12-04 10:00", "2026-11-24 09:00", "2026-11-27 09:00", "breached", None),
    ],
)
def test_how_near_a_deadline_is(
    now: str, paused: str | None, stopped: str | None, how: str, left: int | None
) -> None:
    due = at("2026-11-26 10:00")
    when = {"paused": at(paused) if paused else None, "stopped": at(stopped) if stopped else None}
    assert ageing(due, at(now), ENGLAND, **when) == how
    assert working_days_left(due, at(now), ENGLAND, **when) == left


def test_over_a_weekend_the_next_working_day_is_near() -> None:
    monday = at("2026-11-23 10:00")
    assert ageing(monday, at("2026-11-20 10:00"), ENGLAND) == "due_soon"
    assert ageing(monday, at("2026-11-20 09:59"), ENGLAND) == "on_time"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-09-28 21:30", ["2026-10-12 21:30", "2026-11-09 21:30", "2026-12-21 21:30"]),
        ("2026-10-12 21:29", ["2026-10-12 21:30", "2026-11-09 21:30", "2026-12-21 21:30"]),
        ("2026-10-12 21:30", ["2026-10-12 21:30", "2026-11-09 21:30", "2026-12-21 21:30"]),
        ("2026-11-20 08:00", ["2026-11-20 08:00", "2026-12-21 21:30"]),
        ("2027-02-01 08:00", ["2027-02-01 08:00"]),
    ],
)
def test_check_ins_keep_the_local_time_and_make_up_for_the_latest_only(
    now: str, due: list[str]
) -> None:
    """Submitted in summer time, checked in winter time."""
    found = check_ins_due(at("2026-09-28 21:30"), at(now), ENGLAND)
    assert found == [at(moment) for moment in due]


def test_detriment_has_risk_assessed_on_the_next_working_day() -> None:
    assert detriment_review_due(at("2026-12-24 15:00"), ENGLAND) == at("2026-12-29 15:00")


def test_every_kind_has_a_rule_and_what_has_ended_has_no_clock() -> None:
    assert set(CLOCKS) == set(CLOCK_KINDS.values())
    for subject, state in (
        ("case", CaseState.CLOSED), ("case", CaseState.ON_HOLD), ("report", ReportState.WITHDRAWN),
        ("report", ReportState.CLOSED_NO_CASE), ("report", ReportState.DRAFT),
    ):  # fmt: skip
        assert clocks_in(subject, state) == []
    anonymous = {rule.kind for rule in clocks_in("report", "submitted", identified=False)}
    assert anonymous == {ClockKind.FIRST_REVIEW}
