"""Reminders: of each near deadline once, to those concerned, and of nothing that has stopped."""

from uuid import UUID

import pytest
from sqlalchemy import select

from service.domain.actors import Actor
from service.domain.code_lists import Role
from service.store.models import Case, Clock, OutboxNotice, Task
from service.usecases import casework, tasks
from service.usecases.clocks import pause_clock, resume_clock
from service.usecases.reminders import remind
from service.usecases.runtime import Runtime
from tests.usecases.helpers import log_of
from tests.usecases.office import Office, at


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def case(office: Office) -> Case:
    case = office.case()
    office.put(case, "triage")  # its next step is due on 30 November, at 10
    return case


def reminded(office: Office) -> list[UUID]:
    """Give who has a notice of a deadline in the outbox, oldest first."""
    query = select(OutboxNotice.recipient_id).where(
        OutboxNotice.kind == "deadline", OutboxNotice.recipient_kind == "officer"
    )
    with office.runtime.reading(office.manager) as reading:
        return list(reading.connection.scalars(query.order_by(OutboxNotice.id)))


def next_step(office: Office, case: Case) -> UUID:
    (clock,) = [c for c in office.clocks(case) if c["state"] != "stopped" and c["case_id"]]
    return clock["id"]


def test_a_deadline_is_reminded_of_once_a_working_day_before(office: Office, case: Case) -> None:
    clock_id = next_step(office, case)
    assert remind(office.when("11-27 09:59").runtime) == 0
    assert remind(office.when("11-27 10:00").runtime) == 1
    assert remind(office.when("12-04 10:00").runtime) == 1  # the first check-in, due on the 7th
    assert reminded(office) == [office.manager.id] * 2
    (entry,) = [e for e in log_of(office.runtime) if e.get("change") == {"about": "next_step"}]
    assert (entry["verb"], entry["actor"], entry["case"]) == (
        "reminder.send", {"kind": "system"}, str(case.id)
    )  # fmt: skip
    assert office.clocks(case)[-1]["version"] == 1, "what callers see has not changed"
    office.act(pause_clock, clock_id, "awaiting_party", version=1)
    office.act(resume_clock, clock_id, version=2)
    assert remind(office.runtime) == 1, "it goes on, and so it is near once more"


@pytest.mark.parametrize("state", ["closed", "on_hold"])
def test_reminders_stop_when_the_case_stops(office: Office, case: Case, state: str) -> None:
    office.put(case, state)
    assert remind(office.when("12-04 09:00").runtime) == 0


def test_a_paused_clock_and_an_ended_task_are_left_alone(office: Office, case: Case) -> None:
    office.act(pause_clock, next_step(office, case), "awaiting_party", version=1)
    task = office.act(tasks.add_task, case.id, kind="contact_party", due_at=at("11-24 09:00"))
    office.act(tasks.cancel_task, task.id, version=1)
    assert remind(office.when("12-04 09:00").runtime) == 0


def test_who_is_reminded(office: Office, case: Case) -> None:
    officer = office.world.officer(Role.INVESTIGATOR)
    office.act(casework.assign_officer, case.id, officer.id, Role.INVESTIGATOR)
    due_at = at("11-24 09:00")
    for officer_id in (officer.id, None):
        office.act(
            tasks.add_task, case.id, kind="contact_party", due_at=due_at, officer_id=officer_id
        )
    assert remind(office.runtime) == 2
    found = reminded(office)
    assert found[0] == officer.id
    assert sorted(found[1:]) == sorted([office.manager.id, officer.id])


def test_of_a_report_on_no_case_those_at_intake_are_reminded(office: Office) -> None:
    welfare: Actor = office.world.officer(Role.WELFARE_OFFICER)
    office.world.officer(Role.INVESTIGATOR)
    office.world.report()
    assert remind(office.when("11-25 09:00").runtime) == 1
    assert sorted(reminded(office)) == sorted([office.manager.id, welfare.id])


def test_a_task_that_is_moved_is_reminded_of_again(office: Office, case: Case) -> None:
    task = office.act(tasks.add_task, case.id, kind="contact_party", due_at=at("11-24 09:00"))
    assert remind(office.runtime) == 1
    office.act(tasks.amend_task, task.id, {"due_at": at("11-24 10:00")}, version=1)
    assert [remind(office.runtime), remind(office.runtime)] == [1, 0]
    assert office.read(Task, task).reminded_at == office.now()
    assert office.read(Clock, Clock(id=next_step(office, case))).reminded_at is None
