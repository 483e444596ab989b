"""Actions and remedies: what is to be done after an outcome, by whom and by when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.domain.actions import ACTION_MACHINE, check_due_on, check_for_whom
from service.domain.casework_lists import TaskKind
from service.domain.errors import WrongState, invalid
from service.domain.ids import new_id
from service.domain.support_lists import ActionState
from service.store.models import Action, Case, Outcome, Task
from service.store.queries.work import officers_who_see
from service.usecases.access import load
from service.usecases.parts import open_case_for, part_of, party_meant
from service.usecases.tasks import change_tasks, end_tasks, set_task
from service.usecases.unit import Unit


def add_action(
    unit: Unit,
    case_id: UUID,
    *,
    kind: str,
    officer_id: UUID,
    due_on: date,
    what: str | None = None,
    outcome_id: UUID | None = None,
    party_id: UUID | None = None,
) -> Action:
    """Put an action on an open case; a task for its owner comes with it.

    Args:
        officer_id: who sees to it: somebody on the case, or a case manager.
        what: what is to be done, in words that are sealed.
        outcome_id: the outcome of the case that it follows from.
        party_id: for whom it is, where it is a remedy.

    Raises:
        Invalid: a remedy is for nobody, the day has passed, the officer may not see the case, or
            outcome or party are another case's.
        WrongState: the case is closed.
    """
    case = open_case_for(unit, case_id, "outcome.record")
    check_for_whom(kind, party_id)
    party_meant(unit, case.id, party_id)
    _check_outcome(unit, case.id, outcome_id)
    _check_owner(unit, case.id, officer_id)
    action = Action(
        id=new_id(), case_id=case.id, kind=kind, outcome_id=outcome_id, party_id=party_id,
        officer_id=officer_id, due_on=check_due_on(due_on, _today(unit)),
        state=ActionState.PLANNED, created_at=unit.now,
    )  # fmt: skip
    unit.seal(action, Action.content, {"what": what} if what else None)
    unit.add(action)
    change = {"kind": kind, "party": str(party_id) if party_id else None}
    unit.record("action.add", action, case_id=case.id, change=change)
    set_task(
        unit, case, kind=TaskKind.OUTCOME_ACTION, due_at=_due_at(unit, due_on),
        officer_id=officer_id, action_id=action.id,
    )  # fmt: skip
    return action


def amend_action(
    unit: Unit, case_id: UUID, action_id: UUID, changes: Mapping[str, Any], *, version: int
) -> Action:
    """Change by when an action is to be done, or who sees to it; its task follows.

    Args:
        changes: any of ``due_on`` and ``officer_id``.

    Raises:
        Invalid: as for `add_action`.
        WrongState: it is done, or was cancelled.
    """
    action = _planned(unit, case_id, action_id, version)
    of_task: dict[str, Any] = {}
    if "due_on" in changes:
        action.due_on = check_due_on(changes["due_on"], _today(unit))
        of_task["due_at"] = _due_at(unit, action.due_on)
    if "officer_id" in changes:
        _check_owner(unit, case_id, changes["officer_id"])
        action.officer_id = of_task["officer_id"] = changes["officer_id"]
    unit.record("action.amend", action, case_id=case_id, change={"fields": sorted(changes)})
    if of_task:
        change_tasks(unit, case_id, Task.action_id == action.id, changes=of_task)
    return action


def move_action(
    unit: Unit,
    case_id: UUID,
    action_id: UUID,
    action: str,
    *,
    reason: str | None = None,
    version: int,
) -> Action:
    """Note that an action is done, or need not be; its task ends with it.

    Args:
        reason: why, in words; kept apart from the log.

    Raises:
        WrongState: it has ended already.
    """
    load(unit, Case, case_id, "outcome.record")
    row = part_of(unit, Action, case_id, action_id, version=version)
    step = ACTION_MACHINE.step(action, row.state)
    before, row.state, row.ended_at = row.state, step.target, unit.now
    unit.record(
        step.verb, row, case_id=case_id, change={"from": before, "to": row.state},
        detail={"reason": reason} if reason else None,
    )  # fmt: skip
    end_tasks(unit, case_id, Task.action_id == row.id, done=row.state == ActionState.DONE)
    return row


def _planned(unit: Unit, case_id: UUID, action_id: UUID, version: int) -> Action:
    load(unit, Case, case_id, "outcome.record")
    action = part_of(unit, Action, case_id, action_id, version=version)
    if action.state != ActionState.PLANNED:
        raise WrongState("This action is done or was cancelled.")
    return action


def _check_outcome(unit: Unit, case_id: UUID, outcome_id: UUID | None) -> None:
    outcome = unit.session.get(Outcome, outcome_id) if outcome_id else None
    if outcome_id is not None and (outcome is None or outcome.case_id != case_id):
        raise invalid("/outcome_id", "not_on_case", "No outcome of this case has this id.")


def _check_owner(unit: Unit, case_id: UUID, officer_id: UUID) -> None:
    if officer_id not in officers_who_see(unit.session.connection(), case_id):
        detail = "Nobody with this id is on the case, or manages cases."
        raise invalid("/officer_id", "not_on_case", detail)


def _today(unit: Unit) -> date:
    return unit.rules.calendar.day_of(unit.now)


def _due_at(unit: Unit, day: date) -> datetime:
    return unit.rules.calendar.last_minute_of(day)
