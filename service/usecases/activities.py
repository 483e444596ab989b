"""Keeping what peers do together: activities of a support service, and their sessions.

Whoever keeps the directory may, and each service for itself. No person is ever linked to a
session: how many came is a number, given once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service.domain.activities import (
    SESSION_MACHINE,
    check_capacity,
    check_held,
    check_length,
    check_planned,
    check_times,
    weekly,
)
from service.domain.errors import NotFound, Stale
from service.domain.ids import new_id
from service.domain.support_lists import SessionState
from service.store.models import Activity, ActivitySession, SupportService
from service.usecases.access import load
from service.usecases.parts import part_of
from service.usecases.unit import Unit

_WRITE = "activity.write"
_DEFAULTS: dict[str, Any] = {
    "description": "", "characteristics": [], "languages": ["en"], "online": False, "active": True,
}  # fmt: skip


def add_activity(unit: Unit, service_id: UUID, values: Mapping[str, Any]) -> Activity:
    """Add an activity of a support service.

    Args:
        values: columns of `Activity`; ``name`` and ``kind`` are required.

    Raises:
        Invalid: the capacity is no number of people.
    """
    load(unit, SupportService, service_id, _WRITE)
    check_capacity(values.get("capacity"))
    activity = Activity(
        id=new_id(), service_id=service_id, **{**_DEFAULTS, **values}, updated_at=unit.now
    )
    unit.add(activity)
    change = {"service": str(service_id), "kind": activity.kind}
    unit.record("activity.add", activity, change=change)
    return activity


def amend_activity(
    unit: Unit, activity_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Activity:
    """Change an activity; one that is no longer active is not listed any more.

    Raises:
        Invalid: the capacity is no number of people.
    """
    activity, _ = _found(unit, activity_id)
    if activity.version != version:
        raise Stale
    check_capacity(changes.get("capacity"))
    for name, value in changes.items():
        setattr(activity, name, value)
    activity.updated_at = unit.now
    unit.record("activity.amend", activity, change={"fields": sorted(changes)})
    return activity


def plan_sessions(
    unit: Unit,
    activity_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str | None = None,
    capacity: int | None = None,
    weeks: int = 1,
) -> list[ActivitySession]:
    """Plan a session, or as many as there are weeks, at the same local time in each.

    Args:
        capacity: how many can come; None for as many as to the activity.

    Raises:
        Invalid: it would be in the past, end before it starts, or last more than a day.
    """
    activity, service = _found(unit, activity_id)
    check_times(starts_at, ends_at, unit.now)
    check_capacity(capacity)
    capacity = activity.capacity if capacity is None else capacity
    sessions = []
    for start in weekly(starts_at, weeks, ZoneInfo(service.timezone)):
        session = ActivitySession(
            id=new_id(), activity_id=activity.id, state=SessionState.PLANNED, starts_at=start,
            ends_at=start + (ends_at - starts_at), place=place, capacity=capacity,
        )  # fmt: skip
        unit.add(session)
        unit.record("activity_session.plan", session, change={"activity": str(activity.id)})
        sessions.append(session)
    return sessions


def amend_session(
    unit: Unit, activity_id: UUID, session_id: UUID, changes: Mapping[str, Any], *, version: int
) -> ActivitySession:
    """Change when or where a planned session is, or how many can come.

    Raises:
        WrongState: it took place or was cancelled.
        Invalid: see `plan_sessions`.
    """
    session = _session(unit, activity_id, session_id, version)
    check_planned(session.state)
    check_capacity(changes.get("capacity"))
    for name, value in changes.items():
        setattr(session, name, value)
    if "starts_at" in changes:
        check_times(session.starts_at, session.ends_at, unit.now)
    check_length(session.starts_at, session.ends_at)
    unit.record("activity_session.amend", session, change={"fields": sorted(changes)})
    return session


def move_session(
    unit: Unit,
    activity_id: UUID,
    session_id: UUID,
    action: str,
    *,
    attended: int | None = None,
    version: int,
) -> ActivitySession:
    """Record that a session took place and how many came, or cancel it.

    Raises:
        WrongState: it took place or was cancelled, or it has not begun.
        Invalid: how many came is missing or impossible.
    """
    session = _session(unit, activity_id, session_id, version)
    step = SESSION_MACHINE.step(action, session.state)
    if step.target == SessionState.HELD:
        session.attended = check_held(session.starts_at, attended, unit.now)
    before, session.state = session.state, step.target
    unit.record(step.verb, session, change={"from": before, "to": session.state})
    return session


def _found(unit: Unit, activity_id: UUID) -> tuple[Activity, SupportService]:
    activity = unit.session.get(Activity, activity_id)
    if activity is None:
        raise NotFound
    return activity, load(unit, SupportService, activity.service_id, _WRITE)


def _session(unit: Unit, activity_id: UUID, session_id: UUID, version: int) -> ActivitySession:
    _found(unit, activity_id)
    return part_of(
        unit, ActivitySession, activity_id, session_id, version=version, whole="activity_id"
    )
