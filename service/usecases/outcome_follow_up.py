"""After a case was closed: whoever reported is asked how they are, by itself, some weeks later."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from service.domain.actors import SYSTEM
from service.domain.casework_lists import TaskKind
from service.domain.clocks import outcome_follow_ups_due
from service.domain.code_lists import ReportState
from service.domain.notices import FOLLOW_UP
from service.store.models import Case, Report, Task
from service.store.queries.work import follow_ups_due
from service.usecases.notices import answer_automatically, notify_reporter
from service.usecases.runtime import Runtime
from service.usecases.tasks import end_tasks, set_task
from service.usecases.unit import Unit

_AT_ONCE = 20
"""Follow-ups in one transaction: on SQLite everybody else waits for it."""
_IS_FOLLOW_UP = Task.kind == TaskKind.OUTCOME_FOLLOW_UP


def schedule_follow_ups(unit: Unit, case: Case) -> None:
    """Set the follow-ups of a case that closes."""
    for due_at in outcome_follow_ups_due(unit.now, unit.rules.calendar):
        set_task(unit, case, kind=TaskKind.OUTCOME_FOLLOW_UP, due_at=due_at)


def cancel_follow_ups(unit: Unit, case: Case) -> None:
    """Cancel the follow-ups of a case that is opened again: the team is in touch now."""
    end_tasks(unit, case.id, _IS_FOLLOW_UP, done=False)


def follow_up_outcomes(runtime: Runtime) -> int:
    """Ask whoever is to be asked by now how they are, once for each follow-up; give how many."""
    total = 0
    while count := _follow_up_some(runtime):
        total += count
    return total


def _follow_up_some(runtime: Runtime) -> int:
    with runtime.unit(SYSTEM) as unit:
        due = follow_ups_due(unit.now).limit(_AT_ONCE).with_for_update(skip_locked=True)
        ids: Sequence[UUID] = unit.session.scalars(due).all()
        for task_id in ids:
            _follow_up(unit, unit.session.get_one(Task, task_id))
        return len(ids)


def _follow_up(unit: Unit, task: Task) -> None:
    """Leave a message for everybody whose report is on the case and was not withdrawn."""
    query = select(Report).where(
        Report.case_id == task.case_id, Report.state != ReportState.WITHDRAWN
    )
    reports = unit.session.scalars(query.order_by(Report.id)).all()
    for report in reports:
        answer_automatically(unit, report, FOLLOW_UP)
        notify_reporter(unit, report, "new_message")
        unit.record("outcome.follow_up", report, case_id=report.case_id)
    if task.case_id is not None:
        end_tasks(unit, task.case_id, Task.id == task.id, done=bool(reports))
