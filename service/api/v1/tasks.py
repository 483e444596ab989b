"""Tasks: what is to be done on a case, and the check-ins that follow a report."""

from typing import Any
from uuid import UUID

from service.api.operation import PageResult, Resource, Result, runtime
from service.api.pagination import page_of
from service.api.schemas.base import PurposeQuery
from service.api.schemas.work import (
    TaskIn,
    TaskOut,
    TaskOutPage,
    TaskPatch,
    TaskQuery,
    TasksOut,
    TaskStepIn,
)
from service.api.v1.cases import READ, WRITE, readable
from service.api.v1.shared import found
from service.store.models import Report, Task
from service.store.queries import work as queries
from service.usecases import tasks as acts
from service.usecases.access import allow_on
from service.usecases.ageing import aged_task
from service.usecases.reading import Reading
from service.usecases.unit import Unit

tasks = Resource("Tasks", "What is to be done on a case, by when, and by whom.")


@tasks.operation(
    "GET", "/v1/cases/<uuid:case_id>/tasks", "listCaseTasks", "Read the tasks of a case",
    query=PurposeQuery(), answer=TasksOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def case_tasks(reading: Reading, query: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    """Open them."""
    readable(reading, case_id, "case.read_content")
    rows = queries.tasks_of(reading.connection, case_id)
    return {"data": _opened(reading, rows, query["purpose"], case_id)}


@tasks.operation(
    "POST", "/v1/cases/<uuid:case_id>/tasks", "addTask", "Set a task on a case",
    scopes=WRITE, body=TaskIn(), answer=TaskOut(), creates=True,
    errors=["not_found", "wrong_state"],
    example={"kind": "contact_party", "due_at": "2030-01-15T09:00:00Z", "title": "Call back."},
)  # fmt: skip
def add_task(unit: Unit, body: dict[str, Any], case_id: UUID) -> Result:
    """Set one."""
    task = acts.add_task(unit, case_id, **body)
    return _written(unit, task, f"/v1/tasks/{task.id}")


@tasks.operation(
    "GET", "/v1/tasks", "listTasks", "List tasks",
    query=TaskQuery(), answer=TaskOutPage(), scopes=READ, paged=True,
)  # fmt: skip
def list_tasks(reading: Reading, query: dict[str, Any]) -> PageResult:
    """Give a page of what the caller may see, without its words."""
    page = page_of(runtime().provider, "listTasks", query.pop("limit"), query.pop("cursor"))
    where = queries.TaskFilter(**query)
    rows = queries.list_tasks(reading.connection, reading.actor, where, page)
    return PageResult([_aged(reading, row) for row in rows.rows], rows.next_after)


@tasks.operation(
    "GET", "/v1/tasks/<uuid:task_id>", "getTask", "Read a task",
    query=PurposeQuery(), answer=TaskOut(), scopes=READ, errors=["not_found"],
)  # fmt: skip
def get_task(reading: Reading, query: dict[str, Any], task_id: UUID) -> Result:
    """Open one."""
    row = found(queries.task_row(reading.connection, task_id))
    if row.case_id is not None:
        readable(reading, row.case_id, "case.read_content")
    else:
        allow_on(reading.connection, reading.actor, Report, row.report_id, "report.read_content")
    return Result(_opened(reading, [row], query["purpose"], row.case_id)[0], row.version)


@tasks.operation(
    "PATCH", "/v1/tasks/<uuid:task_id>", "amendTask", "Change a task",
    scopes=WRITE, body=TaskPatch(), answer=TaskOut(), versioned=True,
    errors=["not_found", "wrong_state"], example={"due_at": "2030-01-16T09:00:00Z"},
)  # fmt: skip
def amend_task(unit: Unit, body: dict[str, Any], task_id: UUID, version: int) -> Result:
    """Change when it is due, or who is to do it."""
    return _written(unit, acts.amend_task(unit, task_id, body, version=version))


@tasks.operation(
    "POST", "/v1/tasks/<uuid:task_id>/transitions", "moveTask", "End a task",
    description="Detriment that a check-in finds sets a task to assess the risk anew.",
    scopes=WRITE, body=TaskStepIn(), answer=TaskOut(), status=200, versioned=True,
    errors=["not_found", "wrong_state"], example={"action": "done"},
)  # fmt: skip
def move_task(unit: Unit, body: dict[str, Any], task_id: UUID, version: int) -> Result:
    """Note that it is done, or need not be."""
    if body["action"] == "done":
        return _written(
            unit, acts.finish_task(unit, task_id, result=body["result"], version=version)
        )
    return _written(unit, acts.cancel_task(unit, task_id, version=version))


def _written(unit: Unit, task: Task, location: str | None = None) -> Result:
    unit.flush()
    row = found(queries.task_row(unit.session.connection(), task.id))
    return Result(aged_task(row, unit.now, unit.rules.calendar), row.version, location)


def _aged(reading: Reading, row: Any) -> dict[str, Any]:
    return aged_task(row, reading.now, reading.instance.rules.calendar)


def _opened(
    reading: Reading, rows: Any, purpose: str, case_id: UUID | None
) -> list[dict[str, Any]]:
    targets = [Task.content.target(row) for row in rows if not Task.content.is_empty(row)]
    with reading.scope(targets, purpose=purpose, case_id=case_id):
        return [
            {
                **_aged(reading, row),
                **({} if Task.content.is_empty(row) else Task.content.open(row)),
            }
            for row in rows
        ]
