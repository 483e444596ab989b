"""Acts on one task: change it, finish it, or cancel it."""

from typing import Any
from uuid import UUID

from flask_admin.babel import gettext as _
from flask_admin.base import expose

from admin import pickers
from admin.acting import Answer, Compared
from admin.lists import as_uuid
from admin.text import spelled
from admin.views.work_acts import READ_AND_DO, WorkActs
from admin.work_forms import ChangeTaskForm, CheckInForm, PlainForm
from service.domain.casework_lists import TASK_KINDS, TASK_STATES, TaskKind
from service.domain.deadlines import Calendar
from service.store.queries.people import names_of
from service.store.queries.rows import AnyRow
from service.store.queries.work import task_row
from service.usecases import tasks
from service.usecases.unit import Unit


class TaskView(WorkActs):
    """Something to be done."""

    @expose("/", methods=READ_AND_DO)
    def index(self, task_id: UUID) -> Answer:
        """Change when a task is due, or who is to do it."""
        with self.reading() as reading:
            row = self.allowed(reading, task_row(reading.connection, task_id))
            form = ChangeTaskForm(data=_as_it_is(row, reading.instance.rules.calendar))
            pickers.offer_colleagues(reading, form.officer_id, row.case_id, row.officer_id)
        back = self.back_from(row)
        return self.carried_over(
            form, row,
            lambda unit, version: tasks.amend_task(
                unit, task_id, _changes(unit, row, form), version=version
            ),
            said=_("The task is changed."), back=back,
            compared=lambda: self._compared(row, form),
            page=lambda hidden: self.form_page(
                form, title=_title(_("Change"), row), submit=_("Save"), back=back,
                hidden=hidden,
            ),
        )  # fmt: skip

    @expose("/done", methods=READ_AND_DO)
    def finish(self, task_id: UUID) -> Answer:
        """Note that a task is done, and what a check-in found."""
        row = self._task(task_id)
        check_in = row.kind == TaskKind.DETRIMENT_CHECK_IN
        form: Any = CheckInForm() if check_in else PlainForm()
        says = [_("The task is kept as done. This cannot be undone; add another one instead.")]
        if check_in:
            says.append(_("Where detriment is reported, a task is set to assess the risk anew."))
        return self.acted(
            form, row, lambda unit, version: tasks.finish_task(
                unit, task_id, result=form.result.data if check_in else None, version=version
            ),
            title=_title(_("Done"), row), says=says, said=_("The task is done."),
            confirm=_("Mark as done"), states=(TASK_STATES.label("done"), _state(row)),
        )  # fmt: skip

    @expose("/cancel", methods=READ_AND_DO)
    def cancel(self, task_id: UUID) -> Answer:
        """Note that a task need not be done."""
        row = self._task(task_id)
        return self.acted(
            PlainForm(), row,
            lambda unit, version: tasks.cancel_task(unit, task_id, version=version),
            title=_title(_("Cancel"), row),
            says=[_("The task is kept as cancelled: nobody has to do it. This cannot be undone.")],
            said=_("The task is cancelled."), confirm=_("Cancel the task"),
            states=(TASK_STATES.label("cancelled"), _state(row)),
        )  # fmt: skip

    def _task(self, task_id: UUID) -> AnyRow:
        with self.reading() as reading:
            return self.allowed(reading, task_row(reading.connection, task_id))

    def _compared(self, row: AnyRow, form: Any) -> list[Compared]:
        with self.reading() as reading:
            names = names_of(reading.connection, [row.officer_id] if row.officer_id else [])
            due = reading.instance.rules.calendar.last_minute_of(form.due_at.data)
        zone, nobody = self.settings.time_zone, _("Whoever looks after the case")
        return [
            (_("State"), TASK_STATES.label("open"), _state(row)),
            (_("Due"), spelled(due, zone), spelled(row.due_at, zone)),
            (_("Who is to do it"), pickers.said_by(form.officer_id),
             names.get(row.officer_id, nobody)),
        ]  # fmt: skip


def _as_it_is(row: AnyRow, calendar: Calendar) -> dict[str, Any]:
    return {"due_at": calendar.day_of(row.due_at), "officer_id": str(row.officer_id or "")}


def _changes(unit: Unit, row: AnyRow, form: Any) -> dict[str, Any]:
    """Give what was asked for; whoever is to do it already need not be on the case any more."""
    changes: dict[str, Any] = {}
    calendar, officer_id = unit.rules.calendar, as_uuid(form.officer_id.data or "")
    if form.due_at.data != calendar.day_of(row.due_at):
        changes["due_at"] = calendar.last_minute_of(form.due_at.data)
    if officer_id != row.officer_id:
        changes["officer_id"] = officer_id
    return changes


def _title(act: str, row: AnyRow) -> str:
    return f"{act}: {TASK_KINDS.label(row.kind).lower()}"


def _state(row: AnyRow) -> str:
    return TASK_STATES.label(row.state)
