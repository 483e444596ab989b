"""Sessions of peers: when one can be, what may become of it, and that a series keeps its hour."""

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from service.domain.activities import (
    MOST_PEOPLE,
    SESSION_MACHINE,
    check_capacity,
    check_held,
    check_length,
    check_planned,
    check_times,
    weekly,
)
from service.domain.errors import Invalid, WrongState
from service.domain.policy import POLICY
from service.domain.support_lists import SessionState
from service.domain.verbs import VERBS

pytestmark = pytest.mark.single_database

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STEPS = {("planned", "hold"): "held", ("planned", "cancel"): "cancelled"}


@pytest.mark.parametrize(("state", "action"), [*product(SessionState, ["hold", "cancel", "x"])])
def test_what_took_place_or_is_off_stays_so(state: str, action: str) -> None:
    if (state, action) in STEPS:
        assert SESSION_MACHINE.step(action, state).target == STEPS[state, action]
    else:
        with pytest.raises(WrongState):
            SESSION_MACHINE.step(action, state)
    if state != SessionState.PLANNED:
        with pytest.raises(WrongState):
            check_planned(state)
    assert {step.verb for step in SESSION_MACHINE.transitions} <= set(VERBS)
    assert {step.permission for step in SESSION_MACHINE.transitions} <= set(POLICY)


@pytest.mark.parametrize(
    ("starts", "ends", "fault"),
    [
        (NOW, NOW + MINUTE, None),
        (NOW + HOUR, NOW + 25 * HOUR, None),
        (NOW - MINUTE, NOW + HOUR, ("/starts_at", "in_the_past")),
        (datetime(2200, 1, 1, tzinfo=UTC), datetime(2200, 1, 2, tzinfo=UTC),
         ("/starts_at", "too_far")),
        (NOW + HOUR, NOW + HOUR, ("/ends_at", "before_start")),
        (NOW + HOUR, NOW, ("/ends_at", "before_start")),
        (NOW + HOUR, NOW + 25 * HOUR + MINUTE, ("/ends_at", "too_long")),
    ],
)  # fmt: skip
def test_when_a_session_can_be(
    starts: datetime, ends: datetime, fault: tuple[str, str] | None
) -> None:
    if fault is None:
        check_times(starts, ends, NOW)
        return
    with pytest.raises(Invalid) as refusal:
        check_times(starts, ends, NOW)
    assert [(one.pointer, one.code) for one in refusal.value.faults] == [fault]


def test_the_length_is_looked_at_whenever_it_was() -> None:
    with pytest.raises(Invalid, match="cannot be accepted"):
        check_length(NOW - 3 * HOUR, NOW - 4 * HOUR)
    check_length(NOW - 3 * HOUR, NOW - 2 * HOUR)


@pytest.mark.parametrize(
    ("first", "weeks", "clocks"),
    [
        # Over the end of summer time in 2027 (31 October) and its beginning in 2028 (26 March).
        (datetime(2027, 10, 20, 17, tzinfo=UTC), 4, ["17", "17", "18", "18"]),
        (datetime(2028, 3, 22, 18, tzinfo=UTC), 2, ["18", "17"]),
        (datetime(2027, 1, 6, 18, tzinfo=UTC), 1, ["18"]),
    ],
)
def test_a_series_is_at_the_same_time_on_the_clocks(
    first: datetime, weeks: int, clocks: list[str]
) -> None:
    found = weekly(first, weeks, LONDON)
    assert [f"{moment:%H}" for moment in found] == clocks
    assert {moment.astimezone(LONDON).time() for moment in found} == {
        first.astimezone(LONDON).time()
    }
    days = [moment.astimezone(LONDON).date() for moment in found]
    assert days == [days[0] + timedelta(weeks=week) for week in range(weeks)]


def test_an_hour_that_there_is_twice_or_not_at_all() -> None:
    twice = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # the second 01:30 of that night
    assert weekly(twice, 2, LONDON) == [twice, twice + timedelta(weeks=1)]
    skipped = datetime(2028, 3, 19, 1, 30, tzinfo=UTC)
    assert weekly(skipped, 2, LONDON)[1] == datetime(2028, 3, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("weeks", [0, -1, 27])
def test_a_series_is_of_half_a_year_at_most(weeks: int) -> None:
    with pytest.raises(Invalid):
        weekly(NOW, weeks, LONDON)
    assert len(weekly(NOW, 26, LONDON)) == 26


@pytest.mark.parametrize("capacity", [0, -1, MOST_PEOPLE + 1])
def test_room_is_for_somebody(capacity: int) -> None:
    with pytest.raises(Invalid):
        check_capacity(capacity)
    for fine in (None, 1, MOST_PEOPLE):
        check_capacity(fine)


def test_how_many_came_is_said_once_it_has_begun() -> None:
    assert [check_held(NOW, n, NOW) for n in (0, MOST_PEOPLE)] == [0, MOST_PEOPLE]
    with pytest.raises(WrongState):
        check_held(NOW + MINUTE, 3, NOW)
    for wrong in (None, -1, MOST_PEOPLE + 1):
        with pytest.raises(Invalid):
            check_held(NOW, wrong, NOW)
