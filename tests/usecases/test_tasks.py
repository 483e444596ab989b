"""Tasks and check-ins: set, handed on, ended; and what becomes of them as things move on."""

from typing import Any

import pytest
from sqlalchemy import select

from service.domain.actors import Scope
from service.domain.code_lists import Role
from service.domain.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from service.domain.ids import new_id
from service.store.models import Assignment, Case, Conflict, Report, Task
from service.store.queries.pages import Page
from service.store.queries.work import TaskFilter, list_tasks, task_row
from service.usecases import casework, tasks, triage
from service.usecases.runtime import Runtime
from tests.usecases.office import START, Office, at, told

DUE = at("11-27 12:00")


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def case(office: Office) -> Case:
    return office.case()


def of(office: Office, **where: Any) -> list[tuple[str, str, str | None]]:
    """Give tasks as their kind, state and when they are due; the earliest first."""
    query = select(Task.kind, Task.state, Task.due_at).order_by(Task.due_at, Task.id)
    with office.runtime.reading(office.manager) as reading:
        return [
            (row.kind, row.state, told(row.due_at))
            for row in reading.connection.execute(query.filter_by(**where))
        ]


def check_ins(*due: str, state: str = "open") -> list[tuple[str, str, str]]:
    return [("detriment_check_in", state, moment) for moment in due]


PLANNED = check_ins("12-07 10:00", "2027-01-04 10:00", "2027-02-15 10:00")


def add(office: Office, case: Case, **values: Any) -> Task:
    return office.act(tasks.add_task, case.id, **{"kind": "contact_party", "due_at": DUE, **values})


def first_check_in(office: Office, case: Case) -> Task:
    query = select(Task).where(Task.case_id == case.id, Task.kind == "detriment_check_in")
    with office.runtime.unit(office.manager) as unit:
        return unit.session.scalars(query.order_by(Task.due_at)).first()


def refuse(
    office: Office, faults: tuple[str, str], function: Any, *args: Any, **values: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        office.act(function, *args, **values)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [faults]


def test_a_task_is_set_handed_on_and_done(office: Office, case: Case) -> None:
    officer = office.world.officer(Role.INVESTIGATOR)
    office.act(casework.assign_officer, case.id, officer.id, Role.INVESTIGATOR)
    task = add(office, case, kind="other", title="Call back.", note="After three.")
    with office.runtime.reading(office.manager) as reading:
        row = task_row(reading.connection, task.id)
        with reading.scope([Task.content.target(row)], purpose="casework", case_id=case.id):
            assert Task.content.open(row) == {"title": "Call back.", "note": "After three."}
    changes = {"officer_id": officer.id, "due_at": at("11-30 12:00")}
    task = office.act(tasks.amend_task, task.id, changes, version=1)
    assert (task.officer_id, told(task.due_at)) == (officer.id, "11-30 12:00")
    with pytest.raises(Stale):
        office.act(tasks.finish_task, task.id, result=None, version=1)
    office.when("11-24 10:00").act(tasks.finish_task, task.id, result=None, version=2, by=officer)
    row = office.read(Task, task)
    assert (row.state, told(row.ended_at), row.result) == ("done", "11-24 10:00", None)
    for act, values in (
        (tasks.finish_task, {"result": None}), (tasks.cancel_task, {}),
        (tasks.amend_task, {"changes": {}}),
    ):  # fmt: skip
        with pytest.raises(WrongState):
            office.act(act, task.id, version=3, **values)


@pytest.mark.parametrize(
    ("values", "pointer", "code"),
    [
        ({"due_at": at(START)}, "/due_at", "in_the_past"),
        ({"kind": "other"}, "/title", "required"),
        ({"kind": "detriment_check_in"}, "/kind", "not_available"),
        ({"officer_id": new_id()}, "/officer_id", "not_on_case"),
    ],
)
def test_what_no_task_can_be(
    office: Office, case: Case, values: dict[str, Any], pointer: str, code: str
) -> None:
    refuse(
        office, (pointer, code), tasks.add_task, case.id,
        **{"kind": "contact_party", "due_at": DUE, **values},
    )  # fmt: skip


def test_work_is_given_to_those_on_the_case_without_a_conflict(office: Office, case: Case) -> None:
    officer, gone = (office.world.officer(Role.INVESTIGATOR) for _ in range(2))
    for one in (officer, gone):
        office.act(casework.assign_officer, case.id, one.id, Role.INVESTIGATOR)
    theirs = add(office, case, officer_id=gone.id)
    with office.runtime.reading(office.manager) as reading:
        place = reading.connection.scalar(
            select(Assignment.id).where(Assignment.officer_id == gone.id)
        )
    office.act(casework.end_assignment, case.id, place)
    assert office.read(Task, theirs).officer_id is None
    with office.runtime.unit(office.manager) as unit:
        conflict = Conflict(
            officer_id=officer.id, case_id=case.id, kind="recused", declared_at=unit.now
        )
        unit.add(conflict)
        unit.record("conflict.declare", conflict, case_id=case.id)
    for one in (officer, gone, office.world.officer(Role.CASE_MANAGER)):
        refuse(
            office, ("/officer_id", "not_on_case"),
            tasks.amend_task, theirs.id, {"officer_id": one.id}, version=2,
        )  # fmt: skip


def test_who_may_work_on_tasks(office: Office, case: Case) -> None:
    task = add(office, case)
    for actor, refusal in (
        (office.world.officer(Role.WELFARE_OFFICER), NotFound),
        (office.world.client(Scope.CASES_READ)[2], NotAllowed),
    ):
        for act in (
            lambda unit: tasks.add_task(unit, case.id, kind="contact_party", due_at=DUE),
            lambda unit: tasks.amend_task(unit, task.id, {"due_at": DUE}, version=1),
            lambda unit: tasks.cancel_task(unit, task.id, version=1),
        ):
            with pytest.raises(refusal):
                office.act(act, by=actor)
        with office.runtime.reading(actor) as reading:
            rows = list_tasks(reading.connection, actor, TaskFilter(case_id=case.id), Page()).rows
        assert (task.id in {row.id for row in rows}) is (refusal is NotAllowed)


def test_a_report_on_a_case_is_followed_by_check_ins(office: Office) -> None:
    report = office.world.report()[0]
    assert of(office) == []
    office.when("11-26 15:00").world.case(office.manager, report.id)
    assert of(office, report_id=report.id) == PLANNED


def test_of_check_ins_whose_time_has_passed_only_the_latest_is_made_up_for(office: Office) -> None:
    report = office.world.report()[0]
    office.when("2027-01-11 09:00").world.case(office.manager, report.id)
    assert of(office) == check_ins("2027-01-11 09:00", "2027-02-15 10:00")


def test_check_ins_go_with_the_report_and_are_never_doubled(office: Office, case: Case) -> None:
    report = office.world.report()[0]
    first = office.world.case(office.manager, report.id)
    done = first_check_in(office, first)
    office.act(tasks.finish_task, done.id, result="no_detriment", version=1)
    with office.runtime.unit(office.manager) as unit:
        row = unit.session.get_one(Report, report.id)
        tasks.release_check_ins(unit, row)
        assert of(office, case_id=first.id) != []  # until it commits
        unit.record("report.unlink", row)
    assert of(office, case_id=first.id) == check_ins("12-07 10:00", state="done")
    with office.runtime.unit(office.manager) as unit:
        row = unit.session.get_one(Report, report.id)
        tasks.schedule_check_ins(unit, row, unit.session.get_one(Case, case.id))
    moved = of(office, case_id=case.id, report_id=report.id)
    assert moved == PLANNED[1:]
    assert len(of(office, report_id=report.id)) == 3


@pytest.mark.parametrize(
    ("result", "code"), [(None, "required"), ("", "required"), ("fine", "unknown_code")]
)
def test_a_check_in_is_done_with_a_result(
    office: Office, case: Case, result: str | None, code: str
) -> None:
    check_in = first_check_in(office, case)
    refuse(office, ("/result", code), tasks.finish_task, check_in.id, result=result, version=1)
    other = add(office, case)
    refuse(
        office, ("/result", "not_available"),
        tasks.finish_task, other.id, result="no_detriment", version=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("result", "reviews"),
    [("no_detriment", []), ("detriment_reported", [("risk_review", "open", "11-24 10:00")])],
)
def test_detriment_has_risk_assessed_anew(
    office: Office, case: Case, result: str, reviews: list[tuple[str, str, str]]
) -> None:
    check_in = first_check_in(office, case)
    office.act(tasks.finish_task, check_in.id, result=result, version=1)
    assert office.read(Task, check_in).result == result
    assert of(office, case_id=case.id, kind="risk_review") == reviews


def test_closing_cancels_what_is_left_but_the_check_ins(office: Office, case: Case) -> None:
    add(office, case)
    with office.runtime.unit(office.manager) as unit:
        row = unit.session.get_one(Case, case.id)
        tasks.set_task(unit, row, kind="measure_review", due_at=DUE)
        tasks.cancel_open_tasks(unit, row)
    assert of(office, case_id=case.id) == [
        ("contact_party", "cancelled", "11-27 12:00"),
        ("measure_review", "cancelled", "11-27 12:00"),
        *PLANNED,
    ]
    office.put(case, "closed")
    with pytest.raises(WrongState, match="closed"):
        add(office, case)


def test_who_withdraws_a_report_is_left_in_peace(office: Office) -> None:
    report = office.world.report()[0]
    case = office.world.case(office.manager, report.id)
    other = add(office, case)
    reporter = office.world.reporter(report)
    office.act(triage.move_report, report.id, "withdraw", version=None, by=reporter)
    assert {state for _, state, _ in of(office, report_id=report.id)} == {"cancelled"}
    assert office.read(Task, other).state == "open"
