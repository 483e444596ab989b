"""A conflict of interest ends by two people, none of them concerned."""

from typing import Any

import pytest

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.domain.errors import NotAllowed, NotFound, WrongState
from service.store.models import Case, Conflict, Report
from service.store.queries.guard import conflicts_of
from service.usecases import access_requests
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.shutting_out import declare, sees


@pytest.fixture
def manager(world: World) -> Actor:
    return world.officer(Role.CASE_MANAGER)


def ask_to_end(runtime: Runtime, by: Actor, conflict: Conflict) -> Any:
    with runtime.unit(by) as unit:
        return access_requests.request_access(
            unit, kind="end_conflict", subject=conflict.id, purpose="quality_review",
            reason="It was somebody else of that name.",
        )  # fmt: skip


def decide(runtime: Runtime, by: Actor, request: Any, *, approve: bool = True) -> Any:
    with runtime.unit(by) as unit:
        return access_requests.decide_access(unit, request.id, approve=approve, version=1)


def test_a_conflict_ends_by_two_managers_neither_of_them_concerned(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    other, third, concerned = (world.officer(Role.CASE_MANAGER) for _ in range(3))
    custodian = world.officer(Role.IDENTITY_CUSTODIAN)
    case = world.case(manager)
    declared = declare(runtime, manager, concerned, case_id=case.id)
    with pytest.raises(NotFound):
        ask_to_end(runtime, concerned, declared)
    asked = ask_to_end(runtime, other, declared)
    for by, error in (
        (concerned, NotFound), (custodian, NotFound), (other, NotAllowed), (manager, NotAllowed),
    ):  # fmt: skip
        with pytest.raises(error):
            decide(runtime, by, asked)
    assert not sees(runtime, concerned, Case, case.id)
    decide(runtime, third, asked)
    assert sees(runtime, concerned, Case, case.id)
    with runtime.reading(manager) as reading:
        (row,) = conflicts_of(reading.connection, case_id=case.id)
    assert (row.removed_by, row.officer_id) == (third.id, concerned.id)
    with pytest.raises(WrongState):
        ask_to_end(runtime, other, declared)


def test_whoever_declared_it_may_ask_and_another_decides(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    officer, other = world.officer(), world.officer(Role.CASE_MANAGER)
    report, _ = world.report()
    declared = declare(runtime, manager, officer, report_id=report.id)
    first, second = (ask_to_end(runtime, by, declared) for by in (manager, other))
    decide(runtime, world.officer(Role.CASE_MANAGER), second, approve=False)
    assert not sees(runtime, officer, Report, report.id)
    decide(runtime, other, first)
    assert sees(runtime, officer, Report, report.id)
