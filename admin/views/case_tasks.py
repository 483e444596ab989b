"""What is to be done on a case, and the deadlines that run on it."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import pickers
from admin.acting import Answer
from admin.case_page import permitted
from admin.lists import as_uuid
from admin.opened import Opened, Wanted
from admin.views.case_part import CasePart
from admin.work_forms import TaskForm
from service.domain.code_lists import CaseState
from service.store.models import Task
from service.store.queries.people import names_of
from service.store.queries.reports import reports_of_case
from service.store.queries.rows import AnyRow
from service.store.queries.work import clocks_of, reminded, tasks_of
from service.usecases.ageing import aged_clock, aged_task
from service.usecases.reading import Reading
from service.usecases.tasks import OPEN, add_task
from service.usecases.unit import Unit


class CaseTasksView(CasePart):
    """Tasks and clocks. What is done about one of them: `admin.views.task` and `.clock`."""

    @expose("/", methods=("GET", "POST"))
    def index(self, case_id: UUID) -> Answer:
        """Show them; posting a purpose shows the tasks' words too."""
        with self.reading() as reading:
            case = self.readable(reading, case_id)
            can = permitted(reading, case_id)
            tasks = tasks_of(reading.connection, case_id)
            wanted = _sealed(tasks) if "case.read_content" in can else []
            opened = self.opened(reading, case, wanted)
            return self.part_page(
                "console/case_work.html", case, sealed=bool(wanted) and not opened,
                may="case.progress" in can, closed=case.state == CaseState.CLOSED,
                **_tasks(reading, tasks, opened), **_clocks(reading, case_id),
            )  # fmt: skip

    @expose("/tasks", methods=("GET", "POST"))
    def add(self, case_id: UUID) -> Answer:
        """Set a task."""
        form, back = TaskForm(), self.back_to(case_id)
        with self.reading() as reading:
            case = self.readable(reading, case_id, "case.progress")
            pickers.offer_colleagues(reading, form.officer_id, case_id)
        if self.carried_out(form, lambda unit: _add(unit, case_id, form)):
            return self.done(_("The task is set."), back)
        return self.form_page(
            form, title=_("Add a task to %(reference)s", reference=case.reference),
            submit=_("Add the task"), back=back,
        )  # fmt: skip


def _add(unit: Unit, case_id: UUID, form: Any) -> None:
    due_at = unit.rules.calendar.last_minute_of(form.due_at.data)
    add_task(
        unit, case_id, kind=form.kind.data, due_at=due_at,
        officer_id=as_uuid(form.officer_id.data or ""), title=form.title.data or None,
        note=form.note.data or None,
    )  # fmt: skip


def _sealed(tasks: Any) -> list[Wanted]:
    return [(Task.content, row) for row in tasks if not Task.content.is_empty(row)]


def _tasks(reading: Reading, rows: Any, opened: Opened) -> dict[str, Any]:
    """Give the tasks that are open and those that have ended, with who is to do them."""
    calendar = reading.instance.rules.calendar
    shown = [{**aged_task(row, reading.now, calendar), **_words(row, opened)} for row in rows]
    return {
        "open_tasks": [task for task in shown if task["state"] == OPEN],
        "ended_tasks": [task for task in shown if task["state"] != OPEN],
        "names": names_of(reading.connection, [row.officer_id for row in rows if row.officer_id]),
        "tasks_reminded": reminded(reading.connection, [row.id for row in rows]),
    }


def _words(row: AnyRow, opened: Opened) -> dict[str, Any]:
    """Give what a task says: nothing where it has no words, None while they are sealed."""
    if Task.content.is_empty(row):
        return {"title": "", "note": ""}
    return {name: opened.text(Task.content, row, name) for name in ("title", "note")}


def _clocks(reading: Reading, case_id: UUID) -> dict[str, Any]:
    """Give the clocks that count or are paused, and those that have stopped."""
    calendar = reading.instance.rules.calendar
    rows = clocks_of(reading.connection, case_id=case_id)
    shown = [aged_clock(row, reading.now, calendar) for row in rows]
    reports = reports_of_case(reading.connection, case_id)
    return {
        "live_clocks": [clock for clock in shown if clock["state"] != "stopped"],
        "stopped_clocks": [clock for clock in shown if clock["state"] == "stopped"],
        "references": {report.id: report.reference for report in reports},
        "clocks_reminded": reminded(reading.connection, [row.id for row in rows]),
    }
