"""A conflict of interest ends by two people, none of them concerned."""

from typing import Any

import pytest

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.domain.errors import NotAllowed, NotFound, WrongState
from service.store.models import Case, Conflict, Report
from service.store.queries.guard import conflicts_of
from service.usecases import access_requests, amendments, casework, triage
from service.usecases.runtime import Runtime
from tests.builders import World
from tests.usecases.shutting_out import declare, sees

MAIL = "j.doe@example.org"
NAMED = [{"type": "clinical_supervisor", "identifier": {"type": "email", "value": MAIL}}]


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


def test_another_conflict_that_came_up_meanwhile_goes_on(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    recused = world.officer(Role.CASE_MANAGER, email=MAIL)
    report, _ = world.report()
    case = world.case(manager, report.id)
    own = declare(runtime, recused, recused, case_id=case.id, kind="recused")
    with runtime.unit(world.reporter(report)) as unit:
        version = unit.session.get_one(Report, report.id).version
        amendments.amend_report(unit, report.id, {"subjects": NAMED}, version=version)
    decide(runtime, world.officer(Role.CASE_MANAGER), ask_to_end(runtime, manager, own))
    assert not sees(runtime, recused, Report, report.id)
    assert not sees(runtime, recused, Case, case.id)


def test_a_conflict_that_came_with_a_report_outlasts_the_case_s_own(
    world: World, runtime: Runtime, manager: Actor
) -> None:
    named = world.officer(Role.CASE_MANAGER, email=MAIL)
    moving, *others = (world.report(**said)[0] for said in ({"subjects": NAMED}, {}, {}))
    first, second = world.case(manager, moving.id, others[0].id), world.case(manager, others[1].id)
    own = declare(runtime, named, named, case_id=second.id, kind="recused")
    with runtime.unit(manager) as unit:
        triage.unlink_report(unit, first.id, moving.id)
    with runtime.unit(manager) as unit:
        casework.link_to_case(unit, second.id, moving.id)
    decide(runtime, world.officer(Role.CASE_MANAGER), ask_to_end(runtime, manager, own))
    assert not sees(runtime, named, Case, second.id)
