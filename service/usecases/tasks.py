"""Tasks: what somebody is to do on a case, and the check-ins that follow a report."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from service.domain.casework_lists import CHECK_IN_RESULTS, TaskKind
from service.domain.clocks import check_ins_due, detriment_review_due
from service.domain.code_lists import CaseState
from service.domain.errors import NotFound, Stale, WrongState, invalid
from service.domain.ids import new_id
from service.store.models import Action, Case, Report, Task
from service.store.queries.work import may_be_given_work
from service.usecases.access import load
from service.usecases.unit import Unit

OPEN, DONE, CANCELLED = "open", "done", "cancelled"
SET_ELSEWHERE: dict[str, str] = {
    TaskKind.DETRIMENT_CHECK_IN: "Check-ins are set when a report is put on a case.",
    TaskKind.OUTCOME_ACTION: "Add an action to the case: its task comes with it.",
    TaskKind.OUTCOME_FOLLOW_UP: "Follow-ups are set when a case closes.",
}
"""The kinds of task that nobody sets by hand, and why; they outlive the closing of their case."""
_DETRIMENT = "detriment_reported"


def set_task(
    unit: Unit,
    case: Case,
    *,
    kind: str,
    due_at: datetime,
    officer_id: UUID | None = None,
    measure_id: UUID | None = None,
    action_id: UUID | None = None,
    content: Mapping[str, Any] | None = None,
) -> Task:
    """Set a task on a case; the caller has checked that the actor may.

    Args:
        officer_id: who is to do it; None for whoever looks after the case.
        measure_id: the interim measure it is the review of.
        action_id: the action after an outcome that it stands for.
        content: ``title`` and ``note``, which are sealed.
    """
    task = Task(
        kind=kind, due_at=due_at, officer_id=officer_id, case_id=case.id, measure_id=measure_id,
        action_id=action_id, owner_table=Case.__tablename__, owner_id=case.id,
    )  # fmt: skip
    return _add(unit, task, content)


def add_task(
    unit: Unit,
    case_id: UUID,
    *,
    kind: str,
    due_at: datetime,
    officer_id: UUID | None = None,
    title: str | None = None,
    note: str | None = None,
) -> Task:
    """Set a task by hand, on an open case.

    Raises:
        Invalid: it is not said what is to be done, it is due already, or nobody who may do it is
            meant.
        WrongState: the case is closed.
    """
    case = load(unit, Case, case_id, "case.progress")
    if case.state == CaseState.CLOSED:
        raise WrongState("The case is closed. Reopen it first.")
    if detail := SET_ELSEWHERE.get(kind):
        raise invalid("/kind", "not_available", detail)
    if kind == TaskKind.OTHER and not title:
        raise invalid("/title", "required", "Say what is to be done.")
    _check_due(unit, due_at)
    _check_officer(unit, officer_id, case.id)
    content = {name: text for name, text in (("title", title), ("note", note)) if text}
    return set_task(unit, case, kind=kind, due_at=due_at, officer_id=officer_id, content=content)


def amend_task(unit: Unit, task_id: UUID, changes: Mapping[str, Any], *, version: int) -> Task:
    """Change when an open task is due, or who is to do it.

    Args:
        changes: any of ``due_at`` and ``officer_id``.
    """
    task = _open_task(unit, task_id, version)
    if "due_at" in changes:
        _check_due(unit, changes["due_at"])
    if "officer_id" in changes:
        _check_officer(unit, changes["officer_id"], task.case_id)
    _change(unit, task, changes)
    return task


def finish_task(unit: Unit, task_id: UUID, *, result: str | None, version: int) -> Task:
    """Note that a task is done. Detriment that a check-in finds has risk assessed anew.

    Args:
        result: what a check-in found; other tasks have none.

    Raises:
        Invalid: the result is missing or unknown, or this task has none.
    """
    task = _open_task(unit, task_id, version)
    if task.kind == TaskKind.DETRIMENT_CHECK_IN:
        _require_result(result)
    elif result is not None:
        raise invalid("/result", "not_available", "Only check-ins have a result.")
    _end(unit, task, DONE, result)
    if result == _DETRIMENT:
        _assess_anew(unit, task)
    return task


def cancel_task(unit: Unit, task_id: UUID, *, version: int) -> Task:
    """Note that a task need not be done."""
    task = _open_task(unit, task_id, version)
    _end(unit, task, CANCELLED)
    return task


def schedule_check_ins(unit: Unit, report: Report, case: Case) -> None:
    """Set the detriment check-ins of a report that is put on a case: 2, 6 and 12 weeks after it.

    A report that was on another case before has its check-ins already: they come with it.
    """
    earlier = _tasks(unit, _check_ins_of(report))
    if earlier:
        _put_on(unit, earlier, case.id)
        return
    for due_at in check_ins_due(report.submitted_at or unit.now, unit.now, unit.rules.calendar):
        check_in = Task(
            kind=TaskKind.DETRIMENT_CHECK_IN, due_at=due_at, case_id=case.id, report_id=report.id,
            owner_table=Report.__tablename__, owner_id=report.id,
        )  # fmt: skip
        _add(unit, check_in)


def release_check_ins(unit: Unit, report: Report) -> None:
    """Let a report that leaves its case take its check-ins along."""
    _put_on(unit, _tasks(unit, _check_ins_of(report)), None)


def cancel_check_ins(unit: Unit, report: Report) -> None:
    """Cancel the check-ins of a report that its reporter withdrew."""
    for task in _tasks(unit, _check_ins_of(report), Task.state == OPEN):
        _end(unit, task, CANCELLED)


def cancel_open_tasks(unit: Unit, case: Case) -> None:
    """Cancel what is left to do on a case that closes, but for what outlives the closing."""
    end_tasks(unit, case.id, Task.kind.not_in(list(SET_ELSEWHERE)), done=False)


def end_tasks(unit: Unit, case_id: UUID, *about: ColumnElement[bool], done: bool) -> None:
    """End the open tasks of a case that this is true of: they are done, or need not be any more.

    The caller has checked that the actor may.
    """
    for task in _tasks(unit, Task.case_id == case_id, Task.state == OPEN, *about):
        _end(unit, task, DONE if done else CANCELLED)


def change_tasks(
    unit: Unit, case_id: UUID, *about: ColumnElement[bool], changes: Mapping[str, Any]
) -> None:
    """Change the open tasks of a case that this is true of; the caller has checked everything.

    Args:
        changes: any of ``due_at`` and ``officer_id``.
    """
    for task in _tasks(unit, Task.case_id == case_id, Task.state == OPEN, *about):
        _change(unit, task, changes)


def hand_back_tasks(
    unit: Unit, officer_id: UUID, *, case_id: UUID | None = None, report_id: UUID | None = None
) -> None:
    """Leave the open tasks of an officer who leaves a case or a report to whoever sees to it.

    With the task of an action the action itself is left to them.
    """
    about = Task.case_id == case_id if case_id else Task.report_id == report_id
    for task in _tasks(unit, about, Task.officer_id == officer_id, Task.state == OPEN):
        _change(unit, task, {"officer_id": None})
        if task.action_id is not None:
            action = unit.session.get_one(Action, task.action_id)
            action.officer_id = None
            unit.record(
                "action.amend", action, case_id=task.case_id, change={"fields": ["officer_id"]}
            )


def _add(unit: Unit, task: Task, content: Mapping[str, Any] | None = None) -> Task:
    task.id, task.state, task.created_at = new_id(), OPEN, unit.now
    unit.seal(task, Task.content, content)
    unit.add(task)
    officer = str(task.officer_id) if task.officer_id else None
    _record(unit, "task.add", task, officer=officer)
    return task


def _change(unit: Unit, task: Task, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(task, name, value)
    if "due_at" in changes:
        task.reminded_at = None
    _record(unit, "task.amend", task, fields=sorted(changes))


def _end(unit: Unit, task: Task, state: str, result: str | None = None) -> None:
    task.state, task.ended_at, task.result = state, unit.now, result
    verb = "task.done" if state == DONE else "task.cancel"
    _record(unit, verb, task, result=result)


def _assess_anew(unit: Unit, check_in: Task) -> None:
    """Have risk assessed again, wherever the check-in stands."""
    review = Task(
        kind=TaskKind.RISK_REVIEW, due_at=detriment_review_due(unit.now, unit.rules.calendar),
        case_id=check_in.case_id, report_id=check_in.report_id,
        owner_table=check_in.owner_table, owner_id=check_in.owner_id,
    )  # fmt: skip
    _add(unit, review)


def _put_on(unit: Unit, tasks: Iterable[Task], case_id: UUID | None) -> None:
    for task in tasks:
        if task.state == OPEN and task.case_id != case_id:
            task.case_id, task.officer_id = case_id, None
            _record(unit, "task.amend", task, fields=["case_id", "officer_id"])


def _check_ins_of(report: Report) -> ColumnElement[bool]:
    return (Task.report_id == report.id) & (Task.kind == TaskKind.DETRIMENT_CHECK_IN)


def _tasks(unit: Unit, *where: ColumnElement[bool]) -> Sequence[Task]:
    unit.flush()
    return unit.session.scalars(select(Task).where(*where).order_by(Task.id)).all()


def _open_task(unit: Unit, task_id: UUID, version: int) -> Task:
    task = unit.session.get(Task, task_id)
    if task is None:
        raise NotFound
    if task.case_id is not None:
        load(unit, Case, task.case_id, "case.progress")
    elif task.report_id is not None:
        load(unit, Report, task.report_id, "report.assess")
    if task.version != version:
        raise Stale
    if task.state != OPEN:
        raise WrongState("This task has ended.")
    if task.action_id is not None:
        raise WrongState("This task stands for an action of the case. Change or end the action.")
    return task


def _require_result(result: str | None) -> None:
    if not result:
        raise invalid("/result", "required", f"Give a code of the list {CHECK_IN_RESULTS.name}.")
    CHECK_IN_RESULTS.require(result, "/result")


def _check_due(unit: Unit, due_at: datetime) -> None:
    if due_at <= unit.now:
        raise invalid("/due_at", "in_the_past", "Give a time that is still to come.")


def _check_officer(unit: Unit, officer_id: UUID | None, case_id: UUID | None) -> None:
    if officer_id is None:
        return
    if not may_be_given_work(unit.session.connection(), officer_id, case_id):
        raise invalid("/officer_id", "not_on_case", "Nobody with this id works on the case.")


def _record(unit: Unit, verb: str, task: Task, **change: Any) -> None:
    unit.record(verb, task, case_id=task.case_id, change={"task": task.kind, **change})
