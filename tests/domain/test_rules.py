"""Small rules: deadlines, priority, who is named, what a closing needs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.cases import check_everybody_told
from service.domain.deadlines import add_working_days
from service.domain.errors import Invalid, WrongState
from service.domain.outcomes import check_disclosure
from service.domain.reports import check_reporter, priority_of

pytestmark = pytest.mark.single_database

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02", 0, "2026-03-02"),  # a Monday
        ("2026-03-02", 2, "2026-03-04"),
        ("2026-03-05", 2, "2026-03-09"),  # Thursday, over the weekend
        ("2026-03-06", 1, "2026-03-09"),  # Friday
        ("2026-03-07", 1, "2026-03-09"),  # Saturday counts from Monday
        ("2026-03-08", 2, "2026-03-10"),  # Sunday
        ("2026-03-06", 5, "2026-03-13"),
        ("2026-12-31", 1, "2027-01-01"),
    ],
)
def test_working_days_leave_weekends_out(start: str, days: int, end: str) -> None:
    moment = datetime.fromisoformat(start).replace(hour=17, minute=5, tzinfo=UTC)
    assert add_working_days(moment, days).isoformat() == f"{end}T17:05:00+00:00"


@given(st.integers(0, 13), st.integers(1, 60))
def test_a_deadline_falls_on_a_working_day_with_that_many_between(shift: int, days: int) -> None:
    start = MONDAY + timedelta(days=shift)
    end = add_working_days(start, days)
    between = [start + timedelta(days=n + 1) for n in range((end - start).days)]
    assert end.weekday() < 5
    assert sum(day.weekday() < 5 for day in between) == days


@pytest.mark.parametrize(
    ("mode", "reporter", "code"),
    [
        ("anonymous", None, None),
        ("anonymous", {}, None),
        ("anonymous", {"name": "A"}, "not_with_anonymous"),
        ("named", {"name": "A"}, None),
        ("named", None, "required"),
        ("confidential", {"name": "A"}, None),
        ("confidential", {}, "required"),
    ],
)
def test_a_reporter_is_named_exactly_when_the_mode_says_so(
    mode: str, reporter: dict[str, str] | None, code: str | None
) -> None:
    if code is None:
        check_reporter(mode, reporter)
        return
    with pytest.raises(Invalid) as refused:
        check_reporter(mode, reporter)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/reporter", code)]


@pytest.mark.parametrize(
    ("assesses", "types", "impacts", "priority"),
    [
        (False, [], [], "normal"),
        (False, ["harassment"], ["isolation"], "normal"),
        (True, [], [], "raised"),
        (False, [], ["considering_leaving"], "raised"),
        (True, [], ["safety"], "urgent"),
        (False, ["other", "sexual_misconduct"], [], "urgent"),
        (False, ["hate_incident"], [], "urgent"),
    ],
)
def test_priority(assesses: bool, types: list[str], impacts: list[str], priority: str) -> None:
    found = priority_of(subject_assesses_reporter=assesses, incident_types=types, impacts=impacts)
    assert found == priority


@pytest.mark.parametrize(
    ("told", "outcomes", "closes"),
    [
        ([], 1, True),
        (["told", "withheld"], 1, True),
        (["told", "withheld"], 0, False),
        (["told", "not_yet"], 2, False),
    ],
)
def test_a_case_closes_once_everybody_is_told(told: list[str], outcomes: int, closes: bool) -> None:
    if closes:
        check_everybody_told(told, outcomes=outcomes)
        return
    with pytest.raises(WrongState):
        check_everybody_told(iter(told), outcomes=outcomes)


def test_an_outcome_may_not_restrict_disclosure() -> None:
    check_disclosure(restricts_disclosure=False)
    with pytest.raises(Invalid) as refused:
        check_disclosure(restricts_disclosure=True)
    assert refused.value.faults[0].pointer == "/restricts_disclosure"
