"""Rows of clocks and tasks together with how near their deadlines are, for whoever shows them."""

from datetime import datetime
from typing import Any

from service.domain.clocks import ageing, working_days_left
from service.domain.deadlines import Calendar
from service.store.queries.rows import AnyRow, as_dict


def aged_clock(row: AnyRow, now: datetime, calendar: Calendar) -> dict[str, Any]:
    """Give a clock with its ``state``, its ``ageing`` and the ``working_days_left``."""
    when = {"paused": row.paused_at, "stopped": row.stopped_at}
    state = "stopped" if row.stopped_at else "paused" if row.paused_at else "running"
    return {
        **as_dict(row),
        "state": state,
        "ageing": ageing(row.due_at, now, calendar, **when),
        "working_days_left": working_days_left(row.due_at, now, calendar, **when),
    }


def aged_task(row: AnyRow, now: datetime, calendar: Calendar) -> dict[str, Any]:
    """Give a task with its ``ageing``."""
    return {**as_dict(row), "ageing": ageing(row.due_at, now, calendar, stopped=row.ended_at)}
