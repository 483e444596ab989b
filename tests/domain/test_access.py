"""Requests for access: their states, and how time ends them."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from service.domain.access import ACCESS_MACHINE, DECIDED_BY, state_at
from service.domain.casework_lists import AccessKind, AccessState
from service.domain.errors import WrongState
from service.domain.policy import POLICY
from service.domain.verbs import VERBS

pytestmark = pytest.mark.single_database

STEPS = {
    ("requested", "approve"): "approved",
    ("requested", "refuse"): "refused",
    ("requested", "end"): "ended",
    ("approved", "end"): "ended",
    ("ended", "review"): "reviewed",
}
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "action"), list(product(AccessState, ["approve", "refuse", "end", "review"]))
)
def test_every_step_is_there_or_refused(state: str, action: str) -> None:
    if (state, action) in STEPS:
        assert ACCESS_MACHINE.step(action, state).target == STEPS[state, action]
    else:
        with pytest.raises(WrongState):
            ACCESS_MACHINE.step(action, state)


def test_every_step_has_its_verb_and_permission() -> None:
    for step in ACCESS_MACHINE.transitions:
        assert step.verb == f"access.{step.action}"
        assert step.verb in VERBS
        assert step.permission in POLICY
    assert set(DECIDED_BY.values()) <= set(POLICY)
    assert set(AccessKind) - set(DECIDED_BY) == {AccessKind.BREAK_GLASS}


@pytest.mark.parametrize(
    ("state", "seconds", "shown"),
    [
        ("approved", 1, "approved"),
        ("approved", 0, "ended"),
        ("approved", None, "approved"),
        ("requested", 0, "requested"),
        ("reviewed", 0, "reviewed"),
    ],
)
def test_time_ends_what_was_approved(state: str, seconds: int | None, shown: str) -> None:
    expires = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert state_at(state, expires, NOW) == shown
