"""Reminders: whoever works on a case is told, without content, that a deadline is near."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update

from service.domain.actors import SYSTEM
from service.domain.clocks import soon
from service.store.models import Clock, Report, Task
from service.store.queries.rows import AnySelect
from service.store.queries.work import (
    clocks_to_remind_of,
    officers_at_intake,
    officers_on,
    officers_who_see,
    tasks_to_remind_of,
)
from service.usecases.notices import notify_officers
from service.usecases.runtime import Runtime
from service.usecases.unit import Unit

_AT_ONCE = 50
"""Reminders in one transaction: on SQLite everybody else waits for it."""


def remind(runtime: Runtime) -> int:
    """Remind of every deadline that is near or has passed, once each; give how many.

    Clocks that are paused or have stopped, and tasks that have ended, are left alone.
    """
    total = 0
    while count := _remind_of_some(runtime):
        total += count
    return total


def _remind_of_some(runtime: Runtime) -> int:
    with runtime.unit(SYSTEM) as unit:
        until = soon(unit.now, unit.rules.calendar)
        clocks = _locked(unit, clocks_to_remind_of(until))
        tasks = _locked(unit, tasks_to_remind_of(until))
        for clock in (unit.session.get_one(Clock, row_id) for row_id in clocks):
            _remind(unit, clock, clock.kind, _case_of(unit, clock), None)
        for task in (unit.session.get_one(Task, row_id) for row_id in tasks):
            _remind(unit, task, task.kind, task.case_id, task.officer_id)
        return len(clocks) + len(tasks)


def _locked(unit: Unit, query: AnySelect) -> Sequence[UUID]:
    """Take some rows that nobody is changing just now; the others' turn comes."""
    found = query.limit(_AT_ONCE).with_for_update(skip_locked=True)
    return unit.session.scalars(found).all()


def _case_of(unit: Unit, clock: Clock) -> UUID | None:
    if clock.report_id is None:
        return clock.case_id
    return unit.session.get_one(Report, clock.report_id).case_id


def _remind(
    unit: Unit, row: Clock | Task, kind: str, case_id: UUID | None, officer_id: UUID | None
) -> None:
    officers = _recipients(unit, case_id, row.report_id, officer_id)
    notify_officers(unit, "deadline", officers, case_id=case_id, report_id=row.report_id)
    model = type(row)
    # That somebody was reminded is not part of what callers see, so the version stays.
    unit.session.execute(update(model).where(model.id == row.id).values(reminded_at=unit.now))
    unit.record("reminder.send", row, case_id=case_id, change={"about": kind})


def _recipients(
    unit: Unit, case_id: UUID | None, report_id: UUID | None, officer_id: UUID | None
) -> list[UUID]:
    """Give who is to do it, otherwise whoever is on the case, or does triage."""
    connection = unit.session.connection()
    if case_id is not None:
        is_theirs = officer_id in officers_who_see(connection, case_id)
        return [officer_id] if officer_id and is_theirs else officers_on(connection, case_id)
    return officers_at_intake(connection, report_id) if report_id is not None else []
