"""Initiatives: what was done after people spoke. Public once published."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from service.domain.deadlines import Calendar
from service.domain.disclosure_control import shown_count
from service.domain.errors import NotFound, Stale, invalid
from service.domain.ids import new_id
from service.domain.initiatives import (
    INITIATIVE_MACHINE,
    check_days,
    check_may_change,
    months_behind,
    state_of,
)
from service.domain.support_lists import InitiativeState
from service.domain.themes import touched_by
from service.store.models import Initiative, SupportService
from service.store.queries.counting import reports_touching
from service.usecases.access import allow
from service.usecases.unit import Unit

_WRITE = "initiative.write"
_DEFAULTS: dict[str, Any] = {"settings": []}


def add_initiative(unit: Unit, values: Mapping[str, Any]) -> Initiative:
    """Write down an initiative; it is a draft until it is published.

    Args:
        values: columns of `Initiative`; ``title``, ``said``, ``did``, ``led_by``, ``stage`` and
            ``themes`` are required.

    Raises:
        Invalid: it ends before it starts, or no service has the id.
    """
    allow(unit.actor, _WRITE)
    initiative = Initiative(id=new_id(), **{**_DEFAULTS, **values}, updated_at=unit.now)
    _check(unit, initiative)
    unit.add(initiative)
    unit.record("initiative.add", initiative, change={"themes": initiative.themes})
    return initiative


def amend_initiative(
    unit: Unit, initiative_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Initiative:
    """Change an initiative, in public at once where it is.

    Raises:
        WrongState: it is public, and the change is to what its figures rest on.
        Invalid: see `add_initiative`.
    """
    initiative = _load(unit, initiative_id, version)
    check_may_change(state_of(initiative.published_at), changes)
    for name, value in changes.items():
        setattr(initiative, name, value)
    _check(unit, initiative)
    initiative.updated_at = unit.now
    unit.record("initiative.amend", initiative, change={"fields": sorted(changes)})
    return initiative


def move_initiative(unit: Unit, initiative_id: UUID, action: str, *, version: int) -> Initiative:
    """Publish an initiative, or take it out of the public feed.

    How many reports are behind it is counted when it is published, in the same transaction, and
    kept rounded: a number that went on counting would show single reports from day to day.

    Raises:
        WrongState: the step does not exist in its state.
    """
    initiative = _load(unit, initiative_id, version)
    before = state_of(initiative.published_at)
    step = INITIATIVE_MACHINE.step(action, before)
    public = step.target == InitiativeState.PUBLISHED
    initiative.published_at = unit.now if public else None
    initiative.reports_behind = _counted_now(unit, initiative) if public else None
    initiative.updated_at = unit.now
    unit.record(step.verb, initiative, change={"from": before, "to": step.target})
    return initiative


def _load(unit: Unit, initiative_id: UUID, version: int) -> Initiative:
    allow(unit.actor, _WRITE)
    initiative = unit.session.get(Initiative, initiative_id, with_for_update=True)
    if initiative is None:
        raise NotFound
    if initiative.version != version:
        raise Stale
    return initiative


def _check(unit: Unit, initiative: Initiative) -> None:
    check_days(initiative.started_on, initiative.ended_on)
    service = initiative.service_id
    if service is not None and unit.session.get(SupportService, service) is None:
        raise invalid("/service_id", "not_available", "No service has this id.")


def _counted_now(unit: Unit, initiative: Initiative) -> int | None:
    connection, calendar = unit.session.connection(), unit.rules.calendar
    return reports_behind(connection, calendar, unit.now, initiative.themes)


def reports_behind(
    connection: Connection, calendar: Calendar, now: datetime, themes: Iterable[str]
) -> int | None:
    """Count the reports behind an initiative of these themes, as may be shown."""
    first, end = months_behind(calendar.day_of(now))
    count = reports_touching(
        connection,
        touched_by(themes),
        since=calendar.start_of(first),
        until=calendar.start_of(end),
    )
    return shown_count(count)
