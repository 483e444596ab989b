"""When appointments may be, and what may become of one."""

from datetime import UTC, datetime, timedelta

import pytest

from service.domain.appointments import (
    APPOINTMENT_MACHINE,
    TAKEN_ON,
    check_begun,
    check_span,
    check_taken_on,
    check_to_come,
)
from service.domain.code_lists import ReferralStatus
from service.domain.errors import Invalid, WrongState
from service.domain.policy import POLICY
from service.domain.support_lists import AppointmentState
from service.domain.verbs import VERBS

pytestmark = pytest.mark.single_database

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_only_what_is_booked_can_take_place_be_missed_or_be_cancelled() -> None:
    ends = {"attend": "attended", "miss": "missed", "cancel": "cancelled"}
    for action, target in ends.items():
        step = APPOINTMENT_MACHINE.step(action, AppointmentState.BOOKED)
        assert (step.target, step.verb) == (target, f"appointment.{action}")
        assert {step.permission, step.verb} <= {*POLICY, *VERBS}
        for over in ends.values():
            with pytest.raises(WrongState, match="appointment"):
                APPOINTMENT_MACHINE.step(action, over)
    assert {step.action for step in APPOINTMENT_MACHINE.transitions} == set(ends)


def test_only_a_service_that_took_a_referral_on_sees_somebody() -> None:
    assert set(TAKEN_ON) == {"accepted", "in_progress"}
    for status in ReferralStatus:
        if status in TAKEN_ON:
            check_taken_on(status)
        else:
            with pytest.raises(WrongState):
                check_taken_on(status)


@pytest.mark.parametrize(
    ("minutes", "fits"),
    [(1, True), (24 * 60, True), (0, False), (-1, False), (24 * 60 + 1, False)],
)
def test_it_ends_after_it_starts_and_within_a_day(minutes: int, fits: bool) -> None:
    if fits:
        check_span(NOW, NOW + timedelta(minutes=minutes))
        return
    with pytest.raises(Invalid) as refused:
        check_span(NOW, NOW + timedelta(minutes=minutes))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/ends_at", "out_of_range")]


def test_it_is_still_to_come_when_it_is_booked() -> None:
    check_to_come(NOW, NOW)
    with pytest.raises(Invalid) as refused:
        check_to_come(NOW - timedelta(seconds=1), NOW)
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/starts_at", "in_the_past")]


def test_nobody_has_missed_what_is_still_to_come() -> None:
    later = NOW + timedelta(seconds=1)
    check_begun("miss", NOW, NOW)
    check_begun("attend", later, NOW)
    check_begun("cancel", later, NOW)
    with pytest.raises(WrongState):
        check_begun("miss", later, NOW)
